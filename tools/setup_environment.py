"""Make the project's own environment in .venv from requirements.lock.

Needs nothing but Python 3.11 or later with venv. uv, itself pinned in the lock, installs the rest;
where uv cannot run, pip does the same work more slowly. Run again, it does nothing unless the lock,
pyproject.toml or the Python version changed.

    python3 tools/setup_environment.py
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
ENVIRONMENT = ROOT / ".venv"
STAMP = ENVIRONMENT / ".sva-stamp"
SCRIPTS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")


def fingerprint() -> str:
    """Everything that, when changed, calls for a new installation."""
    digest = hashlib.sha256(f"{sys.version_info[:3]} {ROOT}".encode())
    for path in (LOCK, ROOT / "pyproject.toml", ROOT / "src/sva/__init__.py"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def pinned(lock: str, package: str) -> str:
    """Cut one package's pinned lines, hashes included, out of the lock."""
    found = re.search(rf"^{re.escape(package)}==.*(?:\n[ \t]+.*)*", lock, flags=re.MULTILINE)
    if found is None:
        raise SystemExit(f"requirements.lock pins no {package}: run 'make lock' to write it anew.")
    return found.group(0) + "\n"


def run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT)


def install_lock() -> None:
    """Install the locked set with uv, or with pip where uv does not run."""
    quiet_pip = (PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check")
    with tempfile.TemporaryDirectory() as folder:
        uv_only = Path(folder) / "uv.txt"
        uv_only.write_text(pinned(LOCK.read_text(encoding="utf-8"), "uv"), encoding="utf-8")
        try:
            run(*quiet_pip, "--require-hashes", "-r", uv_only)
            # prefixed by the environment's own Python, so that no other environment is touched
            run(
                PYTHON,
                "-m",
                "uv",
                "pip",
                "install",
                "-q",
                "--python",
                PYTHON,
                # every notebook is a process of its own: where nothing may be written beside modules, each would
                # compile them anew
                "--compile-bytecode",
                "--require-hashes",
                "-r",
                LOCK,
            )
        except (subprocess.CalledProcessError, OSError) as reason:
            print(
                f"uv could not install ({reason}); pip does it now, which takes about a minute.",
                flush=True,
            )
            run(*quiet_pip, "--require-hashes", "-r", LOCK)
    run(*quiet_pip, "--no-deps", "--no-build-isolation", "--no-index", "-e", ROOT)


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - run by whatever Python a person has
        raise SystemExit(f"Python 3.11 or later is needed; this is {sys.version.split()[0]}.")
    wanted = fingerprint()
    if STAMP.is_file() and STAMP.read_text() == wanted and PYTHON.is_file():
        return
    print("Making the environment in .venv (once; a minute or so)…", flush=True)
    try:
        venv.EnvBuilder(with_pip=True, clear=True).create(ENVIRONMENT)
    except (subprocess.CalledProcessError, ImportError) as reason:
        raise SystemExit(
            f"Python's venv module cannot make an environment here ({reason}).\n"
            "On Debian or Ubuntu: sudo apt-get install python3-venv"
        ) from None
    try:
        install_lock()
    except subprocess.CalledProcessError as reason:
        raise SystemExit(
            f"The installation stopped: {reason}\nMend the cause above and run the command again."
        ) from None
    STAMP.write_text(wanted)


if __name__ == "__main__":
    main()
