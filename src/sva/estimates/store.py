"""Estimates to and from Parquet, written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["read", "write"]


def write(frame: pd.DataFrame, path: Path) -> Path:
    """Check a table of estimates and write it; a reader never sees half a file.

    Parameters
    ----------
    frame : pandas.DataFrame
        Of the one shape, with keys.
    path : pathlib.Path
        A Parquet file; its folder is made if it is not there.

    Returns
    -------
    pathlib.Path
        The path given.

    Raises
    ------
    SvaError
        If the table is not fit to be released.

    Examples
    --------
    >>> import tempfile
    >>> from sva.estimates.columns import blank
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     len(read(write(blank(), Path(folder) / "none.parquet")))
    0
    """
    from sva.estimates.columns import validate

    ordered = validate(frame).sort_values("key", kind="stable", ignore_index=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    ordered.to_parquet(part, index=False, compression="zstd")
    part.replace(path)
    return path


def read(path: Path) -> pd.DataFrame:
    """Read a table of estimates and check it.

    Parameters
    ----------
    path : pathlib.Path
        A Parquet file made by `write`.

    Returns
    -------
    pandas.DataFrame
        Of the one shape.

    Raises
    ------
    SvaError
        If the file is absent, broken or not a table of estimates.

    Examples
    --------
    >>> read(Path("nowhere.parquet"))
    Traceback (most recent call last):
    ...
    sva.errors.SvaError: no estimates to read
      - nowhere.parquet: there is no such file. Run the notebook that writes it.
    """
    import pandas as pd

    from sva.estimates.columns import shape, validate

    if not path.is_file():
        raise SvaError(
            "no estimates to read",
            [
                Fault(
                    "there is no such file",
                    where=str(path),
                    do_next="Run the notebook that writes it.",
                )
            ],
        )
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError) as reason:
        raise SvaError(
            "no estimates to read",
            [
                Fault(
                    f"not a Parquet file, or only half of one ({type(reason).__name__})",
                    where=str(path),
                    do_next="Run the notebook that writes it again.",
                )
            ],
        ) from None
    return validate(shape(frame))
