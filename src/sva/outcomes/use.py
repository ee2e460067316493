"""Who is given outcome 22, of those who could have been: shares by group, and ratios pooled over like cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.outcomes.eligible import eligible, stage_name
from sva.outcomes.groups import decided, outcome_groups
from sva.outcomes.mix import shared_columns

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["bounds", "stage", "use_by_group", "use_ratios"]

_UNKNOWN = "Unknown"
_AGES = {"10 to 13": (10, 13), "14 to 17": (14, 17), "18 to 24": (18, 24), "25 and over": (25, 200)}


def stage(disposals: pd.DataFrame, suspects: pd.DataFrame, offences: pd.DataFrame) -> pd.DataFrame:
    """Give each decided disposal its suspect's characteristics, the offence group and the earlier record.

    Parameters
    ----------
    disposals, suspects, offences : pandas.DataFrame
        The clean tables; an earlier record is looked for in all of `suspects` and `offences`.

    Returns
    -------
    pandas.DataFrame
        ``month, outcome_code, age, age_group, sex, ethnic_group, looked_after`` (as words), ``offence_group, district_code,
        csp_code`` and ``record`` ("none" or "some": earlier incidents as suspect).

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.to_datetime(["2022-05-01", "2022-06-01"])
    >>> offences = pd.DataFrame({"offence_key": ["a", "b"], "month": day, "recorded_on": day, "offence_group": "Robbery"})
    >>> suspects = pd.DataFrame({"incident_key": ["i", "j"], "offence_key": ["a", "b"], "person_key": "p", "age": 15})
    >>> disposals = pd.DataFrame({"offence_key": ["a", "b"], "person_key": "p", "outcome_code": ["22", "1"]})
    >>> stage(disposals, suspects, offences)["record"].tolist()
    ['none', 'some']
    """
    import pandas as pd

    keys = ["offence_key", "person_key"]
    wanted = [
        name for name in ("age", "sex", "ethnic_group", "looked_after") if name in suspects.columns
    ]
    about = [
        name for name in ("offence_group", "district_code", "csp_code") if name in offences.columns
    ]
    kept = disposals.loc[decided(disposals["outcome_code"]), [*keys, "outcome_code"]]
    base = offences[["offence_key", "month", "recorded_on", *about]].drop_duplicates("offence_key")
    people = suspects[suspects["person_key"].notna()].drop_duplicates(keys)[
        ["incident_key", *keys, *wanted]
    ]
    people = people.merge(base[["offence_key", "recorded_on"]], on="offence_key", how="left")
    first = people.groupby("person_key")["recorded_on"].transform("min")
    people["record"] = (people["recorded_on"] > first).map({True: "some", False: "none"})
    out = kept.merge(base.drop(columns="recorded_on"), on="offence_key", how="inner")
    out = out.merge(people.drop(columns="recorded_on"), on=keys, how="left").drop(
        columns=["incident_key"]
    )
    age = out["age"].astype("Float64")
    out["age_group"] = _UNKNOWN
    for name, (low, high) in _AGES.items():
        out.loc[age.between(low, high).fillna(False).to_numpy(bool), "age_group"] = name
    if "looked_after" in out.columns:
        out["looked_after"] = (
            out["looked_after"]
            .astype("boolean")
            .map({True: "Looked after", False: "Not looked after"})
        )
    for name in ("sex", "ethnic_group", "looked_after", "offence_group", "record"):
        if name in out.columns:
            out[name] = out[name].astype("str").fillna(_UNKNOWN).replace("<NA>", _UNKNOWN)
    return out.assign(month=pd.to_datetime(out["month"]))


def _given(people: pd.DataFrame, code: str) -> pd.Series:
    """Mark the disposals of the published group that a code belongs to: outcome 22 is one of its own."""
    import pandas as pd

    return outcome_groups(people["outcome_code"]) == outcome_groups(pd.Series([code])).iloc[0]


def use_by_group(
    people: pd.DataFrame,
    by: str,
    assessment: Assessment,
    *,
    code: str = "22",
    children: bool = False,
) -> pd.DataFrame:
    """Give the share of assigned suspects of each group whose disposal is of one kind, last twelve months.

    Parameters
    ----------
    people : pandas.DataFrame
        From `stage`.
    by : {"ethnic_group", "sex", "age_group", "looked_after", "offence_group", "district_code"}
    assessment : Assessment
    code : str
        The outcome; with it those of its published group ("1" is all who were charged).
    children : bool
        Only those under 18.

    Returns
    -------
    pandas.DataFrame
        Estimates ``disposals.share`` of those eligible (`eligible`); "Unknown" is a group of its own, last.
    """
    import pandas as pd

    kept = cohorts.within(people, assessment.year) if len(people) else people
    kept = eligible(kept, assessment)
    if children and len(kept):
        kept = kept[kept["age_group"].isin(["10 to 13", "14 to 17"])]
    if kept.empty or by not in kept.columns:
        return estimates.blank()
    table = _given(kept, code).groupby(kept[by].fillna(_UNKNOWN)).agg(["sum", "size"])
    order = sorted(name for name in table.index if name != _UNKNOWN)
    table = table.reindex([*order, *([_UNKNOWN] if _UNKNOWN in table.index else [])])
    rows = pd.DataFrame(
        {
            "group": table.index,
            "numerator": table["sum"].to_numpy(int),
            "denominator": table["size"].to_numpy(int),
        }
    )
    return estimates.build(
        rows,
        assessment.period,
        measure="disposals.share",
        cohort="under-18" if children else cohorts.EVERYONE,
        characteristic=f"{by}, outcome {code}",
        strata=stage_name(assessment),
        **shared_columns(kept, assessment, assessment.year, "disposals"),
    )


def bounds(
    count: int,
    base: int,
    reference_count: int,
    reference_base: int,
    unknown_count: int,
    unknown_base: int,
) -> tuple[float, float]:
    r"""Give the least and greatest ratio of two shares over every way that people of unknown group could fall.

    With :math:`s` of the :math:`u` unknown having the outcome, the ratio is least when they are the reference's and
    the other :math:`u - s` the group's, and greatest the other way round:

    .. math:: \frac{a/(n+u-s)}{(b+s)/(m+s)} \le \theta \le \frac{(a+s)/(n+s)}{b/(m+u-s)}

    Parameters
    ----------
    count, base : int
        People of the group with the outcome, and all of them.
    reference_count, reference_base : int
        Likewise of the reference.
    unknown_count, unknown_base : int
        Likewise of unknown group.

    Returns
    -------
    tuple of float

    Examples
    --------
    >>> [round(x, 2) for x in bounds(10, 100, 100, 1000, 5, 50)]
    [0.66, 1.49]
    """
    rest = unknown_base - unknown_count
    nothing = float("nan")
    low_base, low_other = base + rest, reference_base + unknown_count
    high_base, high_other = base + unknown_count, reference_base + rest
    if not (base and reference_base and reference_count):
        return nothing, nothing
    low = (count / low_base) / ((reference_count + unknown_count) / low_other)
    high = ((count + unknown_count) / high_base) / (reference_count / high_other)
    return low, high


def use_ratios(
    people: pd.DataFrame,
    by: str,
    reference: str,
    assessment: Assessment,
    *,
    code: str = "22",
) -> pd.DataFrame:
    """Give how often each group has the disposal for each time the reference has it, like cases beside like.

    Pooled over offence group and earlier record, so that a group suspected of graver things is not compared with one
    suspected of lesser ones.

    Parameters
    ----------
    people : pandas.DataFrame
        From `stage`.
    by : str
        As for `use_by_group`.
    reference : str
        The group compared with.
    assessment : Assessment
    code : str

    Returns
    -------
    pandas.DataFrame
        Estimates ``disposals.ratio`` over the whole period, `value` pooled (Mantel-Haenszel), the counts those of the
        group and of the reference; `unknown_lower` and `unknown_upper` bound the crude ratio over the unknown; `q` is
        the p value corrected over the groups shown.

    References
    ----------
    As `sva.measures.mantel_haenszel`.
    """
    import pandas as pd

    from sva.measures import benjamini_hochberg, mantel_haenszel

    kept = cohorts.within(people, assessment.period) if len(people) else people
    kept = eligible(kept, assessment)
    if kept.empty or by not in kept.columns:
        return estimates.blank()
    hit = _given(kept, code)
    strata = [kept["offence_group"], kept["record"]]
    sizes = pd.crosstab(strata, kept[by])
    sums = pd.crosstab(strata, kept[by], values=hit.astype(int), aggfunc="sum")
    sums = sums.reindex(sizes.index, columns=sizes.columns).fillna(0).astype(int)
    if reference not in sums.columns:
        return estimates.blank()
    unknown = (
        int(sums[_UNKNOWN].sum()) if _UNKNOWN in sums else 0,
        int(sizes[_UNKNOWN].sum()) if _UNKNOWN in sizes else 0,
    )
    rows = []
    for name in sums.columns:
        if name in (reference, _UNKNOWN) or not sizes[name].sum():
            continue
        found = mantel_haenszel(sums[name], sizes[name], sums[reference], sizes[reference]).iloc[0]
        a, n, b, m = (
            int(x.sum()) for x in (sums[name], sizes[name], sums[reference], sizes[reference])
        )
        low, high = bounds(a, n, b, m, *unknown)
        rows.append(
            {"group": name, "numerator": a, "denominator": n, "reference_numerator": b, "reference_denominator": m,
             "value": found["value"], "lower": found["lower"], "upper": found["upper"], "confidence": 0.95, "p": found["p"],
             "unknown_lower": low, "unknown_upper": high, "unknown_count": unknown[1],
             "method": "Mantel-Haenszel over offence group and earlier record"}
        )  # fmt: skip
    if not rows:
        return estimates.blank()
    frame = pd.DataFrame(rows)
    frame["q"] = (
        benjamini_hochberg(frame["p"].to_numpy(float)).to_numpy(float) if len(frame) else None
    )
    return estimates.build(
        frame,
        assessment.period,
        measure="disposals.ratio",
        cohort=cohorts.EVERYONE,
        characteristic=f"{by}, outcome {code}",
        reference_group=reference,
        strata=f"{stage_name(assessment)}, pooled",
        **shared_columns(kept, assessment, assessment.period, "disposals"),
    )
