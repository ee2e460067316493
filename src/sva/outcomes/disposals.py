"""What became of suspects: one disposal for each suspect of an offence, kept apart from outcomes of crimes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.outcomes.mix import code_counts, group_rows, shared_columns

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["disposal_mix", "select_disposals", "share_of_disposal"]

_OF_SUSPECT = ("age", "sex", "ethnic_group", "looked_after")
_OF_OFFENCE = ("month", "serious")


def select_disposals(
    disposals: pd.DataFrame, suspects: pd.DataFrame, offences: pd.DataFrame
) -> pd.DataFrame:
    """Keep the disposals of chosen offences, each with what is recorded of its suspect.

    Parameters
    ----------
    disposals, suspects : pandas.DataFrame
        The clean tables.
    offences : pandas.DataFrame
        The offences that count: all, or those from `sva.cohorts.select_serious`.

    Returns
    -------
    pandas.DataFrame
        One row per disposal, with the offence's ``month`` (and ``serious``) and the suspect's age, sex, ethnic group
        and looked-after status; unknown where no suspect of that key is recorded at the offence.

    Examples
    --------
    >>> import pandas as pd
    >>> disposals = pd.DataFrame({"offence_key": ["o"], "person_key": ["p"], "outcome_code": ["22"]})
    >>> suspects = pd.DataFrame({"offence_key": ["o"], "person_key": ["p"], "age": [15]})
    >>> offences = pd.DataFrame({"offence_key": ["o"], "month": pd.to_datetime(["2022-05-01"])})
    >>> select_disposals(disposals, suspects, offences)["age"].tolist()
    [15]
    """
    wanted = [name for name in _OF_OFFENCE if name in offences.columns]
    kept = disposals[disposals["offence_key"].isin(offences["offence_key"])]
    kept = kept.merge(
        offences[["offence_key", *wanted]].drop_duplicates("offence_key"),
        on="offence_key",
        how="left",
        validate="many_to_one",
    )
    known = [name for name in _OF_SUSPECT if name in suspects.columns]
    keys = ["offence_key", "person_key"]
    people = suspects.loc[suspects["offence_key"].isin(kept["offence_key"]), [*keys, *known]]
    people = people[people["person_key"].notna()].drop_duplicates(keys)
    return kept.merge(people, on=keys, how="left", validate="many_to_one")


def disposal_mix(
    disposals: pd.DataFrame,
    assessment: Assessment,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the share of suspects' disposals of each kind.

    Parameters
    ----------
    disposals : pandas.DataFrame
        From `select_disposals`.
    assessment : Assessment
    cohort : str
        A cohort of persons: only suspects of these ages.
    period : tuple of datetime.date, optional
        Months of the offence; by default the last twelve.

    Returns
    -------
    pandas.DataFrame
        Estimates ``disposals.share``, one row per group that occurs, in the published order.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> disposals = pd.DataFrame({"outcome_code": ["1", "22"], "age": [15, 40], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> rows = disposal_mix(disposals, load_assessment("west-mercia-2023-05"), cohort="under-18")
    >>> rows[["numerator", "denominator"]].to_numpy().tolist()
    [[1, 1]]
    """
    period = period or assessment.year
    kept = cohorts.within(disposals, period) if len(disposals) else disposals
    if len(kept):
        kept = cohorts.choose(kept, cohort, assessment)
    if kept.empty:
        return estimates.blank()
    return estimates.build(
        group_rows(kept["outcome_code"]),
        assessment.period,
        measure="disposals.share",
        cohort=cohort,
        characteristic="outcome_group",
        **shared_columns(kept, assessment, period, "disposals"),
    )


def share_of_disposal(
    disposals: pd.DataFrame,
    code: str,
    assessment: Assessment,
    *,
    by: str = "cohort",
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the share of suspects' disposals that are of one kind, by cohort or by looked-after status.

    Parameters
    ----------
    disposals : pandas.DataFrame
        From `select_disposals`.
    code : str
        An outcome code, ``"22"``.
    assessment : Assessment
    by : {"cohort", "looked_after"}
        Every cohort of persons, everyone first; or suspects under 18 by looked-after status, which police hold for
        some alone.
    period : tuple of datetime.date, optional
        Months of the offence; by default the last twelve.

    Returns
    -------
    pandas.DataFrame
        Estimates ``disposals.share``: disposals of that kind, of disposals decided; ``unknown_count`` is the number
        undecided.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> disposals = pd.DataFrame({"outcome_code": ["1", "22"], "age": [15, 40], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> share_of_disposal(disposals, "22", load_assessment("west-mercia-2023-05"))[["cohort", "numerator", "denominator"]].head(2)
         cohort  numerator  denominator
    0       all          1            2
    1  under-18          0            1
    """
    import pandas as pd

    period = period or assessment.year
    kept = cohorts.within(disposals, period) if len(disposals) else disposals
    if kept.empty:
        return estimates.blank()
    parts: list[tuple[str, str | None, pd.Series]] = []
    if by == "cohort":
        names = [each.name for each in assessment.settings.cohorts if each.counts == "person"]
        for name in [cohorts.EVERYONE, *names]:
            codes = cohorts.choose(kept, name, assessment)["outcome_code"]
            parts.append((name, None, codes))
    else:
        children = kept[(kept["age"].astype("Int64") < 18).fillna(False).to_numpy(bool)]
        words = children["looked_after"].astype("boolean").map({True: "Yes", False: "No"})
        words = words.astype("str").fillna("Unknown")
        parts = [
            ("under-18", word, children.loc[words == word, "outcome_code"])
            for word in ("No", "Yes", "Unknown")
        ]
    rows = pd.DataFrame(
        [(cohort, word, *code_counts(codes, code)) for cohort, word, codes in parts],
        columns=["cohort", "group", "numerator", "denominator", "unknown_count"],
    )
    if by == "cohort":
        rows["group"] = f"given outcome {code}"
    return estimates.build(
        rows,
        assessment.period,
        measure="disposals.share",
        characteristic="outcome_code" if by == "cohort" else f"looked_after, outcome {code}",
        **shared_columns(kept, assessment, period, "disposals"),
    )
