"""The ethnicity schemes, and which of them a column is in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError
from sva.reference._data import read_bundled, records
from sva.reference.ethnicity_labels import parse_label

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "SchemeDetection",
    "as_text",
    "detect_scheme",
    "groups19",
    "meaning",
    "scheme_codes",
    "schemes",
]

_HINTS = {
    "observed": (
        "officer",
        "observed",
        "appearance",
        "visual",
        "pnc",
        "phoenix",
        "ic code",
        "ic_code",
    ),
    "self-defined": ("self", "sde", "defined by", "16+1", "18+1", "16 + 1", "18 + 1"),
}
_BLANK = {"", "nan", "none", "null", "<na>"}


def groups19() -> pd.DataFrame:
    """List the 19 groups of the 2021 Census in report order, then Unknown.

    Returns
    -------
    pandas.DataFrame
        ``code`` (the police self-defined code), ``label`` (the Race Disparity Unit's), ``group`` (of
        the five), ``observed``, ``order``, ``source``, ``status``: 20 rows.

    Examples
    --------
    >>> groups19()["code"].tolist()[:3], len(groups19())
    (['A3', 'A4', 'A1'], 20)
    """
    frame = read_bundled("codes/ethnicity.csv")
    frame["order"] = frame["order"].astype(int)
    return frame.sort_values("order").reset_index(drop=True)


def schemes() -> pd.DataFrame:
    """List the schemes: ``scheme``, ``title``, ``basis`` (self-defined or observed)."""
    frame = read_bundled("ethnicity-schemes.csv")
    labels = {
        "scheme": "labels",
        "title": "Labels in words, any wording of the known schemes",
        "basis": "self-defined",
    }
    frame.loc[len(frame)] = labels
    return frame


@cache
def _codes(scheme: str) -> dict[str, tuple[str | None, str | None, str | None]]:
    """Map each value of a scheme, case folded, to its 19-group code, group and observed group."""
    known = read_bundled("ethnicity-schemes.csv")["scheme"].tolist()
    if scheme not in known:
        raise SvaError(
            "There is no such ethnicity scheme",
            [Fault(f"{scheme!r}", ", ".join([*known, "labels"]))],
        )
    return {
        row["code"].casefold(): (row["canonical"], row["group"], row["observed"])
        for row in records(read_bundled(f"codes/ethnicity-{scheme}.csv"))
    }


def scheme_codes(scheme: str) -> pd.DataFrame:
    """List the codes of one scheme with their crosswalks.

    Parameters
    ----------
    scheme : str
        A name from `schemes`, other than ``"labels"``.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``label``, ``canonical``, ``group``, ``observed``, dates, ``source``, ``status``.
    """
    _codes(scheme)
    return read_bundled(f"codes/ethnicity-{scheme}.csv")


@dataclass(frozen=True)
class SchemeDetection:
    """Which scheme a column of ethnicity values is in.

    Parameters
    ----------
    scheme : str or None
        The best scheme, or None if nothing explains the values.
    basis : str or None
        ``"self-defined"``, ``"observed"``, or None where that cannot be told.
    confidence : float
        From 0 to 1; below 0.9 a person must confirm it.
    explained : float
        Share of the non-blank rows that the scheme knows.
    rivals : tuple of str
        Other schemes that explain the values as well but mean something else by them.
    unknown : dict of str to int
        Values the scheme does not know, with their rows.
    reason : str
        One sentence for the mapping proposal.
    """

    scheme: str | None
    basis: str | None
    confidence: float
    explained: float
    rivals: tuple[str, ...]
    unknown: dict[str, int]
    reason: str


def _counts(values: Iterable[object]) -> dict[str, int]:
    import pandas as pd

    column = values if isinstance(values, pd.Series) else pd.Series(list(values), dtype="object")
    counts: dict[str, int] = {}
    for value, rows in column.value_counts().items():
        text = as_text(value)
        if text:
            counts[text] = counts.get(text, 0) + int(rows)
    return counts


def as_text(value: object) -> str:
    """Give the value as text; 3.0 from a spreadsheet is the code 3."""
    text = str(value).strip()
    if text.casefold() in _BLANK:
        return ""
    return text[:-2] if text.endswith(".0") and text[:-2].lstrip("-").isdigit() else text


def meaning(scheme: str, value: str) -> tuple[str | None, str | None, str | None] | None:
    """Give the 19-group code, the group and the observed group of a value; None if it is unknown."""
    if scheme == "labels":
        label = parse_label(value)
        return None if label.kind == "unrecognised" else (label.canonical, label.group, None)
    return _codes(scheme).get(value.casefold())


def detect_scheme(values: Iterable[object], hint: str = "") -> SchemeDetection:
    """Tell which scheme a column of ethnicity codes or labels is in.

    Parameters
    ----------
    values : iterable
        The column; blanks do not count.
    hint : str
        The column's heading, or whatever says whether the person or the officer gave the value.

    Returns
    -------
    SchemeDetection

    Examples
    --------
    >>> detect_scheme(["W1", "A4", "NS", "W3"]).scheme
    'sde-18'
    >>> detect_scheme(["1", "3", "4"]).confidence < 0.9
    True
    >>> detect_scheme(["1", "3", "4"], hint="Officer observed ethnicity").confidence
    1.0
    """
    counts = _counts(values)
    rows = sum(counts.values())
    if not rows:
        return SchemeDetection(None, None, 0.0, 0.0, (), {}, "no value is given")
    wanted = next(
        (b for b, words in _HINTS.items() if any(w in hint.casefold() for w in words)), None
    )
    table = schemes()
    basis = dict(zip(table["scheme"], table["basis"], strict=True))
    scored = []
    for place, name in enumerate(table["scheme"]):
        meant = {value: meaning(name, value) for value in counts}
        share = sum(counts[v] for v, m in meant.items() if m is not None) / rows
        agrees = wanted is None or basis[name] == wanted
        scored.append((share if agrees else share * 0.8, -place, name, meant, share))
    scored.sort(key=lambda item: item[:2], reverse=True)
    top, _, name, meant, share = scored[0]
    if share == 0:
        return SchemeDetection(
            None, None, 0.0, 0.0, (), dict(counts), "no scheme knows these values"
        )
    # The order of the schemes settles which of two that mean the same is named.
    rivals = tuple(
        other
        for score, _, other, others, _ in scored[1:]
        if score >= top - 0.05 and _differ(meant, others, basis[name] != basis[other])
    )
    sure = share if not rivals else share * 0.5
    unknown = {value: counts[value] for value, m in meant.items() if m is None}
    reason = f"{share:.0%} of {rows:,} rows are codes of {name}"
    if rivals:
        reason += f"; {', '.join(rivals)} would explain them too and mean something else"
    if wanted:
        reason += f"; the heading says {wanted}"
    found = None if any(basis[r] != basis[name] for r in rivals) else basis[name]
    return SchemeDetection(name, found, round(sure, 4), round(share, 4), rivals, unknown, reason)


def _differ(one: dict, other: dict, bases_differ: bool) -> bool:
    """Whether two schemes read a column differently."""
    both = [v for v in one if one[v] is not None and other[v] is not None]
    return bool(both) and (bases_differ or any(one[v][1] != other[v][1] for v in both))
