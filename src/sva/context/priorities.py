"""Needs put in order: kinds of violence, partnerships, cohorts. Protected groups are never put in order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.context.ranking import OTHER_WEIGHTS, rank_intervals, rank_items, weights_for
from sva.context.success import years_of

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = [
    "COHORTS_OF_NEED",
    "OWN_WEIGHTS",
    "cohorts_of_need",
    "harm_of",
    "order_cohorts",
    "order_kinds",
    "order_partnerships",
    "said_weights",
]

OWN_WEIGHTS = "weights of this assessment"

#: Cohorts of need: whom services are for. People may be in several; none is defined by a protected characteristic but age.
COHORTS_OF_NEED = (
    "Children harmed (under 18)",
    "Young adults harmed (18 to 24)",
    "People of 25 and over harmed",
    "People harmed more than once in the year",
    "Pupils excluded from school who were harmed",
    "Looked-after children who were harmed",
)


def harm_of(offences: pd.DataFrame, assessment: Assessment) -> pd.Series:
    """Give each offence its harm by the assessment's table of weights; null where the table has none for its group.

    Parameters
    ----------
    offences : pandas.DataFrame
        ``offence_group``, ``offence_code``.
    assessment : Assessment
        ``priorities.harm_table`` names the table.

    Returns
    -------
    pandas.Series of float
        The index of `offences`.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> offences = pd.DataFrame({"offence_group": ["Robbery", "Arson"], "offence_code": ["34B", "56A"]})
    >>> harm_of(offences, load_assessment("west-mercia-2023-05")).tolist()
    [365.0, nan]
    """
    from sva.measures.harm import harm_weights

    table = harm_weights(assessment.settings.priorities.harm_table)
    column = "offence_group" if table["by"].iloc[0] == "group" else "offence_code"
    weights = table.drop_duplicates("offence").set_index("offence")["weight"]
    return offences[column].map(weights).astype("float64")


def _items(
    groups: dict[str, pd.DataFrame], harm: pd.Series, assessment: Assessment
) -> tuple[pd.DataFrame, int]:
    """Count each item now and before, with its mean harm and the office's judgement; and say how many years came before."""
    import pandas as pd

    years = years_of(assessment)
    earlier = years[:-1]
    judged = {each.item: each.score for each in assessment.settings.priorities.preventability}
    records = []
    for name, rows in groups.items():
        now = cohorts.within(rows, years[-1])
        counts = [len(cohorts.within(rows, year)) for year in earlier]
        records.append(
            {
                "item": name,
                "now": len(now),
                "before": sum(counts) / len(counts) if counts else None,
                "harm_each": harm.reindex(rows.index).mean(),
                "preventability": judged.get(name),
            }
        )
    table = pd.DataFrame(records)
    kinds = {"before": "Float64", "harm_each": "Float64", "preventability": "Float64"}
    return table.astype(kinds), len(earlier)


def _ordered(
    groups: dict[str, pd.DataFrame],
    harm: pd.Series,
    characteristic: str,
    assessment: Assessment,
    source: str,
) -> pd.DataFrame:
    import pandas as pd

    items, years = _items(groups, harm, assessment)
    if items.empty or not items["now"].sum():
        return estimates.blank()
    fit = items[items["harm_each"].notna() & (items["now"] > 0)].reset_index(drop=True)
    left = items[~items["item"].isin(fit["item"])]
    own = {str(name): weight for name, weight in assessment.settings.priorities.weights.items()}
    bounds = rank_intervals(fit, own, max(years, 1))
    parts = []
    for label, weights in {OWN_WEIGHTS: own, **OTHER_WEIGHTS}.items():
        if not weights_for(weights, fit):
            continue  # a criterion of which nothing is known orders nothing
        part = pd.DataFrame({"group": fit["item"], "numerator": rank_items(fit, weights), "strata": label, "weighted_numerator": fit["harm_each"]})  # fmt: skip
        if label == OWN_WEIGHTS:
            part["lower"] = [float(min(b[0], r)) for b, r in zip(bounds, part["numerator"], strict=True)]  # fmt: skip
            part["upper"] = [float(max(b[1], r)) for b, r in zip(bounds, part["numerator"], strict=True)]  # fmt: skip
            part["confidence"] = 0.95
            part["method"] = f"weighted standings ({said_weights(weights_for(weights, fit))}), places drawn anew 2,000 times"  # fmt: skip
            gone = pd.DataFrame({"group": left["item"], "numerator": None, "strata": label, "flag": "not assessable"})  # fmt: skip
            part = pd.concat([part, gone], ignore_index=True) if len(gone) else part
        parts.append(part)
    rows = pd.concat(parts, ignore_index=True)
    rows["numerator"] = rows["numerator"].astype("Int64")
    about = cohorts.about("offences", assessment, assessment.year) | {"source": source}
    return estimates.build(
        rows,
        assessment.period,
        measure="priority.rank",
        characteristic=characteristic,
        definition=assessment.settings.definition.name,
        area_type="police_force",
        area_code=assessment.settings.area.police_force,
        **about,
    )


