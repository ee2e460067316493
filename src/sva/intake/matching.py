"""How likely it is that a heading of a file stands for a column of a contract: by its words, by its values."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from sva.intake.headings import heading_key
from sva.intake.lists import key_of, lookup

if TYPE_CHECKING:
    from sva.intake.coded import Coded
    from sva.intake.contract import Field

__all__ = ["MONTH_FIRST", "SCHEMES", "WHOSE", "is_few", "score"]

#: References differ from row to row: from so many rows on, a column with a value for so many of them or more is none.
_MANY = 20
_RACE = frozenset(["race", "ethnic", "ethnicity", "ethnicities"])
_OBSERVED = frozenset(["observed", "officer", "perceived", "apparent", "visual", "pnc"])
WHOSE = "self-defined or as seen by an officer: ask which"
#: Scheme of a column whose values are mapped by hand, by the codes of its field.
SCHEMES = {"self": "labels", "officer": "policeuk-officer"}
MONTH_FIRST = "dates with the month first"
#: Short words of headings, written out.
_SHORT = {
    "susp": "suspect",
    "vic": "victim",
    "complainer": "victim",
    "complainant": "victim",
    "off": "offence",
    "id": "ref",
    "urn": "ref",
    "num": "no",
    "nbr": "no",
    "case": "crime",
    "cd": "",
    "rel": "relationship",
    "offender": "suspect",
    "number": "no",
    "report": "ref",
    "dt": "date",
    "desc": "",
}


def is_few(column: Coded) -> bool:
    """Tell whether a column has too few distinct values to hold references.

    Parameters
    ----------
    column : Coded

    Returns
    -------
    bool
    """
    return len(column) >= _MANY and len(column.values) < len(column) / _MANY


def score(spec: Field, heading: str, sample: list[str]) -> tuple[float, str]:
    """Weigh heading and values of one pair.

    Parameters
    ----------
    spec : Field
        A column of the contract.
    heading : str
        Of the file.
    sample : list of str
        Distinct values under it.

    Returns
    -------
    tuple of (float, str)
        Confidence from 0 to 1, and the reason in words.
    """
    name, said = _by_name(spec, heading)
    fit = _by_values(spec, sample)
    words = set(heading_key(heading).split())
    if spec.type in ("age", "age_range") and fit is not None and fit[0] > 0.8 and "age" in words:
        name = max(name, 0.8)
    if spec.type == "ethnicity" and fit is not None and name < 0.6 and words & _RACE:
        observed = bool(words & _OBSERVED)
        mine = observed == (spec.codes != "self")
        return (0.6 if mine else 0.45), f"its heading says race or ethnicity, {WHOSE}"
    if fit is None:
        return 0.95 * name, said
    share, what = fit
    if share < 0.2:
        if spec.type == "choice" and name >= 0.75:
            return 0.6 * name, f"{said}; its values are codes that no list knows"
        return 0.35 * name, said
    if name >= 0.6:
        return 0.7 * name + 0.3 * share, f"{said}; {share:.0%} of its values are {what}"
    # Values alone can tell a code list or an area, not a yes or a number.
    telling = spec.type in ("lsoa", "code") or (spec.type == "choice" and share > 0.9)
    if telling and share > 0.8:
        return 0.5 * name + 0.5 * share, f"{share:.0%} of its values are {what}"
    return 0.6 * name, said


def _plain(key: str) -> str:
    """Write out the short words of headings."""
    return " ".join(_SHORT.get(word, word) for word in key.split())


def _by_name(spec: Field, heading: str) -> tuple[float, str]:
    key = heading_key(heading)
    known = [heading_key(text) for text in spec.headings]
    if key in known:
        return 1.0, "a usual heading"
    key = _plain(key)
    words = set(key.split())
    best, like = 0.0, ""
    for text in map(_plain, known):
        other = set(text.split())
        shared = len(words & other) / max(len(words | other), 1)
        ratio = difflib.SequenceMatcher(None, key, text).ratio()
        score = max(shared, ratio)
        if score > best:
            best, like = score, text
    return best * 0.9, f"its heading is like {like!r}"


def _by_values(spec: Field, sample: list[str]) -> tuple[float, str] | None:
    """Give the share of values that the column could hold, and what they are; None where values tell nothing."""
    from sva.intake.dates import parse_moments

    if not sample:
        return None
    n = len(sample)
    if spec.type in ("date", "datetime", "month"):
        import pyarrow as pa

        from sva.intake.coded import encode

        column = encode(pa.array(sample))
        day, month = (
            1 - float(parse_moments(column, day_first=first).failed.mean())
            for first in (True, False)
        )
        return (month, MONTH_FIRST) if month > day else (day, "dates")
    if spec.type in ("choice", "boolean"):
        known = lookup(spec.codes or "boolean")
        return sum(key_of(text) in known for text in sample) / n, "known"
    if spec.type == "code":
        from sva.intake.codelists import normalise

        new, _ = normalise(spec.codes, sample)
        return sum(value is not None for value in new) / n, f"codes of {spec.codes}"
    if spec.type == "lsoa":
        return sum(bool(re.fullmatch(r"[EW]01\d{6}", text)) for text in sample) / n, "LSOA codes"
    if spec.type in ("age", "age_range"):
        ages = [re.match(r"(?:under |over )?(\d{1,3})\b", text.lower()) for text in sample]
        return sum(bool(found) and int(found[1]) <= 120 for found in ages) / n, "ages"
    if spec.type in ("integer", "number"):
        return sum(bool(re.fullmatch(r"-?[\d,.]+", text)) for text in sample) / n, "numbers"
    if spec.type == "ethnicity":
        from sva.reference.ethnicity import detect_scheme

        hint = "self defined" if spec.codes == "self" else "officer observed"
        found = detect_scheme(sample, hint)
        return found.explained, f"ethnicity ({found.scheme})"
    return None
