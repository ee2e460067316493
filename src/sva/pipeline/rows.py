"""What became of every row, in lines for the terminal: one a file, when intake is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

__all__ = ["account_lines", "accounted"]


def accounted(clean: Path) -> list[str]:
    """Read the accounting beside the clean tables as lines.

    Parameters
    ----------
    clean : pathlib.Path
        The folder of clean tables.

    Returns
    -------
    list of str
        As of `account_lines`; none where there is no accounting.
    """
    import pandas as pd

    path = clean / "_accounting.parquet"
    return account_lines(pd.read_parquet(path)) if path.is_file() else []


def account_lines(accounting: pd.DataFrame) -> list[str]:
    r"""Say of every file how many rows came and what became of them.

    Parameters
    ----------
    accounting : pandas.DataFrame
        ``source``, ``file``, ``rows_in``, ``clean``, ``duplicate``, ``quarantined``.

    Returns
    -------
    list of str
        A line of headings, a line a file, a line of sums; none where nothing came.

    Examples
    --------
    >>> import pandas as pd
    >>> files = pd.DataFrame({"source": ["fire"] * 2, "file": ["a.csv", "b.csv"], "rows_in": [1200, 5], "clean": [1190, 5],
    ...     "duplicate": [4, 0], "quarantined": [6, 0]})
    >>> print("\n".join(account_lines(files)))
    Rows of every file      rows in =  clean + duplicate + quarantined
      fire/a.csv              1,200    1,190           4             6
      fire/b.csv                  5        5           0             0
      all 2 files             1,205    1,195           4             6
    """
    if accounting.empty:
        return []
    columns = ["rows_in", "clean", "duplicate", "quarantined"]
    sums = accounting[columns].sum()
    names = [f"{row.source}/{row.file}" for row in accounting.itertuples()]
    names += [f"all {len(accounting):,} files"]
    counts = [*accounting[columns].itertuples(index=False), tuple(sums)]
    wide = max(20, *(len(name) for name in names)) + 1
    number = max(7, len(f"{int(sums['rows_in']):,}"))
    head = f"{'Rows of every file':<{wide + 2}} {'rows in':>{number}} = {'clean':>{number - 1}} + duplicate + quarantined"
    lines = [head]
    for name, (came, clean, duplicate, quarantined) in zip(names, counts, strict=True):
        lines.append(
            f"  {name:<{wide}} {came:>{number},}  {clean:>{number},} {duplicate:>11,} {quarantined:>13,}"
        )
    return lines
