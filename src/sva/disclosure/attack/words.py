"""Which numbers of a text are accounted for by what was released, by its labels, or by words that are the same in every report."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sva.disclosure.attack.numbers import Static, Token, tokens, written

__all__ = ["COUNTS", "VALUES", "Scope"]

COUNTS = (
    "numerator", "denominator", "reference_numerator", "reference_denominator", "weighted_numerator",
    "weighted_denominator", "unknown_count",
)  # fmt: skip
VALUES = ("value", "lower", "upper", "unknown_lower", "unknown_upper")
_LABELS = (
    "group", "strata", "offence_group", "cohort", "reference_group", "characteristic", "area_code", "measure",
    "definition", "source", "denominator_source", "unit", "method",
)  # fmt: skip
_DATES = ("period_start", "period_end", "comparison_start", "comparison_end", "data_as_at")

_BASE = re.compile(r"\b(?:per|every|of) 1(?:00|,000|0,000|00,000)\b")
_LEVEL = re.compile(r"\b95% (?:confidence )?(?:limits|interval)|\b95% confidence")
_SHARE = re.compile(r"\b(\d+) in (\d+)\b(?! \w+ary| May)")
_FURNITURE = re.compile(
    r"\bin each of [\d,]+ numbers\b|, row \d+\b|\b(?:has the|All) [\d,]+ rows\b|\bthe [\d,]+ comparisons\b|\[\d{1,2}\]|\bTable_\d+|^\d+ km$|"
    r"^1 = (?:the )?same\b|\b(?:[Tt]able|[Ff]igure|[Cc]hapter|[Aa]ppendix) \d+\b|^\d+\.(?= )|\bQS\d+\w*|\bTS\d+\w*|\bLicence v?\d\.\d\b|\babout 1,500 people\b"
)
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
#: What stands after a rounded rate, ratio or share, or before it.
_RATE_AFTER = re.compile(
    r"\s*(?:%|per cent|times|for every|in every|of every|per\b|percentage|to (?:about )?[\d.,]+|[;)]|,? and\b|as (?:often|many|likely))"
)
_RATE_BEFORE = re.compile(
    r"(?:\bto|\bfrom|\(|\bclose to|\bunder|\bover|\bratio|\brate|\babout|\bbetween|\band)\s*$"
)
_LOWER = re.compile(r"%(?: to \d+%)? (?:lower|higher|less|more)")
_DAY = re.compile(
    r"(?<![\d.])(?:(?:\d{1,2} )?(?:"
    + "|".join(_MONTHS)
    + r") \d{4}|(?:"
    + "|".join(m[:3] for m in _MONTHS)
    + r") \d{4}|(?:19|20)\d\d-\d\d(?:-\d\d)?|(?:19|20)\d\d)(?![\d,.]\d|\d)"
)
_SMALL = 10
_DIGIT = re.compile(r"\d")


class Scope:
    """What may stand in one place: the numbers of some released rows, in the ways that a report writes them.

    Parameters
    ----------
    rows : sequence of mapping
        Released rows.
    labels : mapping of str to str
        From codes to words.
    static : Static
        Texts that hold no result.
    more : iterable of float, optional
        Other numbers that may stand here, such as how many areas are in a class.
    more_phrases : iterable of str, optional
        Other labels, such as those of classes.

    Examples
    --------
    >>> row = {"group": "10-17", "numerator": 310, "denominator": 115000, "value": 2.6956, "lower": 2.4, "upper": 3.01}
    >>> scope = Scope([row], {}, Static([]))
    >>> scope.unexplained("10 to 17: about 310, 2.7 for every 1,000 (2.4 to 3.0)")
    []
    >>> scope.unexplained("10 to 17: 312 victims, of whom 3 died")
    ['312', '3']
    """

    def __init__(
        self,
        rows: Sequence[Mapping[str, Any]],
        labels: Mapping[str, str],
        static: Static,
        more: Iterable[float] = (),
        more_phrases: Iterable[str] = (),
    ) -> None:
        self.static = static
        self.counts = {float(each) for each in more}
        self.values: set[float] = set()
        self.ratios: set[float] = set()
        self.years: set[str] = set()
        self.shares: set[tuple[str, str]] = set()
        #: Of each small whole number that a value is written as: the labels of its rows.
        self.told: dict[str, set[str]] = defaultdict(set)
        phrases: set[str] = set()
        for row in rows:
            self._take(row, labels, phrases)
        self._divide(rows)
        self.counts |= _ripe_and_not(rows)
        self.ordered = sorted(self.values)
        self.days = _days_of(rows) | self.years
        #: Of each number that stands in a label: the labels, and where in them.
        self.labels: dict[str, list[tuple[str, int]]] = defaultdict(list)
        known = {each.lower() for each in phrases} | set(map(str.lower, more_phrases))
        self.phrases = "\n".join(known)
        for phrase in filter(_DIGIT.search, known):
            for token in tokens(phrase):
                self.labels[token.text].append((phrase, token.start))

    def _take(self, row: Mapping[str, Any], labels: Mapping[str, str], phrases: set[str]) -> None:
        for column in COUNTS:
            if _has(row, column):
                self.counts.add(float(row[column]))
        for column in VALUES:
            if _has(row, column):
                self.values.add(abs(float(row[column])))
        if _has(row, "dispersion"):
            self.values.add(float(row["dispersion"]))
        if _has(row, "reference_numerator"):
            self.ratios |= {float(row[column]) for column in VALUES if _has(row, column)}
        if _has(row, "denominator_year"):
            self.years.add(str(int(row["denominator_year"])))
        small = _has(row, "value") and abs(float(row["value"])) < _SMALL
        whole = written(float(row["value"]), 0) if small else ()
        for column in _LABELS:
            if _has(row, column):
                text = str(row[column])
                said = labels.get(text, "")
                spread = re.sub(r"(\d+)[-–](\d+)", r"\1 to \2", text)
                for number in whole:
                    self.told[number] |= {each.lower() for each in (text, said, spread) if each}
                phrases |= {
                    text,
                    said,
                    spread,
                    re.sub(r"[-_]", " ", spread),
                    re.sub(r"[-_]", " ", text),
                }

    def _divide(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Work out the shares that the rows bear out, in words and in whole per cent."""
        counts = {float(row["numerator"]) for row in rows if _has(row, "numerator")}
        parts = {
            float(row["numerator"]) / float(row["denominator"])
            for row in rows
            if _has(row, "numerator") and _has(row, "denominator") and float(row["denominator"])
        }
        if len(counts) <= 12:
            parts |= {low / high for low in counts for high in counts if high > low}
        for part in parts:
            if not 0 < part < 1:
                continue
            self.values |= {100 * part, 100 - 100 * part}
            if part >= 0.5:
                self.shares.add((str(round(part * 10)), "10"))
            self.shares.add(("1", str(round(1 / part))))

    def unexplained(self, text: str) -> list[str]:
        """List the numbers of a text that nothing accounts for.

        Parameters
        ----------
        text : str
            As it stands.

        Returns
        -------
        list of str
            As written.
        """
        return [each.text for each in self.left(text)]

    def left(self, text: str) -> list[Token]:
        """Find the numbers of a text that nothing accounts for, with their places in it.

        Parameters
        ----------
        text : str
            As it stands.

        Returns
        -------
        list of Token
        """
        if not any(each.isdigit() for each in text):
            return []
        left = self._unlabelled(text)
        for pattern in (_LEVEL, _BASE, _FURNITURE):
            left = pattern.sub(_masked, left)
        left = _SHARE.sub(self._share, _DAY.sub(self._day, left))
        return [
            each
            for each in tokens(left)
            if not self._known(text, each) and not self.static.holds(text, each)
        ]

    def _unlabelled(self, text: str) -> str:
        """Take out the numbers that are part of a label."""
        low = text.lower()
        for token in tokens(text):
            for phrase, at in self.labels.get(token.text, ()):
                start = token.start - at
                end = start + len(phrase)
                if (
                    start >= 0
                    and low.startswith(phrase, start)
                    and not (low[start - 1 : start].isalnum() or low[end : end + 1].isalnum())
                ):
                    text = text[:start] + "_" * len(phrase) + text[end:]
        return text

    def _day(self, at: re.Match[str]) -> str:
        return _masked(at) if at[0] in self.days else at[0]

    def _share(self, at: re.Match[str]) -> str:
        return _masked(at) if (at[1], at[2]) in self.shares else at[0]

    def _known(self, text: str, token: Token) -> bool:
        if token.value in self.counts and not token.places:
            return True
        after, before = (
            text[token.end : token.end + 60],
            text[max(0, token.start - 30) : token.start],
        )
        factors = [1, *([10] if "10,000" in text else []), *([100] if "100,000" in text else [])]
        plain = token.text.replace(",", "")
        if self._apart(text, token) or self._edge(before, token):
            return True
        if token.places or token.value >= _SMALL:
            return any(self.has(plain, token.places, factor) for factor in factors)
        if _RATE_AFTER.match(after) or _RATE_BEFORE.search(before):
            return any(self.has(plain, 0, factor) for factor in factors)
        return self._follows(text, token)

    def _follows(self, text: str, token: Token) -> bool:
        """Say whether a small whole number follows the label of a row whose value it is."""
        before = text[: token.start].rstrip().lower()
        return any(before.endswith(label) for label in self.told.get(token.text, ()))

    def _edge(self, before: str, token: Token) -> bool:
        """Say whether this is how a share close to none or all is told."""
        if before.endswith("under ") and token.value == 1:
            return any(0 < value < 1 for value in self.ordered)
        return before.endswith("over ") and token.value == 99 and any(v > 99 for v in self.ordered)

    def _apart(self, text: str, token: Token) -> bool:
        """Say whether this is how much one rate lies above or below another, in round per cent."""
        if not _LOWER.match(text, token.end) or token.value % 5:
            return False
        return any(abs(abs(1 - ratio) * 100 - token.value) <= 5 for ratio in self.ratios) or any(
            abs(abs(1 - 1 / ratio) * 100 - token.value) <= 5 for ratio in self.ratios if ratio
        )

    def has(self, plain: str, places: int, factor: int = 1) -> bool:
        """Say whether some released value is written so."""
        near = float(plain) / factor
        gap = 0.51 / 10**places / factor
        at = bisect_left(self.ordered, near - gap)
        while at < len(self.ordered) and self.ordered[at] <= near + gap:
            if plain in written(self.ordered[at] * factor, places):
                return True
            at += 1
        return False


def _ripe_and_not(rows: Sequence[Mapping[str, Any]]) -> set[float]:
    """Sum the counts of a measure over the months that had their time, and over those that have not."""
    sums: dict[tuple[str, bool], float] = defaultdict(float)
    for row in rows:
        if _has(row, "numerator"):
            late = "immature" in str(row.get("flag") or "")
            sums[str(row.get("measure")), late] += float(row["numerator"])
    return {total for (measure, late), total in sums.items() if (measure, not late) in sums}


def _days_of(rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """Write the dates of some rows as a report does."""
    said: set[str] = set()
    for column in _DATES:
        for day in {row[column] for row in rows if _has(row, column)}:
            month = _MONTHS[day.month - 1]
            said |= {f"{day.day} {month} {day.year}", f"{month} {day.year}", str(day.year)}
            said |= {f"{month[:3]} {day.year}", f"{day.year}-{day.month:02}-{day.day:02}"}
            said.add(f"{day.year}-{day.month:02}")
    return said


def _masked(at: re.Match[str]) -> str:
    return "_" * len(at[0])


def _has(row: Mapping[str, Any], column: str) -> bool:
    value = row.get(column)
    return value is not None and str(value) not in ("<NA>", "NaT", "nan", "")
