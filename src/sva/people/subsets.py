"""People of some offences, or with some disposals, as cohorts of their own; where they live by deprivation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.profile import share_by, shared

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["DEALT_WITH", "SUBSETS", "dealt_with", "share_by_decile", "shares_of_subsets", "subset"]

#: Cohort of offences to the column of the offence and what it must be.
SUBSETS: dict[str, tuple[str, bool]] = {
    "knife-enabled": ("knife_enabled", True),
    "domestic": ("domestic", True),
    "not-domestic": ("domestic", False),
    "public-place": ("public_place", True),
}

#: The cohort of people who were charged, cautioned or otherwise dealt with: not the same as suspects.
DEALT_WITH = "charged-or-cautioned"


def subset(people: pd.DataFrame, offences: pd.DataFrame, name: str) -> pd.DataFrame:
    """Keep the people of some offences.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.people.select_people`.
    offences : pandas.DataFrame
        With ``offence_key`` and the column of `SUBSETS`; an offence for which it is not recorded is in neither part.
    name : str
        A key of `SUBSETS`.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> import pandas as pd
    >>> offences = pd.DataFrame({"offence_key": ["a", "b", "c"], "domestic": pd.array([True, False, None], dtype="boolean")})
    >>> subset(pd.DataFrame({"offence_key": ["a", "b", "c"]}), offences, "not-domestic")["offence_key"].tolist()
    ['b']
    """
    column, wanted = SUBSETS[name]
    if people.empty or column not in offences.columns:
        return people.iloc[:0]
    flag = offences[column].astype("boolean")
    keep = (flag if wanted else ~flag).fillna(False).to_numpy(bool)
    return people[people["offence_key"].isin(offences.loc[keep, "offence_key"])]


def dealt_with(suspects: pd.DataFrame) -> pd.DataFrame:
    """Keep suspects who were charged or dealt with out of court: a cohort apart from suspects.

    Police records end there: who was convicted is the courts' to say, and is not in them.

    Parameters
    ----------
    suspects : pandas.DataFrame
        From `sva.people.with_disposals`.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> import pandas as pd
    >>> len(dealt_with(pd.DataFrame({"disposal": ["charged", "outcome 22", "out of court", None]})))
    2
    """
    return suspects[suspects["disposal"].isin(["charged", "out of court"])]


def shares_of_subsets(
    people: pd.DataFrame,
    offences: pd.DataFrame,
    characteristics: Iterable[str],
    assessment: Assessment,
    who: str,
    names: Iterable[str] = tuple(SUBSETS),
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the shares of some characteristics in each cohort of offences.

    Parameters
    ----------
    people, offences
        As for `subset`.
    characteristics : iterable of str
        Keys of `sva.people.CHARACTERISTICS`.
    assessment : Assessment
    who : {"victims", "suspects"}
        Who.
    names : iterable of str
        Keys of `SUBSETS`.
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        The rows of `sva.people.share_by` for each cohort and characteristic.
    """
    import pandas as pd

    parts = [
        share_by(part, each, assessment, who, cohort=name, period=period)
        for name in names
        for part in [subset(people, offences, name)]
        for each in characteristics
    ]
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else estimates.blank()


def share_by_decile(
    people: pd.DataFrame,
    deciles: pd.DataFrame,
    assessment: Assessment,
    who: str,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the share of people who live in each tenth of small areas by deprivation.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.people.select_people`.
    deciles : pandas.DataFrame
        ``lsoa_code``, ``decile`` (1 the most deprived); without rows where no file of it was supplied.
    assessment : Assessment
    who : {"victims", "suspects"}
        Who.
    cohort : str
        The cohort of `people`, for the key.
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates ``<who>.share``, ten rows; no rows where there are no deciles. ``unknown_count`` is the number whose
        home is not recorded or lies outside the areas that have one.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": [0, 1], "home_lsoa_code": ["E01", None], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> deciles = pd.DataFrame({"lsoa_code": ["E01"], "decile": [1]})
    >>> rows = share_by_decile(people, deciles, load_assessment("west-mercia-2023-05"), "victims")
    >>> rows["group"].iloc[0], rows[["numerator", "unknown_count"]].iloc[0].tolist()
    ('Decile 1, most deprived', [1, 1])
    """
    import pandas as pd

    period = period or assessment.year
    people = cohorts.within(people, period) if len(people) else people
    if people.empty or deciles.empty:
        return estimates.blank()
    once = people.sort_values("home_lsoa_code", na_position="last", kind="stable")
    once = once.drop_duplicates("counted")
    tenth = once["home_lsoa_code"].map(
        dict(zip(deciles["lsoa_code"], deciles["decile"], strict=True))
    )
    numbers = tenth.value_counts().reindex(range(1, 11)).fillna(0).astype(int)
    ends = {1: ", most deprived", 10: ", least deprived"}
    rows = pd.DataFrame(
        {
            "group": [f"Decile {number}{ends.get(number, '')}" for number in range(1, 11)],
            "numerator": numbers.to_numpy(),
        }
    )
    return estimates.build(
        rows,
        assessment.period,
        measure=f"{who}.share",
        characteristic="decile",
        denominator=int(numbers.sum()),
        unknown_count=int(tenth.isna().sum()),
        **shared(who, assessment, period, cohort),
    )
