"""Orders of need in public: places worked out anew from what is released, so that equal numbers have equal places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sva.disclosure.ratios import significant
from sva.estimates import shape

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment.schema import Settings

__all__ = ["MEASURE", "reorder"]

MEASURE = "priority.rank"

_LIST = ("characteristic", "definition", "area_code", "source", "period_start", "period_end")
_TOLD = ("numerator", "value", "lower", "upper", "confidence", "method")
_NAMES = (
    "measure", "definition", "offence_group", "characteristic", "group", "area_type", "area_code", "period_start", "period_end",
)  # fmt: skip


def reorder(
    shown: pd.DataFrame, exact: pd.DataFrame, settings: Settings
) -> tuple[pd.DataFrame, pd.Index]:
    """Put the orders of a public edition in order by its own numbers.

    Parameters
    ----------
    shown : pandas.DataFrame
        What the edition shows, rounded and with withheld rows empty.
    exact : pandas.DataFrame
        The same rows before; of an order only the mean harm is used, to two significant figures.
    settings : sva.assessment.schema.Settings
        Weights and judgements of ``priorities``.

    Returns
    -------
    tuple of (pandas.DataFrame, pandas.Index)
        `shown` with other places, and between which they lie; and the labels of the rows that have no place now, because a
        count of theirs is withheld or not released. Rows that stand as published are left alone.
    """
    import pandas as pd

    rows = shown[(shown["measure"] == MEASURE) & ~shown["already_public"].fillna(False)]
    if rows.empty:
        return shown, rows.index
    released = _released(shown)
    told: dict[Any, dict[str, Any]] = {}
    for at, part in rows.groupby(list(_LIST), dropna=False, sort=False):
        mean = exact.loc[part.index].groupby("group", sort=True)["weighted_numerator"].first()
        items, years = _items(dict(zip(_LIST, at, strict=True)), mean, released, settings)
        for strata, those in part.groupby("strata", sort=False):
            places = _places(items, years, str(strata), settings)
            told |= {
                label: places.get(str(group), {})
                for label, group in zip(those.index, those["group"], strict=True)
            }
    out = shown.copy()
    for column in _TOLD:
        cells = out[column].astype(object)
        cells[list(told)] = [found.get(column, pd.NA) for found in told.values()]
        out[column] = cells
    placed = exact.loc[list(told), "numerator"].notna()
    gone = [label for label, found in told.items() if bool(placed[label]) and not found]
    return shape(out), pd.Index(gone)


def _released(shown: pd.DataFrame) -> dict[tuple[Any, ...], int]:
    """List the counts that the edition prints of everybody, by their names."""
    kept = shown[
        shown["measure"].isin(["offences.count", "victims.need"])
        & shown["strata"].isna()
        & shown["cohort"].isna()
        & shown["numerator"].notna()
    ]
    plain = kept[list(_NAMES)].astype(object).where(kept[list(_NAMES)].notna(), None)
    return dict(zip(plain.itertuples(index=False, name=None), kept["numerator"], strict=True))


def _items(
    order: Mapping[str, Any],
    mean: pd.Series,
    released: Mapping[tuple[Any, ...], int],
    settings: Settings,
) -> tuple[pd.DataFrame, int]:
    """Give what is released of every item that may be placed; and how many years came before."""
    import pandas as pd

    from sva.context.needs import counted_by

    names = counted_by(settings, str(order["characteristic"]))
    judged = {each.item: each.score for each in settings.priorities.preventability}
    spans = _years(order["period_start"], order["period_end"], settings)
    records = []
    for item, harm in mean.items():
        if item not in names or pd.isna(harm):
            continue
        counts = [
            released.get(
                tuple(
                    start if name == "period_start" else end if name == "period_end" else names[str(item)].get(name)
                    for name in _NAMES
                )
            )
            for start, end in spans
        ]  # fmt: skip
        known = [int(count) for count in counts if count is not None]
        if len(known) == len(counts) and known[0]:
            before = known[1:]
            records.append(
                {
                    "item": item,
                    "now": known[0],
                    "before": sum(before) / len(before) if before else None,
                    "harm_each": significant(float(harm)),
                    "preventability": judged.get(str(item)),
                }
            )
    columns = ["item", "now", "before", "harm_each", "preventability"]
    table = pd.DataFrame(records, columns=columns)
    kinds = dict.fromkeys(columns[2:], "Float64")
    return table.astype(kinds), len(spans) - 1


def _years(start: Any, end: Any, settings: Settings) -> list[tuple[Any, Any]]:
    """Give the year of the order and the whole years before it, the last first."""
    import pandas as pd

    first, one = pd.Timestamp(settings.period.start), pd.DateOffset(years=1)
    spans = [(pd.Timestamp(start), pd.Timestamp(end))]
    while spans[-1][0] - one >= first:
        begin = spans[-1][0]
        spans.append((begin - one, begin - pd.Timedelta(days=1)))
    return spans


def _places(
    items: pd.DataFrame, years: int, strata: str, settings: Settings
) -> dict[str, dict[str, Any]]:
    """Place the items by one set of weights; nobody is placed where no criterion is known or nothing stands beside."""
    from sva.context.priorities import OWN_WEIGHTS, said_weights
    from sva.context.ranking import OTHER_WEIGHTS, rank_intervals, rank_items, weights_for

    own = {str(name): weight for name, weight in settings.priorities.weights.items()}
    weights = own if strata == OWN_WEIGHTS else OTHER_WEIGHTS.get(strata, {})
    used = weights_for(weights, items) if len(items) else {}
    if not used:
        return {}
    places = rank_items(items, weights)
    out: dict[str, dict[str, Any]] = {
        str(item): {"numerator": place, "value": float(place), "method": "order by released counts"}
        for item, place in zip(items["item"], places, strict=True)
    }
    if strata == OWN_WEIGHTS:
        how = f"weighted standings of released counts ({said_weights(used)}), places drawn anew 2,000 times"
        ends = rank_intervals(items, weights, max(years, 1))
        for item, place, (low, high) in zip(items["item"], places, ends, strict=True):
            out[str(item)] |= {
                "lower": float(min(low, place)), "upper": float(max(high, place)), "confidence": 0.95, "method": how,
            }  # fmt: skip
    return out
