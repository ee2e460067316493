"""Where an intake writes: clean tables part by part, and what is told beside them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sva.intake.account import changes_table, log_table
from sva.intake.tables import BESIDE, TABLES, empty, schema
from sva.intake.writing import write_table, write_workbook

if TYPE_CHECKING:
    import pandas as pd

    from sva.intake.process import Processed

__all__ = ["Store", "merged"]

#: Counts within a sentence of the log, which differ from part to part of one source.
_COUNTS = re.compile(r"\d[\d,]*(?=%| times| rows| points| null)")


class Store:
    """The folder of an intake while it is made.

    Parameters
    ----------
    scratch : pathlib.Path
        Receives ``clean`` and ``quarantine``.
    """

    def __init__(self, scratch: Path) -> None:
        self.clean, self.quarantine = scratch / "clean", scratch / "quarantine"
        self._writers: dict[str, Any] = {}
        self._beside: dict[str, list[pd.DataFrame]] = {
            name: [] for name in ("_accounting", "_log", "_changes", "_completeness")
        }
        self._held: dict[str, list[pd.DataFrame]] = {}

    def add(self, processed: Processed) -> None:
        """Write the clean rows of a source, or of one part of it; keep the rest.

        Parameters
        ----------
        processed : Processed
        """
        import pyarrow.parquet as pq

        frame = processed.frame
        name = frame.contract.table
        if name not in self._writers:
            self._folders()
            path = self.clean / f"{name}.parquet"
            self._writers[name] = pq.ParquetWriter(path, processed.table.schema, compression="zstd")
        self._writers[name].write_table(processed.table)
        for beside, table in (
            ("_accounting", processed.accounting),
            ("_log", log_table(frame)),
            ("_changes", changes_table(frame)),
            ("_completeness", processed.completeness),
        ):
            self._beside[beside].append(table)
        if len(processed.quarantine):
            self._held.setdefault(frame.source, []).append(processed.quarantine)

    def close(self) -> dict[str, pd.DataFrame]:
        """Write all that is left.

        Returns
        -------
        dict of str to pandas.DataFrame
            The tables beside the clean ones, by name.
        """
        import pandas as pd
        import pyarrow.parquet as pq

        self._folders()
        self.abandon()
        for name, columns in TABLES.items():
            if name not in self._writers:
                path = self.clean / f"{name}.parquet"
                pq.write_table(schema(columns).empty_table(), path, compression="zstd")
        for source, parts in self._held.items():
            held = pd.concat(parts, ignore_index=True)
            write_table(held, BESIDE["quarantine"], self.quarantine / f"{source}.parquet")
            write_workbook(held, self.quarantine / f"{source}.xlsx")
        return {
            name: write_table(merged(name, parts), BESIDE[name], self.clean / f"{name}.parquet")
            for name, parts in self._beside.items()
        }

    def abandon(self) -> None:
        """Let go of the files that are open."""
        for writer in self._writers.values():
            writer.close()

    def _folders(self) -> None:
        self.clean.mkdir(parents=True, exist_ok=True)
        self.quarantine.mkdir(parents=True, exist_ok=True)


def merged(name: str, parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Put what the parts of sources say together, so that a source in parts reads like one that came whole.

    Parameters
    ----------
    name : str
        Of `sva.intake.tables.BESIDE`.
    parts : list of pandas.DataFrame

    Returns
    -------
    pandas.DataFrame
        Counts summed over what names a row; the order is that of first appearance.
    """
    import pandas as pd

    if not parts:
        return empty(BESIDE[name])
    whole = pd.concat(parts, ignore_index=True)
    if name == "_changes":
        return whole
    if name == "_log":
        like = whole["sentence"].str.replace(_COUNTS, "#", regex=True)
        by = [whole["source"], whole["file"], whole["rule"], like]
        found = whole.groupby(by, sort=False, dropna=False)
        sums = found[["rows", "sentence"]].agg({"rows": "sum", "sentence": "first"})
        return sums.reset_index(level=3, drop=True).reset_index()
    counts = {"_accounting": 4, "_completeness": 2}[name]
    columns = list(BESIDE[name])
    names, numbers = columns[:-counts], columns[-counts:]
    return whole.groupby(names, sort=False, dropna=False)[numbers].sum().reset_index()
