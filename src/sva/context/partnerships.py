"""Each community safety partnership beside the rest of the force area: kinds, quarters, what is asked, change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva import cohorts, estimates
from sva.context.asked import change_of_kinds, share_asked

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["apart_from_the_rest", "describe_partnerships", "kinds_of_partnerships", "quarters_of_partnerships"]  # fmt: skip


def describe_partnerships(
    serious: pd.DataFrame,
    victims: pd.DataFrame,
    suspects: pd.DataFrame,
    residents: pd.DataFrame,
    assessment: Assessment,
) -> pd.DataFrame:
    """Gather all that the pages of the partnerships show.

    Parameters
    ----------
    serious : pandas.DataFrame
        From `sva.cohorts.select_serious`, with ``csp_code``.
    victims, suspects : pandas.DataFrame
        Clean tables with ``offence_key`` and ``age``.
    residents : pandas.DataFrame
        One row a partnership: ``area_code``, ``denominator``, ``denominator_source``, ``denominator_year``.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates of the functions below, and of `share_asked` and `change_of_kinds` for each partnership; ``q`` of the
        changes is corrected over the partnerships.
    """
    import pandas as pd

    from sva.measures import benjamini_hochberg

    if serious.empty:
        return estimates.blank()
    parts = [
        kinds_of_partnerships(serious, assessment),
        quarters_of_partnerships(serious, assessment),
        apart_from_the_rest(serious, residents, assessment),
    ]
    changes = []
    for code in _codes(assessment):
        parts.append(share_asked(serious, victims, suspects, assessment, code))
        changes.append(change_of_kinds(serious, residents, assessment, code, kinds=False))
    changed = pd.concat(changes, ignore_index=True)
    if len(changed):
        parts.append(changed.assign(q=benjamini_hochberg(changed["p"]).astype("Float64")))
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def _codes(assessment: Assessment) -> list[str]:
    return [partnership.code for partnership in assessment.settings.partnerships]


def _about(assessment: Assessment) -> dict[str, Any]:
    return {"area_type": "csp", "definition": assessment.settings.definition.name}


def kinds_of_partnerships(serious: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Count offences of the last twelve months by partnership and kind.

    Parameters
    ----------
    serious : pandas.DataFrame
        From `sva.cohorts.select_serious`, with ``csp_code``.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.count``, a row for each partnership and kind; those with none included.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> serious = pd.DataFrame({"csp_code": ["E22000326"], "serious": ["robbery"], "month": pd.to_datetime(["2022-05-01"])})
    >>> found = kinds_of_partnerships(serious, load_assessment("west-mercia-2023-05"))
    >>> int(found["numerator"].sum()), found["area_code"].nunique()
    (1, 5)
    """
    import pandas as pd

    year = cohorts.within(serious, assessment.year)
    names = [group.name for group in assessment.settings.definition.groups]
    every = pd.MultiIndex.from_product(
        [_codes(assessment), names], names=["area_code", "offence_group"]
    )
    counts = year.groupby(["csp_code", "serious"], observed=True).size()
    counts.index.names = ["area_code", "offence_group"]
    table = counts.reindex(every).fillna(0).astype("int64").rename("numerator").reset_index()
    return estimates.build(
        table,
        assessment.period,
        measure="offences.count",
        **_about(assessment),
        **cohorts.about("offences", assessment, assessment.year),
    )


def quarters_of_partnerships(serious: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Count offences by partnership and quarter of a year, over the whole period.

    Quarters are counted back from the period's last month; months that make no whole quarter are left out.

    Parameters
    ----------
    serious, assessment
        As for `kinds_of_partnerships`.

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.count``, oldest quarter first.
    """
    import pandas as pd

    start, end = assessment.period
    months = pd.period_range(pd.Timestamp(start), pd.Timestamp(end), freq="M")
    last = months[-1]
    inside = cohorts.within(serious, assessment.period)
    back = (last.year - inside["month"].dt.year) * 12 + last.month - inside["month"].dt.month
    counts = inside.groupby(["csp_code", back // 3], observed=True).size()
    rows = []
    for code in _codes(assessment):
        for quarter in range(len(months) // 3 - 1, -1, -1):
            first, final = last - 3 * quarter - 2, last - 3 * quarter
            rows.append(
                {
                    "area_code": code,
                    "period_start": first.start_time.date(),
                    "period_end": final.end_time.date(),
                    "numerator": int(counts.get((code, quarter), 0)),
                }
            )
    shared = cohorts.about("offences", assessment, assessment.period)
    return estimates.build(
        pd.DataFrame(rows),
        assessment.period,
        measure="offences.count",
        **_about(assessment),
        **{name: value for name, value in shared.items() if not name.startswith("period_")},
    )


def apart_from_the_rest(
    serious: pd.DataFrame, residents: pd.DataFrame, assessment: Assessment
) -> pd.DataFrame:
    """Compare each partnership's rate with that of the rest of the force area.

    Limits are widened by how much the months of the force area vary beyond chance.

    Parameters
    ----------
    serious, assessment
        As for `kinds_of_partnerships`.
    residents : pandas.DataFrame
        One row a partnership: ``area_code``, ``denominator``, ``denominator_source``, ``denominator_year``.

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.apart``: the ratio of the two rates, limits, ``p``, and ``q`` corrected over the partnerships
        (Benjamini and Hochberg).

    References
    ----------
    Rothman KJ, Greenland S, Lash TL (2008) Modern epidemiology, 3rd edition, chapter 14, by `sva.measures.rate_ratio`.
    """
    import pandas as pd

    from sva.measures import benjamini_hochberg, dispersion_from_series, rate_ratio

    year = cohorts.within(serious, assessment.year)
    counts = year["csp_code"].value_counts().reindex(_codes(assessment)).fillna(0).astype(int)
    people = residents.set_index("area_code")["denominator"].reindex(_codes(assessment))
    if people.isna().any() or not counts.sum():
        return estimates.blank()
    months = pd.date_range(*assessment.year, freq="MS")
    series = year["month"].value_counts().reindex(months).fillna(0)
    factor = dispersion_from_series(series.to_numpy(), exposure=months.days_in_month.to_numpy())
    spread = factor["factor"].iloc[0]
    spread = float(spread) if pd.notna(spread) else 1.0
    others, rest = int(counts.sum()) - counts, people.sum() - people
    result = rate_ratio(counts, people, others, rest, dispersion=spread)
    table = pd.DataFrame(
        {
            "area_code": counts.index,
            "numerator": counts.to_numpy(),
            "denominator": people.astype("int64").to_numpy(),
            "reference_numerator": others.to_numpy(),
            "reference_denominator": rest.astype("int64").to_numpy(),
            "p": result["p"].to_numpy(),
            "q": benjamini_hochberg(result["p"]).to_numpy(),
            "method": result["method"].astype("string").to_numpy(),
        }
    )
    for column in ("value", "lower", "upper"):
        table[column] = result[column].where(result[column].abs().lt(float("inf"))).to_numpy()
    first = residents.iloc[0]
    return estimates.build(
        table,
        assessment.period,
        measure="offences.apart",
        reference_group="Rest of the force area",
        confidence=0.95,
        dispersion=spread,
        denominator_source=first["denominator_source"],
        denominator_year=first["denominator_year"],
        **_about(assessment),
        **cohorts.about("offences", assessment, assessment.year),
    )
