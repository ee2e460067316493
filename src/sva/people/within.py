"""The same comparison within districts, ages and sexes, and area by area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.errors import SvaError
from sva.people.characteristics import AGE_BANDS, OLDEST, SEARCH_BANDS, UNKNOWN, label_groups
from sva.people.disparity import REFERENCES, built, compare, residents_rows
from sva.people.profile import shared, year_of
from sva.people.selection import distinct
from sva.people.spread import spread_by, together

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment
    from sva.reference.populations import Populations

__all__ = ["WITHIN", "cells_of", "population_by", "ratio_by_area", "ratio_within", "ratios_of_each"]

#: What can be held equal, and the words for it.
WITHIN = {"district": "districts", "age": "ages", "sex": "sexes"}
_COUNTS = ("numerator", "denominator", "reference_numerator", "reference_denominator")


def _bands(who: str) -> dict[str, tuple[int, int]]:
    return SEARCH_BANDS if who == "searches" else AGE_BANDS


def population_by(
    populations: Populations,
    by: tuple[str, ...],
    level: str,
    who: str,
    year: int | None,
    assessment: Assessment,
) -> pd.DataFrame | None:
    """Return residents by area and characteristics, ages named as people's are; None where nobody publishes them."""
    years = populations.years(by)
    if not years:
        return None
    end = assessment.year[1].year
    chosen = year or min(years, key=lambda each: (abs(each - end), each))
    bands = _bands(who)
    texts = {label: f"{a}+" if b == OLDEST else f"{a}-{b}" for label, (a, b) in bands.items()}
    try:
        table = populations.table(
            level,
            by,
            chosen,
            bands=list(texts.values()),
            force=assessment.settings.area.police_force,
        )
    except SvaError:
        return None
    if len(by) == 1:
        table = table.assign(**{by[0]: table["group"]})
    if "age" in by:
        first = table["age"].astype("str").str.extract(r"(\d+)", expand=False).astype(int)
        names = {low: label for label, (low, _) in bands.items()}
        table = table.assign(age=first.map(names))
    return table


def _place(people: pd.DataFrame, who: str) -> pd.Series:
    """Give the district that stands for where somebody is from: of searches, where the search was."""
    column = "district_code" if who == "searches" else "home_district_code"
    if column not in people.columns:
        column = "district_code"
    return people[column].astype("str").fillna(UNKNOWN)


def cells_of(
    people: pd.DataFrame, characteristic: str, within: Sequence[str], who: str
) -> pd.DataFrame:
    groups = label_groups(people, characteristic)
    frame = people.assign(_group=groups)
    for name in within:
        if name == "district":
            frame["_district"] = _place(people, who)
        elif name == "age":
            frame["_age"] = label_groups(people, "search_age" if who == "searches" else "age_band")
        else:
            frame["_sex"] = label_groups(people, name)
    once = distinct(frame, groups)
    return once[["_group", *(f"_{name}" for name in within)]]


def ratio_within(
    people: pd.DataFrame,
    characteristic: str,
    assessment: Assessment,
    who: str,
    populations: Populations,
    within: Sequence[str] = ("district",),
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
    year: int | None = None,
) -> pd.DataFrame:
    """Pool the ratio of each group to the reference over districts, ages or sexes (Mantel and Haenszel).

    Comparing like with like takes away what goes with where people live, or with their age, alone. Where the ratios of
    the parts differ beyond chance, one pooled ratio hides it: the method says so.

    Parameters
    ----------
    people, characteristic, assessment, who, cohort, period
        As for `sva.people.ratio_to_residents`. Ages of people and of residents are not cut to the cohort's: within ages
        that makes no difference to the ratio; else use everyone.
    populations : Populations
        With residents by `characteristic` and `within` together.
    within : sequence of str
        Keys of `WITHIN`.
    year : int, optional
        The census; by default the nearest.

    Returns
    -------
    pandas.DataFrame
        Estimates ``<who>.ratio`` with ``strata`` such as "within districts", one row per group but the reference;
        ``unknown_count`` is the number of people whose group, district, age or sex is not recorded. No rows where no
        table of residents crosses the characteristics. Victims and suspects are in the district where they live, searches
        in that where they were made.

    References
    ----------
    Greenland S, Robins JM (1985) Biometrics 41, 55-68.
    """
    import pandas as pd

    from sva.measures import mantel_haenszel

    people, period = year_of(people, assessment, period)
    by = (*(name for name in within if name != "district"), characteristic)
    level = "district" if "district" in within else "police_force"
    if people.empty:
        return estimates.blank()
    base = population_by(populations, by, level, who, year, assessment)
    if base is None:
        return estimates.blank()
    cells = cells_of(people, characteristic, within, who)
    base = base.rename(columns={"area_code": "district"})
    strata = list(within)
    reference = REFERENCES[characteristic]
    base_wide = base.pivot_table(index=strata, columns=characteristic, values="population", aggfunc="sum")  # fmt: skip
    counted = pd.crosstab(
        [cells[f"_{name}"].rename(name) for name in strata], cells["_group"].to_numpy()
    )
    counted = counted.reindex(base_wide.index).fillna(0)
    groups = [name for name in base_wide.columns if name != reference]
    if reference not in base_wide.columns or not groups:
        return estimates.blank()

    def column(table: pd.DataFrame, name: str) -> pd.Series:
        return table[name].fillna(0) if name in table.columns else pd.Series(0, index=table.index)

    there, there_base = column(counted, reference), column(base_wide, reference)
    unknown = column(counted, UNKNOWN)
    placed = sum(int(column(counted, name).sum()) for name in (*groups, reference))
    spread = spread_by(people, characteristic)
    rows = []
    for name in groups:
        here, here_base = column(counted, name), column(base_wide, name)
        factor = together(spread, name, reference, int(here.sum()), int(there.sum()))
        pooled = mantel_haenszel(here, here_base, there, there_base, dispersion=factor).iloc[0]
        least = mantel_haenszel(here, here_base, there + unknown, there_base).iloc[0]
        most = mantel_haenszel(here + unknown, here_base, there, there_base).iloc[0]
        differ = pd.notna(pooled["homogeneity_p"]) and pooled["homogeneity_p"] < 0.05
        rows.append(
            {
                "group": name,
                "reference_group": reference,
                "numerator": int(here.sum()),
                "denominator": int(here_base.sum()),
                "reference_numerator": int(there.sum()),
                "reference_denominator": int(there_base.sum()),
                **{key: pooled[key] for key in ("value", "lower", "upper", "p")},
                "unknown_lower": least["value"],
                "unknown_upper": most["value"],
                "dispersion": factor,
                "method": f"Mantel-Haenszel over {int(pooled['strata'])} parts"
                + ("; they differ" if differ else ""),
            }
        )
    out = _finite(pd.DataFrame(rows))
    source = str(base["source"].iloc[0])
    return estimates.build(
        out,
        assessment.period,
        measure=f"{who}.ratio",
        characteristic=characteristic,
        strata="within " + " and ".join(WITHIN[name] for name in within),
        confidence=0.95,
        unknown_count=len(cells) - placed,
        denominator_source=source,
        denominator_year=int(base["year"].iloc[0]),
        **shared(who, assessment, period, cohort),
    )


