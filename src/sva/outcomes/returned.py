"""Tables of counts that others return: a council on its looked-after children, the force on officers trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import estimates
from sva.errors import Fault, collect
from sva.outcomes.cohort import FollowUp

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["council_rows", "trained_by_month"]

_COUNCIL = ("group", "sent", "matched", "followed", "suspected_again", "period_start", "period_end")
_TRAINED = ("month", "trained", "officers")


def _check(
    table: pd.DataFrame, columns: tuple[str, ...], nested: tuple[tuple[str, str], ...]
) -> None:
    import pandas as pd

    missing = [
        Fault(f"no column {name!r}", f"the columns {', '.join(columns)}")
        for name in columns
        if name not in table.columns
    ]
    collect("the returned table cannot be used", missing)
    faults = []
    for name in {each for pair in nested for each in pair}:
        given = table[name].dropna()
        numbers = pd.to_numeric(given, errors="coerce")
        if numbers.isna().any() or (numbers < 0).any() or (numbers % 1 != 0).any():
            faults.append(Fault(f"{name} is not a count in every row", "whole numbers, 0 or more"))
    collect("the returned table cannot be used", sorted(faults, key=str))
    collect(
        "the returned table cannot be used",
        [
            Fault(
                f"{part} above {whole} in {int(above.sum())} rows",
                f"{part} at most {whole}",
            )
            for part, whole in nested
            if (above := (table[part] > table[whole]).fillna(False)).any()
        ],
    )


def _parts(table: pd.DataFrame, part: str, whole: str) -> pd.DataFrame:
    """Give both counts of each row; where the sender withheld one, neither, and say so."""
    import pandas as pd

    told = (table[part].notna() & table[whole].notna()).to_numpy(bool)
    return pd.DataFrame(
        {
            "numerator": table[part].astype("Int64").where(told),
            "denominator": table[whole].astype("Int64").where(told),
            "flag": [None if each else "not assessable" for each in told],
            "method": [None if each else "withheld by the sender" for each in told],
        },
        index=table.index,
    )


def _named(table: pd.DataFrame) -> pd.Series:
    """Name each group, with the council's area where it is told."""
    from sva.reference.names import area_names

    if "area_code" not in table.columns:
        return table["group"]
    listed = area_names()
    names = dict(zip(listed["area_code"], listed["area_name"], strict=True))
    words = table["area_code"].map(lambda code: names.get(code, code), na_action="ignore")
    return table["group"].where(words.isna(), table["group"] + ", " + words.astype("str"))


def council_rows(
    table: pd.DataFrame,
    assessment: Assessment,
    *,
    source: str = "looked-after-returned",
    rule: FollowUp | None = None,
) -> pd.DataFrame:
    """Turn a council's table of counts on its looked-after children into estimates.

    The law bars a council from sending personal data of social care for this purpose. It can match its own list against
    what police hold and return counts; how many were found says how far the counts reach.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a group: ``group, sent`` (children on the council's list), ``matched`` (found in police records),
        ``followed`` (suspects of them followed to the end), ``suspected_again, period_start, period_end``; ``area_code``
        where several councils return one. A count that is null was withheld by the sender.
    assessment : Assessment
    source : str
        The contract under which it came.
    rule : FollowUp, optional
        What the council followed by.

    Returns
    -------
    pandas.DataFrame
        ``reoffending.share`` and ``reoffending.matched``, one row each for each group.

    Raises
    ------
    SvaError
        Naming absent columns, values that are no counts, and parts above their wholes.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> table = pd.DataFrame({"group": ["Looked after"], "sent": [400], "matched": [350], "followed": [60], "suspected_again": [24],
    ...     "period_start": ["2020-04-01"], "period_end": ["2021-09-30"]})
    >>> council_rows(table, load_assessment("west-mercia-2023-05"))[["measure", "value"]].to_numpy().tolist()
    [['reoffending.share', 40.0], ['reoffending.matched', 87.5]]
    """
    import pandas as pd

    rule = rule or FollowUp.of(assessment)
    if table.empty:
        return estimates.blank()
    _check(
        table,
        _COUNCIL,
        (("matched", "sent"), ("followed", "matched"), ("suspected_again", "followed")),
    )
    parts = []
    for measure, part, whole, strata in (
        ("reoffending.share", "suspected_again", "followed", f"within {rule.months} months"),
        ("reoffending.matched", "matched", "sent", None),
    ):
        parts.append(
            estimates.build(
                _parts(table, part, whole).assign(
                    group=_named(table),
                    period_start=pd.to_datetime(table["period_start"]),
                    period_end=pd.to_datetime(table["period_end"]),
                ),
                assessment.period,
                measure=measure,
                characteristic="looked_after, as the council holds it",
                strata=strata,
                area_type="police_force",
                area_code=assessment.settings.area.police_force,
                source=source,
                data_as_at=assessment.data_as_at(source),
            )
        )
    return pd.concat(parts, ignore_index=True)


def trained_by_month(
    table: pd.DataFrame, assessment: Assessment, *, source: str = "police-training"
) -> pd.DataFrame:
    """Give the share of officers trained, month by month, from a sheet that the force supplies.

    Parameters
    ----------
    table : pandas.DataFrame
        ``month`` (its first day), ``trained`` (officers trained by its end) and ``officers`` (in post).
    assessment : Assessment
    source : str
        The contract under which it came.

    Returns
    -------
    pandas.DataFrame
        Estimates ``training.share``. The month in which most are trained may date a step
        (`sva.outcomes.step_rows`); a national deadline may not.

    Raises
    ------
    SvaError
        As `council_rows`.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> sheet = pd.DataFrame({"month": ["2022-05-01", "2022-06-01"], "trained": [100, 900], "officers": [2000, 2000]})
    >>> trained_by_month(sheet, load_assessment("west-mercia-2023-05"))["value"].tolist()
    [5.0, 45.0]
    """
    import pandas as pd

    if table.empty:
        return estimates.blank()
    _check(table, _TRAINED, (("trained", "officers"),))
    month = pd.to_datetime(table["month"]).dt.to_period("M").dt.to_timestamp()
    return estimates.build(
        _parts(table, "trained", "officers").assign(
            period_start=month, period_end=pd.DatetimeIndex(month) + pd.offsets.MonthEnd()
        ),
        assessment.period,
        measure="training.share",
        area_type="police_force",
        area_code=assessment.settings.area.police_force,
        source=source,
        data_as_at=assessment.data_as_at(source),
    )
