"""How much of a count is one person's: for the gate's check of dominance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.pipeline.behind import Behind

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import pandas as pd

    from sva.assessment import Assessment
    from sva.pipeline.workspace import Workspace

__all__ = ["contributions"]

_AREAS = ("police_force", "csp", "district", "msoa", "lsoa")
_SMALL = ("msoa", "lsoa")
_OFFENCE = (
    "incident_key", "offence_key", "offence_code", "month", "csp_code", "district_code", "msoa_code", "lsoa_code", "knife_enabled",
    "firearm_enabled", "domestic", "public_place", "outcome_code",
)  # fmt: skip
_KEYS = ("incident_key", "offence_key", "person_key", "person_type", "age")
_SAME = ("period_start", "period_end", "area_type", "area_code", "offence_group", "cohort")
_SPLIT = ("key", "numerator", "characteristic", "group", "strata")
#: Strata that split nothing but places of offences, or nothing at all.
_PLACE, _NO_SPLIT = "public place", ("twelve months",)


def contributions(assessment: Assessment, space: Workspace, rows: pd.DataFrame) -> pd.DataFrame:
    """Count how many of each count are the two most frequent people's, wherever records tell people apart.

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
        ``key``, ``largest``, ``second`` of counts, rates and shares of serious violence: of victims and suspects by period,
        area, kind of offence, cohort and one characteristic; of offences by period, area, kind and outcome, by whoever of
        their victims and suspects weighs most; of disposals by kind and cohort. Of the two greatest, the second is counted
        without what is the first one's. Other rows rest on parts of these, or on records that name nobody, and are not there.
    """
    import pandas as pd

    wanted = rows[
        (rows["definition"] == assessment.settings.definition.name).fillna(False)
        & rows["area_type"].isin(_AREAS)
        & rows["measure"].isin(_MEASURES)
        & (rows["numerator"] > 1).fillna(False)
    ]
    out: list[tuple[str, int, int, int]] = []
    offences = _serious(assessment, space) if len(wanted) else pd.DataFrame()
    if offences.empty:
        return _worst(out, assessment)
    for who in ("victims", "suspects"):
        people = _people(space, who, offences, wanted)
        if people.empty:
            continue
        own = wanted[wanted["measure"].str.startswith(who)]
        out += _of_people(Behind(people.assign(thing=people["counted"]), assessment.settings), own)
        behind = Behind(people.assign(thing=people["offence_key"]), assessment.settings)
        out += _of_offences(behind, wanted[wanted["measure"].isin(_OFFENCES)])
        if who == "suspects":
            disposals = _disposals(space, people)
            own = wanted[wanted["measure"] == "disposals.share"]
            out += _of_outcomes(Behind(disposals, assessment.settings), own)
    return _worst(out, assessment)


_OFFENCES = ("offences.count", "offences.rate", "outcomes.share")
_MEASURES = (
    *_OFFENCES, "disposals.share", *(f"{who}.{kind}" for who in ("victims", "suspects") for kind in ("count", "rate", "share")),
)  # fmt: skip


def _worst(out: list[tuple[str, int, int, int]], assessment: Assessment) -> pd.DataFrame:
    """Keep for each count the pair that is withheld, if any is, else the greater."""
    import pandas as pd

    from sva.disclosure.dominance import dominated

    table = pd.DataFrame(out, columns=["key", "count", "largest", "second"]).astype(
        {"key": "string", "count": "Int64", "largest": "Int64", "second": "Int64"}
    )
    rules = assessment.settings.disclosure
    told = dominated(
        table["count"], table["largest"], table["second"],
        percent=rules.dominance_percent, rest=rules.dominance_rest,
    )  # fmt: skip
    first = table.assign(told=told).sort_values(
        ["told", "largest", "second", "key"], ascending=[False, False, False, True], kind="stable"
    )
    return first.drop_duplicates("key")[["key", "largest", "second"]].reset_index(drop=True)


def _columns(path: Any, names: Any) -> list[str]:
    """Name those columns that a table has."""
    import pyarrow.parquet as parquet

    there = set(parquet.read_schema(path).names)
    return [name for name in dict.fromkeys(names) if name in there]


def _serious(assessment: Assessment, space: Workspace) -> pd.DataFrame:
    """Read what is needed of the offences that are serious violence."""
    import pandas as pd

    from sva.cohorts import select_serious

    path = space.clean / "offences.parquet"
    if not path.is_file():
        return pd.DataFrame()
    offences = pd.read_parquet(path, columns=_columns(path, _OFFENCE))
    return select_serious(offences, assessment) if len(offences) else offences


def _people(space: Workspace, who: str, offences: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Read the people of these offences, with what the offence says and what counts of them are split by."""
    import pandas as pd

    from sva.outcomes.groups import outcome_groups
    from sva.people import select_people
    from sva.people.characteristics import CHARACTERISTICS

    path = space.clean / f"{who}.parquet"
    asked = [str(name) for name in rows["characteristic"].dropna().unique()]
    split = [CHARACTERISTICS[name].column for name in asked if name in CHARACTERISTICS]
    names = _columns(path, [*_KEYS, "sex", *split]) if path.is_file() else []
    if "person_key" not in names:
        return pd.DataFrame()
    table = pd.read_parquet(path, columns=names)
    table = table[table["person_key"].notna() & table["offence_key"].isin(offences["offence_key"])]
    table = table[table["person_key"].duplicated(keep=False)]
    known = offences.set_index("offence_key")
    people = select_people(table, offences)
    for name in ("msoa_code", "lsoa_code", "outcome_code"):
        if name in known.columns:
            people[name] = people["offence_key"].map(known[name])
    if "outcome_code" in people.columns:
        people["outcome_group"] = outcome_groups(people["outcome_code"])
    return people


