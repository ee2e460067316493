"""The health lens: violence that ambulance crews and emergency departments see, beside what the police record.

The records are not linked, so nothing here says how much of it the police do not know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva import cohorts, estimates
from sva.context.age_words import BANDS, band_of_age, band_of_words

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = [
    "HOURS",
    "calls_against_records",
    "injuring",
    "share_by_age",
    "share_by_hour",
    "violent_calls",
]

#: Three hours each, from the evening on, as the night is one piece.
HOURS: dict[str, tuple[int, ...]] = {
    "06:00 to 08:59": (6, 7, 8),
    "09:00 to 11:59": (9, 10, 11),
    "12:00 to 14:59": (12, 13, 14),
    "15:00 to 17:59": (15, 16, 17),
    "18:00 to 20:59": (18, 19, 20),
    "21:00 to 23:59": (21, 22, 23),
    "00:00 to 02:59": (0, 1, 2),
    "03:00 to 05:59": (3, 4, 5),
}
_VIOLENT = ("Assault", "Sexual assault", "Stabbing", "Shooting")
_INJURY = "violence with injury"


def violent_calls(ambulance: pd.DataFrame) -> pd.DataFrame:
    """Keep the call-outs to assaults, stabbings and shootings.

    Examples
    --------
    >>> import pandas as pd
    >>> len(violent_calls(pd.DataFrame({"kind": ["Assault", "Other"]})))
    1
    """
    return ambulance[ambulance["kind"].isin(_VIOLENT)]


def injuring(offences: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Keep the offences that an ambulance could have been called to: homicide, violence with injury, serious violence.

    Parameters
    ----------
    offences : pandas.DataFrame
        Clean offences, with ``offence_group`` and what the definition needs.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
    """
    serious = cohorts.classify(offences, assessment.settings.definition).notna()
    hurt = offences["offence_group"].isin(("Homicide", "Violence with injury"))
    return offences[(serious | hurt).to_numpy(bool)]


def _shares(
    known: pd.Series, groups: list[str], lost: int, measure: str, source: str, characteristic: str,
    assessment: Assessment,
) -> pd.DataFrame:  # fmt: skip
    import pandas as pd

    if not len(known):
        return estimates.blank()
    numbers = known.value_counts().reindex(groups).fillna(0).astype("int64")
    start, end = assessment.year
    return estimates.build(
        pd.DataFrame({"group": groups, "numerator": numbers.to_numpy()}),
        assessment.period,
        measure=measure,
        definition=_INJURY if measure == "offences.share" else None,
        characteristic=characteristic,
        denominator=len(known),
        unknown_count=lost,
        area_type="police_force",
        area_code=assessment.settings.area.police_force,
        period_start=start,
        period_end=end,
        source=source,
        data_as_at=assessment.data_as_at(source),
    )


def share_by_hour(
    offences: pd.DataFrame, ambulance: pd.DataFrame, emergency: pd.DataFrame, assessment: Assessment
) -> pd.DataFrame:
    """Give each source's share by time of day over the last twelve months, out of those whose hour is known.

    Parameters
    ----------
    offences : pandas.DataFrame
        From `injuring`: ``committed_from``, ``time_known``, ``month``.
    ambulance : pandas.DataFrame
        From `violent_calls`: ``called_at``, ``month``.
    emergency : pandas.DataFrame
        Clean emergency attendances: ``attack_at``, ``month``; the hour is that of the assault.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.share``, ``callouts.share``, ``attendances.share``: a row for each of `HOURS`. A source that was not
        supplied has no rows.
    """
    import pandas as pd

    band = {hour: name for name, hours in HOURS.items() for hour in hours}
    parts = []
    for table, column, measure, source in (
        (offences, "committed_from", "offences.share", "police-offences"),
        (ambulance, "called_at", "callouts.share", "ambulance"),
        (emergency, "attack_at", "attendances.share", "emergency-department"),
    ):
        kept = cohorts.within(table, assessment.year)
        when = pd.to_datetime(kept[column])
        there = when.notna()
        if "time_known" in kept:
            there &= kept["time_known"].astype(bool)
        known = when[there].dt.hour.map(band)
        parts.append(_shares(known, list(HOURS), int((~there).sum()), measure, source, "time of day", assessment))  # fmt: skip
    return _together(parts)


