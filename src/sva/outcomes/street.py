"""Last outcome categories of police.uk: what they say, and what they cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["PROBABLY_22", "last_outcome_mix", "probable_outcome_22", "street_references"]

#: police.uk gives no outcome to it.
NO_OUTCOMES = "Anti-social behaviour"
#: Labels that say no more than that nothing final is published.
STILL_OPEN = ("Under investigation", "Status update unavailable", "Awaiting court outcome")
NOT_PUBLISHED = "No outcome published"
#: The words of outcome 22; the label is absent from files of 2016 to 2018, before outcome 22 began.
PROBABLY_22 = "Further action is not in the public interest"


def _crimes(
    street: pd.DataFrame, period: tuple[date, date], crime_type: str | None
) -> pd.DataFrame:
    if street.empty:
        return street
    kept = cohorts.within(street, period)
    if crime_type is not None:
        return kept[kept["crime_type"] == crime_type]
    return kept[kept["crime_type"] != NO_OUTCOMES]


def last_outcome_mix(
    street: pd.DataFrame,
    assessment: Assessment,
    *,
    crime_type: str | None = None,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the share of police.uk's crimes with each last outcome category.

    The category is the last one published by the day the files were drawn. What was under investigation then may
    have an outcome now, so two extracts are not comparable by it.

    Parameters
    ----------
    street : pandas.DataFrame
        The clean table.
    assessment : Assessment
    crime_type : str, optional
        One crime type; by default all but anti-social behaviour, which has no outcomes.
    period : tuple of datetime.date, optional
        By default the last twelve months. The files of another period were drawn on another day, which is not known:
        ``data_as_at`` is missing then.

    Returns
    -------
    pandas.DataFrame
        Estimates ``outcomes.share``, already public: the most frequent category first, those that are still open
        last and flagged "immature". They add up to all crimes counted.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> street = pd.DataFrame({"crime_type": ["Robbery"] * 3, "month": pd.to_datetime(["2025-05-01"] * 3),
    ...     "outcome_label": ["Under investigation", "Local resolution", "Under investigation"]})
    >>> last_outcome_mix(street, load_assessment("west-mercia-2026-05"))[["group", "numerator", "flag"]]
                     group  numerator      flag
    0     Local resolution          1      <NA>
    1  Under investigation          2  immature
    """
    import pandas as pd

    period = period or assessment.year
    kept = _crimes(street, period, crime_type)
    if kept.empty:
        return estimates.blank()
    labels = kept["outcome_label"].astype("str").fillna(NOT_PUBLISHED)
    numbers = labels.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    late = [*STILL_OPEN, NOT_PUBLISHED]
    order = [name for name in numbers.index if name not in late]
    order += [name for name in numbers.index if name in late]
    shared = cohorts.about("street", assessment, period)
    if period != assessment.year:
        shared["data_as_at"] = None  # drawn another day than the source's, and nobody said when
    return estimates.build(
        pd.DataFrame(
            {
                "group": order,
                "numerator": numbers.reindex(order).to_numpy(int),
                "flag": ["immature" if name in late else None for name in order],
            }
        ),
        assessment.period,
        measure="outcomes.share",
        offence_group=crime_type,
        characteristic="last_outcome",
        denominator=len(kept),
        area_type="police_force",
        area_code=assessment.settings.area.police_force,
        **shared,
    )


def probable_outcome_22(
    street: pd.DataFrame,
    assessment: Assessment,
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the share of police.uk's crimes under the label that is probably outcome 22.

    Parameters
    ----------
    street : pandas.DataFrame
        The clean table.
    assessment : Assessment
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates ``outcomes.share``: all crimes but anti-social behaviour first, then each crime type in the order of
        the alphabet.

    References
    ----------
    The label stands in files since outcome 22 began in April 2019 and not in those of July 2016 to July 2018. No
    source says that it is outcome 22.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> street = pd.DataFrame({"crime_type": ["Robbery"] * 2, "month": pd.to_datetime(["2025-05-01"] * 2),
    ...     "outcome_label": [PROBABLY_22, "Local resolution"]})
    >>> probable_outcome_22(street, load_assessment("west-mercia-2026-05"))["value"].tolist()
    [50.0, 50.0]
    """
    import pandas as pd

    period = period or assessment.year
    kept = _crimes(street, period, None)
    if kept.empty:
        return estimates.blank()
    hits = (kept["outcome_label"] == PROBABLY_22).fillna(False)
    table = hits.groupby(kept["crime_type"]).agg(["sum", "size"])
    rows = pd.DataFrame(
        {
            "offence_group": [None, *table.index],
            "numerator": [int(table["sum"].sum()), *table["sum"]],
            "denominator": [len(kept), *table["size"]],
        }
    )
    return estimates.build(
        rows,
        assessment.period,
        measure="outcomes.share",
        characteristic="outcome_code",
        group="probably given outcome 22",
        area_type="police_force",
        area_code=assessment.settings.area.police_force,
        **cohorts.about("street", assessment, period),
    )


def street_references(street: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Count the rows of the street files beside the crime references in them: some references stand in two rows.

    Parameters
    ----------
    street : pandas.DataFrame
        The clean table.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``rows.count``, already public: rows, and different references, of the last twelve months; all but
        anti-social behaviour, which has no reference.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> street = pd.DataFrame({"crime_key": ["a", "a", "b"], "crime_type": "Robbery", "month": pd.to_datetime(["2025-05-01"] * 3)})
    >>> street_references(street, load_assessment("west-mercia-2026-05"))[["group", "numerator"]].to_numpy().tolist()
    [['Rows', 3], ['Crime references', 2]]
    """
    import pandas as pd

    kept = _crimes(street, assessment.year, None)
    if kept.empty:
        return estimates.blank()
    counts = {"Rows": len(kept), "Crime references": int(kept["crime_key"].nunique())}
    return estimates.build(
        pd.DataFrame({"group": list(counts), "numerator": list(counts.values())}),
        assessment.period,
        measure="rows.count",
        characteristic="street_references",
        area_type="police_force",
        area_code=assessment.settings.area.police_force,
        **cohorts.about("street", assessment, assessment.year),
    )
