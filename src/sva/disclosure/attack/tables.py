"""Every cell of every table against the released row that it shows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sva.disclosure.attack.ground import Ground, Leak
from sva.disclosure.attack.places import Table
from sva.disclosure.attack.words import COUNTS, VALUES, Scope

__all__ = [
    "CELL",
    "CLASS",
    "MARK",
    "MONTH",
    "STATUS",
    "class_columns",
    "step_numbers",
    "texts",
    "trace_csv",
    "trace_estimates",
    "width",
]

CELL = re.compile(
    r"'?(?P<sign>[-\u2212]?)(?P<number>\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?)%?(?P<marks>(?: ?\[\w\])*)"
)
MARK = re.compile(r"\[[cx]\]|Withheld or no data|")
_LIMIT = r"[-\u2212]?[\d,]+(?:\.\d+)?%?"
if TYPE_CHECKING:
    from sva.disclosure.attack.scopes import Accounts

#: What a class of a map may be called.
CLASS = re.compile(
    rf"(?:Under {_LIMIT}|{_LIMIT} to (?:under )?{_LIMIT}|{_LIMIT} or more|{_LIMIT}|All|\[[cx]\]|Withheld or no data)"
)
#: Days in a month, on average.
MONTH = 30.4375
_ROW_BY_ROW = ("figure", "table", "map")
STATUS = ("Assessment", "Edition", "Data", "Source")


def class_columns(table: Table) -> list[Counter[str]]:
    """Count the rows of each text in each column of a table of classes by area.

    Parameters
    ----------
    table : Table
        As in the CSV file of a map; any other has no classes.

    Returns
    -------
    list of collections.Counter
    """
    if "Code" not in table.head:
        return []
    own = table.head[: width(table)]
    columns = [n for n, name in enumerate(own) if name not in ("Area", "Code")]
    return [Counter(row[n] for row in table.rows if n < len(row)) for n in columns]


def width(table: Table) -> int:
    """Count the columns of a CSV file before those that are the same in every row."""
    own = len(table.head) - len(STATUS)
    return own if table.head[own:] == STATUS else len(table.head)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    if isinstance(value, float):
        return f"{value:.10g}"
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "@", "\t", "\r") else text


def trace_estimates(table: Table, ground: Ground) -> list[Leak]:
    """Compare the file of all estimates with what was released, cell by cell.

    Parameters
    ----------
    table : Table
        ``tables/estimates.csv``.
    ground : Ground

    Returns
    -------
    list of Leak
    """
    found = []
    at = table.head.index("key") if "key" in table.head else -1
    odd: set[str] = set()
    for row in table.rows:
        key = row[at] if 0 <= at < len(row) else ""
        record = ground.records.get(key)
        if record is None:
            found.append(
                Leak(
                    "not released",
                    f"{table.file}, row {key!r}",
                    "the row is not in this edition's release",
                )
            )
            continue
        for name, text in zip(table.head, row, strict=False):
            if name in record:
                if text != _plain(record[name]):
                    words = f"{name} is {text!r}; released was {_plain(record[name])!r}"
                    found.append(Leak("not released", f"{table.file}, row {key}", words))
            elif name in STATUS:
                odd.add(text)
            elif any(each.isdigit() for each in text):
                found.append(
                    Leak(
                        "not released",
                        f"{table.file}, row {key}",
                        f"column {name!r} holds {text!r}",
                    )
                )
        if len(row) > len(table.head):
            found.append(
                Leak(
                    "not released", f"{table.file}, row {key}", "there are more cells than headings"
                )
            )
    found += texts([*odd, *table.head], ground.whole, table.file)
    return found


def texts(texts: Iterable[str], scope: Scope, where: str) -> list[Leak]:
    return [
        Leak("not released", where, f"{number} in {text[:160]!r} is no released number")
        for text in texts
        for number in scope.unexplained(text)
    ]


def _numbers(row: Mapping[str, Any]) -> set[str]:
    """Write every number of a row as a CSV file does."""
    out = set()
    for column in (*COUNTS, *VALUES):
        value = row.get(column)
        if value is not None and str(value) not in ("nan", "<NA>"):
            out.add(f"{float(value):.10g}")
    return out | {f"{each:.10g}" for each in step_numbers(row)}


def step_numbers(step: Mapping[str, Any]) -> set[float]:
    """List what may be said of one step of a curve: the month, shares in per cent both ways, how many are followed.

    Parameters
    ----------
    step : mapping
        A released row of `sva.estimates.extensions.SurvivalCurve`; any other row gives nothing.

    Returns
    -------
    set of float
    """
    if "survival" not in step:
        return set()
    shares = [
        float(step[name]) for name in ("survival", "lower", "upper") if _known(step.get(name))
    ]
    out = {100 * share for share in shares} | {100 - 100 * share for share in shares}
    out.add(round(float(step["day"]) / MONTH, 2))
    return out | ({float(step["at_risk"])} if _known(step.get("at_risk")) else set())


def _known(value: Any) -> bool:
    return value is not None and str(value) not in ("nan", "<NA>")


def _bound(table: Table, ground: Ground) -> list[list[dict[str, Any]]] | None:
    """Find the released rows that each row of a CSV file shows; None where a row shows several, in words."""
    rows = ground.rows(table.view)
    if "Code" in table.head:
        at = table.head.index("Code")
        by_code: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            by_code[str(row.get("area_code"))].append(row)
        return [by_code.get(row[at] if at < len(row) else "", []) for row in table.rows]
    steps = ground.steps.get(table.view, ())
    if steps and len(steps) == len(table.rows):
        return [[dict(step)] for step in steps]
    kind = ground.views.get(table.view, {}).get("kind")
    if kind in _ROW_BY_ROW and len(rows) == len(table.rows):
        return [[row] for row in rows]
    return None


def trace_csv(table: Table, ground: Ground, accounts: Accounts) -> list[Leak]:
    """Compare the CSV file of a view with the released rows that it shows.

    Parameters
    ----------
    table : Table
        The file.
    ground : Ground
    accounts : Accounts
        For files of which no row shows one released row alone.

    Returns
    -------
    list of Leak
    """
    found: list[Leak] = _unlike(table, ground)
    bound = _bound(table, ground)
    own = width(table)
    common = {text for row in table.rows for text in row[own:]} | set(table.head)
    for text in common:
        found += accounts.check(text, table.view, table.file)
    scopes: dict[tuple[str, ...], Scope] = {}
    for number, row in enumerate(table.rows):
        where = f"{table.file}, line {number + 2}"
        if len(row) > len(table.head):
            found.append(Leak("not released", where, "there are more cells than headings"))
        if bound is None:
            found += [
                leak for text in row[:own] for leak in accounts.check(text, table.view, where)
            ]
            continue
        known = set().union(*map(_numbers, bound[number])) if bound[number] else set()
        keys = tuple(str(each.get("key", number)) for each in bound[number])
        for name, text in zip(table.head[:own], row, strict=False):
            if MARK.fullmatch(text) or not any(each.isdigit() for each in text):
                continue
            if "Code" in table.head and name not in ("Area", "Code"):
                if all(map(ground.is_withheld, bound[number])):
                    words = f"{name} of a withheld area is {text!r}"
                    found.append(Leak("not released", where, words))
                continue  # what a class tells is a matter of its limits
            at = CELL.fullmatch(text)
            if at and not _is_label(text, bound[number], ground):
                if at["sign"].replace("\u2212", "-") + at["number"] not in known:
                    also = (
                        "; that row is withheld"
                        if any(map(ground.is_withheld, bound[number]))
                        else ""
                    )
                    words = f"{name!r} is {text}, which is not in the released row{also}"
                    found.append(Leak("not released", where, words))
            elif not at and text not in ground.names:
                if keys not in scopes:
                    scopes[keys] = Scope(bound[number], ground.labels, ground.static)
                found += texts([text], scopes[keys], where)
    return found


def _unlike(table: Table, ground: Ground) -> list[Leak]:
    """Find cells of a table of words that are not what released rows and the office's files give."""
    made = ground.made.get(table.view)
    if made is None:
        return []
    found = []
    if len(made.rows) != len(table.rows):
        words = f"it has {len(table.rows)} rows; what was released gives {len(made.rows)}"
        found.append(Leak("not released", table.file, words))
    for number, (row, other) in enumerate(zip(table.rows, made.rows, strict=False)):
        for name, text, was in zip(table.head, row, other, strict=False):
            if text.lstrip("'") != was.lstrip("'"):
                words = f"{name!r} is {text[:120]!r}; what was released gives {was[:120]!r}"
                found.append(Leak("not released", f"{table.file}, line {number + 2}", words))
    return found


def _is_label(text: str, bound: Sequence[Mapping[str, Any]], ground: Ground) -> bool:
    """Say whether a cell that is only a number is a row's name: an hour, a year."""
    plain = text.replace(",", "")
    return any(
        str(row.get(column)) in (text, plain) or ground.labels.get(str(row.get(column))) == text
        for row in bound
        for column in (
            "group",
            "strata",
            "denominator_year",
            "offence_group",
            "cohort",
            "area_code",
        )
    )
