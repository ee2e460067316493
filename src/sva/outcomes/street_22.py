"""The category of police.uk that is probably outcome 22, by month, district and force; and rows that are not crimes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sva import cohorts, estimates
from sva.outcomes.street import NO_OUTCOMES, PROBABLY_22

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["outcome_rows", "probable_22_by", "probable_22_by_force"]

_GROUP = "probably given outcome 22"


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
