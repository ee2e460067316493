"""Tables beside the clean ones, and the workbook that goes back to the partner."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["EPOCH", "write_table", "write_workbook"]


def write_table(frame: pd.DataFrame, columns: dict[str, str], path: Path) -> pd.DataFrame:
    typed = frame[list(columns)].astype(columns).reset_index(drop=True)
    typed.to_parquet(path, index=False)
    return typed


def write_workbook(quarantine: pd.DataFrame, path: Path) -> None:
    """Write the quarantine as a workbook that can go back to the partner; text stays text."""
    import xlsxwriter

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": EPOCH})
        sheet = book.add_worksheet("Rows to mend")
        bold = book.add_format({"bold": True})
        headings = ["File", "Row of the file", "Field", "Reason code", "Reason"]
        for index, heading in enumerate(headings):
            sheet.write_string(0, index, heading, bold)
        shown = quarantine[["file", "row", "field", "reason", "sentence"]].head(100_000)
        for at, row in enumerate(shown.itertuples(index=False), start=1):
            for index, value in enumerate(row):
                if index == 1:
                    sheet.write_number(at, index, int(value))
                else:
                    sheet.write_string(at, index, str(value))
        left = len(quarantine) - len(shown)
        if left:
            more = f"{left:,} more lines stand in the Parquet file of the same name"
            sheet.write_string(len(shown) + 1, 4, more)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 0, 44)
        sheet.set_column(4, 4, 90)


def _epoch() -> Any:
    from datetime import datetime

    return datetime(2000, 1, 1)  # noqa: DTZ001


EPOCH = _epoch()