def said_weights(weights: Mapping[str, float]) -> str:
    """Say what each criterion weighs.

    Examples
    --------
    >>> said_weights({"volume": 0.25, "harm": 0.75})
    'volume 25%, harm 75%'
    """
    return ", ".join(f"{name} {100 * weight:.0f}%" for name, weight in weights.items())


def order_kinds(serious: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Put the kinds of serious violence in order of need.

    Parameters
    ----------
    serious : pandas.DataFrame
        From `sva.cohorts.select_serious`, with ``offence_group`` and ``offence_code``.
    assessment : Assessment
        Weights, table of harm and judgements of ``priorities``.

    Returns
    -------
    pandas.DataFrame
        Estimates ``priority.rank``: a row for each kind and set of weights (``strata``); by the assessment's own weights with
        the places between which it lies, and ``weighted_numerator``, the mean harm of one. A kind without a weight of harm, or
        without an offence, is "not assessable". The gate makes the public order anew from what it releases: see `sva.context.needs.count_needs`.
    """
    if serious.empty:
        return estimates.blank()
    groups = {
        group.label: serious[serious["serious"].eq(group.name)]
        for group in assessment.settings.definition.groups
    }
    harm = harm_of(serious, assessment)
    return _ordered(groups, harm, "kind of violence", assessment, "police-offences")


def order_partnerships(serious: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Put the community safety partnerships in order of need: by how much there is, not by how much for each resident.

    Parameters
    ----------
    serious : pandas.DataFrame
        As for `order_kinds`, with ``csp_code``.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        As for `order_kinds`.
    """
    if serious.empty or serious["csp_code"].isna().all():
        return estimates.blank()
    groups = {
        each.name: serious[serious["csp_code"].eq(each.code)]
        for each in assessment.settings.partnerships
    }
    harm = harm_of(serious, assessment)
    return _ordered(groups, harm, "partnership", assessment, "police-offences")


def order_cohorts(
    serious: pd.DataFrame, victims: pd.DataFrame, assessment: Assessment
) -> pd.DataFrame:
    """Put the cohorts of need in order.

    Parameters
    ----------
    serious : pandas.DataFrame
        As for `order_kinds`, with ``offence_key``.
    victims : pandas.DataFrame
        Clean victims: ``offence_key``, ``person_key``, ``person_type``, ``age``, ``excluded``, ``looked_after``.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        As for `order_kinds`. Whom police records mark as excluded or looked after are fewer than there are.
    """
    import pandas as pd

    if serious.empty or victims.empty:
        return estimates.blank()
    groups = cohorts_of_need(serious, victims, assessment)
    harm = pd.concat([people["harm"] for people in groups.values()])
    return _ordered(
        groups, harm[~harm.index.duplicated()], "cohort of need", assessment, "police-victims"
    )


def cohorts_of_need(
    serious: pd.DataFrame, victims: pd.DataFrame, assessment: Assessment
) -> dict[str, pd.DataFrame]:
    """Find who is in each cohort of need.

    Parameters
    ----------
    serious, victims, assessment
        As for `order_cohorts`.

    Returns
    -------
    dict of str to pandas.DataFrame
        By name: a row an offence against one of them, with its ``month`` and ``harm``.
    """
    import pandas as pd

    harm = harm_of(serious, assessment)
    offence = serious.assign(harm=harm)[["offence_key", "month", "harm"]]
    people = victims[victims["person_type"].eq("person")].merge(offence, on="offence_key")
    age = people["age"].astype("Int64")
    # more than once: in the same financial year of the assessment
    year = pd.cut(
        pd.to_datetime(people["month"]),
        [pd.Timestamp(start) - pd.Timedelta(days=1) for start, _ in years_of(assessment)]
        + [pd.Timestamp(assessment.period[1])],
        labels=False,
    )
    times = people.groupby([people["person_key"], year])["person_key"].transform("size")
    chosen = (
        age.lt(18), age.between(18, 24), age.ge(25), times.gt(1),
        people["excluded"].astype("boolean"), people["looked_after"].astype("boolean"),
    )  # fmt: skip
    return {
        name: people[rows.fillna(False).astype(bool)]
        for name, rows in zip(COHORTS_OF_NEED, chosen, strict=True)
    }
