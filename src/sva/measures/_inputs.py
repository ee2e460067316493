"""Reading a measure's inputs: numbers checked, Series joined by label, every fault said at once.

`sva.measures._result` shows how this and the answer's shape are used together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from sva.errors import Fault, SvaError, collect

__all__ = ["Inputs", "Values", "check", "gather"]

Values: TypeAlias = float | Sequence[Any] | np.ndarray | pd.Series

_LARGEST_WHOLE = 2.0**53


@dataclass(frozen=True)
class Inputs:
    """Aligned inputs of one call: all of one length, on one index.

    Parameters
    ----------
    function : str
        Name of the public function, for messages.
    index : pandas.Index
        Labels of the rows.
    columns : dict of str to numpy.ndarray
        float64 with NaN for missing; keys (labels) as objects.
    """

    function: str
    index: pd.Index
    columns: dict[str, np.ndarray]

    def __getitem__(self, name: str) -> np.ndarray:
        return self.columns[name]

    def __len__(self) -> int:
        return len(self.index)

    @property
    def missing(self) -> np.ndarray:
        """True where any numeric input of the row is missing."""
        out = np.zeros(len(self), dtype=bool)
        for column in self.columns.values():
            if column.dtype.kind == "f":
                out |= np.isnan(column)
        return out


def gather(
    function: str,
    *,
    counts: Mapping[str, Values] | None = None,
    amounts: Mapping[str, Values] | None = None,
    numbers: Mapping[str, Values] | None = None,
    keys: Mapping[str, Any] | None = None,
    dispersion: Values | None = None,
) -> Inputs:
    """Read, check and align the inputs of one function.

    Parameters
    ----------
    function : str
        Name of the public function, for messages.
    counts : mapping of str to values
        Whole numbers from 0.
    amounts : mapping of str to values
        Numbers from 0, such as populations.
    numbers : mapping of str to values
        Any finite numbers.
    keys : mapping of str to values
        Labels (areas, age bands, strata); none may be missing.
    dispersion : values, optional
        Factor by which variances are multiplied; at least 1. Kept as ``"dispersion"``.

    Returns
    -------
    Inputs
        Columns in the order given, copied, never views of what was passed.

    Raises
    ------
    SvaError
        With every fault found.

    Examples
    --------
    >>> given = gather("rate", counts={"count": [4, None]}, amounts={"population": 1000})
    >>> given["count"], given["population"], given.missing
    (array([ 4., nan]), array([1000., 1000.]), array([False,  True]))
    """
    kinds: dict[str, tuple[str, Any]] = {}
    for kind, part in (("key", keys), ("count", counts), ("amount", amounts), ("number", numbers)):
        for name, values in (part or {}).items():
            kinds[name] = (kind, values)
    if dispersion is not None:
        kinds["dispersion"] = ("dispersion", dispersion)

    # Two passes: shapes first, since a value can only be located by row once rows are agreed.
    faults: list[Fault] = []
    index = _common_index(function, kinds, faults)
    collect(f"{function}() cannot line up its inputs", faults)
    columns: dict[str, np.ndarray] = {}
    for name, (kind, values) in kinds.items():
        aligned = _aligned(function, name, values, index, faults)
        if aligned is None:
            continue
        if kind == "key":
            columns[name] = _labels(function, name, aligned, index, faults)
        else:
            column = _floats(function, name, aligned, faults)
            if column is not None:
                faults.extend(_out_of_range(function, name, kind, column, index))
                columns[name] = column
    collect(f"{function}() cannot use its inputs", faults)
    return Inputs(function, index, columns)


def check(given: Inputs, wrong: np.ndarray, *, said: str, expected: str, do_next: str = "") -> None:
    """Refuse rows in which inputs contradict each other.

    Parameters
    ----------
    given : Inputs
        The aligned inputs.
    wrong : numpy.ndarray of bool
        True for rows at fault.
    said, expected, do_next : str
        Words of the `Fault`.

    Raises
    ------
    SvaError
        Naming how many rows and the first of them.

    Examples
    --------
    >>> given = gather("proportion", counts={"count": [1], "n": [2]})
    >>> check(given, given["count"] > given["n"], said="more events than trials", expected="count up to n")
    """
    if wrong.any():
        fault = Fault(
            f"{said} in {_rows(wrong, given.index)}", expected, f"{given.function}()", do_next
        )
        raise SvaError(f"{given.function}() cannot use its inputs", [fault])


def _common_index(
    function: str, kinds: Mapping[str, tuple[str, Any]], faults: list[Fault]
) -> pd.Index:
    lead: pd.Index | None = None
    lengths: dict[str, int] = {}
    for name, (_, values) in kinds.items():
        if isinstance(values, pd.DataFrame):
            faults.append(
                Fault(
                    "a whole table",
                    "one of its columns",
                    f"{function}(), {name}",
                    "Pass table['column'].",
                )
            )
        elif isinstance(values, pd.Series):
            lead = values.index if lead is None else lead
            lengths[name] = len(values)
        elif not _is_scalar(values):
            if np.ndim(values) != 1:
                faults.append(
                    Fault(
                        f"values of {np.ndim(values)} dimensions",
                        "one dimension",
                        f"{function}(), {name}",
                    )
                )
            else:
                lengths[name] = len(values)
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name}: {length}" for name, length in lengths.items())
        faults.append(
            Fault(
                f"inputs of different lengths ({said})", "the same number of rows", f"{function}()"
            )
        )
    if lead is not None:
        return lead
    return pd.RangeIndex(next(iter(lengths.values()), 1))


def _is_scalar(values: Any) -> bool:
    return isinstance(values, str) or values is None or np.ndim(values) == 0


def _aligned(function: str, name: str, values: Any, index: pd.Index, faults: list[Fault]) -> Any:
    """Values in the order of the index, as a Series or array of its length."""
    if _is_scalar(values):
        plain = values.item() if isinstance(values, np.generic | np.ndarray) else values
        return (
            pd.Series([plain] * len(index))
            if isinstance(plain, str)
            else _repeat(plain, len(index))
        )
    if not isinstance(values, pd.Series) or values.index is index or values.index.equals(index):
        return values
    where = f"{function}(), {name}"
    if not (values.index.is_unique and index.is_unique):
        faults.append(
            Fault(
                "row labels that repeat and stand in another order than the first input's",
                "labels that say which row belongs to which",
                where,
                "Give both one index without repeats, or pass columns of one table.",
            )
        )
        return None
    strange = values.index.difference(index, sort=False)
    if len(strange):
        faults.append(
            Fault(f"{len(strange)} row labels that the first input lacks, such as {_label(strange[0])}",
                  "the same labels in each input", where)
        )  # fmt: skip
        return None
    return values.reindex(index)


def _repeat(plain: Any, n: int) -> Any:
    if plain is None or plain is pd.NA:
        return np.full(n, np.nan)
    return np.full(n, plain)


def _floats(function: str, name: str, values: Any, faults: list[Fault]) -> np.ndarray | None:
    series = values if isinstance(values, pd.Series) else pd.Series(values)
    blank = series.isna()
    wrong = None
    if series.dtype == object:
        wrong = next((item for item in series[~blank] if isinstance(item, str | bytes)), None)
    elif not pd.api.types.is_numeric_dtype(series.dtype) and not blank.all():
        wrong = series[~blank].iloc[0]
    if wrong is not None:
        faults.append(
            Fault(
                f"{wrong!r}",
                "numbers",
                f"{function}(), {name}",
                "Read marks such as [c] as missing.",
            )
        )
        return None
    try:
        return np.array(series.to_numpy(dtype="float64", na_value=np.nan), copy=True)
    except (TypeError, ValueError) as error:
        faults.append(
            Fault(f"values that are not numbers ({error})", "numbers", f"{function}(), {name}")
        )
        return None


def _labels(
    function: str, name: str, values: Any, index: pd.Index, faults: list[Fault]
) -> np.ndarray:
    blank = np.asarray(pd.isna(values))
    if blank.any():
        faults.append(
            Fault(f"missing labels in {_rows(blank, index)}", "a label", f"{function}(), {name}")
        )
    return np.asarray(values, dtype=object)


def _out_of_range(
    function: str, name: str, kind: str, column: np.ndarray, index: pd.Index
) -> list[Fault]:
    where = f"{function}(), {name}"
    out = []
    with np.errstate(invalid="ignore"):
        infinite = np.isinf(column)
        negative = (column < 0) & ~infinite & (kind in ("count", "amount"))
        broken = (column != np.floor(column)) & ~infinite & ~np.isnan(column) & (kind == "count")
        huge = (column > _LARGEST_WHOLE) & ~infinite & (kind == "count")
        narrow = (column < 1) & (kind == "dispersion")
    if infinite.any():
        out.append(Fault(f"infinite values in {_rows(infinite, index)}", "finite numbers", where))
    if negative.any():
        first = column[negative][0]
        out.append(
            Fault(f"negative values in {_rows(negative, index)}: {first:g}", "0 or more", where)
        )
    if broken.any():
        first = column[broken][0]
        out.append(
            Fault(
                f"fractions in {_rows(broken, index)}: {first:g}", "whole numbers of events", where
            )
        )
    if huge.any():
        out.append(
            Fault(
                f"counts above 2^53 in {_rows(huge, index)}",
                "counts that can be held exactly",
                where,
            )
        )
    if narrow.any():
        first = column[narrow][0]
        out.append(
            Fault(
                f"dispersion of {first:g} in {_rows(narrow, index)}",
                "1 or more: limits are never narrowed",
                where,
            )
        )
    return out


def _rows(mask: np.ndarray, index: pd.Index) -> str:
    where = np.flatnonzero(mask)
    first: Any = index[where[0]]
    if len(where) == 1:
        return f"row {_label(first)}"
    return f"{len(where)} rows, the first {_label(first)}"


def _label(label: Any) -> str:
    return repr(label.item() if isinstance(label, np.generic) else label)
