"""Kernels that keep what they say on standard error to themselves, until they die of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager

__all__ = ["LOG", "QuietKernelManager", "configuration", "last_words"]

LOG = "kernel.log"


class QuietKernelManager(AsyncKernelManager):
    """Start a kernel whose standard error goes to a file beside its sockets.

    A kernel that is told to end while it is still sending logs a traceback of its own sockets. That is no fault of
    a notebook's, and must not stand between a person and the one message that says what to do.
    """

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
        with (Path(self.connection_file).parent / LOG).open("ab") as log:
            kw["stderr"] = log
            await super()._async_launch_kernel(kernel_cmd, **kw)


def configuration(folder: Path) -> Any:
    """Say how kernels are started and talked to.

    Parameters
    ----------
    folder : pathlib.Path
        A short path, made for one kernel: the name of a Unix socket holds at most about 100 characters.

    Returns
    -------
    traitlets.config.Config
        On Unix a kernel's sockets are files in `folder`: no port is opened, and two kernels do not collide.
    """
    from traitlets.config import Config

    config = Config()
    if os.name != "nt":
        config.KernelManager.transport = "ipc"
        config.KernelManager.ip = str(folder / "kernel")
    config.KernelManager.connection_file = str(folder / "connection.json")
    config.NotebookClient.kernel_manager_class = QuietKernelManager
    return config


def last_words(folder: Path, lines: int = 6) -> str:
    """Give the end of what a kernel wrote to standard error.

    Parameters
    ----------
    folder : pathlib.Path
        The kernel's.
    lines : int, optional

    Returns
    -------
    str
        Empty where it wrote nothing.
    """
    try:
        text = (folder / LOG).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(text.strip().splitlines()[-lines:])
