"""What a person sees while a run is at work: a bar that names notebook and cell; plain lines where there is no screen."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["Progress", "watching"]


class Progress:
    """Tell of steps begun and ended.

    Parameters
    ----------
    total : int
        How many steps there are.
    bar : rich.progress.Progress or None
        None where output is not a screen: one line a finished step then.
    """

    def __init__(self, total: int, bar: Any = None) -> None:
        self._bar = bar
        self._lock = threading.Lock()
        self._at: dict[str, str] = {}
        self._begun: dict[str, float] = {}
        self._task = bar.add_task("starting", total=total) if bar is not None else None

    def begin(self, step: str) -> None:
        """Say that a step began."""
        with self._lock:
            self._begun[step] = time.monotonic()
            self._at[step] = ""
            self._show()

    def at(self, step: str, where: str) -> None:
        """Say where within a step the work is."""
        with self._lock:
            self._at[step] = where
            self._show()

    def end(self, step: str, note: str = "") -> None:
        """Say that a step is done."""
        with self._lock:
            seconds = time.monotonic() - self._begun.pop(step, time.monotonic())
            self._at.pop(step, None)
            text = f"  {step}: {note or f'{seconds:.1f} s'}"
            if self._bar is not None:
                self._bar.console.print(text, highlight=False)
                self._bar.advance(self._task)
                self._show()
            else:
                print(text, flush=True)

    def say(self, lines: Iterable[str]) -> None:
        """Print lines of their own, above the bar where there is one."""
        with self._lock:
            for line in lines:
                if self._bar is not None:
                    self._bar.console.print(line, highlight=False, markup=False, soft_wrap=True)
                else:
                    print(line, flush=True)

    def _show(self) -> None:
        if self._bar is not None:
            now = " · ".join(f"{step} {where}".strip() for step, where in self._at.items())
            self._bar.update(self._task, description=now or "…")


@contextmanager
def watching(total: int) -> Iterator[Progress]:
    """Show progress until the block ends.

    Parameters
    ----------
    total : int
        How many steps there are.

    Yields
    ------
    Progress
    """
    if not sys.stderr.isatty():
        yield Progress(total)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Progress(total, bar)
