"""Rates of this assessment against those that an earlier one released, as estimates that pass the same gate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from sva.compare.changes import ABOUT, pair
from sva.compare.comparable import Barrier, RecordingChange, barriers, same_definition

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment.schema import Settings
    from sva.disclosure import Released

__all__ = ["AREAS", "MEASURES_SINCE", "since"]

#: A rate to the measure of its change since the earlier assessment.
MEASURES_SINCE = {
    "offences.rate": "offences.since",
    "victims.rate": "victims.since",
    "suspects.rate": "suspects.since",
    "searches.rate": "searches.since",
}
#: Areas large enough, and the same from year to year.
AREAS = ("police_force", "csp", "district")


def since(
    before: Released,
    now: pd.DataFrame,
    settings_before: Settings,
    settings_now: Settings,
    period: tuple[date, date],
    recording: Iterable[RecordingChange] = (),
) -> tuple[pd.DataFrame, list[Barrier]]:
    """Compare yearly rates with those of an earlier release, before the gate.

    The earlier side is what was released then, in the same edition: nothing else of it is at hand, and nothing else may be.

    Parameters
    ----------
    before : Released
        The same edition of the earlier assessment.
    now : pandas.DataFrame
        Estimates of this one, before the gate.
    settings_before, settings_now : Settings
        Of the two.
    period : tuple of datetime.date
        First and last day of this assessment's whole period, for the keys.
    recording : iterable of RecordingChange, optional
        Known changes of recording.

    Returns
    -------
    pandas.DataFrame
        Estimates of `MEASURES_SINCE`, on one census each: ratio of the rate now to the rate then, 95% limits widened by the larger dispersion
        of the two, ``p``, and ``q`` corrected over them all (Benjamini and Hochberg).
    list of Barrier
        What stands between the two; rows that are stopped have no estimate.

    Raises
    ------
    SvaError
        If the two cannot be compared at all.
    """
    import pandas as pd

    from sva import estimates
    from sva.measures import benjamini_hochberg
    from sva.measures.trend import change

    walls = barriers(settings_before, settings_now, recording)
    alike = same_definition(settings_before, settings_now)

    year = settings_now.area.lsoa_vintage
    then = _rates(before.estimates, settings_before, year)
    pairs, stopped = pair(then, _rates(now, settings_now, year), settings_before, settings_now, walls, alike=alike)  # fmt: skip
    pairs = pairs[~stopped.ne("")]
    if pairs.empty:
        return estimates.blank(), walls
    rows = now.set_index("key").loc[pairs["key"].astype(str).tolist()].reset_index()
    dispersion = pairs[["dispersion", "dispersion_before"]].astype("Float64").max(axis=1)
    factor = dispersion.fillna(1.0).clip(lower=1.0).astype("float64")
    days = _days(pairs, ""), _days(pairs, "_before")
    result = change(
        pairs["numerator"].astype("float64").to_numpy(),
        pairs["numerator_before"].astype("float64").to_numpy(),
        exposure=(pairs["denominator"].astype("float64") * days[0]).to_numpy(),
        reference_exposure=(pairs["denominator_before"].astype("float64") * days[1]).to_numpy(),
        dispersion=factor.to_numpy(),
    )
    table = pd.DataFrame(
        {
            "measure": rows["measure"].map(MEASURES_SINCE),
            **{name: rows[name] for name in _CARRIED},
            "comparison_start": pairs["period_start_before"].to_numpy(),
            "comparison_end": pairs["period_end_before"].to_numpy(),
            "numerator": pairs["numerator"].to_numpy(),
            "denominator": pairs["denominator"].to_numpy(),
            "reference_numerator": pairs["numerator_before"].to_numpy(),
            "reference_denominator": pairs["denominator_before"].to_numpy(),
            "dispersion": factor.to_numpy(),
            "method": result["method"].astype("string").to_numpy(),
            "p": result["p"].to_numpy(),
        }
    )
    for column in ("value", "lower", "upper"):
        finite = result[column].abs().lt(float("inf"))
        table[column] = result[column].where(finite).to_numpy()
    table["q"] = benjamini_hochberg(table["p"]).to_numpy()
    table["flag"] = pd.Series(pd.NA, index=table.index, dtype="string").mask(
        table["value"].isna(), "not assessable"
    )
    return estimates.build(table, period, confidence=0.95), walls


#: Columns that say what a rate is about; the ratio is about the same.
_CARRIED = (
    "cohort",
    "definition",
    "offence_group",
    "characteristic",
    "group",
    "area_type",
    "area_code",
    "area_vintage",
    "period_start",
    "period_end",
    "strata",
    "denominator_source",
    "denominator_year",
    "source",
    "data_as_at",
    "already_public",
)


def _rates(rows: pd.DataFrame, settings: Settings, year: int) -> pd.DataFrame:
    """Keep rates of the own definition, each once: of several censuses the one on whose areas the assessment stands."""
    own = rows["definition"].isna() | rows["definition"].eq(settings.definition.name).fillna(False)
    kept = rows[rows["measure"].isin(list(MEASURES_SINCE)) & rows["area_type"].isin(AREAS) & own]
    other = kept["denominator_year"].ne(year).fillna(True)
    about = [*ABOUT, "period_start", "period_end"]
    return kept.assign(_other=other).sort_values("_other", kind="stable").drop_duplicates(about).drop(columns="_other").sort_index()  # fmt: skip


def _days(pairs: pd.DataFrame, suffix: str) -> pd.Series:
    """Return the days of each period; years of 365 and 366 are not alike."""
    return (pairs[f"period_end{suffix}"] - pairs[f"period_start{suffix}"]).dt.days + 1
