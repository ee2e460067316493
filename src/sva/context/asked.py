"""Numbers that answer what commissioners are asked: in public, with a knife, under 25, more than last year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva import cohorts, estimates

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["ASKED", "UNDER", "change_of_kinds", "share_asked"]

#: The cohort of the question about young people: those under this age.
UNDER = 25
#: What is asked of each offence, as the column ``group`` says it.
ASKED = (
    "Domestic",
    "In a public place",
    "With a knife",
    "With somebody under 25 harmed",
    "With somebody under 25 suspected",
)


def share_asked(
    serious: pd.DataFrame,
    victims: pd.DataFrame,
    suspects: pd.DataFrame,
    assessment: Assessment,
    partnership: str | None = None,
) -> pd.DataFrame:
    """Give the share of offences of the last twelve months of which each thing that is asked is true.

    Parameters
    ----------
    serious : pandas.DataFrame
        From `sva.cohorts.select_serious`, with ``offence_key``, ``domestic``, ``public_place``, ``knife_enabled``.
    victims, suspects : pandas.DataFrame
        Clean tables with ``offence_key`` and ``age``; either may be empty.
    assessment : Assessment
    partnership : str, optional
        The code of a community safety partnership; by default the whole force area.

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.share`` by characteristic "asked". The denominator is the offences for which it is known;
        the others are the ``unknown_count``. What nothing is known of has no row.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> serious = pd.DataFrame({"offence_key": ["a", "b", "c"], "month": pd.to_datetime(["2022-05-01"] * 3),
    ...     "serious": "robbery", "knife_enabled": [True, False, None]})
    >>> people = pd.DataFrame({"offence_key": ["a"], "age": [17]})
    >>> found = share_asked(serious, people, people.iloc[:0], load_assessment("west-mercia-2023-05"))
    >>> found[["group", "numerator", "denominator", "unknown_count"]].to_numpy().tolist()
    [['With a knife', 1, 2, 1], ['With somebody under 25 harmed', 1, 1, 2]]
    """
    import pandas as pd

    year = cohorts.within(_in_area(serious, partnership), assessment.year)
    answers = {
        "Domestic": _column(year, "domestic"),
        "In a public place": _column(year, "public_place"),
        "With a knife": _column(year, "knife_enabled"),
        "With somebody under 25 harmed": _young(year, victims),
        "With somebody under 25 suspected": _young(year, suspects),
    }
    found = [
        {
            "group": group,
            "numerator": int(answer.fillna(False).sum()),
            "denominator": int(answer.notna().sum()),
            "unknown_count": int(answer.isna().sum()),
        }
        for group, answer in answers.items()
        if answer.notna().any()
    ]
    if not found:
        return estimates.blank()
    return estimates.build(
        pd.DataFrame(found),
        assessment.period,
        measure="offences.share",
        characteristic="asked",
        definition=assessment.settings.definition.name,
        **_shared(assessment, partnership),
    )


def change_of_kinds(
    serious: pd.DataFrame,
    residents: pd.DataFrame,
    assessment: Assessment,
    partnership: str | None = None,
    *,
    kinds: bool = True,
) -> pd.DataFrame:
    """Compare the last twelve months with the twelve before them, all kinds and each.

    Limits are widened by how much the months of each kind vary beyond chance, in both years together, each year by its own
    mean, so that what repeats every year counts against a claim.

    Parameters
    ----------
    serious : pandas.DataFrame
        From `sva.cohorts.select_serious`.
    residents : pandas.DataFrame
        One row an area: ``area_code``, ``denominator``, ``denominator_source``, ``denominator_year``.
    assessment : Assessment
    partnership : str, optional
        The code of a community safety partnership; by default the whole force area.
    kinds : bool, optional
        Whether each kind is compared too, not only all of them together.

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.change``: the ratio of offences a resident and day, with 95% limits, ``dispersion``, ``p``, and
        ``q`` corrected over the kinds (Benjamini and Hochberg). Denominators are person-days: the same residents times
        the days of each year. No rows where either year is empty or the residents are not known.

    References
    ----------
    McCullagh P, Nelder JA (1989). Generalized Linear Models, 2nd ed. (quasi-likelihood), by `sva.measures.trend.change`.
    """
    import pandas as pd

    from sva.measures.multiple import benjamini_hochberg
    from sva.measures.trend import change

    (start, end), (start_before, end_before) = assessment.year, assessment.previous_year
    days, days_before = (end - start).days + 1, (end_before - start_before).days + 1
    serious = _in_area(serious, partnership)
    shared = _shared(assessment, partnership)
    people = residents[residents["area_code"].eq(shared["area_code"])]
    now = cohorts.within(serious, assessment.year)
    before = cohorts.within(serious, assessment.previous_year)
    if now.empty or before.empty or people["denominator"].isna().all():
        return estimates.blank()
    base = people.iloc[0]
    number = int(base["denominator"])
    names = [group.name for group in assessment.settings.definition.groups] if kinds else []
    rows = []
    for name in (None, *names):
        here = now if name is None else now[now["serious"].eq(name)]
        there = before if name is None else before[before["serious"].eq(name)]
        rows.append(
            {
                "offence_group": name,
                "numerator": len(here),
                "denominator": number * days,
                "reference_numerator": len(there),
                "reference_denominator": number * days_before,
                "dispersion": _dispersion(here, assessment.year, there, assessment.previous_year),
            }
        )
    table = pd.DataFrame(rows)
    result = change(
        table["numerator"],
        table["reference_numerator"],
        exposure=table["denominator"],
        reference_exposure=table["reference_denominator"],
        dispersion=table["dispersion"],
        # two years of twelve months, each with its own mean
        degrees_of_freedom=table["dispersion"].map(lambda factor: 22.0 if factor > 1 else None),
    )
    finite = result["value"].abs().lt(float("inf"))
    for column in ("value", "lower", "upper", "p"):
        table[column] = result[column].where(finite & result[column].abs().lt(float("inf")))
    table["method"] = result["method"]
    table["q"] = benjamini_hochberg(table["p"])
    table.loc[table["value"].isna(), "flag"] = "not assessable"
    return estimates.build(
        table,
        assessment.period,
        measure="offences.change",
        confidence=0.95,
        definition=assessment.settings.definition.name,
        comparison_start=start_before,
        comparison_end=end_before,
        denominator_source=f"person-days: {base['denominator_source']}",
        denominator_year=base["denominator_year"],
        **shared,
    )


def _shared(assessment: Assessment, partnership: str | None) -> dict[str, Any]:
    return {
        **cohorts.about("offences", assessment, assessment.year),
        "area_type": "csp" if partnership else "police_force",
        "area_code": partnership or assessment.settings.area.police_force,
    }


def _in_area(serious: pd.DataFrame, partnership: str | None) -> pd.DataFrame:
    return serious if partnership is None else serious[serious["csp_code"].eq(partnership)]


def _column(year: pd.DataFrame, name: str) -> pd.Series:
    import pandas as pd

    if name not in year.columns:
        return pd.Series(pd.NA, index=year.index, dtype="boolean")
    return year[name].astype("boolean")


def _young(year: pd.DataFrame, people: pd.DataFrame) -> pd.Series:
    """Say of each offence whether one of its people is under 25: true if one is, false if all are known not to be."""
    import pandas as pd

    nothing = pd.Series(pd.NA, index=year.index, dtype="boolean")
    if people.empty or "offence_key" not in year.columns:
        return nothing
    of = people[people["offence_key"].isin(year["offence_key"])]
    if "person_type" in of.columns:
        of = of[of["person_type"].ne("organisation")]
    young = set(of.loc[of["age"].lt(UNDER).fillna(False), "offence_key"])
    someone = set(of["offence_key"])
    unsure = set(of.loc[of["age"].isna(), "offence_key"])
    keys = year["offence_key"]
    answer = nothing.mask(keys.isin(someone - unsure), False)
    return answer.mask(keys.isin(young), True)


def _dispersion(
    here: pd.DataFrame, year: tuple[date, date], there: pd.DataFrame, before: tuple[date, date]
) -> float:
    """Estimate variance over mean of the months of two years, each about its own mean; 1 where too few to tell."""
    import numpy as np
    import pandas as pd

    from sva.measures.dispersion import dispersion_from_series

    counts, expected = [], []
    for rows, (start, end) in ((here, year), (there, before)):
        months = pd.date_range(start, end, freq="MS")
        number = rows["month"].value_counts().reindex(months).fillna(0)
        if not number.sum():
            return 1.0
        counts.append(number.to_numpy(float))
        days = months.days_in_month.to_numpy()
        expected.append(float(number.sum()) * days / days.sum())
    found = dispersion_from_series(
        np.concatenate(counts), expected=np.concatenate(expected), fitted=2
    )
    factor = found["factor"].iloc[0]
    return float(factor) if pd.notna(factor) else 1.0
