"""Ethnicity labels in words, brought to the Race Disparity Unit's standard labels.

A label is reduced to its telling words ("Asian/Asian British: Any other Asian background" to "asian",
"other"), and those are looked up. A label that no entry knows is reported, never guessed; one that
lumps groups together ("BAME", "Chinese or other") is known to be a composite and has no group.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sva.reference._data import read_bundled, records

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Label", "parse_label", "standard_labels"]


class Label(NamedTuple):
    """What one label means.

    Parameters
    ----------
    standard : str
        The standard label, or the label as given where none is known.
    canonical : str or None
        Code of the 19-group list, where the label is that fine.
    group : str or None
        One of the five groups or Unknown; None for totals, composites and unknown labels.
    kind : str
        ``"detail"``, ``"group"``, ``"unknown"``, ``"total"``, ``"composite"``,
        ``"not applicable"`` or ``"unrecognised"``.
    """

    standard: str
    canonical: str | None
    group: str | None
    kind: str


# Headings under which the finer groups stand, in the words of each census and of data.police.uk.
_HEADINGS = (
    (r"black,? ?/? ?black british,? black welsh,? caribbean or african", "black"),
    (r"black, black british, black welsh of african background", "black african"),
    (r"black ?/? ?african ?/ ?caribbean ?/ ?black british", "black"),
    (r"black, african, caribbean or black british", "black"),
    (r"any other black ?/ ?african ?/ ?caribbean background", "black other"),
    (r"black ?(or|/) ?black british", "black"),
    (r"asian, asian british or asian welsh", "asian"),
    (r"asian ?(or|/) ?asian british", "asian"),
    (r"mixed ?(or|/) ?multiple(?! ?/)( ethnic)?( groups?)?", "mixed"),
    (r"english ?[/,].*british", "british"),
    (r"any other|non-british", "other"),
    (r"multiple ethnic (background|groups?)", ""),
)
_COMPOSITE = (
    (
        r"^(bame|bme)$|ethnic minorit|minority ethnic|^non-white$|^other than white$",
        "Other than White",
        None,
    ),
    (r"^all other ethnic groups$", "Other than White", None),
    (r"^other than white british$", "Other than White British", None),
    (r"^asian (other )?(inc|incl|including)\.? chinese$", "Asian other inc Chinese", "Asian"),
    (r"^asian exc\w*\.? chinese$", "Asian excluding Chinese", "Asian"),
    (r"^(chinese (and|or) other|other ?/ ?chinese)( ethnic group)?$", "Other inc Chinese", None),
    (
        r"^(mixed (and|/) ?other|mixed ?/ ?(multiple ?/ ?)?other|other ?/ ?mixed)$",
        "Other inc Mixed",
        None,
    ),
    (r"^other \(?inc(l|luding)?\.? mixed\)?$", "Other inc Mixed", None),
    (r"^other \(?inc(l|luding)?\.? chinese\)?$", "Other inc Chinese", None),
    (r"^other \(?inc(l|luding)?\.? mixed and chinese\)?$", "Other inc Mixed and Chinese", None),
    (r"^other \(?inc(l|luding)?\.? gypsy.*$", "Other (inc Gypsy/Traveller/Irish Traveller)", None),
    (r"^other \(?inc(l|luding)?\.? asian\)?$|^asian and other$", "Other inc Asian", None),
    (r"^white and other$", "White and Other", None),
    (r"^white british and other$", "White", "White"),
    (r"^mixed white ?/ ?black$", "Mixed White/Black", "Mixed"),
    (r"^(asian - )?pakistani( and |/ ?)bangladeshi$", "Pakistani and Bangladeshi", "Asian"),
    (
        r"^black, black british, black welsh or caribbean background$",
        "Black other than African",
        "Black",
    ),
)
_TOTAL = r"^all($| |:)|^(white|white.british)[,/].*,? ?other$|^white/black/asian/mixed/chinese/all$"
_FILLERS = frozenset(
    [
        "and",
        "any",
        "background",
        "category",
        "ethnic",
        "ethnicity",
        "group",
        "groups",
        "or",
        "total",
        "minor",
        "major",
        "pupil",
        "of",
    ]
)


@cache
def _table() -> dict[str, Label]:
    return {row.pop("words"): Label(**row) for row in records(read_bundled("ethnicity-words.csv"))}


def _words(text: str) -> str:
    """Reduce a label to its telling words, sorted; a negation keeps its repetitions."""
    for pattern, short in _HEADINGS:
        text = re.sub(pattern, f" {short} " if short else " ", text)
    found = [word for word in re.findall(r"[a-z]+", text) if word not in _FILLERS]
    if found and set(found) <= {"other"}:
        return "any other" if len(found) > 1 else "other"
    if "not" not in found:
        found = list(dict.fromkeys(found))
        if "british" in found and set(found) & {"white", "other"} == {"white", "other"}:
            found.remove("other")
    return " ".join(sorted(found))


def parse_label(raw: str) -> Label:
    """Say what one ethnicity label means.

    Parameters
    ----------
    raw : str
        A label in words; case and spaces at the ends do not matter.

    Returns
    -------
    Label

    Examples
    --------
    >>> parse_label("  Asian/Asian British - Any other Asian background ")
    Label(standard='Asian other', canonical='A9', group='Asian', kind='detail')
    >>> parse_label("BAME")
    Label(standard='Other than White', canonical=None, group=None, kind='composite')
    >>> parse_label("cathedral").kind
    'unrecognised'
    """
    text = re.sub(r"\s+", " ", str(raw).strip().casefold())
    text = re.sub(r"^ethnicity_(minor|major|minority)_", r"\1_", text).replace("_", " ")
    text = re.sub(r"^(minor|major) ", "", text)
    text = re.sub(r" total$", "", text).replace("&", "and")
    if text in {"any other ethnic group", "any other ethnicity", "any other"}:
        # The same words name the broad group only under a "major" heading.
        wide = str(raw).strip().casefold().startswith("ethnicity_major")
        return _table()["other" if wide else "any other"]
    for pattern, standard, group in _COMPOSITE:
        if re.search(pattern, text):
            return Label(standard, None, group, "composite")
    if re.search(_TOTAL, text):
        return _table()["all"]
    return _table().get(_words(text), Label(str(raw).strip(), None, None, "unrecognised"))


def standard_labels(raw: Iterable[str]) -> pd.DataFrame:
    """Say what each of many labels means.

    Parameters
    ----------
    raw : iterable of str
        Labels in words.

    Returns
    -------
    pandas.DataFrame
        ``raw``, ``standard``, ``canonical``, ``group``, ``kind``, one row per label as given.
    """
    import pandas as pd

    given = list(raw)
    parsed = {label: parse_label(label) for label in dict.fromkeys(given)}
    return pd.DataFrame(
        [(label, *parsed[label]) for label in given],
        columns=["raw", "standard", "canonical", "group", "kind"],
        dtype="str",
    )
