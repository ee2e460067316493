"""Put a finished report in its place, whole; the last good report stays until then."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sva.errors import Fault, SvaError

__all__ = ["can_write", "disk_errors", "locked", "publish", "recover", "staging"]

_MARK = "run-complete.json"


def _journal(final: Path) -> Path:
    return final.with_name(f".{final.name}.journal.json")


def _old(final: Path) -> Path:
    return final.with_name(f".{final.name}.old")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold one assessment for one run.

    Parameters
    ----------
    folder : pathlib.Path
        The assessment's processed folder; made if it is not there.

    Raises
    ------
    SvaError
        If another run holds it; the message says which process and since when.
    """
    from datetime import datetime

    from filelock import FileLock, Timeout

    can_write(folder)
    note = folder / ".running"
    lock = FileLock(folder / ".lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        who = note.read_text(encoding="utf-8").strip() if note.is_file() else "another process"
        raise SvaError(
            f"another run is at work on {folder.name}",
            [Fault(who, do_next="Wait until it ends, or stop it, then run again.")],
        ) from None
    try:
        note.write_text(
            f"process {os.getpid()}, since {datetime.now().astimezone():%H:%M:%S on %d %B %Y}",
            encoding="utf-8",
        )
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


@contextmanager
def disk_errors(what: str) -> Iterator[None]:
    """Turn a full disk or a forbidden folder into a plain message.

    Parameters
    ----------
    what : str
        What was being written.

    Raises
    ------
    SvaError
    """
    import errno

    try:
        yield
    except OSError as reason:
        advice = {
            errno.ENOSPC: ("the disk is full", "Free some space and run again."),
            errno.EDQUOT: ("your disk quota is used up", "Free some space and run again."),
            errno.EROFS: (
                "the disk is read-only",
                "Choose a checkout on a disk that can be written.",
            ),
            errno.EACCES: (
                "writing is not allowed there",
                "Give yourself permission to write to it.",
            ),
            errno.EPERM: (
                "writing is not allowed there",
                "Give yourself permission to write to it.",
            ),
            errno.EFBIG: (
                "the file is larger than allowed here",
                "Raise the limit on file size and run again.",
            ),
        }.get(reason.errno or 0)
        if advice is None:
            raise
        given, do_next = advice
        raise SvaError(
            f"{what} could not be written; the last good report was not touched",
            [Fault(given, where=str(reason.filename or ""), do_next=do_next)],
        ) from None


def can_write(folder: Path) -> None:
    """Make a folder if need be, and make sure that files can be written to it.

    Parameters
    ----------
    folder : pathlib.Path

    Raises
    ------
    SvaError
        If it cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as reason:
        raise SvaError(
            f"the folder {folder} cannot be written to",
            [
                Fault(
                    str(reason.strerror),
                    where=str(folder),
                    do_next="Change its permissions, or free the disk, and run again.",
                )
            ],
        ) from None


def staging(final: Path) -> Path:
    """Return an empty folder beside the final one, to build a report in."""
    folder = final.with_name(f".{final.name}.new")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def publish(new: Path, final: Path) -> None:
    """Put a finished folder in the place of the old one.

    Two renames, with a journal between, since no system replaces a full folder in one. Whatever moment the
    process is killed at, `recover` ends with one whole report.

    Parameters
    ----------
    new : pathlib.Path
        From `staging`, finished.
    final : pathlib.Path
        Its place; may hold the last report.
    """
    (new / _MARK).write_text("{}", encoding="utf-8")
    _journal(final).write_text(json.dumps({"new": new.name}), encoding="utf-8")
    _step_aside(final)
    new.rename(final)
    _tidy(final)


def _step_aside(final: Path) -> None:
    if final.exists():
        shutil.rmtree(_old(final), ignore_errors=True)
        final.rename(_old(final))


def _tidy(final: Path) -> None:
    (final / _MARK).unlink(missing_ok=True)
    _journal(final).unlink(missing_ok=True)
    shutil.rmtree(_old(final), ignore_errors=True)


def recover(final: Path) -> str | None:
    """Mend what a killed run left behind.

    Parameters
    ----------
    final : pathlib.Path
        A report's place.

    Returns
    -------
    str or None
        One line that says what was mended; None where nothing was.
    """
    new, journal = final.with_name(f".{final.name}.new"), _journal(final)
    mended = None
    if journal.is_file():
        if (new / _MARK).is_file():
            _step_aside(final)
            new.rename(final)
            mended = "A run was stopped while it put its report in place; that report is whole and now stands there."
        elif not final.exists() and _old(final).is_dir():
            _old(final).rename(final)
            mended = "A run was stopped while it put its report in place; the report before it stands there again."
        _tidy(final)
    elif not final.exists() and _old(final).is_dir():
        _old(final).rename(final)
        mended = "A report that had stepped aside was put back."
    shutil.rmtree(new, ignore_errors=True)
    return mended
