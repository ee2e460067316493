"""How much of a count is one person's: for the gate's check of dominance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.errors import SvaError

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.pipeline.workspace import Workspace

__all__ = ["contributions"]

_AREAS = ("police_force", "csp", "district")
_OFFENCE = (
    "incident_key", "offence_key", "offence_code", "month", "csp_code", "district_code", "knife_enabled", "firearm_enabled",
    "domestic", "public_place",
)  # fmt: skip
_SAME = ("period_start", "period_end", "area_type", "area_code", "offence_group", "characteristic")


def contributions(assessment: Assessment, space: Workspace, rows: pd.DataFrame) -> pd.DataFrame:
    """Count how many of each count of victims and of suspects are the two most frequent people's.

    Parameters
    ----------
    assessment : Assessment
        For its definition of serious violence.
    space : Workspace
        With the clean tables.
    rows : pandas.DataFrame
        Estimates of the run.

    Returns
    -------
    pandas.DataFrame
        ``key``, ``largest``, ``second`` of counts and rates of everybody by period, area, kind of offence and one
        characteristic. Other rows rest on parts of these, and are not there.
    """
    import pandas as pd

    out: list[tuple[str, int, int]] = []
    offences = _serious(assessment, space)
    for who in ("victims", "suspects"):
        wanted = rows[
            rows["measure"].isin([f"{who}.count", f"{who}.rate"])
            & (rows["definition"] == assessment.settings.definition.name).fillna(False)
            & (rows["cohort"].isna() | (rows["cohort"] == "all").fillna(False))
            & rows["strata"].isna()
            & rows["area_type"].isin(_AREAS)
        ]
        people = _repeated(space, who, offences) if len(wanted) and len(offences) else None
        if people is None:
            continue
        for at, part in wanted.groupby(list(_SAME), dropna=False, sort=False):
            here = _there(people, dict(zip(_SAME, at, strict=True)))
            if here is not None and len(here):
                out += _top(here, part)
    table = pd.DataFrame(out, columns=["key", "largest", "second"])
    return table.drop_duplicates("key").astype(
        {"key": "string", "largest": "Int64", "second": "Int64"}
    )


def _serious(assessment: Assessment, space: Workspace) -> pd.DataFrame:
    """Read what is needed of the offences that are serious violence."""
    import pandas as pd
    import pyarrow.parquet as parquet

    from sva.cohorts import select_serious

    path = space.clean / "offences.parquet"
    if not path.is_file():
        return pd.DataFrame()
    there = set(parquet.read_schema(path).names)
    offences = pd.read_parquet(path, columns=[name for name in _OFFENCE if name in there])
    return select_serious(offences, assessment) if len(offences) else offences


def _repeated(space: Workspace, who: str, offences: pd.DataFrame) -> pd.DataFrame | None:
    """Read the people of these offences who stand in more than one incident, a row an incident."""
    import pandas as pd

    from sva.people import select_people

    path = space.clean / f"{who}.parquet"
    table = pd.read_parquet(path) if path.is_file() else pd.DataFrame()
    if table.empty or "person_key" not in table.columns:
        return None
    table = table[table["offence_key"].isin(offences["offence_key"])]
    keys = table["person_key"]
    people = select_people(table[keys.notna() & keys.duplicated(keep=False)], offences)
    once = people.drop_duplicates("counted")
    return once[once["person_key"].duplicated(keep=False)]


def _there(people: pd.DataFrame, at: dict[str, Any]) -> pd.DataFrame | None:
    """Keep the people of one period, area and kind, with their group of a characteristic."""
    import pandas as pd

    from sva.people.characteristics import label_groups

    kept = people[(people["month"] >= at["period_start"]) & (people["month"] <= at["period_end"])]
    if at["area_type"] != "police_force":
        column = f"{at['area_type']}_code"
        if column not in kept.columns:
            return None
        kept = kept[(kept[column] == at["area_code"]).fillna(False)]
    if not pd.isna(at["offence_group"]):
        kept = kept[(kept["serious"] == at["offence_group"]).fillna(False)]
    if pd.isna(at["characteristic"]):
        return kept.assign(_group="All")
    try:
        return kept.assign(_group=label_groups(kept, str(at["characteristic"])))
    except SvaError:
        return None


def _top(people: pd.DataFrame, rows: pd.DataFrame) -> list[tuple[str, int, int]]:
    """Give the two greatest numbers of one person in each group; whoever else is counted stands there once at least."""
    import pandas as pd

    out = []
    for key, group, count in zip(rows["key"], rows["group"], rows["numerator"], strict=True):
        whole = not isinstance(group, str) or group == "All"
        mine = people if whole else people[people["_group"] == group]
        numbers = mine["person_key"].value_counts().tolist()
        known = 0 if pd.isna(count) else int(count)
        if numbers and known:
            second = numbers[1] if len(numbers) > 1 else int(known > numbers[0])
            out.append((str(key), numbers[0], second))
    return out