def _disposals(space: Workspace, suspects: pd.DataFrame) -> pd.DataFrame:
    """Read the disposals of these suspects, a row a disposal."""
    import pandas as pd

    from sva.outcomes.groups import outcome_groups

    path = space.clean / "disposals.parquet"
    nothing = pd.DataFrame(columns=["thing", "person_key", "month"])
    if not path.is_file():
        return nothing
    keys = ["offence_key", "person_key"]
    table = pd.read_parquet(path, columns=[*keys, "outcome_code"])
    table = table[table["person_key"].isin(suspects["person_key"])]
    kept = [name for name in (*keys, "month", "serious", "age") if name in suspects.columns]
    table = table.merge(suspects[kept].drop_duplicates(keys), on=keys, how="inner")
    if table.empty:
        return nothing
    return table.assign(
        thing=range(len(table)), outcome_group=outcome_groups(table["outcome_code"])
    )


Found = list[tuple[str, int, int, int]]


def _by_place(
    behind: Behind, rows: pd.DataFrame
) -> Iterator[tuple[np.ndarray, list[tuple[Any, ...]]]]:
    """Give the rows of one period, area, kind and cohort together, with what they count."""
    if not len(behind):
        return
    # of small areas most hold nobody twice
    codes = set().union(*(behind.somewhere(each) for each in _SMALL))
    kept = rows[~rows["area_type"].isin(_SMALL) | rows["area_code"].isin(codes)]
    plain = kept[[*_SAME, *_SPLIT]].astype(object)
    groups: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for row in plain.where(kept[[*_SAME, *_SPLIT]].notna(), None).itertuples(
        index=False, name=None
    ):
        groups.setdefault(row[: len(_SAME)], []).append(row[len(_SAME) :])
    for at, part in groups.items():
        mask = behind.chosen(dict(zip(_SAME, at, strict=True)))
        if mask is not None and mask.any():
            yield mask, part


def _told(behind: Behind, key: str, mask: Any, count: int) -> Found:
    found = behind.most(mask, int(count))
    return [(str(key), int(count), *found)] if found else []


def _of_people(behind: Behind, rows: pd.DataFrame) -> Found:
    """Weigh the people behind counts of themselves: who was harmed, or suspected, in several incidents."""
    out: Found = []
    for mask, part in _by_place(behind, rows):
        for key, count, characteristic, group, strata in part:
            chosen = mask
            if isinstance(strata, str):
                sexed = behind.grouped("sex", strata) if strata in ("Female", "Male") else None
                chosen = None if sexed is None else mask & sexed
            split = isinstance(characteristic, str) and isinstance(group, str) and group != "All"
            if chosen is not None and split:
                grouped = behind.grouped(str(characteristic), str(group))
                chosen = None if grouped is None else chosen & grouped
            if chosen is not None:
                out += _told(behind, key, chosen, count)
    return out


def _of_offences(behind: Behind, rows: pd.DataFrame) -> Found:
    """Weigh the people behind counts of offences: who was harmed, or suspected, in several of them."""
    plain = rows["characteristic"].isna() & (
        rows["strata"].isna() | rows["strata"].isin([_PLACE, *_NO_SPLIT])
    )
    out: Found = []
    outside = behind.in_cohort("not-domestic")
    open_ = behind.in_cohort("public-place")
    for mask, part in _by_place(behind, rows[plain]):
        for key, count, _, _, strata in part:
            if strata is None or strata in _NO_SPLIT:
                out += _told(behind, key, mask, count)
            elif outside is not None and open_ is not None:
                out += _told(behind, key, mask & outside & open_, count)
    return out + _of_outcomes(behind, rows)


def _of_outcomes(behind: Behind, rows: pd.DataFrame) -> Found:
    """Weigh the people behind shares of one outcome."""
    out: Found = []
    kept = rows[(rows["characteristic"] == "outcome_group").fillna(False) & rows["strata"].isna()]
    for mask, part in _by_place(behind, kept):
        for key, count, _, group, _ in part:
            same = behind.equal("outcome_group", str(group))
            if same is not None:
                out += _told(behind, key, mask & same, count)
    return out
