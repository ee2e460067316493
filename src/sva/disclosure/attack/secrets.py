"""Which numbers of a place would tell something that was withheld or rounded away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from sva.disclosure.attack.numbers import Token, written
from sva.disclosure.attack.words import VALUES

__all__ = ["Secrets"]

_COUNTS = (
    "numerator",
    "denominator",
    "reference_numerator",
    "reference_denominator",
    "unknown_count",
)
_NAMES = ("group", "area_code", "offence_group", "cohort", "strata", "reference_group")
#: Sums and differences of two counts are secrets too in a view of up to so many rows.
_PAIRS = 60


class Secrets:
    """The exact numbers behind an edition, where they are not what it shows.

    Parameters
    ----------
    exact : mapping of str to mapping
        Exact rows by key.
    shown : mapping of str to mapping
        Released rows by key.
    labels : mapping of str to str
        From codes to words.

    Examples
    --------
    >>> from sva.disclosure.attack.numbers import tokens
    >>> exact = {"a": {"key": "a", "group": "Black", "numerator": 3}, "b": {"key": "b", "group": "White", "numerator": 42}}
    >>> shown = {"a": {"key": "a", "group": "Black", "numerator": None}, "b": {"key": "b", "group": "White", "numerator": 40}}
    >>> secrets = Secrets(exact, shown, {})
    >>> said = "Three or 3 Black victims"
    >>> secrets.told(tokens(said)[0], said), secrets.told(tokens("3 ways")[0], "3 ways")
    (True, False)
    """

    def __init__(
        self,
        exact: Mapping[str, Mapping[str, Any]],
        shown: Mapping[str, Mapping[str, Any]],
        labels: Mapping[str, str],
    ) -> None:
        self.rows = {
            key: row for key, row in exact.items() if key in shown and _differ(row, shown[key])
        }
        self.labels = labels
        self.by_keys: dict[tuple[str, ...], tuple[set[float], list[float]]] = {}

    def told(self, token: Token, text: str, keys: Iterable[str] = ()) -> bool:
        """Say whether a number is one of the secrets that its place can be about.

        Parameters
        ----------
        token : Token
            The number.
        text : str
            What stands around it.
        keys : iterable of str, optional
            Of the rows of its view; of these, or of all where there are none, those that the text names.

        Returns
        -------
        bool
        """
        low = text.lower()
        given = tuple(keys) or tuple(self.rows)
        chosen = tuple(
            key for key in given if key in self.rows and self._named(self.rows[key], low)
        )
        if chosen not in self.by_keys:
            self.by_keys[chosen] = _numbers([self.rows[key] for key in chosen])
        counts, values = self.by_keys[chosen]
        if not token.places:
            return token.value in counts
        plain = token.text.replace(",", "")
        return any(plain in written(value, token.places) for value in values)

    def _named(self, row: Mapping[str, Any], text: str) -> bool:
        for column in _NAMES:
            name = row.get(column)
            if name is None or str(name) in ("<NA>", "nan", "All"):
                continue
            said = {str(name).lower(), self.labels.get(str(name), str(name)).lower()}
            if any(len(each) > 2 and each in text for each in said):
                return True
        return False


def _has(value: Any) -> bool:
    return value is not None and str(value) not in ("<NA>", "nan", "NaT", "")


def _differ(exact: Mapping[str, Any], shown: Mapping[str, Any]) -> bool:
    return any(
        _has(exact.get(column)) and (not _has(shown.get(column)) or exact[column] != shown[column])
        for column in (*_COUNTS, "value")
    )


def _numbers(rows: Sequence[Mapping[str, Any]]) -> tuple[set[float], list[float]]:
    counts = {float(row[column]) for row in rows for column in _COUNTS if _has(row.get(column))}
    if len(rows) <= _PAIRS:
        own = [float(row["numerator"]) for row in rows if _has(row.get("numerator"))]
        counts |= {one + other for one, other in combinations(own, 2)}
        counts |= {abs(one - other) for one, other in combinations(own, 2)}
    values = [abs(float(row[column])) for row in rows for column in VALUES if _has(row.get(column))]
    return counts - {0.0}, values
