"""The one shape of a number: its columns, their types, and the check that a table has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.errors import Fault, collect

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "FLAGS", "SCHEMA_VERSION", "blank", "shape", "validate"]

SCHEMA_VERSION = "1.0"

#: Column name to pandas type. Missing is null, never absent.
COLUMNS: dict[str, str] = {
    "key": "string",
    "measure": "string",
    "cohort": "string",
    "definition": "string",
    "offence_group": "string",
    "characteristic": "string",
    "group": "string",
    "reference_group": "string",
    "area_type": "string",
    "area_code": "string",
    "area_vintage": "string",
    "period_start": "date",
    "period_end": "date",
    "comparison_start": "date",
    "comparison_end": "date",
    "strata": "string",
    "numerator": "Int64",
    "denominator": "Int64",
    "reference_numerator": "Int64",
    "reference_denominator": "Int64",
    "weighted_numerator": "Float64",
    "weighted_denominator": "Float64",
    "denominator_source": "string",
    "denominator_year": "Int64",
    "unknown_count": "Int64",
    "value": "Float64",
    "unit": "string",
    "lower": "Float64",
    "upper": "Float64",
    "confidence": "Float64",
    "dispersion": "Float64",
    "unknown_lower": "Float64",
    "unknown_upper": "Float64",
    "p": "Float64",
    "q": "Float64",
    "method": "string",
    "flag": "string",
    "source": "string",
    "data_as_at": "date",
    "already_public": "boolean",
    "schema_version": "string",
}

#: What `flag` may say; several are joined by "; ".
FLAGS = (
    "suppressed",
    "small base",
    "immature",
    "series break",
    "not assessable",
    "possible recording change",
    "demonstration",
)

_DATES = [name for name, kind in COLUMNS.items() if kind == "date"]


def shape(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a copy with every column of the one shape, in order and in its type.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any subset of the columns; missing ones are added as null.

    Returns
    -------
    pandas.DataFrame
        The same rows, all columns of `COLUMNS`, a plain integer index.

    Raises
    ------
    SvaError
        If a column is not of the one shape, or a value does not fit its column.

    Examples
    --------
    >>> import pandas as pd
    >>> shape(pd.DataFrame({"measure": ["offences.count"], "numerator": [3]}))["numerator"].dtype
    Int64Dtype()
    """
    import pandas as pd

    collect(
        "this table is not of the shape of an estimate",
        [
            Fault(f"unknown column {name!r}", f"one of {', '.join(COLUMNS)}")
            for name in frame.columns
            if name not in COLUMNS
        ],
    )
    out: dict[str, pd.Series] = {}
    faults = []
    kinds: dict[str, Any] = dict(COLUMNS)
    for name, kind in kinds.items():
        given = (
            frame[name]
            if name in frame.columns
            else pd.Series(None, index=frame.index, dtype=object)
        )
        try:
            if kind == "date":
                out[name] = pd.to_datetime(given).astype("datetime64[s]")
            else:
                out[name] = given.astype(kind)
        except (TypeError, ValueError) as reason:
            faults.append(
                Fault(f"column {name!r} holds what it cannot: {reason}", f"{kind} or null")
            )
    collect("this table is not of the shape of an estimate", faults)
    return pd.DataFrame(out).reset_index(drop=True)


def blank() -> pd.DataFrame:
    """Return a table of estimates with no rows.

    Returns
    -------
    pandas.DataFrame
        No rows, every column of `COLUMNS`.

    Examples
    --------
    >>> len(blank())
    0
    """
    import pandas as pd

    return shape(pd.DataFrame())


def validate(frame: pd.DataFrame) -> pd.DataFrame:
    """Check a finished table of estimates and return it unchanged.

    Every row has a key, a registered measure, a source and a schema version; keys are unique; limits stand
    either side of the value; counts are not negative.

    Parameters
    ----------
    frame : pandas.DataFrame
        A table made by `sva.estimates.build`.

    Returns
    -------
    pandas.DataFrame
        The table given.

    Raises
    ------
    SvaError
        With every fault found and the keys at fault.

    Examples
    --------
    >>> len(validate(blank()))
    0
    """
    from sva.estimates.registry import MEASURES

    faults: list[Fault] = []
    if list(frame.columns) != list(COLUMNS):
        odd = set(frame.columns).symmetric_difference(COLUMNS)
        collect(
            "this table is not of the shape of an estimate",
            [Fault(f"columns {sorted(odd)} differ or stand out of order")],
        )

    def blame(wrong: pd.Series, given: str, expected: str) -> None:
        keys = (
            frame.loc[wrong.fillna(False).to_numpy(bool), "key"].astype("string").fillna("(no key)")
        )
        if len(keys):
            faults.append(
                Fault(f"{given} in {len(keys)} rows", expected, f"keys {', '.join(keys.head(5))}")
            )

    for name in (
        "key",
        "measure",
        "source",
        "unit",
        "schema_version",
        "area_type",
        "area_code",
        "period_start",
        "period_end",
    ):
        blame(frame[name].isna(), f"no {name}", f"a {name} in every row")
    blame(frame["key"].duplicated(keep=False), "the same key more than once", "one row a key")
    blame(
        ~frame["measure"].isin(list(MEASURES)),
        "a measure that is not registered",
        "one of sva.estimates.MEASURES",
    )
    for name in (
        "numerator",
        "denominator",
        "reference_numerator",
        "reference_denominator",
        "unknown_count",
    ):
        blame(frame[name] < 0, f"a negative {name}", "zero or more")
    blame(
        frame["lower"] > frame["value"] + 1e-9 * frame["value"].abs(),
        "a lower limit above the value",
        "lower <= value",
    )
    blame(
        frame["upper"] < frame["value"] - 1e-9 * frame["value"].abs(),
        "an upper limit under the value",
        "value <= upper",
    )
    blame(
        frame["period_end"] < frame["period_start"],
        "a period that ends before it starts",
        "period_start <= period_end",
    )
    unflagged = ~frame["flag"].fillna("").map(
        lambda text: all(part in FLAGS for part in str(text).split("; ") if part)
    )
    blame(unflagged, "an unknown flag", f"some of {', '.join(FLAGS)}")
    collect("these estimates cannot be used", faults)
    return frame


def dates() -> list[str]:
    """Return the names of the date columns."""
    return list(_DATES)