def _finite(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out numbers that are not finite, and flag what they leave."""
    import numpy as np

    out = rows.copy()
    usable = np.isfinite(out["value"].astype(float))
    for name in ("value", "lower", "upper", "p", "unknown_lower", "unknown_upper"):
        numbers = out[name].astype(float)
        out[name] = numbers.where(np.isfinite(numbers) & usable).astype("Float64")
    small = (out["numerator"] < 10) | (out["reference_numerator"] < 10)
    out["flag"] = small.map({True: "small base", False: None}).astype("object")
    out.loc[~usable, "flag"] = "not assessable"
    return out


def ratio_by_area(
    people: pd.DataFrame,
    characteristic: str,
    assessment: Assessment,
    who: str,
    populations: Populations,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
    year: int | None = None,
) -> pd.DataFrame:
    """Give the ratio of each group to the reference in every community safety partnership.

    Parameters
    ----------
    people, characteristic, assessment, who, populations, cohort, period, year
        As for `ratio_within`; of everyone.

    Returns
    -------
    pandas.DataFrame
        Estimates ``<who>.ratio`` of ``area_type`` "csp". People whose district is not recorded are in none;
        ``unknown_count`` is the number in the partnership whose group is not recorded.
    """
    import pandas as pd

    people, period = year_of(people, assessment, period)
    area = assessment.settings.area
    geography = populations.geography.get(area.lsoa_vintage)
    if people.empty or geography is None:
        return estimates.blank()
    base = population_by(populations, (characteristic,), "csp", who, year, assessment)
    if base is None:
        return estimates.blank()
    pairs = geography.lookup("district", "csp", area.lsoa_vintage, area.police_force)
    parent = dict(zip(pairs.iloc[:, 0], pairs.iloc[:, -1], strict=True))
    groups = label_groups(people, characteristic)
    once = distinct(people.assign(_group=groups, _csp=_place(people, who).map(parent)), groups)
    counted = pd.crosstab(once["_csp"], once["_group"])
    wide = base.pivot_table(index="area_code", columns=characteristic, values="population", aggfunc="sum")  # fmt: skip
    counted = counted.reindex(wide.index).fillna(0)
    reference = REFERENCES[characteristic]
    spread = spread_by(people, characteristic)
    sizes = {name: wide[name].to_dict() for name in wide.columns}
    rows = []
    for code in wide.index:
        for name in wide.columns.drop(reference):
            here = int(counted.get(name, {}).get(code, 0))
            there = int(counted.get(reference, {}).get(code, 0))
            rows.append(
                {
                    "area_code": code,
                    "group": name,
                    "reference_group": reference,
                    "numerator": here,
                    "denominator": int(sizes[name][code]),
                    "reference_numerator": there,
                    "reference_denominator": int(sizes[reference][code]),
                    "unknown_count": int(counted.get(UNKNOWN, {}).get(code, 0)),
                    "dispersion": together(spread, name, reference, here, there),
                }
            )
    about = {**shared(who, assessment, period, cohort), "area_type": "csp"}
    del about["area_code"]
    return estimates.build(
        compare(pd.DataFrame(rows)),
        assessment.period,
        measure=f"{who}.ratio",
        characteristic=characteristic,
        denominator_source=str(base["source"].iloc[0]),
        denominator_year=int(base["year"].iloc[0]),
        **about,
    )


def ratios_of_each(
    people: pd.DataFrame,
    residents: Mapping[str, pd.DataFrame],
    assessment: Assessment,
    who: str,
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the ratios of several characteristics, one after the other.

    Parameters
    ----------
    people, assessment, who, period
        As for `ratio_to_residents`, of everyone.
    residents : mapping of str to pandas.DataFrame
        Characteristic to what `residents_by` gives of it.

    Returns
    -------
    pandas.DataFrame
        The rows of `ratio_to_residents` for each; a characteristic that residents are not counted by has none.
    """
    people, period = year_of(people, assessment, period)
    parts = [
        residents_rows(people, name, who, base)
        for name, base in residents.items()
        if base["group"].notna().any()
    ]
    return built(parts, assessment, who, period, cohorts.EVERYONE)
