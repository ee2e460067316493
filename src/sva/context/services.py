"""Services beside need, by partnership and age: where there is need and no service, and where services crowd."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva import cohorts, estimates

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["AGES_SERVED", "map_services"]

#: Ages for which services are set beside need.
AGES_SERVED: dict[str, tuple[int, int]] = {"10 to 17": (10, 17), "18 to 24": (18, 24)}
#: A service for all ages is not one for the young.
_WIDEST = 40
_BELOW = ("denominator", "denominator_source", "denominator_year")


def map_services(
    services: pd.DataFrame,
    victims: pd.DataFrame,
    offences: pd.DataFrame,
    residents: pd.DataFrame,
    assessment: Assessment,
) -> pd.DataFrame:
    """Set the number of services and their places beside the people harmed, for each partnership and age.

    A service for the whole force area counts in every partnership; its places are shared out by residents of the age.

    Parameters
    ----------
    services : pandas.DataFrame
        The clean directory: ``area_code``, ``age_from``, ``age_to``, ``places``, ``starts_on``, ``ends_on``.
    victims : pandas.DataFrame
        Clean victims: ``offence_key``, ``age``, ``person_type``; may be empty.
    offences : pandas.DataFrame
        Serious violence: ``offence_key``, ``csp_code``, ``month``; need is counted where it happened.
    residents : pandas.DataFrame
        ``area_code`` of the partnership, ``age`` (one of `AGES_SERVED`), ``denominator``, ``denominator_source``,
        ``denominator_year``.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``services.count`` (also with ``strata`` "of the same kind": the most services of one approach),
        ``services.rate`` (places for every 1,000) and ``victims.rate``; ``group`` is the age.
        Without rows where no directory was supplied.
    """
    import pandas as pd

    if services.empty:
        return estimates.blank()
    end = pd.Timestamp(assessment.period[1])
    ends = pd.to_datetime(services["ends_on"])
    open_ = services[ends.isna() | (ends >= end)]
    force = assessment.settings.area.police_force
    rows_of: dict[tuple[str, str], dict[str, Any]] = {
        (row["area_code"], row["age"]): {str(name): value for name, value in row.items()}
        for row in residents.to_dict("records")
    }
    harmed = _harmed(victims, offences, assessment)
    records, places, needs = [], [], []
    for age, (low, high) in AGES_SERVED.items():
        first, last = open_["age_from"].fillna(0), open_["age_to"].fillna(120)
        for_them = open_[(first <= high) & (last >= low) & (last - first < _WIDEST)]
        everyone = sum(float(row["denominator"]) for key, row in rows_of.items() if key[1] == age)
        for each in assessment.settings.partnerships:
            own = for_them[for_them["area_code"].eq(each.code)]
            shared = for_them[for_them["area_code"].eq(force)]
            part = float(rows_of[each.code, age]["denominator"]) / everyone
            offered = float(own["places"].sum()) + part * float(shared["places"].sum())
            at = {"group": age, "area_code": each.code}
            records.append(
                {**at, "numerator": len(own) + len(shared), "source": "service-directory"}
            )
            alike = pd.concat([own, shared])["approach"].dropna().value_counts()
            most = int(alike.max()) if len(alike) else 0
            records.append(
                {
                    **at,
                    "numerator": most,
                    "source": "service-directory",
                    "strata": "of the same kind",
                }
            )
            row = rows_of[each.code, age]
            below = {name: row[name] for name in _BELOW}
            places.append(
                {**at, "numerator": round(offered), **below, "source": "service-directory"}
            )
            if len(victims):
                needs.append(
                    {
                        **at,
                        "numerator": int(harmed.get((each.code, age), 0)),
                        **below,
                        "source": "police-victims",
                    }
                )
    built = []
    for measure, rows in (("services.count", records), ("services.rate", places), ("victims.rate", needs)):  # fmt: skip
        if not rows:
            continue
        frame = pd.DataFrame(rows)
        frame["data_as_at"] = [assessment.data_as_at(source) for source in frame["source"]]
        built.append(
            estimates.build(
                frame,
                assessment.period,
                measure=measure,
                characteristic="age served",
                definition=assessment.settings.definition.name
                if measure == "victims.rate"
                else None,
                area_type="csp",
                period_start=assessment.year[0],
                period_end=assessment.year[1],
            )
        )
    return pd.concat(built, ignore_index=True)


def _harmed(
    victims: pd.DataFrame, offences: pd.DataFrame, assessment: Assessment
) -> dict[tuple[str, str], int]:
    """Count the people harmed by partnership and age, in the last twelve months."""
    if victims.empty or offences.empty:
        return {}
    kept = cohorts.within(offences, assessment.year)[["offence_key", "csp_code"]]
    people = victims[victims["person_type"].eq("person")].merge(kept, on="offence_key")
    found: dict[tuple[str, str], int] = {}
    for age, (low, high) in AGES_SERVED.items():
        of_age = people[people["age"].astype("Int64").between(low, high).fillna(False).astype(bool)]
        for code, number in of_age["csp_code"].value_counts().items():
            found[str(code), age] = int(number)
    return found
