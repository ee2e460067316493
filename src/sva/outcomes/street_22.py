"""The category of police.uk that is probably outcome 22, by month, district and force; and rows that are not crimes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from sva import cohorts, estimates
from sva.outcomes.street import NO_OUTCOMES, PROBABLY_22

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = [
    "BESIDE_2025",
    "outcome_file_rows",
    "outcome_rows",
    "probable_22_beside",
    "probable_22_by",
    "probable_22_by_force",
]

_GROUP = "probably given outcome 22"
#: police.uk's crimes of 2025 but anti-social behaviour, and those of them under the label, in West Mercia and its
#: neighbours: counted in the files that police.uk published for the twelve months. West Midlands published none.
BESIDE_2025: Mapping[str, tuple[int, int]] = {
    "E23000016": (523, 85_235), "E23000017": (298, 40_220), "E23000037": (176, 46_145), "E23000015": (180, 87_062),
    "W15000002": (290, 57_822), "W15000004": (261, 39_455),
}  # fmt: skip
_YEAR = 2025


def probable_22_by(
    street: pd.DataFrame, assessment: Assessment, by: Literal["month", "district"]
) -> pd.DataFrame:
    """Give the share of crimes under the label that is probably outcome 22, by month or by district.

    Parameters
    ----------
    street : pandas.DataFrame
        The clean table.
    assessment : Assessment
    by : {"month", "district"}
        Last twelve months; all crimes but anti-social behaviour. A crime without a district is left out of the districts.

    Returns
    -------
    pandas.DataFrame
        Estimates ``outcomes.share``, already public. No month is flagged: the label is a final one, but a late outcome
        changes the file of its month, so the latest months are lower than they will be.
    """
    import pandas as pd

    if street.empty:
        return estimates.blank()
    kept = cohorts.within(street, assessment.year)
    kept = kept[kept["crime_type"] != NO_OUTCOMES]
    if by == "district":
        kept = kept[kept["district_code"].notna() & (kept["place_status"] == "inside")]
    if kept.empty:
        return estimates.blank()
    hit = (kept["outcome_label"] == PROBABLY_22).fillna(False)
    table = hit.groupby(kept["month"] if by == "month" else kept["district_code"]).agg(
        ["sum", "size"]
    )
    rows = pd.DataFrame(
        {"numerator": table["sum"].to_numpy(int), "denominator": table["size"].to_numpy(int)}
    )
    shared = cohorts.about("street", assessment, assessment.year)
    if by == "month":
        rows["period_start"] = table.index
        rows["period_end"] = pd.to_datetime(table.index) + pd.offsets.MonthEnd()
        del shared["period_start"], shared["period_end"]
        area = {"area_type": "police_force", "area_code": assessment.settings.area.police_force}
    else:
        rows["area_code"] = table.index
        area = {"area_type": "district"}
    return estimates.build(
        rows,
        assessment.period,
        measure="outcomes.share",
        characteristic="outcome_code",
        group=_GROUP,
        **area,
        **shared,
    )


def probable_22_by_force(table: pd.DataFrame) -> pd.DataFrame:
    """Set the forces side by side in a table of police.uk's counts.

    Parameters
    ----------
    table : pandas.DataFrame
        ``force``, ``Crime type``, ``Last outcome category``, ``n``: counts of crimes.

    Returns
    -------
    pandas.DataFrame
        ``force, numerator, denominator, value, lower, upper`` (per cent, 95% limits), the highest first. Forces label,
        and use outcome 22, in different ways: a difference says where to ask.

    Examples
    --------
    >>> import pandas as pd
    >>> probable_22_by_force(pd.DataFrame({"force": "a", "Crime type": "Robbery", "Last outcome category": [PROBABLY_22, "x"],
    ...     "n": [1, 3]}))[["numerator", "denominator", "value"]].to_numpy().tolist()
    [[1.0, 4.0, 25.0]]
    """
    from sva.measures import proportion

    kept = table[table["Crime type"] != NO_OUTCOMES]
    hit = kept["n"].where(kept["Last outcome category"] == PROBABLY_22, 0)
    counts = hit.groupby(kept["force"]).sum().rename("numerator").to_frame()
    counts["denominator"] = kept.groupby("force")["n"].sum()
    found = proportion(counts["numerator"].to_numpy(), counts["denominator"].to_numpy())
    for name in ("value", "lower", "upper"):
        counts[name] = 100 * found[name].to_numpy(float)
    return counts.sort_values("value", ascending=False, kind="stable").reset_index()


def outcome_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Count the rows and the crimes of one of police.uk's outcome files.

    That file has a row for each suspect charged, so that its rows are not crimes.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``Crime ID`` and ``Outcome type``, as published.

    Returns
    -------
    pandas.DataFrame
        ``outcome, rows, crimes, repeated`` (rows beyond the first of the same crime with the same outcome), the most
        rows first.

    Examples
    --------
    >>> import pandas as pd
    >>> outcome_rows(pd.DataFrame({"Crime ID": ["a", "a", "b"], "Outcome type": "Suspect charged"}))
               outcome  rows  crimes  repeated
    0  Suspect charged     3       2         1
    """
    found = rows.groupby("Outcome type")["Crime ID"].agg(["size", "nunique"])
    found.columns = ["rows", "crimes"]
    found["repeated"] = found["rows"] - found["crimes"]
    found = found.sort_values("rows", ascending=False, kind="stable").rename_axis("outcome")
    return found.reset_index()


