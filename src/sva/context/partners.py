"""What partners sent, and what became of every row of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import estimates

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["account_for_rows", "measure_completeness"]

_FATES = ("clean", "duplicate", "quarantined")


def _force(assessment: Assessment) -> dict[str, str]:
    return {"area_type": "police_force", "area_code": assessment.settings.area.police_force}


def _stamped(frame: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Add when each source was drawn; rows of a published file are public already."""
    return frame.assign(
        data_as_at=frame["source"].map(lambda contract: assessment.data_as_at(str(contract))),
        already_public=frame["source"].eq("police-street"),
    )


def account_for_rows(accounting: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Count the rows of every source by what became of them.

    Parameters
    ----------
    accounting : pandas.DataFrame
        ``source``, ``rows_in``, ``clean``, ``duplicate``, ``quarantined``, a row a file.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``rows.count``: one row per source and fate; the source stands in ``strata``.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> files = pd.DataFrame({"source": ["police-offences"] * 2, "rows_in": [10, 5], "clean": [8, 5],
    ...     "duplicate": [1, 0], "quarantined": [1, 0]})
    >>> account_for_rows(files, load_assessment("west-mercia-2023-05"))[["group", "numerator", "denominator"]]
             group  numerator  denominator
    0        clean         13           15
    1    duplicate          1           15
    2  quarantined          1           15
    """
    if accounting.empty:
        return estimates.blank()
    sums = (
        accounting.groupby("source", sort=True)[["rows_in", *_FATES]]
        .sum()
        .astype("int64")
        .reset_index()
    )
    long = sums.melt(["source", "rows_in"], list(_FATES), var_name="group", value_name="numerator")
    long = long.sort_values(["source", "group"], kind="stable").rename(
        columns={"rows_in": "denominator"}
    )
    start, end = assessment.period
    return estimates.build(
        _stamped(long.assign(strata=long["source"]), assessment),
        assessment.period,
        measure="rows.count",
        characteristic="what became of them",
        period_start=start,
        period_end=end,
        **_force(assessment),
    )


def measure_completeness(completeness: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Give the share of clean rows in which each field is filled, over the last twelve months.

    Parameters
    ----------
    completeness : pandas.DataFrame
        ``source``, ``field``, ``month``, ``rows``, ``known``, as intake counts them.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``rows.known``: one row per source (``strata``) and field (``group``).

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> fields = pd.DataFrame({"source": ["police-victims"], "field": ["age"], "month": pd.to_datetime(["2022-06-01"]),
    ...     "rows": [200], "known": [180]})
    >>> float(measure_completeness(fields, load_assessment("west-mercia-2023-05"))["value"][0])
    90.0
    """
    import pandas as pd

    start, end = assessment.year
    if completeness.empty:
        return estimates.blank()
    months = pd.to_datetime(completeness["month"])
    inside = completeness[months.between(pd.Timestamp(start), pd.Timestamp(end))]
    sums = (
        inside.groupby(["source", "field"], sort=True)[["rows", "known"]]
        .sum()
        .astype("int64")
        .reset_index()
    )
    sums = sums.rename(columns={"field": "group", "rows": "denominator", "known": "numerator"})
    if sums.empty:
        return estimates.blank()
    return estimates.build(
        _stamped(sums.assign(strata=sums["source"]), assessment),
        assessment.period,
        measure="rows.known",
        characteristic="field",
        period_start=start,
        period_end=end,
        **_force(assessment),
    )
