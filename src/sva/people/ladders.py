"""The two ladders: residents to searches to finds to arrests, and residents to suspects to what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.disparity import built, residents_rows, step_rows
from sva.people.profile import year_of
from sva.people.searches import ARREST, any_outcome, found

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = [
    "DISPOSALS",
    "search_ladder",
    "suspect_ladder",
    "with_disposals",
]

#: What became of a suspect, the gravest first, and the published groups of outcomes that mean it.
DISPOSALS: dict[str, tuple[str, ...]] = {
    "charged": ("Charged or summonsed", "Taken into consideration"),
    "out of court": ("Out of court (formal)", "Out of court (informal)"),
    "outcome 22": ("Diversionary, educational or intervention activity", "Deferred prosecution"),
    "no further action": (),
}
_UNDECIDED = "Not yet assigned"


def search_ladder(
    searches: pd.DataFrame,
    characteristic: str,
    assessment: Assessment,
    residents: pd.DataFrame,
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Set searches, finds and arrests against residents, and each step against the one before.

    Parameters
    ----------
    searches : pandas.DataFrame
        From `sva.people.select_searches`.
    characteristic : str
        A key of `sva.people.REFERENCES`.
    assessment : Assessment
    residents : pandas.DataFrame
        From `sva.people.residents_by`.
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates ``searches.ratio`` of all searches (no ``strata``), of finds and of arrests; and
        ``searches.step_ratio`` of finds among searches, any outcome among searches, arrests among finds.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> import pandas as pd
    >>> from sva.people import select_searches
    >>> from sva.people.searches import ARREST, NO_ACTION
    >>> stops = pd.DataFrame({"age_from": [20] * 4, "age_to": [24] * 4, "sex": ["Male"] * 2 + ["Female"] * 2,
    ...     "outcome": [ARREST, NO_ACTION] * 2, "outcome_linked": [True, None] * 2, "month": pd.to_datetime(["2022-05-01"] * 4)})
    >>> residents = pd.DataFrame({"group": ["All", "Female", "Male"], "denominator": [200, 100, 100],
    ...     "denominator_source": "made up", "denominator_year": 2011})
    >>> rows = search_ladder(select_searches(stops), "sex", load_assessment("west-mercia-2023-05"), residents)
    >>> rows["strata"].fillna("searched").tolist()
    ['searched', 'found', 'arrested', 'found, of searches', 'any outcome, of searches', 'arrested, of finds']
    """
    if searches.empty:
        return estimates.blank()
    searches, period = year_of(searches, assessment, period)
    hit = found(searches)
    arrested = (searches["outcome"] == ARREST).fillna(False).astype("boolean")
    sure = hit.fillna(False).to_numpy(bool)
    taken = arrested.to_numpy(bool)
    on = {None: searches, "found": searches[sure], "arrested": searches[taken]}
    parts = [
        residents_rows(kept, characteristic, "searches", residents, part=part)
        for part, kept in on.items()
        if residents["group"].notna().any()
    ]
    steps = (
        (searches, hit, "found, of searches"),
        (searches, any_outcome(searches), "any outcome, of searches"),
        (searches[sure], arrested[sure], "arrested, of finds"),
    )
    parts += [
        step_rows(kept, had, characteristic, "searches", part=part) for kept, had, part in steps
    ]
    return built(parts, assessment, "searches", period, cohorts.EVERYONE)