def probable_22_beside(assessment: Assessment) -> pd.DataFrame:
    """Set the force beside its neighbours in the category that is probably outcome 22.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``outcomes.share`` of `BESIDE_2025`, already public; without rows where the assessment's last twelve
        months are not those of 2025, or its force is not among them.
    """
    import pandas as pd

    start, end = assessment.year
    force = assessment.settings.area.police_force
    if force not in BESIDE_2025 or (start.year, end.year) != (_YEAR, _YEAR):
        return estimates.blank()
    rows = pd.DataFrame(
        [(code, *counts) for code, counts in BESIDE_2025.items()],
        columns=["area_code", "numerator", "denominator"],
    )
    # the force's own number stands among its own estimates; here it is one of several
    shared = cohorts.about("street", assessment, assessment.year)
    return estimates.build(
        rows,
        assessment.period,
        measure="outcomes.share",
        characteristic="outcome_code, beside neighbours",
        group=_GROUP,
        area_type="police_force",
        **shared,
    )


def outcome_file_rows(table: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Count the rows and the crimes of police.uk's outcome files under each outcome.

    Parameters
    ----------
    table : pandas.DataFrame
        The clean table ``police_outcomes``.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``rows.count``, already public: one row for the rows and one for the crimes of each outcome; a crime
        stands once for every suspect charged.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> table = pd.DataFrame({"crime_key": ["a", "a", "b"], "outcome_label": "Suspect charged", "month": pd.to_datetime(["2025-06-01"] * 3)})
    >>> outcome_file_rows(table, load_assessment("west-mercia-2026-05"))[["strata", "value"]].to_numpy().tolist()
    [['rows', 3.0], ['crimes', 2.0]]
    """
    import pandas as pd

    kept = cohorts.within(table, assessment.year) if len(table) else table
    if kept.empty:
        return estimates.blank()
    found = outcome_rows(
        kept.rename(columns={"crime_key": "Crime ID", "outcome_label": "Outcome type"})
    )
    rows = found.melt("outcome", ["rows", "crimes"], "strata", "numerator")
    rows = rows.set_index("outcome").loc[found["outcome"]].reset_index()
    return estimates.build(
        rows.rename(columns={"outcome": "group"}).assign(numerator=rows["numerator"].astype(int)),
        assessment.period,
        measure="rows.count",
        characteristic="outcome_type",
        area_type="police_force",
        area_code=assessment.settings.area.police_force,
        source="police-outcomes",
        data_as_at=assessment.data_as_at("police-outcomes"),
        period_start=pd.Timestamp(assessment.year[0]),
        period_end=pd.Timestamp(assessment.year[1]),
        already_public=True,
    )
