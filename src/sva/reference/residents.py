"""The class of population tables: pick the published one, keep its areas or add them up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError
from sva.reference.areas import LEVELS, WEST_MERCIA, Geography
from sva.reference.population_tables import (
    BASES,
    NotAssessableError,
    PopulationTable,
    table_to_supply,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Populations"]

_BASE_AGES = {"residents 10 and over": (10, 200), "residents 10 to 24": (10, 24)}


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
        >>> from sva.reference.populations import bundled
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
        needed = table_to_supply(need, year, base)
        what = " by ".join(by) or "total"
        others = sorted({t.year for t in self.tables if set(t.characteristics) == need})
        given = f"{what}, {level}, {year}, base {base}"
        if "age" in by:
            given += f", bands {', '.join(bands)}"
        if others and year not in others:
            given += f" (at hand for {', '.join(map(str, others))})"
        raise NotAssessableError("No published population answers this", needed, given)

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
