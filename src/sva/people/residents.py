"""Residents by the groups of a characteristic: the base of a rate, with its source and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts
from sva.errors import SvaError
from sva.people.characteristics import BANDS, CHARACTERISTICS, OLDEST, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from sva.assessment import Assessment
    from sva.reference.populations import Populations

__all__ = ["residents_by", "residents_by_each"]

#: Name of a characteristic here to the name under which populations hold it.
_PUBLISHED = {
    "age_band": "age",
    "search_age": "age",
    "sex": "sex",
    "ethnic_group": "ethnic_group",
    "ethnic_group_19": "ethnic_group_19",
    "disability": "disability",
    "religion": "religion",
    "sexual_orientation": "sexual_orientation",
}
#: Characteristics whose census labels the lists of codes bring to the groups of the records.
_LISTED = ("disability", "religion", "sexual_orientation")
#: The census named where none is at hand.
_CENSUS = 2021
_OF_ALL_AGES = "residents of all ages: people of any age can be in such an incident"


def residents_by(
    populations: Populations,
    characteristic: str,
    assessment: Assessment,
    *,
    cohort: str = cohorts.EVERYONE,
    year: int | None = None,
    base: str = "residents",
) -> pd.DataFrame:
    """Give the residents of the force area by group, and in all, as the base of rates.

    Parameters
    ----------
    populations : Populations
        The published tables at hand.
    characteristic : str
        A key of `sva.people.CHARACTERISTICS`.
    assessment : Assessment
    cohort : str
        Only residents of the cohort's ages. A cohort of incidents has no residents of its own.
    year : int, optional
        The census; by default the published one nearest the end of the assessment's period.
    base : str
        All residents, or "residents 10 to 24" for those of the ages most often searched.

    Returns
    -------
    pandas.DataFrame
        ``group`` ("All" first), ``denominator``, ``denominator_source``, ``denominator_year``. Where no published table
        answers there is one row, of no group, whose source says which table would. Residents who did not answer a
        voluntary question are in no group and not in All.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> from sva.reference.populations import bundled
    >>> rows = residents_by(bundled(), "ethnic_group", load_assessment("west-mercia-2023-05"), year=2011)
    >>> rows[["group", "denominator"]].head(3).to_numpy().tolist()
    [['All', 1222416], ['Asian', 25260], ['Black', 5062]]
    """
    entry = CHARACTERISTICS[characteristic]
    chosen = cohorts.find_cohort(cohort, assessment)
    if entry.no_base or characteristic not in _PUBLISHED:
        return _none(entry.no_base or "no table of residents by this characteristic", year)
    if chosen is not None and chosen.counts == "incident":
        return _none(_OF_ALL_AGES, year)
    ages = None if chosen is None else chosen.ages
    name = _PUBLISHED[characteristic]
    by = (name,) if ages is None or name == "age" else (name, "age")
    stored = by if base == "residents" or name == "age" else (name, "age")
    year = year or _nearest(populations.years(stored), assessment)
    bands = {cohort: ages} if ages else {}
    if name == "age":
        bands = _cut(BANDS[characteristic], ages)
    try:
        table = populations.table(
            "police_force",
            by,
            year or _CENSUS,
            base,
            bands=[_text(*limits) for limits in bands.values()] or None,
            force=assessment.settings.area.police_force,
        )
    except SvaError as reason:
        wanted = getattr(reason, "table", "")
        return _none(f"not assessable without {wanted}" if wanted else str(reason.message), year)
    return _shape(table, name, bands)


def residents_by_each(
    populations: Populations, characteristics: Iterable[str], assessment: Assessment
) -> dict[str, pd.DataFrame]:
    """Give the residents of the force area by each of several characteristics.

    Parameters
    ----------
    populations, assessment
        As for `residents_by`.
    characteristics : iterable of str
        Keys of `sva.people.CHARACTERISTICS`.

    Returns
    -------
    dict of str to pandas.DataFrame
        Characteristic to what `residents_by` gives of it, in the order given.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> from sva.reference.populations import bundled
    >>> list(residents_by_each(bundled(), ["sex", "age_band"], load_assessment("west-mercia-2023-05")))
    ['sex', 'age_band']
    """
    return {name: residents_by(populations, name, assessment) for name in characteristics}


def _cut(
    bands: dict[str, tuple[int, int]], ages: tuple[int, int] | None
) -> dict[str, tuple[int, int]]:
    """Cut the bands to the ages of a cohort; what lies outside has no residents."""
    low, high = ages or (0, OLDEST)
    cut = {label: (max(low, first), min(high, last)) for label, (first, last) in bands.items()}
    return {label: band for label, band in cut.items() if band[0] <= band[1]}


def _text(low: int, high: int) -> str:
    return f"{low}+" if high == OLDEST else f"{low}-{high}"


def _shape(table: pd.DataFrame, name: str, bands: dict[str, tuple[int, int]]) -> pd.DataFrame:
    import pandas as pd

    groups = table[name] if name in table.columns else table["group"]
    if name in _LISTED:
        groups = _recorded_as(groups, name)
        table, groups = table[groups.notna().to_numpy()], groups.dropna()
    if name == "age":
        numbers = _by_band(groups, table["population"], bands)
    elif "age" in table.columns:
        (limits,) = bands.values()
        wanted = _starts(table["age"]).between(*limits)
        numbers = table["population"][wanted.to_numpy(bool)].groupby(groups).sum()
    else:
        numbers = table["population"].groupby(groups).sum()
    source = str(table["source"].iloc[0])
    if bool(table["demonstration"].any()) and "demonstration" not in source.casefold():
        source = f"demonstration: {source}"
    rows = pd.DataFrame(
        {"group": ["All", *numbers.index], "denominator": [int(numbers.sum()), *numbers]}
    )
    return rows.assign(
        denominator_source=source,
        denominator_year=int(table["year"].iloc[0]),
    )


def _recorded_as(groups: pd.Series, name: str) -> pd.Series:
    """Give the group under which records hold a census label; missing where the question was not answered."""
    from sva.reference import codes

    listed = codes.load(name.replace("_", "-"))
    names = dict(zip(listed["code"].str.casefold(), listed["group"], strict=True))
    return groups.astype("str").str.casefold().map(names).replace(UNKNOWN, None)


def _starts(bands: pd.Series) -> pd.Series:
    return bands.astype("str").str.extract(r"(\d+)", expand=False).astype(int)


def _by_band(
    groups: pd.Series, population: pd.Series, bands: dict[str, tuple[int, int]]
) -> pd.Series:
    names = {low: label for label, (low, _) in bands.items()}
    numbers = population.groupby(_starts(groups).map(names)).sum()
    return numbers.reindex(list(bands)).fillna(0).astype("int64")


def _nearest(years: tuple[int, ...], assessment: Assessment) -> int | None:
    end = assessment.year[1].year
    return min(years, key=lambda year: (abs(year - end), year)) if years else None


def _none(why: str, year: int | None) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {
            "group": pd.Series([None], dtype="str"),
            "denominator": pd.Series([None], dtype="Int64"),
            "denominator_source": [why],
            "denominator_year": pd.Series([year], dtype="Int64"),
        }
    )
