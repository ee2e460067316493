"""What a reader is told a row is: its category, its series, its measure, its number."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "HEADINGS",
    "MARKERS",
    "decimals",
    "is_null",
    "label",
    "marker",
    "measure_label",
    "month_name",
    "period_label",
    "plain_rows",
    "show",
    "varying",
]

#: Columns that may tell the rows of one view apart, most telling first, and how a table heads them.
HEADINGS: dict[str, str] = {
    "group": "Group",
    "area_code": "Area",
    "offence_group": "Offence group",
    "period_start": "Period",
    "strata": "Part",
    "cohort": "Cohort",
    "characteristic": "Characteristic",
    "measure": "Measure",
    "denominator_year": "Census",
}

MARKERS: dict[str, str] = {
    "[c]": "withheld to protect people's confidentiality",
    "[u]": "unreliable: the number it rests on is small",
    "[x]": "not available",
    "[p]": "provisional: not yet complete",
    "[b]": "break in the series, or a possible change of recording",
}

_SLUG = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
_AGES = re.compile(r"(\d{1,3})-(\d{1,3})")
_ACRONYMS = {"csp": "CSP", "lsoa": "LSOA", "msoa": "MSOA", "uk": "UK", "id": "ID"}
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def is_null(value: Any) -> bool:
    """Say whether a cell is empty, of whatever kind its null is.

    Examples
    --------
    >>> import pandas as pd
    >>> [is_null(value) for value in (None, pd.NA, pd.NaT, float("nan"), 0, "")]
    [True, True, True, True, False, False]
    """
    return value is None or str(value) in ("<NA>", "NaT", "nan")


def plain_rows(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a table as dictionaries; quicker than `DataFrame.to_dict` for a few rows of many columns.

    Parameters
    ----------
    rows : pandas.DataFrame

    Returns
    -------
    list of dict
        Column to value, empty cells as they are.

    Examples
    --------
    >>> import pandas as pd
    >>> plain_rows(pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}))
    [{'a': 1, 'b': 'x'}, {'a': 2, 'b': 'y'}]
    """
    names = [str(name) for name in rows.columns]
    columns = [column.tolist() for _, column in rows.items()]
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]


def varying(rows: pd.DataFrame) -> list[str]:
    """Name the columns that tell the rows apart, most telling first.

    Parameters
    ----------
    rows : pandas.DataFrame
        Estimates.

    Returns
    -------
    list of str
        Of `HEADINGS`; ``["group"]`` where nothing varies.

    Examples
    --------
    >>> import pandas as pd
    >>> varying(pd.DataFrame({"group": ["A", "B"], "measure": ["x", "x"]}))
    ['group']
    """
    found = [name for name in HEADINGS if name in rows and len(rows[name].drop_duplicates()) > 1]
    return found or ["group"]


def month_name(day: Any, short: bool = False) -> str:
    """Write a month as people do.

    Parameters
    ----------
    day : datetime.date or pandas.Timestamp
        Any day in it.
    short : bool
        "Jan 2023" for a crowded axis.

    Returns
    -------
    str

    Examples
    --------
    >>> from datetime import date
    >>> month_name(date(2023, 1, 1))
    'January 2023'
    """
    name = _MONTHS[day.month - 1]
    return f"{name[:3] if short else name} {day.year}"


def period_label(start: Any, end: Any) -> str:
    """Write a period: a month, or its first and last month.

    Parameters
    ----------
    start, end : datetime.date or pandas.Timestamp
        First and last day.

    Returns
    -------
    str

    Examples
    --------
    >>> from datetime import date
    >>> period_label(date(2022, 4, 1), date(2023, 3, 31))
    'April 2022 to March 2023'
    """
    if (start.year, start.month) == (end.year, end.month):
        return month_name(start)
    if start.year == end.year:
        return f"{_MONTHS[start.month - 1]} to {month_name(end)}"
    return f"{month_name(start)} to {month_name(end)}"


