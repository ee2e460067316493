"""Speed and memory of a whole run, and of the notebooks against ten `papermill` commands, in the same run.

    python -m benchmarks run

1. Warm run of the default assessment: environment and demonstration data present, step cache empty.
2. Nothing changed; prose changed; `sva --help`.
3. The notebooks alone by the runner, against ten papermill commands in sequence.

It works in a copy of the project, in a folder for temporary files, so that nobody's results are touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
NAME = "west-mercia-2023-05"


def measured(command: list[str], root: Path) -> tuple[float, float]:
    """Run a command; give its seconds, and the peak memory in GB of it and all its children together."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SVA_")}
    process = subprocess.Popen(
        command, cwd=root, env=inherited | {"SVA_HOME": str(root)}, stdout=subprocess.DEVNULL
    )
    peak = 0.0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        parent = psutil.Process(process.pid)
        while not done.wait(0.2):
            total = 0
            try:
                for each in [parent, *parent.children(recursive=True)]:
                    try:
                        # shared pages are counted once for each process that shares them: pss counts them once in all
                        total += each.memory_full_info().pss
                    except (psutil.Error, AttributeError):
                        continue
            except psutil.Error:
                break
            peak = max(peak, total / 1e9)

    watcher = threading.Thread(target=watch, daemon=True)
    start = time.perf_counter()
    watcher.start()
    code = process.wait()
    seconds = time.perf_counter() - start
    done.set()
    watcher.join()
    if code:
        raise SystemExit(f"{' '.join(command)} ended with {code}")
    return seconds, peak


def copy_project(target: Path) -> None:
    for folder in ("assessments", "notebooks"):
        shutil.copytree(ROOT / folder, target / folder)
    shutil.copy(ROOT / "requirements.lock", target)


def main() -> dict[str, float]:
    sva = [sys.executable, "-m", "sva"]
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="sva-bench-") as folder:
        root = Path(folder)
        copy_project(root)
        measured([*sva, "demo", NAME], root)

        found["warm run: seconds"], found["warm run: GB"] = measured([*sva, "report", NAME], root)
        found["nothing changed: seconds"], _ = measured([*sva, "report", NAME], root)
        notebook = root / "notebooks" / "03_violence.ipynb"
        notebook.write_text(
            notebook.read_text(encoding="utf-8").replace(
                "picture of violence", "picture of the violence"
            ),
            encoding="utf-8",
        )
        found["prose changed: seconds"], _ = measured([*sva, "report", NAME], root)
        found["sva --help: seconds"] = min(measured([*sva, "--help"], root)[0] for _ in range(5))

        found["notebooks by the runner: seconds"], _ = measured(
            [*sva, "run", "--fresh", NAME], root
        )
        found["notebooks by ten papermill commands: seconds"] = by_papermill(root)
        ratio = (
            found["notebooks by ten papermill commands: seconds"]
            / found["notebooks by the runner: seconds"]
        )
        found["notebooks: times faster"] = ratio
    return {name: round(value, 2) for name, value in found.items()}


def by_papermill(root: Path) -> float:
    """Run the same notebooks as somebody without the runner would: one command after another."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SVA_")}
    environment = inherited | {"SVA_HOME": str(root), "SVA_RUN": "1"}
    start = time.perf_counter()
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        out = root / "by-papermill"
        out.mkdir(exist_ok=True)
        command = [
            sys.executable,
            "-m",
            "papermill",
            str(path),
            str(out / path.name),
            "-p",
            "assessment",
            NAME,
        ]
        command += ["-p", "run_folder", str(out), "--no-progress-bar"]
        subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    for name, value in main().items():
        print(f"{name}: {value}")
