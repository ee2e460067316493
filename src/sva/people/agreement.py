"""What people say their ethnic group is, and what officers saw: two facts, kept apart, and how far they agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.characteristics import UNKNOWN, label_groups
from sva.people.disparity import ratio_to_residents
from sva.people.profile import shared, year_of

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["agreement", "agreement_table", "ratio_as_seen", "self_defined_by_seen"]

#: The officers' groups as one of the census's five, where one holds them. Theirs has no Mixed group.
_AS_FIVE = {
    "Asian": "Asian",
    "Chinese or South East Asian": "Asian",
    "Black": "Black",
    "White": "White",
}
_SEEN = "as the officer saw it"


def _both(
    people: pd.DataFrame, assessment: Assessment, period: tuple[date, date] | None
) -> tuple[pd.DataFrame, tuple[date, date]]:
    kept, period = year_of(people, assessment, period)
    if kept.empty:
        return kept, period
    kept = kept.assign(
        _self=label_groups(kept, "ethnic_group"),
        _seen=label_groups(kept, "ethnicity_officer").replace(_AS_FIVE),
    )
    return kept.drop_duplicates("counted"), period


def agreement(
    people: pd.DataFrame,
    assessment: Assessment,
    who: str,
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Say how often self-defined and officer-observed ethnicity agree, and how far beyond chance (Cohen's kappa).

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.people.select_people` or `select_searches`.
    assessment : Assessment
    who : {"suspects", "searches"}
        What is counted.
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates ``<who>.share`` (agreeing, of those with both in the groups Asian, Black and White, which both lists
        hold) and ``<who>.kappa`` with large-sample limits; no kappa where all are in one group. ``unknown_count`` is the
        number without both.

    References
    ----------
    Fleiss JL, Cohen J, Everitt BS (1969) Large sample standard errors of kappa and weighted kappa. Psychological Bulletin
    72, 323-327.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": range(50), "ethnic_group": ["Black"] * 25 + ["White"] * 25,
    ...     "ethnicity_officer": ["Black"] * 20 + ["White"] * 5 + ["Black"] * 10 + ["White"] * 15,
    ...     "month": pd.to_datetime(["2022-05-01"] * 50)})
    >>> agreement(people, load_assessment("west-mercia-2023-05"), "searches")["value"].round(2).tolist()
    [70.0, 0.4]
    """
    import numpy as np
    import pandas as pd

    kept, period = _both(people, assessment, period)
    if kept.empty:
        return estimates.blank()
    common = ["Asian", "Black", "White"]
    usable = kept[kept["_self"].isin(common) & kept["_seen"].isin(common)]
    number = len(usable)
    about = {
        **shared(who, assessment, period, cohorts.EVERYONE),
        "characteristic": "agreement",
        "unknown_count": len(kept) - number,
    }
    same = int((usable["_self"] == usable["_seen"]).sum())
    share = estimates.build(
        pd.DataFrame(
            {"group": ["seen as self-defined"], "numerator": [same], "denominator": [number]}
        ),
        assessment.period,
        measure=f"{who}.share",
        **about,
    )
    if not number:
        return estimates.blank()
    table = pd.crosstab(usable["_self"], usable["_seen"]).reindex(index=common, columns=common)
    p = table.fillna(0).to_numpy(float) / number
    rows, columns = p.sum(1), p.sum(0)
    seen, chance = float(np.trace(p)), float(rows @ columns)
    if chance >= 1:
        return share
    kappa = (seen - chance) / (1 - chance)
    diagonal = np.diag(p)
    first = float((diagonal * (1 - (rows + columns) * (1 - kappa)) ** 2).sum())
    away = p * (columns[:, None] + rows[None, :]) ** 2
    second = (1 - kappa) ** 2 * float(away.sum() - np.diag(away).sum())
    third = (kappa - chance * (1 - kappa)) ** 2
    half = 1.959963984540054 * np.sqrt(max(0.0, (first + second - third) / number)) / (1 - chance)
    rows_kappa = pd.DataFrame(
        {
            "group": ["beyond chance"],
            "numerator": [same],
            "denominator": [number],
            "value": [kappa],
            "lower": [max(-1.0, kappa - half)],
            "upper": [min(1.0, kappa + half)],
        }
    )
    statistic = estimates.build(
        rows_kappa,
        assessment.period,
        measure=f"{who}.kappa",
        confidence=0.95,
        method="Cohen's kappa, large-sample limits",
        **about,
    )
    return pd.concat([share, statistic], ignore_index=True)


