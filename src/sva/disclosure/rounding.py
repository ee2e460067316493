"""Rounding: counts to a base, and everything that rests on them worked out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sva.disclosure.classes import small_areas
from sva.disclosure.policy import traits
from sva.disclosure.ratios import coarse_factor, ratios
from sva.estimates import evaluate

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NUMBERS", "coarsen", "null", "round_to_base"]

#: Every column that holds a number which counts could be read from.
NUMBERS = (
    "numerator",
    "denominator",
    "reference_numerator",
    "reference_denominator",
    "weighted_numerator",
    "weighted_denominator",
    "unknown_count",
    "value",
    "lower",
    "upper",
    "confidence",
    "dispersion",
    "unknown_lower",
    "unknown_upper",
    "p",
    "q",
)

#: Columns that rest on exact counts and that the gate cannot work out again.
_NOT_RECOMPUTED = (
    "weighted_numerator",
    "weighted_denominator",
    "unknown_lower",
    "unknown_upper",
    "p",
    "q",
)

#: Below this many counted, a rate's row is marked as resting on a small base.
_SMALL_BASE = 10


def round_to_base(counts: pd.Series, base: int) -> pd.Series:
    """Round counts to the nearest multiple of a base; halves go up.

    Parameters
    ----------
    counts : pandas.Series of Int64
        Counts, not negative; null stays null.
    base : int
        1 leaves them as they are.

    Returns
    -------
    pandas.Series of Int64

    Examples
    --------
    >>> import pandas as pd
    >>> round_to_base(pd.Series([0, 5, 7, 8, 12, None], dtype="Int64"), 5).tolist()
    [0, 5, 5, 10, 10, <NA>]
    """
    return (counts + base // 2) // base * base


def null(frame: pd.DataFrame, rows: pd.Index, columns: Iterable[str]) -> pd.DataFrame:
    """Take numbers away from some rows; every column keeps its type.

    Parameters
    ----------
    frame : pandas.DataFrame
        Of the one shape.
    rows : pandas.Index
        Labels of the rows.
    columns : iterable of str
        Columns to make null there.

    Returns
    -------
    pandas.DataFrame
        A copy.

    Examples
    --------
    >>> import pandas as pd
    >>> null(pd.DataFrame({"value": pd.array([1.0, 2.0])}), pd.Index([1]), ["value"])["value"].tolist()
    [1.0, <NA>]
    """
    keep = ~frame.index.isin(rows)
    return frame.assign(**{column: frame[column].where(keep) for column in columns})


def coarsen(
    frame: pd.DataFrame,
    policy: dict[str, Any],
    printed: Mapping[tuple[int, str], int] | None = None,
) -> pd.DataFrame:
    """Round the protected counts of rows that may be shown, and work out again all that rests on them.

    Populations are public and stay exact. What cannot be worked out again is taken away.

    Parameters
    ----------
    frame : pandas.DataFrame
        Estimates that passed `sva.disclosure.primary.primary`; none of them already public.
    policy : dict
        Made by `sva.disclosure.policy.describe`, of the public edition.
    printed : mapping of tuple of (int, str) to int, optional
        By label of a row and column: counts rounded so that parts sum to totals. Others are rounded to the nearest.

    Returns
    -------
    pandas.DataFrame
        A copy: rounded counts; value and limits from them alone.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.estimates import shape
    >>> row = shape(pd.DataFrame({"measure": ["victims.rate"], "numerator": [223], "denominator": [5062], "q": [0.01]}))
    >>> shown = coarsen(row, {"rounding_base": 5, "threshold": 5})
    >>> f"{shown.numerator[0]} of {shown.denominator[0]}, {shown.value[0]:.1f}, {shown.q[0]}"
    '225 of 5062, 44.4, <NA>'
    """
    import pandas as pd

    out = frame.copy()
    looked_up = traits(out)
    kind, people, events = looked_up["kind"], looked_up["people"], looked_up["events"]
    base = policy["rounding_base"]
    protected = {
        "numerator": people,
        "reference_numerator": people,
        "denominator": events | (kind == "count"),
        "reference_denominator": events | (kind == "count"),
        "unknown_count": people,
    }
    for column, rows in protected.items():
        nearest = round_to_base(out[column], base)
        if printed:
            told = pd.array([printed.get((int(row), column)) for row in out.index], dtype="Int64")
            nearest = pd.Series(told, index=out.index).where(out[column].notna()).fillna(nearest)
        out[column] = nearest.where(rows, out[column])
    out = _drop_small_asides(out, frame, policy, people, kind)
    share = events & kind.isin(["rate", "proportion", "ratio"])
    for part, whole in (
        ("numerator", "denominator"),
        ("reference_numerator", "reference_denominator"),
    ):
        over = share & (out[part] > out[whole]).fillna(False)
        out.loc[over, part] = out.loc[over, whole]
    out = null(out, out.index, _NOT_RECOMPUTED)
    out["dispersion"] = coarse_factor(out["dispersion"]).where(
        kind.isin(["rate", "proportion", "ratio"])
    )
    again = kind != "ratio"
    out = null(out, out.index[again], ("value", "lower", "upper", "confidence"))
    out = evaluate(out)
    rows = out.index[~again]
    if len(rows):
        told = ratios(frame.loc[rows], out.loc[rows], policy)
        # Column by column: pandas cannot set whole rows whose counts are missing in some and not in others.
        for column in (
            "value", "lower", "upper", "confidence", "method", "unknown_lower", "unknown_upper", "q",
        ):  # fmt: skip
            out.loc[rows, column] = told[column].array
    out["flag"] = _flags(out, kind)
    return small_areas(out)


def _drop_small_asides(
    out: pd.DataFrame,
    exact: pd.DataFrame,
    policy: dict[str, Any],
    people: pd.Series,
    kind: pd.Series,
) -> pd.DataFrame:
    """Take away small counts that a row carries beside those its value rests on."""

    def small(column: str) -> pd.Series:
        return (
            people & ((exact[column] > 0) & (exact[column] < policy["threshold"])).fillna(False)
        ).astype(bool)

    whole = (kind == "count") & (small("denominator") | _small_rest(exact, policy) & people)
    out = null(out, out.index[whole.astype(bool)], ("denominator",))
    beside = (kind != "ratio") & (small("reference_numerator") | small("reference_denominator"))
    out = null(out, out.index[small("unknown_count")], ("unknown_count",))
    return null(out, out.index[beside], ("reference_numerator", "reference_denominator"))


def _small_rest(exact: pd.DataFrame, policy: dict[str, Any]) -> pd.Series:
    """Mark rows whose whole, less their part, is above zero and under the threshold."""
    rest = exact["denominator"] - exact["numerator"]
    return ((rest > 0) & (rest < policy["threshold"])).fillna(False)


def _flags(frame: pd.DataFrame, kind: pd.Series) -> pd.Series:
    """Say again which bases are small, from what is shown: the flag must not tell 9 from 10."""
    import pandas as pd

    small = (kind != "count") & (frame["numerator"] < _SMALL_BASE).fillna(False)

    def again(text: object, is_small: bool) -> str | None:
        kept = [part for part in str(text or "").split("; ") if part and part != "small base"]
        return "; ".join(kept + (["small base"] if is_small else [])) or None

    flags = frame["flag"].astype(object).where(frame["flag"].notna(), None)
    return pd.Series(
        [again(text, one) for text, one in zip(flags, small, strict=True)],
        index=frame.index,
        dtype="string",
    )
