"""People's shares beside those of residents: by one characteristic, and by age and sex together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.characteristics import AGE_BANDS, UNKNOWN, label_groups, order_groups
from sva.people.coverage import ASSESSABLE
from sva.people.profile import ALL, shared, tabulate, year_of
from sva.people.selection import distinct
from sva.people.within import population_by

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment
    from sva.reference.populations import Populations

__all__ = ["pyramid", "shares_beside"]

_SEXES = ("Female", "Male")


def shares_beside(
    people: pd.DataFrame,
    residents: Mapping[str, pd.DataFrame],
    assessment: Assessment,
    who: str,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Set each group's share of people beside its share of residents.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.people.select_people` or `sva.people.select_searches`, of one cohort.
    residents : mapping of str to pandas.DataFrame
        Characteristic to what `sva.people.residents_by` gives of it, in the order of display.
    assessment : Assessment
    who : {"victims", "suspects", "searches"}
        What is counted.
    cohort : str
        The cohort of `people`, for the key.
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates ``<who>.share``, of those whose characteristic is recorded, and ``population.share``, in turn, group by
        group. Characteristics recorded for fewer than 60 in 100, and those by which residents are not counted, have no
        rows: the table of what is recorded names them.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": range(4), "sex": ["Male"] * 3 + ["Female"], "month": pd.to_datetime(["2022-05-01"] * 4)})
    >>> base = pd.DataFrame({"group": ["All", "Female", "Male"], "denominator": [200, 100, 100],
    ...     "denominator_source": "made up", "denominator_year": 2011})
    >>> shares_beside(people, {"sex": base}, load_assessment("west-mercia-2023-05"), "victims")[
    ...     ["measure", "group", "value"]].to_numpy().tolist()
    [['victims.share', 'Female', 25.0], ['population.share', 'Female', 50.0], ['victims.share', 'Male', 75.0], ['population.share', 'Male', 50.0]]
    """
    people, period = year_of(people, assessment, period)
    if people.empty:
        return estimates.blank()
    rows = []
    for name, base in residents.items():
        numbers = tabulate(people, name)
        unknown = int(numbers.pop(UNKNOWN))
        known = int(numbers.sum())
        sizes = base.dropna(subset=["group"]).set_index("group")["denominator"]
        if sizes.empty or known < ASSESSABLE * (known + unknown) or not known:
            continue
        for group in order_groups(name, [*numbers.index, *sizes.index.drop(ALL)]):
            if group not in sizes.index:
                continue
            both: dict[str, object] = {"characteristic": name, "group": group}
            mine = {"numerator": int(numbers.get(group, 0)), "denominator": known}
            theirs = {"numerator": int(sizes[group]), "denominator": int(sizes[ALL])}
            rows += [
                {"measure": f"{who}.share", **both, **mine, "unknown_count": unknown},
                _of_residents(both | theirs, base),
            ]
    return _built(rows, assessment, who, period, cohort)


def _of_residents(row: dict[str, object], base: pd.DataFrame) -> dict[str, object]:
    source = str(base["denominator_source"].iloc[0])
    year = int(base["denominator_year"].iloc[0])
    return {
        "measure": "population.share",
        **row,
        "denominator_source": source,
        "denominator_year": year,
        "already_public": "demonstration" not in source.casefold(),
        "flag": "demonstration" if "demonstration" in source.casefold() else None,
        "cohort": cohorts.EVERYONE,
    }


def _built(
    rows: list[dict[str, object]],
    assessment: Assessment,
    who: str,
    period: tuple[date, date],
    cohort: str,
) -> pd.DataFrame:
    import pandas as pd

    if not rows:
        return estimates.blank()
    table = pd.DataFrame(rows)
    table["cohort"] = [str(row.get("cohort", cohort)) for row in rows]
    about = shared(who, assessment, period, cohort)
    del about["cohort"]
    public = about.pop("already_public")
    beside = table["measure"].eq("population.share")
    table["already_public"] = [bool(row.get("already_public", public)) for row in rows]
    definition = about.pop("definition")
    table["definition"] = pd.Series(definition, index=table.index, dtype="str").mask(beside)
    source = about.pop("source")
    table["source"] = pd.Series("census", index=table.index, dtype="str").where(beside, source)
    return estimates.build(table, assessment.period, **about)


def pyramid(
    people: pd.DataFrame,
    assessment: Assessment,
    who: str,
    populations: Populations,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the shares of each age and sex, and of residents of that age and sex where a table crosses the two.

    Parameters
    ----------
    people, assessment, who, cohort, period
        As for `shares_beside`; no searches.
    populations : Populations
        The published tables at hand.

    Returns
    -------
    pandas.DataFrame
        Estimates ``<who>.share`` by age with ``strata`` the sex, of all whose age and sex are recorded; behind them
        ``population.share`` with ``strata`` "Female residents" and "Male residents". Without such a table there are
        none, and age and sex stand apart in `shares_beside`.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> from sva.reference.populations import bundled
    >>> people = pd.DataFrame({"counted": [0, 1], "age": pd.array([16, 30], dtype="Int64"), "sex": ["Male", "Female"],
    ...     "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> rows = pyramid(people, load_assessment("west-mercia-2023-05"), "victims", bundled())
    >>> rows["strata"].unique().tolist(), rows["value"].sum()
    (['Female', 'Male'], np.float64(100.0))
    """
    import pandas as pd

    people, period = year_of(people, assessment, period)
    if people.empty:
        return estimates.blank()
    ages, sexes = label_groups(people, "age_band"), label_groups(people, "sex")
    both = ages.where((sexes != UNKNOWN).to_numpy(bool), UNKNOWN)
    once = distinct(people.assign(_age=ages, _sex=sexes), both)
    table = pd.crosstab(once["_age"], once["_sex"])
    table = table.reindex(index=list(AGE_BANDS), columns=list(_SEXES)).fillna(0).astype(int)
    known = int(table.to_numpy().sum())
    if not known:
        return estimates.blank()
    rows: list[dict[str, object]] = [
        {
            "measure": f"{who}.share",
            "characteristic": "age_band",
            "group": age,
            "strata": sex,
            "numerator": int(table[sex].to_dict()[age]),
            "denominator": known,
            "unknown_count": len(once) - known,
        }
        for sex in _SEXES
        for age in AGE_BANDS
    ]
    base = population_by(populations, ("age", "sex"), "police_force", who, None, assessment)
    if base is not None:
        sizes = base.groupby(["age", "sex"])["population"].sum()
        about = base.rename(columns={"source": "denominator_source", "year": "denominator_year"})
        rows += [
            _of_residents(
                {
                    "characteristic": "age_band",
                    "group": age,
                    "strata": f"{sex} residents",
                    "numerator": int(sizes[age, sex]),
                    "denominator": int(sizes.sum()),
                },
                about,
            )
            for sex in _SEXES
            for age in AGE_BANDS
        ]
    return _built(rows, assessment, who, period, cohort)
