"""A table with a row an area, or a group, and a column a question, from rows that hold one number each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sva.figures.labels import decimals, is_null, label, marker, show

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SHOWN", "wide"]

#: What a cell may say of its row.
SHOWN = ("count", "rank", "value", "limits", "share", "whole", "group", "group and share")


def wide(
    rows: pd.DataFrame,
    labels: Mapping[str, str],
    columns: list[Mapping[str, Any]],
    inside: Mapping[str, Mapping[str, str]] | None = None,
    *,
    down: str = "area_code",
    heading: str = "Area",
) -> pd.DataFrame:
    """Put released rows side by side.

    Parameters
    ----------
    rows : pandas.DataFrame
        Released; an area's rows may stand anywhere, areas keep the order in which they come first.
    labels : mapping of str to str
        From codes to words.
    columns : list of mapping
        ``heading``; ``where``, column to value; ``show``, one of `SHOWN`. At most one row an area may fit.
    inside : mapping of str to mapping, optional
        Heading to area code to the words for a column that follows the area, such as its ward; left out where it
        knows none of them.
    down : str, default "area_code"
        The column whose values become the rows.
    heading : str, default "Area"
        Of that column.

    Returns
    -------
    pandas.DataFrame
        Of text. A withheld number is "[c]", one that is not there "[x]"; a column without any number is left out.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"area_code": ["A", "A"], "measure": ["hotspots.rank", "hotspots.part"],
    ...     "group": [None, "robbery"], "numerator": [9, 6], "value": [1.0, 66.7], "lower": [1.0, 30.0],
    ...     "upper": [3.0, 92.5], "flag": None, "unit": ["place", "%"]})
    >>> wide(rows, {"A": "Hill"}, [
    ...     {"heading": "Rank", "where": {"measure": "hotspots.rank"}, "show": "rank"},
    ...     {"heading": "Mostly", "where": {"measure": "hotspots.part"}, "show": "group and share"}]).to_dict("list")
    {'Area': ['Hill'], 'Rank': ['1 (1 to 3)'], 'Mostly': ['Robbery, 67%']}
    """
    import pandas as pd

    codes = list(dict.fromkeys(rows[down].astype(str)))
    out: dict[str, list[str]] = {heading: [labels.get(code, code) for code in codes]}
    for name, names in (inside or {}).items():
        if not any(code in names for code in codes):
            continue
        out[name] = [names.get(code, "[x]") for code in codes]
    for column in columns:
        keep = rows
        for name, value in column["where"].items():
            keep = keep[keep[name].eq(value).fillna(False).astype(bool)]
        if keep.empty:
            continue
        found = {str(row[down]): row for row in keep.to_dict("records")}
        out[column["heading"]] = [
            _cell(found[code], column["show"], labels, _places(keep)) if code in found else "[x]"
            for code in codes
        ]
    table = pd.DataFrame(out, dtype=object)
    table.attrs = {"apart": [heading], "units": {}}
    return table


def _places(rows: pd.DataFrame) -> int:
    """Choose the decimals of a column: two for rates so low that one would hide what lies between them."""
    rates = rows["unit"].astype("string").str.startswith("per ").fillna(False).all()
    return 2 if rates and decimals(rows["value"].dropna().astype(float)) >= 2 else 1


def _cell(row: Mapping[Any, Any], how: str, labels: Mapping[str, str], decimal: int = 1) -> str:
    mark = marker(row["flag"], row["value"])
    if mark in ("[c]", "[x]"):
        return mark
    value, unit = float(row["value"]), str(row["unit"])
    group = "" if is_null(row["group"]) else label("group", row, labels).split(" (")[0]
    if how == "group":
        return group
    if how == "count":
        return show(row["numerator"])
    if how == "whole":
        return show(value)
    if how == "share":
        return show(value, 0, "%")
    if how == "group and share":
        return f"{group}, {show(value, 0, '%')}"
    places = 0 if how == "rank" else decimal
    said = show(value, places, unit)
    if how in ("rank", "limits") and not is_null(row["lower"]):
        said += f" ({show(row['lower'], places)} to {show(row['upper'], places)})"
    return said
