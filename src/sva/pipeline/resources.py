"""What chapters share: areas and denominators at hand for an assessment, and clean tables made on demand."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.pipeline.workspace import Workspace
    from sva.reference.areas import Geography
    from sva.reference.populations import Populations, PopulationTable

__all__ = ["beyond_of", "deciles_of", "geography_of", "populations_of", "prepare_clean"]


def geography_of(assessment: Assessment) -> Geography:
    """Return the areas of the assessment's vintage: bundled, else as fetched.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    Geography

    Raises
    ------
    SvaError
        If the vintage is not bundled and its files were not brought.
    """
    return _geography(
        assessment.raw, assessment.settings.area.lsoa_vintage, assessment.settings.area.police_force
    )


@lru_cache(maxsize=2)
def _geography(raw: Path, vintage: int, force: str) -> Geography:
    from sva.reference import geography

    bundled = geography.bundled()
    if force == geography.WEST_MERCIA and "lsoa" in bundled.levels(vintage):
        return bundled
    return geography.from_files(raw, force)


def populations_of(assessment: Assessment) -> Populations:
    """Return the denominators at hand: the bundled census tables, those fetched, the demonstration's own.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    Populations
    """
    return _populations(assessment)


def _populations(assessment: Assessment) -> Populations:
    from sva.reference import populations

    bundled = populations.bundled()
    if assessment.demonstration:
        return bundled.with_tables(_demonstration_tables())
    brought = populations.from_files(assessment.raw, geography_of(assessment))
    # what was brought goes before what is bundled
    tables = (*brought.tables, *bundled.tables)
    return populations.Populations(tables, bundled.geography | brought.geography)


def _demonstration_tables() -> list[PopulationTable]:
    """Return the demonstration's own residents by age, sex and ethnic group, and the pairs of them.

    No published table of 2011 that crosses them is at hand. A table of one characteristic is never made: the
    census has it.
    """
    from itertools import combinations

    from sva import demo
    from sva.reference.populations import PopulationTable

    table = demo.population()
    crossed = ("age", "sex", "ethnic_group")
    return [
        PopulationTable(
            level="district",
            year=int(table["year"].iloc[0]),
            characteristics=by,
            frame=table.groupby(["area_code", *by])["population"].sum().reset_index(),
            base="residents",
            source=str(table["source"].iloc[0]),
            lsoa_vintage=2011,
            demonstration=True,
        )
        for by in (crossed, *combinations(crossed, 2))
    ]


def beyond_of(
    assessment: Assessment, forces: Iterable[str]
) -> list[tuple[str, Geography, pd.DataFrame]]:
    """Return areas and residents of neighbouring forces, as far as their files were brought.

    Parameters
    ----------
    assessment : Assessment
    forces : iterable of str
        Codes of police force areas.

    Returns
    -------
    list of tuple
        Code, geography with boundaries, and residents by LSOA as `Chapter.residents` gives them; a force whose
        lookups, boundaries or residents are not at hand is left out.
    """
    from sva.errors import SvaError
    from sva.reference import geography, populations

    vintage = assessment.settings.area.lsoa_vintage
    found = []
    for force in forces:
        try:
            there = geography.from_files(assessment.raw, force)
            brought = populations.from_files(assessment.raw, there)
            people = brought.table("lsoa", (), vintage, force=force)
            there.boundaries("lsoa", vintage, force)
        except SvaError:
            continue
        names = {
            "population": "denominator",
            "source": "denominator_source",
            "year": "denominator_year",
        }
        found.append((force, there, people.rename(columns=names)[["area_code", *names.values()]]))
    return found


def deciles_of(assessment: Assessment) -> pd.DataFrame:
    """Return the national decile of deprivation of each of the force's LSOAs.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        ``lsoa_code``, ``decile``, ``source``, ``year``; without rows where no file of it was supplied.
    """
    import pandas as pd

    from sva.reference import deprivation

    area = assessment.settings.area
    folder = assessment.raw / "deprivation"
    names = ["lsoa_code", "decile", "source", "year"]
    if not folder.is_dir():
        return pd.DataFrame({name: [] for name in names})
    index = deprivation.from_files(folder, 2019 if area.lsoa_vintage == 2011 else 2025)
    own = geography_of(assessment).areas("lsoa", area.lsoa_vintage, area.police_force)["area_code"]
    kept = index[index["lsoa_code"].isin(own)].rename(columns={"national_decile": "decile"})
    return kept[names].astype({"decile": "int64"})


def forces_of(assessment: Assessment) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what police.uk published of every force, and every force's residents, as far as it was brought.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    tuple of pandas.DataFrame
        Of `sva.reference.forces.force_crimes` and `sva.reference.forces.force_residents`; without rows where no counts by
        force were brought.
    """
    from sva.reference.forces import force_crimes, force_residents

    crimes = force_crimes(assessment.raw / "police-counts")
    if crimes.empty:
        return crimes, crimes
    return crimes, force_residents(assessment.raw / "census-2021", assessment.raw / "lookups")


def prepare_clean(assessment: Assessment, workspace: Workspace) -> None:
    """Make the clean tables for a person who opens a notebook before any run.

    Parameters
    ----------
    assessment : Assessment
    workspace : Workspace
    """
    from sva import intake
    from sva.pipeline.publish import locked
    from sva.pipeline.run import prepare_inputs

    with locked(workspace.folder):
        prepare_inputs(assessment)
        intake.run(assessment, workspace.folder)
