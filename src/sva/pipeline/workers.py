"""A process for each edition, ready before there is work for it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from sva.disclosure.policy import EDITIONS

__all__ = ["workers"]


@contextmanager
def workers(*ahead: str) -> Iterator[ProcessPoolExecutor]:
    """Hold a process for each edition, which ends when this one does, even where this one is killed.

    Parameters
    ----------
    *ahead : str
        Modules to load at once, while this process still does other things; without any, the processes begin with the
        first work.

    Yields
    ------
    concurrent.futures.ProcessPoolExecutor
    """
    import multiprocessing

    with ProcessPoolExecutor(
        len(EDITIONS),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(os.getpid(), ahead),
    ) as pool:
        for _ in EDITIONS if ahead else ():
            pool.submit(os.getpid)
        yield pool


def _begin(parent: int, ahead: Sequence[str]) -> None:
    """Watch for the parent's end; look for garbage seldom, since a page makes millions of small things that stay."""
    import gc
    import threading
    import time
    from importlib import import_module

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    gc.set_threshold(200_000, 20, 20)
    for name in ahead:
        import_module(name)