def agreement_table(
    people: pd.DataFrame,
    assessment: Assessment,
    who: str,
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Count people by what officers saw, within each self-defined group and where that is not recorded.

    Parameters
    ----------
    people, assessment, who, period
        As for `agreement`.

    Returns
    -------
    pandas.DataFrame
        Estimates ``<who>.count``: groups are the officers', ``strata`` the self-defined ones.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": [0, 1], "ethnic_group": ["Mixed", "Unknown"], "ethnicity_officer": ["Black"] * 2,
    ...     "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> rows = agreement_table(people, load_assessment("west-mercia-2023-05"), "searches")
    >>> rows[["strata", "group", "numerator"]].to_numpy().tolist()
    [['self-defined: Mixed', 'Black', 1], ['self-defined: Unknown', 'Black', 1]]
    """
    import pandas as pd

    kept, period = year_of(people, assessment, period)
    if kept.empty:
        return estimates.blank()
    kept = kept.assign(
        _self=label_groups(kept, "ethnic_group"), _seen=label_groups(kept, "ethnicity_officer")
    ).drop_duplicates("counted")
    table = pd.crosstab(kept["_self"], kept["_seen"])
    order = [
        *sorted(set(table.index) - {UNKNOWN}),
        *([UNKNOWN] if UNKNOWN in table.index else []),
    ]
    seen = [
        *sorted(set(table.columns) - {UNKNOWN}),
        *([UNKNOWN] if UNKNOWN in table.columns else []),
    ]
    rows = pd.DataFrame(
        [
            {
                "strata": f"self-defined: {own}",
                "group": other,
                "numerator": int(table[other].to_dict()[own]),
            }
            for own in order
            for other in seen
        ]
    )
    return estimates.build(
        rows,
        assessment.period,
        measure=f"{who}.count",
        characteristic="ethnicity_officer",
        **shared(who, assessment, period, cohorts.EVERYONE),
    )


def self_defined_by_seen(
    people: pd.DataFrame,
    assessment: Assessment,
    who: str,
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Say how often self-defined ethnicity is recorded, by what the officer saw.

    Where it is missing more often in one group than in another, ratios on self-defined ethnicity are off by as much.

    Parameters
    ----------
    people, assessment, who, period
        As for `agreement`.

    Returns
    -------
    pandas.DataFrame
        Estimates ``<who>.known``, one row per group of the officers' list.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": [0, 1], "ethnic_group": ["Mixed", "Unknown"], "ethnicity_officer": ["Black"] * 2,
    ...     "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> self_defined_by_seen(people, load_assessment("west-mercia-2023-05"), "searches")["value"].tolist()
    [50.0]
    """
    kept, period = year_of(people, assessment, period)
    if kept.empty:
        return estimates.blank()
    kept = kept.drop_duplicates("counted")
    seen = label_groups(kept, "ethnicity_officer")
    known = (label_groups(kept, "ethnic_group") != UNKNOWN).astype(int)
    table = known.groupby(seen).agg(numerator="sum", denominator="size")
    order = [*sorted(set(table.index) - {UNKNOWN}), *([UNKNOWN] if UNKNOWN in table.index else [])]
    rows = table.reindex(order).rename_axis("group").reset_index()
    return estimates.build(
        rows.assign(unknown_count=rows["denominator"] - rows["numerator"]),
        assessment.period,
        measure=f"{who}.known",
        characteristic="ethnicity_officer",
        **shared(who, assessment, period, cohorts.EVERYONE),
    )


def ratio_as_seen(
    people: pd.DataFrame,
    assessment: Assessment,
    who: str,
    residents: pd.DataFrame,
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the ratios to residents by what officers saw, as a series of its own.

    The two do not match: the census has a Mixed group and the officers' list has none, so some of those whom officers
    saw as Asian, Black or White count as Mixed in the census. The ratio is therefore shown beside that of self-defined
    groups and never in its place.

    Parameters
    ----------
    people, assessment, who, period
        As for `agreement`.
    residents : pandas.DataFrame
        From `sva.people.residents_by`, of ``ethnic_group``.

    Returns
    -------
    pandas.DataFrame
        Estimates ``<who>.ratio`` with ``strata`` "as the officer saw it", of Asian and Black.
    """
    kept, period = _both(people, assessment, period)
    if kept.empty:
        return estimates.blank()
    five = kept["_seen"].where(kept["_seen"].isin(set(_AS_FIVE.values())), UNKNOWN)
    rows = ratio_to_residents(
        kept.assign(ethnic_group=five),
        "ethnic_group",
        assessment,
        who,
        residents,
        period=period,
        part=_SEEN,
    )
    return rows[rows["group"].isin(["Asian", "Black"])].reset_index(drop=True)
