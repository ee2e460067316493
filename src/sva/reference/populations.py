"""Who lives where: census counts and estimates by characteristic, with their base and year.

Counts come from published tables alone. An area above the published level is the sum of whole smaller
areas; below the published level nothing is made up, and what no table holds is *not assessable*, by
the name of the table that would answer it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError
from sva.reference._data import read_bundled
from sva.reference.areas import LEVELS, WEST_MERCIA, Geography

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "BASES",
    "CENSUS_TABLES",
    "CHARACTERISTICS",
    "NotAssessableError",
    "PopulationTable",
    "Populations",
    "bundled",
    "from_files",
]

BASES: Mapping[str, str] = {
    "residents": "All usual residents",
    "residents 10 and over": "Usual residents aged 10 and over",
    "residents 10 to 24": "Usual residents aged 10 to 24",
    "residents 16 and over": "Usual residents aged 16 and over",
    "workday": "People present in the area during the working day",
    "previous stage": "People counted at the stage before (searches, suspects, charges)",
    "households": "Households",
}
CHARACTERISTICS: Mapping[str, str] = {
    "age": "Age in single years or bands",
    "sex": "Sex",
    "ethnic_group": "Ethnic group, five groups",
    "ethnic_group_19": "Ethnic group, up to 19 groups",
    "religion": "Religion (voluntary question)",
    "disability": "Disability under the Equality Act",
    "sexual_orientation": "Sexual orientation, 16 and over (voluntary question)",
    "gender_identity": "Gender identity, 16 and over (voluntary question)",
    "marital_status": "Marital and civil partnership status, 16 and over",
    "pregnancy_maternity": "Pregnancy and maternity",
    "household_deprivation": "Households by deprivation dimensions",
}
CENSUS_TABLES: Mapping[frozenset[str], str] = {
    frozenset({"age"}): "Census 2021 TS007 (age by single year)",
    frozenset({"sex"}): "Census 2021 TS008 (sex)",
    frozenset({"ethnic_group"}): "Census 2021 TS021 (ethnic group)",
    frozenset({"ethnic_group_19"}): "Census 2021 TS021 (ethnic group)",
    frozenset({"religion"}): "Census 2021 TS030 (religion)",
    frozenset({"disability"}): "Census 2021 TS038 (disability)",
    frozenset({"sexual_orientation"}): "Census 2021 TS077 (sexual orientation)",
    frozenset({"gender_identity"}): "Census 2021 TS078 (gender identity)",
    frozenset({"marital_status"}): "Census 2021 TS002 (legal partnership status)",
    frozenset({"pregnancy_maternity"}): "ONS births by mother's age (the census has no such table)",
    frozenset({"age", "sex"}): "Census 2021 RM121 (sex by age)",
    frozenset({"age", "ethnic_group"}): "Census 2021 RM032 (ethnic group by sex by age)",
    frozenset({"sex", "ethnic_group"}): "Census 2021 RM032 (ethnic group by sex by age)",
    frozenset({"age", "sex", "ethnic_group"}): "Census 2021 RM032 (ethnic group by sex by age)",
}
_BASE_AGES = {"residents 10 and over": (10, 200), "residents 10 to 24": (10, 24)}


class NotAssessableError(SvaError):
    """No published table answers; `table` names the one that would.

    Parameters
    ----------
    message : str
        What cannot be had.
    table : str
        The table to supply.
    given : str
        What was asked for.
    """

    def __init__(self, message: str, table: str, given: str) -> None:
        self.table = table
        super().__init__(
            message, [Fault(given, "a published table", do_next=f"Not assessable without {table}.")]
        )


@dataclass(frozen=True)
class PopulationTable:
    """One published table.

    Parameters
    ----------
    level : str
        The level at which it is published.
    year : int
        Census or estimate year.
    characteristics : tuple of str
        Its dimensions, names of `CHARACTERISTICS`; empty for totals.
    frame : pandas.DataFrame
        ``area_code``, one column per characteristic, ``population`` (int).
    base : str
        A name of `BASES`.
    source : str
        Publisher, table, how it came here.
    lsoa_vintage : int
        The LSOA vintage on which its areas stand.
    demonstration : bool
        Made up for demonstration; its word must appear wherever its numbers do.
    """

    level: str
    year: int
    characteristics: tuple[str, ...]
    frame: pd.DataFrame
    base: str
    source: str
    lsoa_vintage: int
    demonstration: bool = False


@dataclass(frozen=True)
class Populations:
    """Published tables, and the geography by which they are added up.

    Parameters
    ----------
    tables : tuple of PopulationTable
        In order of preference.
    geography : dict of int to Geography
        By LSOA vintage, for sums over areas.
    """

    tables: tuple[PopulationTable, ...]
    geography: dict[int, Geography] = field(default_factory=dict)

    def with_tables(self, tables: Iterable[PopulationTable]) -> Populations:
        """Return a copy that prefers these tables to its own.

        Parameters
        ----------
        tables : iterable of PopulationTable
            Published ones, or one marked as demonstration.

        Returns
        -------
        Populations
        """
        return replace(self, tables=(*tables, *self.tables))

    def years(self, by: Sequence[str] = ()) -> tuple[int, ...]:
        """List the years for which these characteristics are published together."""
        return tuple(sorted({t.year for t in self.tables if set(t.characteristics) == set(by)}))

    def published(self) -> pd.DataFrame:
        """List the tables at hand: characteristics, level, year, base, source, areas, demonstration."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "characteristics": " × ".join(t.characteristics) or "total",
                    "level": t.level,
                    "year": t.year,
                    "base": t.base,
                    "areas": t.frame["area_code"].nunique(),
                    "population": int(t.frame["population"].sum()),
                    "source": t.source,
                    "demonstration": t.demonstration,
                }
                for t in self.tables
            ]
        )

    def table(
        self,
        level: str,
        by: Sequence[str] = ("ethnic_group",),
        year: int = 2021,
        base: str = "residents",
        *,
        bands: str | Sequence[str] | None = None,
        force: str | None = WEST_MERCIA,
    ) -> pd.DataFrame:
        """Give the population of each area of a level by characteristic.

        Parameters
        ----------
        level : str
            A level of `sva.reference.geography`.
        by : sequence of str
            Characteristics, names of `CHARACTERISTICS`; empty for totals.
        year : int
            Census or estimate year.
        base : str
            A name of `BASES`.
        bands : str or sequence of str, optional
            Age bands, a name of `sva.reference.ages.BANDS` or texts such as ``"14-24"``; by default
            the policing bands.
        force : str or None
            Police force area code; None for all that is loaded.

        Returns
        -------
        pandas.DataFrame
            ``area_type``, ``area_code``, ``area_vintage``, ``characteristic``, ``group``,
            ``population`` (int), ``base``, ``source``, ``year``, ``demonstration``, and a column for
            each of several characteristics. No "All" row: the groups add up to it. Where bands
            overlap, they do not.

        Raises
        ------
        NotAssessableError
            If no table at hand answers; it names the table to supply.

        Examples
        --------
        >>> p = bundled().table("police_force", ("ethnic_group",), 2011)
        >>> p[["group", "population"]].to_dict("split")["data"][:2]
        [['Asian', 25260], ['Black', 5062]]
        """
        from sva.reference import ages

        by = (by,) if isinstance(by, str) else tuple(by)
        if base not in BASES:
            raise SvaError("There is no such base", [Fault(f"base={base!r}", ", ".join(BASES))])
        wanted = ages.resolve("policing" if bands is None else bands)
        chosen, limits = self._choose(level, by, year, base, wanted)
        frame = self._at_level(chosen, level, force)
        if limits:
            frame = frame[ages.within(frame["age"], *limits)]
        if "age" in by:
            frame = ages.band(frame, wanted)
        keys = ["area_code", *by]
        out = frame.groupby(keys, sort=False, observed=True)["population"].sum().reset_index()
        for name in by:
            order = ages.sort_key(out[name]) if name == "age" else out[name]
            out = out.assign(**{f"_{name}": order})
        out = out.sort_values(["area_code", *[f"_{name}" for name in by]]).reset_index(drop=True)
        group = out[by[0]].astype(str) if by else "All"
        for name in by[1:]:
            group = group + " | " + out[name].astype(str)
        out = out.assign(
            area_type=level,
            area_vintage=str(chosen.lsoa_vintage),
            characteristic=" × ".join(by) or "all",
            group=group,
            base=base,
            source=chosen.source,
            year=chosen.year,
            demonstration=chosen.demonstration,
        )
        columns = [
            "area_type",
            "area_code",
            "area_vintage",
            "characteristic",
            "group",
            "population",
        ]
        extra = list(by) if len(by) > 1 else []
        return out[[*columns, "base", "source", "year", "demonstration", *extra]]

    def _choose(
        self, level: str, by: tuple[str, ...], year: int, base: str, bands: tuple[str, ...]
    ) -> tuple[PopulationTable, tuple[int, int] | None]:
        """Pick the table to answer from, and the ages to keep of it."""
        from sva.reference import ages

        limits = _BASE_AGES.get(base)
        need = {*by, "age"} if limits else set(by)
        stated = "residents" if limits else base
        able = [
            t
            for t in self.tables
            if t.year == year and t.base == stated and set(t.characteristics) == need
        ]
        able = able or [
            t
            for t in self.tables
            if not by and not limits and t.year == year and t.base == stated and t.characteristics
        ]
        able = [t for t in able if t.level == level or self._nests(t, level)]
        if "age" in need:
            need_bands = [
                *(bands if "age" in by else ()),
                *([f"{limits[0]}-{limits[1]}"] if limits else ()),
            ]
            able = [t for t in able if ages.fits(t.frame["age"].unique(), need_bands)]
        if able:
            # Totals are those of the ethnic group table; then the table of that very level.
            rank = list(LEVELS)
            preferred = ((), ("ethnic_group",))
            best = min(
                able,
                key=lambda t: (
                    not by and t.characteristics not in preferred,
                    t.level != level,
                    rank.index(t.level),
                ),
            )
            return best, limits
        needed = CENSUS_TABLES.get(
            frozenset(need), "a published table of " + " by ".join(sorted(need))
        )
        what = " by ".join(by) or "total"
        if base == "workday":
            needed = "Census 2021 workday population (WP001 or its successor)"
        if base == "previous stage":
            needed = (
                "the counts of the stage before, which come from partners and not from the census"
            )
        others = sorted({t.year for t in self.tables if set(t.characteristics) == need})
        given = f"{what}, {level}, {year}, base {base}"
        if "age" in by:
            given += f", bands {', '.join(bands)}"
        if others and year not in others:
            given += f" (at hand for {', '.join(map(str, others))})"
        raise NotAssessableError("No published population answers this", f"{needed}, {year}", given)

    def _nests(self, table: PopulationTable, level: str) -> bool:
        geography = self.geography.get(table.lsoa_vintage)
        if geography is None or level not in geography.levels(table.lsoa_vintage):
            return False
        rank = list(LEVELS)
        return rank.index(level) > rank.index(table.level)

    def _at_level(self, table: PopulationTable, level: str, force: str | None) -> pd.DataFrame:
        """Keep or add up the table's areas."""
        geography = self.geography.get(table.lsoa_vintage)
        if geography is None:
            return table.frame
        pairs = geography.lookup(table.level, level, table.lsoa_vintage, force)
        parent = dict(zip(pairs.iloc[:, 0], pairs.iloc[:, -1], strict=True))
        frame = table.frame[table.frame["area_code"].isin(parent)]
        absent = set(parent) - set(frame["area_code"])
        if absent:
            raise SvaError(
                "A population table does not hold every area",
                [
                    Fault(
                        f"{len(absent):,} of {len(parent):,} areas are missing (such as {min(absent)})",
                        "every area once",
                        table.source,
                    )
                ],
            )
        return frame.assign(area_code=frame["area_code"].map(parent))


