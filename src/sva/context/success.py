"""The three measures of success that the Home Office set for this work, each with its under-25 part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva import cohorts, estimates

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["MEASURES_OF_SUCCESS", "count_admissions", "count_knives_and_homicides", "years_of"]

#: What the measures are, as a table names them.
MEASURES_OF_SUCCESS = (
    "Admissions after assault with a sharp object",
    "Admissions after assault with a sharp object, under 25",
    "Knife-enabled serious violence",
    "Victims under 25 of knife-enabled serious violence",
    "Homicides that were not domestic",
    "Victims under 25 of homicides that were not domestic",
)
_HOMICIDE = ("1", "4.1", "4.2", "4.10")
_SHARP = r"x99|sharp|knife"


def years_of(assessment: Assessment) -> list[tuple[date, date]]:
    """Give the whole years of the period, the last twelve months last.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> [end.year for _, end in years_of(load_assessment("west-mercia-2023-05"))]
    [2021, 2022, 2023]
    """
    from datetime import timedelta

    years = [assessment.year]
    while True:
        start = years[0][0]
        before = start.replace(year=start.year - 1), start - timedelta(days=1)
        if before[0] < assessment.period[0]:
            return years
        years.insert(0, before)


def _shared(assessment: Assessment) -> dict[str, Any]:
    return {
        "characteristic": "success measure",
        "area_type": "police_force",
        "area_code": assessment.settings.area.police_force,
    }


def count_admissions(table: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Give the admissions after assault with a sharp object, as the health service sent them.

    A number that the health service withheld stays withheld; it is never taken for zero. Its other numbers are rounded to 5
    by the health service, so years apart by 5 may be alike.

    Parameters
    ----------
    table : pandas.DataFrame
        Clean hospital admissions.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``admissions.count`` of the force area: all ages and under 25, a row a year.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> sent = pd.DataFrame({"area_code": "E23000016", "cause": "X99", "age_group": ["All ages", "Under 25"],
    ...     "period_start": pd.to_datetime(["2022-04-01"] * 2), "period_end": pd.to_datetime(["2023-03-31"] * 2),
    ...     "admissions": pd.array([70, None], dtype="Int64"), "admissions_suppressed": [None, "*"]})
    >>> rows = count_admissions(sent, load_assessment("west-mercia-2023-05"))
    >>> rows["numerator"].tolist(), rows["flag"].tolist()
    ([70, <NA>], [<NA>, 'suppressed'])
    """
    import pandas as pd

    if table.empty:
        return estimates.blank()
    force = assessment.settings.area.police_force
    age = table["age_group"].astype("string").str.lower()
    young = age.str.contains("under 25|0-24|0 to 24", regex=True).fillna(False)
    every = age.isna() | age.str.contains("all").fillna(False)
    sharp = table["cause"].astype("string").str.lower().str.contains(_SHARP, regex=True)
    kept = table[table["area_code"].eq(force) & sharp.fillna(False) & (young | every)]
    if kept.empty:
        return estimates.blank()
    group = young[kept.index].map({False: MEASURES_OF_SUCCESS[0], True: MEASURES_OF_SUCCESS[1]})
    gone = kept["admissions_suppressed"].notna() | kept["admissions"].isna()
    rows = pd.DataFrame(
        {
            "group": group.astype("string"),
            "period_start": kept["period_start"],
            "period_end": kept["period_end"],
            "numerator": kept["admissions"].astype("Int64").mask(gone),
            "flag": gone.map({True: "suppressed", False: None}).astype(object),
        }
    )
    contract = "hospital-admissions"
    return estimates.build(
        rows.sort_values(["group", "period_start"], ignore_index=True),
        assessment.period,
        measure="admissions.count",
        source=contract,
        data_as_at=assessment.data_as_at(contract),
        method="as the health service sent it: 1 to 7 withheld, other numbers rounded to 5",
        **_shared(assessment),
    )


def count_knives_and_homicides(
    serious: pd.DataFrame, victims: pd.DataFrame, assessment: Assessment
) -> pd.DataFrame:
    """Count knife-enabled serious violence and homicides that were not domestic, with victims under 25, for every year.

    Homicides are so few that each count carries its exact limits: what chance alone could have made of it.

    Parameters
    ----------
    serious : pandas.DataFrame
        From `sva.cohorts.select_serious`: also ``offence_key``, ``offence_code``, ``knife_enabled``, ``domestic``.
    victims : pandas.DataFrame
        Clean victims: ``offence_key``, ``age``, ``person_type``; may be empty.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.count`` and ``victims.count``; ``unknown_count`` is the number of offences for which the knife,
        or whether it was domestic, is not recorded.

    References
    ----------
    Exact limits of a Poisson count: Garwood, F. (1936), Biometrika 28, 437-442.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> serious = pd.DataFrame({"serious": ["homicide"] * 2, "offence_code": ["1", "1"], "offence_key": ["o1", "o2"],
    ...     "knife_enabled": pd.array([True, None], dtype="boolean"), "domestic": pd.array([False, True], dtype="boolean"),
    ...     "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> victims = pd.DataFrame({"offence_key": ["o1"], "age": pd.array([19], dtype="Int64"), "person_type": ["person"]})
    >>> rows = count_knives_and_homicides(serious, victims, load_assessment("west-mercia-2023-05"))
    >>> rows[rows["key"].str.endswith("/year")]["numerator"].tolist()
    [1, 1, 1, 1]
    """
    import pandas as pd

    if serious.empty:
        return estimates.blank()
    knife = serious["knife_enabled"].astype("boolean")
    homicide = serious["offence_code"].isin(_HOMICIDE)
    domestic = serious["domestic"].astype("boolean")
    chosen = (
        (MEASURES_OF_SUCCESS[2:4], knife.fillna(False), knife.isna()),
        (MEASURES_OF_SUCCESS[4:], homicide & ~domestic.fillna(True), homicide & domestic.isna()),
    )
    young = victims[
        victims["age"].astype("Int64").lt(25).fillna(False) & victims["person_type"].eq("person")
    ]
    parts = []
    for (all_name, young_name), kept, unknown in chosen:
        found, lost = serious[kept.astype(bool)], serious[unknown.astype(bool)]
        for period in years_of(assessment):
            those = cohorts.within(found, period)
            shared = _shared(assessment) | {"definition": assessment.settings.definition.name}
            about = cohorts.about("offences", assessment, period)
            row = {"group": [all_name], "numerator": [len(those)]}
            exact = _exact(len(those)) if all_name == MEASURES_OF_SUCCESS[4] else {}
            parts.append(
                estimates.build(
                    pd.DataFrame(row | exact), assessment.period, measure="offences.count",
                    unknown_count=len(cohorts.within(lost, period)), **shared, **about,
                )
            )  # fmt: skip
            if len(victims):
                harmed = int(young["offence_key"].isin(those["offence_key"]).sum())
                parts.append(
                    estimates.build(
                        pd.DataFrame({"group": [young_name], "numerator": [harmed]}), assessment.period,
                        measure="victims.count", **shared, **cohorts.about("victims", assessment, period),
                    )
                )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _exact(count: int) -> dict[str, list[Any]]:
    """Give a count its exact limits, as columns of one row."""
    from sva.measures.rates import exact_poisson

    limits = exact_poisson(count).iloc[0]
    return {
        "lower": [float(limits["lower"])],
        "upper": [float(limits["upper"])],
        "confidence": [0.95],
        "method": ["exact (Garwood)"],
    }