def with_disposals(suspects: pd.DataFrame, disposals: pd.DataFrame) -> pd.DataFrame:
    """Put beside each suspect of an offence what became of that suspect, not of the crime.

    Parameters
    ----------
    suspects : pandas.DataFrame
        From `sva.people.select_people`.
    disposals : pandas.DataFrame
        The clean table: one row a suspect's disposal for an offence.

    Returns
    -------
    pandas.DataFrame
        The same rows with ``disposal``: a key of `DISPOSALS`; missing where none is recorded or none decided yet. A
        person with several offences in one incident has the gravest in each row.

    Examples
    --------
    >>> import pandas as pd
    >>> suspects = pd.DataFrame({"counted": [0, 0, 1], "offence_key": ["a", "b", "a"], "person_key": ["p", "p", "q"]})
    >>> disposals = pd.DataFrame({"offence_key": ["a", "b"], "person_key": ["p", "p"], "outcome_code": ["15", "1"]})
    >>> with_disposals(suspects, disposals)["disposal"].tolist()
    ['charged', 'charged', nan]
    """
    import pandas as pd

    from sva.reference import codes

    if suspects.empty:
        return suspects.assign(disposal=pd.Series([], dtype="str"))
    listed = codes.load("outcomes")
    place = {group: rank for rank, groups in enumerate(DISPOSALS.values()) for group in groups}
    last = len(DISPOSALS) - 1
    rank = {
        code: place.get(group, last)
        for code, group in zip(listed["code"], listed["group"], strict=True)
        if group != _UNDECIDED
    }
    keys = ["offence_key", "person_key"]
    known = disposals[disposals["person_key"].notna()]
    gravest = known["outcome_code"].map(rank).groupby([known[key] for key in keys]).min()
    own = suspects[keys].merge(
        gravest.rename("_rank").reset_index(), on=keys, how="left", validate="many_to_one"
    )["_rank"]
    own.index = suspects.index
    each = own.groupby(suspects["counted"]).transform("min")
    return suspects.assign(disposal=each.map(dict(enumerate(DISPOSALS))).astype("str"))


def suspect_ladder(
    suspects: pd.DataFrame,
    characteristic: str,
    assessment: Assessment,
    residents: pd.DataFrame,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Set suspects and what became of them against residents, and what became of them against suspects.

    Parameters
    ----------
    suspects : pandas.DataFrame
        From `with_disposals`, of one cohort.
    characteristic, assessment, residents, period
        As for `search_ladder`.
    cohort : str
        The cohort of `suspects`, for the key.

    Returns
    -------
    pandas.DataFrame
        Estimates ``suspects.ratio`` of all suspects (no ``strata``) and of those charged; ``suspects.step_ratio`` of
        arrest among suspects and of each of `DISPOSALS` among suspects whose disposal is decided.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> suspects = pd.DataFrame({"counted": range(4), "sex": ["Male", "Male", "Female", "Female"],
    ...     "disposal": ["charged", "no further action"] * 2, "month": pd.to_datetime(["2022-05-01"] * 4)})
    >>> residents = pd.DataFrame({"group": ["All", "Female", "Male"], "denominator": [200, 100, 100],
    ...     "denominator_source": "made up", "denominator_year": 2011})
    >>> rows = suspect_ladder(suspects, "sex", load_assessment("west-mercia-2023-05"), residents)
    >>> rows["strata"].fillna("suspected").tolist()[:3]
    ['suspected', 'charged', 'charged, of suspects']
    """
    if suspects.empty:
        return estimates.blank()
    suspects, period = year_of(suspects, assessment, period)
    decided = suspects["disposal"].notna()
    charged = (suspects["disposal"] == "charged").fillna(False).to_numpy(bool)
    parts = [
        residents_rows(kept, characteristic, "suspects", residents, part=part)
        for part, kept in ((None, suspects), ("charged", suspects[charged]))
        if residents["group"].notna().any()
    ]
    steps = {
        f"{name}, of suspects": (suspects["disposal"] == name).astype("boolean").mask(~decided)
        for name in DISPOSALS
    }
    if "arrested" in suspects.columns:
        steps = {"arrested, of suspects": suspects["arrested"].astype("boolean"), **steps}
    parts += [
        step_rows(suspects, had, characteristic, "suspects", part=part)
        for part, had in steps.items()
    ]
    return built(parts, assessment, "suspects", period, cohort)