@cache
def bundled() -> Populations:
    """West Mercia: 2011 by LSOA and by district and ethnic group; 2021 by district.

    Returns
    -------
    Populations

    Examples
    --------
    >>> int(bundled().table("police_force", (), 2021)["population"].sum())
    1299826
    """
    from sva.reference.geography import bundled as areas

    ons = "Office for National Statistics, Open Government Licence v3.0"
    small = {
        "census2011-lsoa11-west-mercia.csv": (
            (),
            "lsoa",
            2011,
            f"2011 Census usual residents; {ons}",
        ),
        "census2011-ethnicity5-district.csv": (
            ("ethnic_group",),
            "district",
            2011,
            f"2011 Census QS201EW, five groups; {ons}",
        ),
        "census2011-ethnicity19-west-mercia.csv": (
            ("ethnic_group_19",),
            "police_force",
            2011,
            f"2011 Census QS201EW, 18 groups; {ons}",
        ),
        "census2021-ethnicity5-district.csv": (
            ("ethnic_group",),
            "district",
            2021,
            f"Census 2021 TS021, five groups, LSOA rows added up; {ons}",
        ),
        "census2021-ethnicity19-district.csv": (
            ("ethnic_group_19",),
            "district",
            2021,
            f"Census 2021 TS021; {ons}",
        ),
        "census2021-age-district.csv": (("age",), "district", 2021, f"Census 2021 TS007; {ons}"),
        "census2021-sex-district.csv": (
            ("sex",),
            "district",
            2021,
            f"Census 2021 sex by broad age, all ages; {ons}",
        ),
    }
    tables = []
    for name, (characteristics, level, year, source) in small.items():
        frame = read_bundled(name)
        frame = frame.rename(columns={f"{level}_code": "area_code", "residents": "population"})
        frame["population"] = frame["population"].astype("int64")
        frame = frame[["area_code", *characteristics, "population"]]
        tables.append(
            PopulationTable(level, year, characteristics, frame, "residents", source, year)
        )
    geography = areas()
    return Populations(tuple(tables), {2011: geography, 2021: geography})


def from_files(folder: str | Path, geography: Geography | None = None) -> Populations:
    """Read population tables from a folder of files as published.

    Parameters
    ----------
    folder : str or pathlib.Path
        Searched at any depth; files are recognised by their columns.
    geography : Geography, optional
        For sums over areas; by default that of the same folder.

    Returns
    -------
    Populations
    """
    from sva.reference.geography import from_files as areas_from
    from sva.reference.population_files import read_tables

    geography = geography or areas_from(folder)
    return Populations(
        tuple(read_tables(Path(folder))), dict.fromkeys(geography.vintages, geography)
    )