def share_by_age(
    victims: pd.DataFrame, ambulance: pd.DataFrame, emergency: pd.DataFrame, assessment: Assessment
) -> pd.DataFrame:
    """Give each source's share by age of the person hurt over the last twelve months, out of those whose age is known.

    Parameters
    ----------
    victims : pandas.DataFrame
        Clean victims of the offences of `injuring`: ``age``, ``person_type``, ``month``.
    ambulance, emergency : pandas.DataFrame
        With ``age_group`` in words, and ``month``.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``victims.share``, ``callouts.share``, ``attendances.share``: a row a band.
    """
    people = victims[victims["person_type"].eq("person")] if len(victims) else victims
    parts = []
    for table, measure, source in (
        (people, "victims.share", "police-victims"),
        (ambulance, "callouts.share", "ambulance"),
        (emergency, "attendances.share", "emergency-department"),
    ):
        kept = cohorts.within(table, assessment.year)
        band = band_of_age(kept["age"]) if "age" in kept else band_of_words(kept["age_group"])
        lost = int(band.isna().sum())
        parts.append(_shares(band.dropna(), list(BANDS), lost, measure, source, "age of the person hurt", assessment))  # fmt: skip
    return _together(parts)


def calls_against_records(
    offences: pd.DataFrame, ambulance: pd.DataFrame, residents: pd.DataFrame, assessment: Assessment
) -> pd.DataFrame:
    """Set ambulance call-outs beside recorded violence with injury, partnership by partnership.

    Parameters
    ----------
    offences, ambulance : pandas.DataFrame
        From `injuring` and `violent_calls`, with ``csp_code`` and ``month``.
    residents : pandas.DataFrame
        By partnership: ``area_code``, ``denominator``, ``denominator_source``, ``denominator_year``.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``callouts.rate`` and ``offences.rate``, and ``callouts.ratio``: call-outs for each recorded offence, against
        the same in all other partnerships. The ratio says where the two sources differ, not how much is unreported.
    """
    import numpy as np
    import pandas as pd

    calls, crimes = (cohorts.within(table, assessment.year) for table in (ambulance, offences))
    codes = [each.code for each in assessment.settings.partnerships]
    counts = {
        "callouts": calls["csp_code"].value_counts().reindex(codes).fillna(0).astype("int64"),
        "offences": crimes["csp_code"].value_counts().reindex(codes).fillna(0).astype("int64"),
    }
    if not counts["callouts"].sum():
        return estimates.blank()
    start, end = assessment.year
    shared: dict[str, Any] = {"area_type": "csp", "period_start": start, "period_end": end}
    people = residents.set_index("area_code").reindex(codes).reset_index()
    parts = []
    for name, source, table in (("callouts", "ambulance", calls), ("offences", "police-offences", crimes)):  # fmt: skip
        if not counts[name].sum():
            continue
        parts.append(
            estimates.build(
                people.assign(numerator=counts[name].to_numpy()),
                assessment.period,
                measure=f"{name}.rate",
                definition=_INJURY if name == "offences" else None,
                unknown_count=int(table["csp_code"].isna().sum()),
                source=source,
                data_as_at=assessment.data_as_at(source),
                **shared,
            )
        )
    here, there = counts["callouts"], counts["offences"]
    rest_calls, rest = here.sum() - here, there.sum() - there
    usable = (here > 0) & (there > 0) & (rest_calls > 0) & (rest > 0)
    if usable.any():
        from scipy.special import ndtr

        from sva.measures.multiple import benjamini_hochberg

        a, b, c, d = (x[usable].to_numpy(float) for x in (here, there, rest_calls, rest))
        value = a / b / (c / d)
        spread = np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
        half = 1.959964 * spread
        p = 2 * ndtr(-np.abs(np.log(value)) / spread)
        parts.append(
            estimates.build(
                pd.DataFrame(
                    {
                        "area_code": here.index[usable], "numerator": a.astype(int), "denominator": b.astype(int),
                        "reference_numerator": c.astype(int), "reference_denominator": d.astype(int), "value": value,
                        "lower": value * np.exp(-half), "upper": value * np.exp(half),
                        "p": p,
                        "q": benjamini_hochberg(p).to_numpy(float),
                    }
                ),
                assessment.period,
                measure="callouts.ratio",
                characteristic="source",
                group="Ambulance call-outs for each recorded offence",
                reference_group="all other partnerships",
                confidence=0.95,
                method="ratio of two counts of each place, log limits",
                source="ambulance",
                data_as_at=assessment.data_as_at("ambulance"),
                **shared,
            )
        )  # fmt: skip
    return _together(parts)


def _together(parts: list[pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else estimates.blank()
