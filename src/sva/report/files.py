"""The numbers to take away: a CSV for every figure and table, and all estimates as CSV and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sva.figures.head import MARK
from sva.report.appendices import dictionary
from sva.report.schemas import write_estimates
from sva.report.tables import write_csv

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from sva.assessment import Assessment
    from sva.figures.views import View
    from sva.report.bench import Bench, Block

__all__ = ["shown_estimates", "status", "write_tables"]

_SMALL_AREAS = ("lsoa", "msoa")


def status(bench: Bench, assessment: Assessment) -> dict[str, str]:
    """Say in columns of their own what edition a row is of and whether it is made up."""
    said = {"Assessment": assessment.name, "Edition": bench.released.edition}
    return said | ({"Data": MARK} if bench.demonstration else {"Data": "supplied"})


def shown_estimates(bench: Bench) -> pd.DataFrame:
    """Return the estimates of an edition's files.

    Parameters
    ----------
    bench : Bench
        Of one edition.

    Returns
    -------
    pandas.DataFrame
        All released rows; in the public edition without small areas that were not public already, which the
        report shows as classes.
    """
    rows = bench.released.estimates
    if not bench.public:
        return rows
    small = rows["area_type"].isin(_SMALL_AREAS) & ~rows["already_public"].fillna(False)
    return rows[~small.to_numpy(bool)].reset_index(drop=True)


def write_tables(
    tables: Sequence[tuple[View, Block]], bench: Bench, assessment: Assessment, folder: Path
) -> list[Path]:
    """Write every table, the dictionary of measures, and all estimates, as CSV; the estimates as JSON too.

    Parameters
    ----------
    tables : sequence of (View, Block)
        Those with a table.
    bench : Bench
        Of one edition.
    assessment : Assessment
        For its name.
    folder : pathlib.Path
        Made if it is not there.

    Returns
    -------
    list of pathlib.Path
    """
    folder.mkdir(parents=True, exist_ok=True)
    said = status(bench, assessment)
    paths = [
        write_csv(block.table, folder / f"{view.name}.csv", said | {"Source": block.source})
        for view, block in tables
        if block.table is not None
    ]
    measures = dictionary(bench.released)
    paths.append(write_csv(measures, folder / "dictionary.csv", said))
    shown = shown_estimates(bench)
    paths.append(write_csv(shown, folder / "estimates.csv", said))
    return [*paths, write_estimates(shown, said, folder / "estimates.json")]
