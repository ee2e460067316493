"""The comparison as estimates: one row a method, with balance, sensitivity, and the versions that are shown as biased."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sva import cohorts, estimates
from sva.outcomes.cohort import FollowUp, follow, suspicions
from sva.outcomes.compare import MARGIN, Comparison, compare
from sva.outcomes.propensity import prepare
from sva.outcomes.reoffending import GROUPS, shared_columns

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.outcomes.effects import Effect

__all__ = [
    "BIASED",
    "EVALUE",
    "HIDDEN",
    "MAIN",
    "PLACEBO",
    "balance_rows",
    "comparison_rows",
    "overlap_rows",
    "sensitivity_rows",
]

#: Names in the column strata.
MAIN = "doubly robust"
PLACEBO = "placebo, victim in the year before"
HIDDEN = "if a hidden difference were a quarter stronger than the strongest recorded"
EVALUE = "of the ratio"
BIASED = "clock at the outcome date, biased"
_METHODS = {
    "crude": "crude",
    "matched": "matched to three others each",
    "weighted": "weighted",
    "doubly robust": MAIN,
}


def _row(strata: str, effect: Effect, found: Comparison, method: str) -> dict[str, Any]:
    lower, upper = effect.limits
    return {
        "strata": strata,
        "value": 100 * effect.difference,
        "lower": 100 * lower,
        "upper": 100 * upper,
        "confidence": 0.95,
        "method": method,
        **_counts(found),
    }


def _counts(found: Comparison) -> dict[str, Any]:
    return {
        "numerator": found.offered_again,
        "denominator": found.offered,
        "reference_numerator": found.others_again,
        "reference_denominator": found.others,
    }


def _build(
    rows: list[dict[str, Any]],
    measure: str,
    people: pd.DataFrame,
    assessment: Assessment,
    rule: FollowUp,
    cohort: str = cohorts.EVERYONE,
) -> pd.DataFrame:
    import pandas as pd

    if not rows:
        return estimates.blank()
    frame = pd.DataFrame(rows)
    if "group" not in frame.columns:
        frame["group"] = "Offered"
    return estimates.build(
        frame,
        assessment.period,
        measure=measure,
        characteristic=f"offered, outcome {rule.code}",
        reference_group="Similar people not offered"
        if measure == "reoffending.difference"
        else None,
        **{**shared_columns(people, assessment), "cohort": cohort},
    )


def comparison_rows(
    found: Comparison,
    people: pd.DataFrame,
    assessment: Assessment,
    *,
    rule: FollowUp | None = None,
    cohort: str = cohorts.EVERYONE,
) -> pd.DataFrame:
    """Turn a comparison into estimates.

    Parameters
    ----------
    found : Comparison
        From `sva.outcomes.compare`.
    people : pandas.DataFrame
        The people compared.
    assessment : Assessment
    rule : FollowUp, optional
    cohort : str
        The cohort of persons that they are, from `sva.outcomes.restrict`.

    Returns
    -------
    pandas.DataFrame
        ``reoffending.difference``: of every 100 people offered, how many more (or fewer, below 0) were suspected again
        than similar people, the doubly robust row first, then the other methods, the placebo and the finding less a
        hidden difference; `numerator` of `denominator` were suspected again of those offered, `reference_…` of all
        others. ``reoffending.expected``, of every 100 similar people; ``reoffending.evalue`` and ``reoffending.needed`` (rounded up to two figures). Where the comparison was refused: one row without a
        value, flagged "not assessable", its method saying why.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"index_month": pd.to_datetime(["2021-05-01"] * 3), "offered": [True, False, False],
    ...     "again": [False, True, True]})
    >>> rows = comparison_rows(compare(people), people, load_assessment("west-mercia-2023-05"))
    >>> rows[["flag", "method"]].iloc[0].tolist()
    ['not assessable', 'not compared: too few were offered it: 1, at least 60 are needed']
    """
    import pandas as pd

    rule = rule or FollowUp.of(assessment)
    if people.empty:
        return estimates.blank()
    if found.refused or found.main is None:
        why = f"not compared: {found.refused}"
        row = {"strata": MAIN, "flag": "not assessable", "method": why, **_counts(found)}
        return _build([row], "reoffending.difference", people, assessment, rule, cohort)
    names = sorted(found.effects, key=list(_METHODS)[::-1].index)
    rows = [
        _row(_METHODS[name], found.effects[name], found, _said(name, found))
        for name in names
        if found.effects[name].people
    ]
    if found.placebo is not None:
        placebo = _row(PLACEBO, found.placebo, found, MAIN)
        placebo.update(numerator=None, reference_numerator=None)
        rows.append(placebo)
    if found.hidden is not None:
        value, lower, upper = (100 * number for number in found.hidden)
        rows.append(
            {"strata": HIDDEN, "value": value, "lower": lower, "upper": upper, "confidence": 0.95,
             "method": f"{MAIN}, less {MARGIN} times what leaving out {_label(found.strongest or 'nothing').lower()} moves it", **_counts(found)}
        )  # fmt: skip
    point, limit = found.e_values
    strong = [
        {"strata": name, "value": number, "method": "VanderWeele and Ding 2017", **_counts(found)}
        for name, number in ((EVALUE, point), ("of the limit nearest to 1", limit))
        if number == number
    ]
    needed = [
        {"strata": MAIN, "value": _rounded_up(found.needed), "method": "limits that leave 0 out in four studies of five",
         **_counts(found)}
    ]  # fmt: skip
    expected = [
        {"strata": MAIN, "group": "Similar people not offered", "value": 100 * found.main.other, "method": MAIN,
         **_counts(found)}
    ]  # fmt: skip
    parts = [
        _build(rows, "reoffending.difference", people, assessment, rule, cohort),
        _build(strong, "reoffending.evalue", people, assessment, rule, cohort),
        _build(expected, "reoffending.expected", people, assessment, rule, cohort),
        _build(needed, "reoffending.needed", people, assessment, rule, cohort),
    ]
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def _rounded_up(number: int | None) -> int | None:
    """Round up to two figures: it is a plan, not a count."""
    if not number:
        return number
    step = 10 ** max(0, len(str(number)) - 2)
    return -(-number // step) * step


def _said(name: str, found: Comparison) -> str:
    if name == "crude":
        return "plain difference, nobody made alike"
    alike = "balanced" if found.balanced else "not balanced"
    return f"{name}, {alike}" + (
        f", {found.unmatched} without a counterpart left out" if found.unmatched else ""
    )


def balance_rows(
    found: Comparison, people: pd.DataFrame, assessment: Assessment, *, rule: FollowUp | None = None
) -> pd.DataFrame:
    """Give the standardised differences before, after matching and after weighting, the greatest of each covariate.

    Parameters
    ----------
    found : Comparison
    people : pandas.DataFrame
        The people compared.
    assessment : Assessment
    rule : FollowUp, optional

    Returns
    -------
    pandas.DataFrame
        Estimates ``reoffending.balance``, the greatest imbalance first; under 0.1 is alike.
    """
    rule = rule or FollowUp.of(assessment)
    if found.before is None:
        return estimates.blank()
    stages = {
        "before": found.before,
        "after matching": found.matched_after,
        "after weighting": found.weighted_after,
    }
    worst = {
        stage: series.abs().groupby(series.index.str.partition(":").get_level_values(0)).max()
        for stage, series in stages.items()
        if series is not None
    }
    order = worst["before"].sort_values(ascending=False, kind="stable").index
    rows = [
        {"group": _label(name), "strata": stage, "value": float(values[name]),
         "method": "greatest standardised difference of its levels", **_counts(found)}
        for name in order
        for stage, values in worst.items()
    ]  # fmt: skip
    return _build(rows, "reoffending.balance", people, assessment, rule)


def overlap_rows(
    found: Comparison, people: pd.DataFrame, assessment: Assessment, *, rule: FollowUp | None = None
) -> pd.DataFrame:
    """Give how many of each side had each chance of an offer: where one side has nobody, nothing can be compared.

    Parameters
    ----------
    found : Comparison
    people : pandas.DataFrame
        The people compared.
    assessment : Assessment
    rule : FollowUp, optional

    Returns
    -------
    pandas.DataFrame
        Estimates ``reoffending.overlap``, the share of each side in each of five bands of chance.
    """
    rule = rule or FollowUp.of(assessment)
    if found.overlap is None:
        return estimates.blank()
    rows: list[dict[str, Any]] = []
    bands: list[Any] = list(found.overlap.itertuples(index=False))
    for at, band in enumerate(bands):
        name = f"{100 * band.low:.1f} to {100 * band.high:.1f} in 100"
        if at == 0:
            name = f"under {100 * band.high:.1f} in 100"
        elif band is bands[-1]:
            name = f"over {100 * band.low:.1f} in 100"
        rows += [
            {"group": name, "strata": side, "numerator": int(count), "denominator": int(found.overlap[column].sum())}
            for side, column, count in ((GROUPS[0], "offered", band.offered), (GROUPS[1], "others", band.others))
        ]  # fmt: skip
    return _build(rows, "reoffending.overlap", people, assessment, rule)


_LABELS: Mapping[str, str] = {
    "age_band": "Age", "sex": "Sex", "ethnic_group": "Ethnic group", "offence_kind": "Offence", "domestic": "Domestic",
    "prior_band": "Earlier suspicions", "district_code": "District", "half_year": "Half-year",
    "looked_after": "Looked after, as police hold it",
}  # fmt: skip


def _label(name: str) -> str:
    return _LABELS.get(name, name)


def sensitivity_rows(
    offences: pd.DataFrame,
    suspects: pd.DataFrame,
    disposals: pd.DataFrame,
    assessment: Assessment,
    *,
    rule: FollowUp | None = None,
) -> pd.DataFrame:
    """Compare again under other definitions, and with the clock that is biased by construction.

    Parameters
    ----------
    offences, suspects, disposals : pandas.DataFrame
        The clean tables.
    assessment : Assessment
    rule : FollowUp, optional
        What is departed from.

    Returns
    -------
    pandas.DataFrame
        Estimates ``reoffending.difference``, one row each: six months' follow-up; the clock at identification; the
        clock at the outcome date, those with the outcome recorded beside the others, unadjusted. That last version
        leaves out whoever failed before the outcome could be recorded: it is shown so that nobody mistakes it.
    """
    import pandas as pd

    rule = rule or FollowUp.of(assessment)
    events = suspicions(offences, suspects, disposals, rule)
    half = FollowUp(6, rule.waiting, rule.look_back, rule.code)
    parts = []
    for name, clock, length in (
        ("six months' follow-up", "offer", half),
        ("clock at identification", "identified", rule),
        (BIASED, "outcome", rule),
    ):
        people = follow(events, offences, assessment, rule=length, clock=clock)  # type: ignore[arg-type]
        people = people[people["mature"].astype(bool)] if len(people) else people
        if people.empty:
            continue
        people = prepare(people)
        if name == BIASED:
            people = people.assign(offered=people["recorded"])
        found = compare(people, placebo=None, leave_out=False)
        if found.main is None:
            continue
        effect = found.effects["crude"] if name == BIASED else found.main
        parts.append(
            _build(
                [_row(name, effect, found, effect.method)],
                "reoffending.difference",
                people,
                assessment,
                rule,
            )
        )
    return pd.concat(parts, ignore_index=True) if parts else estimates.blank()