def measure_label(name: str, labels: Mapping[str, str]) -> str:
    """Give the label of a measure; the registry's where the labels have none.

    Examples
    --------
    >>> measure_label("victims.count", {})
    'Victims'
    """
    from sva.estimates import MEASURES

    if name in labels:
        return labels[name]
    return MEASURES[name].label if name in MEASURES else name


def label(column: str, row: Any, labels: Mapping[str, str]) -> str:
    """Say what one row is in one column.

    Parameters
    ----------
    column : str
        Of `HEADINGS`.
    row : mapping
        The row of estimates.
    labels : mapping of str to str
        From codes and short names to words.

    Returns
    -------
    str
        Words; "All" where the column is null.

    Examples
    --------
    >>> label("offence_group", {"offence_group": "serious-injury"}, {})
    'Serious injury'
    >>> label("group", {"group": "10-17"}, {})
    '10 to 17'
    """
    value = row[column]
    if column == "measure":
        return measure_label(str(value), labels)
    if column == "denominator_year" and not is_null(value):
        return f"Census {int(value)}"
    if column == "period_start":
        return period_label(value, row["period_end"])
    if is_null(value):
        return labels.get("", "All")
    text = str(value)
    if text in labels:
        return labels[text]
    if ages := _AGES.fullmatch(text):
        return f"{ages[1]} to {ages[2]}"
    if column != "area_code" and _SLUG.fullmatch(text):
        text = " ".join(_ACRONYMS.get(word, word) for word in re.split(r"[-_]", text))
    if column == "characteristic":
        text = text.replace("_", " ")
    return text[:1].upper() + text[1:]


def marker(flag: Any, value: Any) -> str:
    """Give the marker that stands for a number, or after it; "" where it needs none.

    Parameters
    ----------
    flag, value
        Of one row.

    Returns
    -------
    str
        "[c]", "[x]", "[u]" or "".

    Examples
    --------
    >>> marker("suppressed", None), marker("small base", 3.0), marker(None, None)
    ('[c]', '[u]', '[x]')
    """
    said = flag if isinstance(flag, str) else ""
    if "suppressed" in said:
        return "[c]"
    if is_null(value):
        return "[x]"
    return "[u]" if "small base" in said else ""


def decimals(values: Iterable[float], unit: str = "") -> int:
    """Choose one number of decimals for a set of values, no more than a reader can use.

    Parameters
    ----------
    values : iterable of float
        Those shown together.
    unit : str
        Of the measure; counts have none.

    Returns
    -------
    int

    Examples
    --------
    >>> decimals([44.3, 2.95]), decimals([120.4, 310.2]), decimals([0.4, 0.08]), decimals([2.5, 0.016])
    (1, 0, 2, 2)
    """
    usable = sorted(abs(value) for value in values if value is not None and math.isfinite(value))
    if not usable or all(float(value).is_integer() for value in usable):
        return 0
    largest = usable[-1]
    places = 0 if largest >= 100 and unit != "%" else 1 if largest >= 2 else 2
    # a rate that is not zero is not printed as zero
    smallest = next((value for value in usable if value > 0), 1.0)
    while unit != "%" and places < 3 and smallest * 10**places < 0.5:
        places += 1
    return places


def show(value: Any, places: int = 0, unit: str = "") -> str:
    """Write a number with thousands commas and, for a percentage, its sign.

    Parameters
    ----------
    value : float
        A number.
    places : int
        Decimals.
    unit : str
        Of the measure.

    Returns
    -------
    str

    Examples
    --------
    >>> show(38912.0), show(5.17, 1, "%")
    ('38,912', '5.2%')
    """
    if is_null(value):
        return "[x]"
    text = f"{float(value):,.{places}f}"
    if text.startswith("-"):
        text = "\u2212" + text[1:]
    return f"{text}%" if unit == "%" else text
