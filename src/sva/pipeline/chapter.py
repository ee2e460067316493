"""What a notebook works with: its assessment, its tables, a place for its estimates, and the views it returns."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sva.assessment import Assessment, find_root, load_assessment
from sva.errors import Fault, SvaError
from sva.figures.views import in_run
from sva.pipeline.showing import Showing
from sva.pipeline.workspace import TABLES, Workspace, table_rows

if TYPE_CHECKING:
    import pandas as pd

    from sva.estimates.extensions import Extension
    from sva.reference import Geography, Populations

__all__ = ["Chapter", "open_chapter"]


class Chapter(Showing):
    """One notebook at work.

    Parameters
    ----------
    name : str
        The notebook's name, ``04_victims``.
    assessment : Assessment
        What it works on.
    read : Workspace
        Where clean tables and other chapters' estimates lie.
    write : Workspace
        Where its own estimates go.
    """

    def __init__(
        self, name: str, assessment: Assessment, read: Workspace, write: Workspace
    ) -> None:
        self.name = name
        self.assessment = assessment
        self._read = read
        self._write = write
        self._recorded: list[pd.DataFrame] = []

    def table(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return a clean table; without rows where nobody supplied it.

        Parameters
        ----------
        name : str
            One of `sva.pipeline.workspace.TABLES`, or a bookkeeping table whose name begins with "_".
        columns : sequence of str, optional
            Only these, which saves time and memory.

        Returns
        -------
        pandas.DataFrame

        Raises
        ------
        SvaError
            If there is no such table.
        """
        import pandas as pd

        if name not in TABLES and not name.startswith("_"):
            raise SvaError(
                f"there is no clean table {name!r}", [Fault(name, f"one of {', '.join(TABLES)}")]
            )
        path = self._read.clean / f"{name}.parquet"
        wanted = list(columns) if columns is not None else None
        if not name.startswith("_") and not path.is_file():
            from sva.intake.absent import empty_table

            return empty_table(name)[wanted or slice(None)]
        return pd.read_parquet(path, columns=wanted)

    @cached_property
    def supplied(self) -> frozenset[str]:
        """The contracts under which somebody sent a file."""
        accounting = self.table("_accounting", ["source"])
        return frozenset(accounting["source"].dropna().astype(str))

    @cached_property
    def geography(self) -> Geography:
        """The areas of the assessment's vintage."""
        from sva.pipeline.resources import geography_of

        return geography_of(self.assessment)

    @property
    def _areas(self) -> Geography:
        return self.geography

    @cached_property
    def populations(self) -> Populations:
        """The denominators that are at hand for the assessment."""
        from sva.pipeline.resources import populations_of

        return populations_of(self.assessment)

    def intake(self) -> None:
        """Read and clean the partners' files; only the first notebook calls this.

        Every row ends clean, as a duplicate, or in quarantine with a reason.
        """
        from sva import intake

        intake.run(self.assessment, self._write.folder)
        self._read = self._write

    @property
    def census_year(self) -> int:
        """The census whose small areas are those of the assessment."""
        return self.assessment.settings.area.lsoa_vintage

    @property
    def other_census_year(self) -> int:
        """The census before or after it: rates on the two differ, so both are shown."""
        return 2021 if self.census_year == 2011 else 2011

    def residents(self, level: str, year: int | None = None) -> pd.DataFrame:
        """Return the residents of every area of a level, as a denominator.

        Parameters
        ----------
        level : str
            A level of the assessment's geography: "police_force", "csp", "district", "lsoa", …
        year : int, optional
            A census; by default the one on whose small areas the assessment stands.

        Returns
        -------
        pandas.DataFrame
            ``area_code``, ``denominator``, ``denominator_source``, ``denominator_year``.
        """
        force = self.assessment.settings.area.police_force
        table = self.populations.table(level, (), year or self.census_year, force=force)
        names = {
            "population": "denominator",
            "source": "denominator_source",
            "year": "denominator_year",
        }
        return table.rename(columns=names)[["area_code", *names.values()]]

    def beyond(self, forces: Iterable[str]) -> list[tuple[str, Geography, pd.DataFrame]]:
        """Return areas and residents of neighbouring forces, as far as their files were brought.

        Parameters
        ----------
        forces : iterable of str
            Codes of police force areas.

        Returns
        -------
        list of tuple
            Code, geography, residents by LSOA.
        """
        from sva.pipeline.resources import beyond_of

        return beyond_of(self.assessment, forces)

    @cached_property
    def deciles(self) -> pd.DataFrame:
        """The national decile of deprivation of each LSOA; without rows where no file of it was supplied."""
        from sva.pipeline.resources import deciles_of

        return deciles_of(self.assessment)

    @cached_property
    def forces(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Crimes and residents of every police force area; without rows where no counts by force were brought."""
        from sva.pipeline.resources import forces_of

        return forces_of(self.assessment)

    def record(self, *frames: pd.DataFrame) -> None:
        """Put estimates among those of this chapter.

        Parameters
        ----------
        *frames : pandas.DataFrame
            Made by `sva.estimates.build`; those without rows are passed over.
        """
        from sva import estimates

        self._recorded.extend(estimates.validate(frame) for frame in frames if len(frame))

    def extend(self, extension: Extension) -> None:
        """Put what is no row of estimates among what the gate reads: grid cells, curves, quotations.

        Parameters
        ----------
        extension : Extension
            Checked when it was made; passed over where it has no rows.
        """
        if len(extension.frame):
            extension.write(self._write.extensions / self.name / f"{extension.name}.parquet")

    def estimates(self, chapter: str | None = None) -> pd.DataFrame:
        """Return the estimates recorded so far, or those of an earlier chapter.

        Parameters
        ----------
        chapter : str, optional
            Another notebook's name.

        Returns
        -------
        pandas.DataFrame

        Raises
        ------
        SvaError
            If that notebook has not run yet.
        """
        import pandas as pd

        from sva import estimates

        if chapter is None:
            return (
                pd.concat(self._recorded, ignore_index=True)
                if self._recorded
                else estimates.blank()
            )
        places = [space.estimates / f"{chapter}.parquet" for space in (self._write, self._read)]
        found = next((path for path in places if path.is_file()), places[-1])
        return estimates.read(found)

    def close(self) -> None:
        """Write this chapter's estimates; the last call of every notebook."""
        from sva import estimates

        estimates.write(
            self._once(self.estimates()), self._write.estimates / f"{self.name}.parquet"
        )

    def _once(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Drop rows recorded twice; the same key with another number stops the notebook."""
        once = frame.drop_duplicates(ignore_index=True)
        twice = once.loc[once["key"].duplicated(), "key"]
        if len(twice):
            raise SvaError(
                f"chapter {self.name} records different numbers under one key",
                [Fault(f"{len(twice)} keys, such as {twice.iloc[0]}", "one number a key")],
            )
        return once


def open_chapter(name: str, assessment: str = "", run_folder: str = "") -> Chapter:
    """Begin a notebook.

    In a run the runner says which assessment and which folder. A person in JupyterLab says neither: the
    assessment is the one named by ``SVA_ASSESSMENT``; tables are those of the last run, or are made now; what
    the notebook writes goes to a scratch folder.

    Parameters
    ----------
    name : str
        The notebook's name, ``04_victims``.
    assessment : str, optional
        A folder in ``assessments``.
    run_folder : str, optional
        Where a run keeps its results.

    Returns
    -------
    Chapter

    Raises
    ------
    SvaError
        If the assessment cannot be used, or its files are absent.
    """
    warnings.simplefilter("default")
    loaded = load_assessment(assessment or None, find_root())
    if run_folder:
        # warnings would count as output; a run's numbers are checked by tests, not by warnings to nobody
        warnings.simplefilter("ignore")
        # tables of half a million rows hold many things that stay: garbage is looked for seldom
        gc.set_threshold(200_000, 20, 20)
        run = Workspace(Path(run_folder))
        return Chapter(name, loaded, run, run)
    if in_run():
        raise SvaError(f"notebook {name} was started by a run that gave no run_folder")
    run = Workspace.of(loaded)
    scratch = run.scratch
    if table_rows(run.clean / "_accounting.parquet") == 0:
        from sva.pipeline.resources import prepare_clean

        print(f"No clean tables of {loaded.name} yet: making them now, which takes up to a minute.")
        prepare_clean(loaded, run)
    return Chapter(name, loaded, run, scratch)
