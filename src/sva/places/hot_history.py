"""Hot areas over time: what each has been, whether the last map held, and change against everywhere else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.places.hot_areas import family, shared
from sva.places.selection import counted, over_the_force

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    import pandas as pd

    from sva.assessment import Assessment
    from sva.places.ground import Ground

__all__ = ["MAPS", "change_of_areas", "forward_test_of", "hot_over_time", "slices", "two_parts"]

#: Groups of the forward test: the map, and the naive one beside it.
MAPS = ("Hot spots", "Most counted")


def hot_over_time(
    table: pd.DataFrame,
    assessment: Assessment,
    ground: Ground,
    *,
    months: int = 3,
    times: float = 1.0,
    offence_group: str | None = None,
    strata: str | None = None,
) -> pd.DataFrame:
    """Count areas by what they have been over the period: persistent, emerging, diminishing, former, sporadic.

    Parameters
    ----------
    table, assessment, ground, times, offence_group, strata
        As for `hot_areas`.
    months : int, default 3
        Months in a slice of time. With fewer than ten slices single months are taken; where there are not ten of
        those either, nothing is classed.

    Returns
    -------
    pandas.DataFrame
        Estimates ``areas.share``: ``characteristic`` "hot spot over time", ``group`` the class. No rows where the
        period has too few slices.

    Examples
    --------
    >>> from sva.places.classify import CLASSES
    >>> CLASSES[0]
    'persistent'
    """
    import pandas as pd

    from sva.places.classify import CLASSES, classify_over_time

    sliced = slices(table, assessment, ground, months=months, times=times)
    if sliced is None:
        return estimates.blank()
    what = counted(table, assessment)
    hot, counts, months = sliced
    classes = pd.Series(classify_over_time(hot, counts)).value_counts()
    rows = pd.DataFrame(
        {
            "group": [name.capitalize() for name in CLASSES],
            "numerator": [int(classes.get(name, 0)) for name in CLASSES],
            "denominator": len(ground.areas),
        }
    )
    return estimates.build(
        rows,
        assessment.period,
        measure="areas.share",
        characteristic="hot spot over time",
        offence_group=offence_group,
        strata=strata,
        **{
            **shared(what, ground, residents=False),
            "denominator_source": f"areas of level lsoa; slices of {months} months, each judged by itself",
        },
        **over_the_force(what, assessment, assessment.period),
    )


def slices(
    table: pd.DataFrame,
    assessment: Assessment,
    ground: Ground,
    *,
    months: int = 3,
    times: float = 1.0,
) -> tuple[np.ndarray, np.ndarray, int] | None:
    """Judge each slice of the period by itself.

    Parameters
    ----------
    table, assessment, ground, months, times
        As for `hot_over_time`.

    Returns
    -------
    tuple or None
        Whether each area was hot in each slice, the events there, both of shape (areas, slices), and the months in
        a slice; None where the period has fewer than ten slices or the table no rows.
    """
    import numpy as np
    import pandas as pd

    from sva.places.classify import SLICES, slices_of_months
    from sva.places.hotspots import is_hot

    start, end = assessment.period
    length = (end.year - start.year) * 12 + end.month - start.month + 1
    months = months if length // months >= SLICES else 1
    if table.empty or length // months < SLICES:
        return None
    kept = cohorts.within(table, assessment.period)
    when = pd.to_datetime(kept["month"])
    at = slices_of_months(length, months)[
        ((when.dt.year - start.year) * 12 + when.dt.month - start.month).to_numpy(int)
    ]
    counts = np.column_stack(
        [ground.count(kept.loc[at == one, "lsoa_code"]) for one in range(length // months)]
    )
    return is_hot(counts, ground.residents, ground.neighbours, times=times), counts, months


def two_parts(assessment: Assessment) -> tuple[tuple[date, date], tuple[date, date]]:
    """Split the period for the forward test: the last two years, or the two halves of a single one.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    tuple of (tuple of datetime.date, tuple of datetime.date)
        First and last day of the earlier, then of the later part.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> [day.isoformat() for part in two_parts(load_assessment("west-mercia-2026-05")) for day in part]
    ['2025-01-01', '2025-06-30', '2025-07-01', '2025-12-31']
    """
    first, last = assessment.year
    start = first.replace(year=first.year - 1)
    if assessment.period[0] <= start:
        return (start, first - timedelta(days=1)), (first, last)
    month = first.month + 6
    middle = first.replace(year=first.year + (month - 1) // 12, month=(month - 1) % 12 + 1)
    return (first, middle - timedelta(days=1)), (middle, last)


def forward_test_of(
    table: pd.DataFrame,
    assessment: Assessment,
    ground: Ground,
    *,
    times: float = 1.0,
    offence_group: str | None = None,
    strata: str | None = None,
) -> pd.DataFrame:
    """Score the hot spots of the earlier part by what happened in the later, beside the naive map.

    Parameters
    ----------
    table, assessment, ground, times, offence_group, strata
        As for `hot_areas`.

    Returns
    -------
    pandas.DataFrame
        For each of the maps "Hot spots" and "Most counted" (the areas with most events before, on no more ground):
        ``offences.caught`` or ``crimes.caught`` (later events on the map, of all), ``areas.share`` (areas on it) and
        ``areas.ground`` (hectares). The comparison period is the one on which the map was built.

    Examples
    --------
    >>> from sva.places.hot_history import MAPS
    >>> MAPS
    ('Hot spots', 'Most counted')
    """
    import pandas as pd

    from sva.places.accuracy import forward_test

    before, after = two_parts(assessment)
    if table.empty:
        return estimates.blank()
    what = counted(table, assessment)
    earlier = ground.count(cohorts.within(table, before)["lsoa_code"])
    later = ground.count(cohorts.within(table, after)["lsoa_code"])
    if not earlier.sum() or not later.sum():
        return estimates.blank()
    tested = forward_test(
        earlier, later, ground.residents, ground.neighbours, ground.hectares, times=times
    )
    rows = []
    for group, score in zip(MAPS, (tested.hot, tested.naive), strict=True):
        for measure, part, whole in (
            (f"{what.measure}.caught", score.caught, score.events),
            ("areas.share", score.places, len(ground.areas)),
            ("areas.ground", int(score.size), int(score.all_size)),
        ):
            rows.append(
                {"measure": measure, "group": group, "numerator": part, "denominator": whole}
            )
        rows.append({"measure": f"{what.measure}.pai", "group": group, "value": score.pai})
    return estimates.build(
        pd.DataFrame(rows),
        assessment.period,
        characteristic="forward test",
        offence_group=offence_group,
        strata=strata,
        comparison_start=before[0],
        comparison_end=before[1],
        **shared(what, ground, residents=False),
        **over_the_force(what, assessment, after),
    )


def change_of_areas(
    table: pd.DataFrame,
    level: str,
    assessment: Assessment,
    ground_codes: pd.Series,
    *,
    periods: tuple[tuple[date, date], tuple[date, date]] | None = None,
    offence_group: str | None = None,
    strata: str | None = None,
) -> pd.DataFrame:
    """Compare each area's change with everywhere else's, so that what happened everywhere is no area's change.

    Parameters
    ----------
    table : pandas.DataFrame
        Clean offences or clean street rows.
    level : str
        ``"lsoa"``, ``"district"`` or ``"csp"``.
    assessment : Assessment
    ground_codes : pandas.Series of str
        Codes of all the areas of the level.
    periods : tuple, optional
        The earlier and the later; by default the comparison months and the same months of the last twelve.
    offence_group, strata : str, optional
        What narrows the rows: go into the key.

    Returns
    -------
    pandas.DataFrame
        Estimates ``hotspots.change`` or ``crimes.change``, a ratio: 1.2 is a fifth more than the change elsewhere
        would give. ``denominator`` and ``reference_denominator`` are the counts of everywhere else.
    """
    from sva.places.change import change_by_place

    if table.empty:
        return estimates.blank()
    what = counted(table, assessment)
    before, after = periods or cohorts.comparison_months(assessment)
    column = table[f"{level}_code"]
    counts = [
        column.reindex(cohorts.within(table, part).index)
        .value_counts()
        .reindex(ground_codes)
        .fillna(0)
        .astype(int)
        for part in (before, after)
    ]
    then, now = (one.to_numpy() for one in counts)
    if not then.sum() or not now.sum():
        return estimates.blank()
    found = change_by_place(now, then)
    rows = found[["lower", "upper", "p", "q", "method"]].assign(
        area_code=ground_codes.to_numpy(),
        numerator=now,
        denominator=now.sum() - now,
        reference_numerator=then,
        reference_denominator=then.sum() - then,
        value=found["ratio"].where(found["before"] > 0),
    )
    rows.loc[rows["value"].isna(), ["lower", "upper"]] = float("nan")
    return estimates.build(
        rows,
        assessment.period,
        measure=f"{family(what.measure)}.change",
        definition=what.definition,
        offence_group=offence_group,
        strata=strata,
        area_type=level,
        area_vintage=str(assessment.settings.area.lsoa_vintage),
        confidence=0.95,
        comparison_start=before[0],
        comparison_end=before[1],
        **cohorts.about(what.table, assessment, after),
    )
