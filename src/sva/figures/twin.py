"""The table behind a chart: every number drawn, with its counts and limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.figures.labels import HEADINGS, label, marker, measure_label, plain_rows, varying

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

__all__ = ["twin"]

_ALL = {"numerator", "denominator", "value", "lower", "upper", "unknown_lower", "unknown_upper"}
_OPTIONAL = (
    "Out of",
    "Residents",
    "Areas in all",
    "Unknown",
    "Lower limit",
    "Upper limit",
    "If the unknown are counted: lowest",
    "If the unknown are counted: highest",
    "Note",
)
_SAID = {
    "immature": "not yet complete",
    "series break": "break in the series",
    "possible recording change": "possible recording change",
    "not assessable": "cannot be assessed",
}
_COUNTED = {"events": "Out of", "population": "Residents", "": "Out of"}


def twin(
    rows: pd.DataFrame,
    labels: Mapping[str, str],
    headings: Mapping[str, str] | None = None,
    columns: Sequence[str] = (),
) -> pd.DataFrame:
    """Make the table twin of some released rows.

    Parameters
    ----------
    rows : pandas.DataFrame
        Released estimates in order of display.
    labels : mapping of str to str
        From codes and short names to words.
    headings : mapping of str to str, optional
        Other words for the columns that tell rows apart.
    columns : sequence of str, optional
        Only these columns of the one shape, besides the note; by default all that say something.

    Returns
    -------
    pandas.DataFrame
        One row an estimate: what tells it apart, its counts, value and limits. A withheld number is "[c]", one
        that is not available "[x]"; an unreliable one has "[u]" in the column "Note". ``attrs["units"]`` gives
        the unit of a column where it has one, ``attrs["apart"]`` the columns that tell rows apart.

    Examples
    --------
    >>> from sva.estimates import shape
    >>> import pandas as pd
    >>> rows = shape(pd.DataFrame({"measure": ["victims.count"] * 2, "group": ["Female", "Male"], "numerator": [12, None],
    ...     "value": [12, None], "flag": [None, "suppressed"]}))
    >>> twin(rows, {}).to_dict("list")
    {'Group': ['Female', 'Male'], 'Victims': [12, '[c]']}
    """
    import pandas as pd

    from sva.estimates import MEASURES

    said = _headings(rows, labels) | dict(headings or {})
    records: list[dict[str, Any]] = []
    units: dict[str, str] = {}
    several = len(rows["measure"].drop_duplicates()) > 1
    then = said.get("reference_numerator", "Compared with")
    same_unit = len(rows["unit"].drop_duplicates()) == 1
    apart = [name for name in columns if name in HEADINGS] or varying(rows)
    for row in plain_rows(rows):
        mark = marker(row["flag"], row["value"])
        gone = mark if mark in ("[c]", "[x]") else ""
        out: dict[str, Any] = {said[name]: label(name, row, labels) for name in apart}
        wanted = set(columns) or _ALL
        measure = MEASURES.get(str(row["measure"]))
        name = "Value" if several else measure_label(str(row["measure"]), labels)
        count = measure is not None and measure.kind == "count"
        if not count or several:
            counted = measure.counted[:1].upper() + measure.counted[1:] if measure else "Number"
            if "numerator" in wanted:
                out["Number" if several else counted] = _cell(row["numerator"], gone, whole=True)
            base = _COUNTED[measure.denominator if measure else ""]
            if measure is not None and measure.counted == "areas":
                base = "Areas in all"
            if "reference_numerator" in columns:
                out[then] = _cell(row["reference_numerator"], gone, whole=True)
            if "denominator" in wanted:
                out["Out of" if several else base] = _cell(row["denominator"], gone, whole=True)
        if "value" in wanted or (count and not several):
            out[name] = _cell(row["value"], gone, whole=count)
        if same_unit:
            units[name] = "" if count else str(row["unit"])
        else:
            out["Unit"] = str(row["unit"])
        for column, heading in (("lower", "Lower limit"), ("upper", "Upper limit")):
            if column not in wanted:
                continue
            out[heading] = _cell(row[column], gone)
            units[heading] = units.get(name, "")
        for column, heading in (
            ("unknown_lower", "If the unknown are counted: lowest"),
            ("unknown_upper", "If the unknown are counted: highest"),
        ):
            if column in wanted:
                out[heading] = _cell(row[column], gone)
        if "unknown_count" in columns:
            out["Unknown"] = _cell(row["unknown_count"], gone, whole=True)
        out["Note"] = _note(row["flag"], mark)
        records.append(out)
    table = pd.DataFrame(records, dtype=object)
    for heading in _OPTIONAL:
        if heading in table and set(table[heading].map(str)) <= {"[x]", "[c]", ""}:
            table = table.drop(columns=heading)
    table.attrs["apart"] = [said[name] for name in apart]
    table.attrs["units"] = {name: unit for name, unit in units.items() if name in table and unit}
    return table


def _headings(rows: pd.DataFrame, labels: Mapping[str, str]) -> dict[str, str]:
    """Head the column of groups by their characteristic where there is but one."""
    said = dict(HEADINGS)
    if rows["measure"].astype("string").str.startswith("rows.").all():
        said["strata"] = "Source"
    known = rows["characteristic"].dropna().unique() if "characteristic" in rows else []
    if len(known) == 1:
        said["group"] = label("characteristic", {"characteristic": known[0]}, labels)
        if known[0] == "hour":
            said["strata"] = "Weekday"
    return said


def _cell(value: Any, gone: str, whole: bool = False) -> Any:
    """Give a number, or the marker in its place."""
    import pandas as pd

    if gone:
        return gone
    if value is None or pd.isna(value):
        return "[x]"
    return int(value) if whole and float(value).is_integer() else float(value)


def _note(flag: Any, mark: str) -> str:
    """Put what the flag says in words; a withheld number says so by its marker alone."""
    if not isinstance(flag, str):
        return mark if mark == "[u]" else ""
    words = [part for part in flag.split("; ") if part in _SAID]
    return "; ".join(([mark] if mark == "[u]" else []) + [_SAID[part] for part in words])
