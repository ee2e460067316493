"""What may stand in each view, and what becomes of a number that may not."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sva.disclosure.attack.ground import Ground, Leak
from sva.disclosure.attack.places import Gathered
from sva.disclosure.attack.tables import CLASS, class_columns
from sva.disclosure.attack.words import Scope

__all__ = ["Accounts", "scopes_of"]

_ALL_ROWS = re.compile(r"\bAll ([\d,]+) rows are in tables/([a-z0-9-]+)\.csv\b")
_GONE = re.compile(r"\b(\d+) of (\d+) numbers are ")
_ALL_NUMBERS = re.compile(r"\bAll ([\d,]+) numbers are in the table\b")
_FILE = re.compile(r"\btables/([a-z0-9-]+)\.csv")
#: Words that put things in order.
_ORDER = re.compile(
    r"\b(?:highest|lowest|most|fewest|least|largest|smallest|rank\w*|more (?:often )?than|fewer than|less (?:often )?than|"
    r"above|below|ahead of|before|after|first|second|third|rose|fell|doubled|twice|half)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"(?<=[.;:!?])\s+")
_IN_WORDS = re.compile(
    r"^\W*(?:had |has |have |with |only |just |about |were |was |is |are )*"
    r"(?:one|two|three|four|five|six|seven|eight|nine|a single|a couple|a dozen)\b",
    re.IGNORECASE,
)
#: How a note under a table is called.
_NOTED = re.compile(r"^\[\d+\] ")
_COLUMNS = ("group", "area_code", "offence_group", "cohort")


def scopes_of(gathered: Gathered, ground: Ground) -> dict[str, Scope]:
    """Say what may stand in each view and each finding.

    Parameters
    ----------
    gathered : Gathered
        Of one edition.
    ground : Ground

    Returns
    -------
    dict of str to Scope
        By the name of the view or finding.
    """
    counts: dict[str, dict[str, int]] = {}
    sizes: dict[str, set[int]] = {}
    for table in gathered.tables:
        if table.file.endswith(".csv"):
            counts[table.view] = {k: n for each in class_columns(table) for k, n in each.items()}
            sizes[table.view] = {n for each in class_columns(table) for n in each.values()}
            sizes[table.view] |= {len(table.rows)} if sizes[table.view] else set()
    for table in gathered.tables:
        # How many areas a class holds was compared with the map's own file.
        if table.file.endswith(".html") and table.head[-1:] == ("Areas",):
            plain = {row[0]: row[-1].replace(",", "") for row in table.rows}
            more = {label: int(count) for label, count in plain.items() if count.isdigit()}
            counts[table.view] = more | counts.get(table.view, {})
    out = {}
    for name in ground.views:
        own = counts.get(name, {})
        more = sizes.get(name, set()) | ({*own.values(), sum(own.values())} if own else set())
        labels = {text for text in own if CLASS.fullmatch(text)}
        out[name] = Scope(ground.rows(name), ground.labels, ground.static, more, labels)
    told = gathered.json.get("findings.json")
    for each in told.get("findings", ()) if isinstance(told, dict) else ():
        rows = [ground.records[key] for key in each.get("keys", ()) if key in ground.records]
        if each.get("name") not in out:
            out[str(each.get("name"))] = Scope(rows, ground.labels, ground.static)
    return out


class Accounts:
    """Accounts for the numbers of a text, or says that nothing does.

    Parameters
    ----------
    gathered : Gathered
        Of one edition.
    ground : Ground
    """

    def __init__(self, gathered: Gathered, ground: Ground) -> None:
        self.ground = ground
        self.scopes = scopes_of(gathered, ground)
        self.files = {t.view: t for t in gathered.tables if t.file.endswith(".csv")}
        self.sizes: dict[str, tuple[int, int]] = {}
        self.gone: dict[str, list[re.Pattern[str]]] = {}

    def check(self, text: str, view: str, where: str, *, strict: bool = False) -> list[Leak]:
        """Check a text.

        Parameters
        ----------
        text : str
            As it stands.
        view : str
            Name of its view or finding; "" where it belongs to none.
        where : str
            For the message.
        strict : bool, optional
            Whether nothing but numbers of the view may stand there.

        Returns
        -------
        list of Leak
        """
        ground = self.ground
        if text in ground.names:
            return []
        scope = self.scopes.get(view, ground.whole)
        plain = self._plain(text, view)
        left = [] if self._is_made(text, view) else scope.left(plain)
        if left and not strict:
            other = {each.start for each in ground.every.left(plain)}
            left = [each for each in left if each.start in other]
        found = [
            Leak("not released", where, f"{each.text} in {text[:200]!r} is no released number")
            for each in left
        ]
        # What the office's own files say, or released rows alone give, knows nothing of what is withheld.
        return found if self._is_made(text, view) else found + self._ordered(text, view, where)

    def _is_made(self, text: str, view: str) -> bool:
        """Say whether a text is one that the judge's own making of the view's table holds."""
        made = self.ground.made.get(view)
        return made is not None and (text in made.texts or _NOTED.sub("", text) in made.texts)

    def _ordered(self, text: str, view: str, where: str) -> list[Leak]:
        """Find sentences that put what is withheld in order, or tell it in words."""
        found = []
        for name in self._withheld(view):
            for part in _ENDS.split(text):
                at = name.search(part)
                if at and _IN_WORDS.match(part[at.end() : at.end() + 40]):
                    found.append(
                        Leak(
                            "not released",
                            where,
                            f"{part[:160]!r} tells a withheld number in words",
                        )
                    )
                elif (
                    at and _ORDER.search(part) and "withheld" not in part and "too few" not in part
                ):
                    found.append(
                        Leak(
                            "not released", where, f"{part[:160]!r} puts what is withheld in order"
                        )
                    )
        return found

    def _withheld(self, view: str) -> list[re.Pattern[str]]:
        """Find the names in a view of which nothing but withheld rows stand there."""
        if view not in self.gone:
            rows = self.ground.rows(view)
            out = []
            for column in _COLUMNS:
                names = {str(row[column]) for row in rows if row.get(column)}
                shown = {
                    str(row[column])
                    for row in rows
                    if row.get(column) and not self.ground.is_withheld(row)
                }
                out += [_pattern(self._said(name)) for name in names - shown if shown]
            self.gone[view] = out
        return self.gone[view]

    def _said(self, name: str) -> Iterable[str]:
        return {name, self.ground.labels.get(name, name), re.sub(r"(\d)-(\d)", r"\1 to \2", name)}

    def _plain(self, text: str, view: str) -> str:
        """Take out what a report says about itself, where it is true."""
        if not any(each.isdigit() for each in text):
            return text
        total, gone = self._size(view)

        def rows(at: re.Match[str]) -> str:
            file = self.files.get(at[2])
            return "" if file and len(file.rows) == int(at[1].replace(",", "")) else at[0]

        def withheld(at: re.Match[str]) -> str:
            return "" if int(at[1]) <= gone and int(at[2]) <= total else at[0]

        def all_numbers(at: re.Match[str]) -> str:
            return "" if int(at[1].replace(",", "")) == total else at[0]

        text = _ALL_ROWS.sub(rows, text)
        text = _ALL_NUMBERS.sub(all_numbers, _GONE.sub(withheld, text))
        text = _FILE.sub(lambda at: "" if at[1] in self.files else at[0], text)
        return re.sub(r"^DEMONSTRATION DATA:? ?", "", text)

    def _size(self, view: str) -> tuple[int, int]:
        """Count the rows of a view, and those withheld."""
        if view not in self.sizes:
            rows = self.ground.rows(view)
            self.sizes[view] = (len(rows), sum(map(self.ground.is_withheld, rows)))
        return self.sizes[view]


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names)))})\b", re.IGNORECASE)
