"""Every piece of text that is no cell of a table, against what may stand there."""

from __future__ import annotations

import base64
import hashlib
import json
import re

from sva.disclosure.attack.documents import trace_content, trace_document
from sva.disclosure.attack.ground import Ground, Leak
from sva.disclosure.attack.places import Gathered, Place
from sva.disclosure.attack.scopes import Accounts

__all__ = ["trace_text"]

_MAKER = re.compile(r"WeasyPrint [\d.]+")
#: Places whose numbers only name or lay out, each with what it may be.
_LAYOUT = {
    "attribute content": re.compile(r"width=device-width, initial-scale=1"),
    "property meta:creation-date": re.compile(r"2000-01-01T00:00:00Z?"),
    "property dc:date": re.compile(r"2000-01-01T00:00:00Z?"),
    "property vt:i4": re.compile(r"\d+"),
    "property DocSecurity": re.compile(r"0"),
    "property AppVersion": re.compile(r"\d\d\.\d{4}"),
    "property dcterms:created": re.compile(r"2000-01-01T00:00:00Z"),
    "property dcterms:modified": re.compile(r"2000-01-01T00:00:00Z"),
    "property vt:lpstr": re.compile(r"Table_\d+|[A-Z][a-z]+"),
    "paper Producer": _MAKER,
    "option": re.compile(r"\d?|E\d{8}"),
}
#: Places that a reader does not see: nothing but numbers of their view may stand there.
_UNSEEN = ("attribute", "comment", "formula", "unused", "property", "paper")
#: Charts whose alternative text is made of their own rows and nothing else.
_DRAWN = ("figure", "map")
_HASH = re.compile(r"sha256-([A-Za-z0-9+/=]+)")
_FACE = re.compile(r"url\(data:font/woff2;base64,[A-Za-z0-9+/=]+\)")
_BEGUN = 20
_TURN = re.compile(r"(.+)-(\d+)")


def trace_text(gathered: Gathered, ground: Ground, accounts: Accounts) -> list[Leak]:
    """Find numbers in text that no released number accounts for, and words that order what is withheld.

    Parameters
    ----------
    gathered : Gathered
        Of one edition.
    ground : Ground
    accounts : Accounts

    Returns
    -------
    list of Leak
    """
    tracer = _Tracer(gathered, ground, accounts)
    found: list[Leak] = []
    for place in gathered.places:
        if place.kind not in ("line", "shape", "policy", "classes", "layers"):
            found += tracer.place(place)
    for name, content in gathered.json.items():
        found += trace_document(name, content, ground, tracer.accounts)
    return found


class _Tracer:
    def __init__(self, gathered: Gathered, ground: Ground, accounts: Accounts) -> None:
        self.ground = ground
        self.accounts = accounts
        places = gathered.places
        self.blocks = {
            p.text for p in places if p.kind in ("text", "key") and p.file.endswith(".html")
        }
        self.alts = {p.text for p in places if p.kind == "alt"}
        self.begun = {p.text[:_BEGUN]: p.view for p in places if p.kind == "alt"}
        self.ids = {p.text for p in places if p.kind == "name id"}
        self.slugs = {
            re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60] for text in self.blocks
        }
        self.hashes = set(_HASH.findall(" ".join(p.text for p in places if p.kind == "policy")))
        views = ground.views
        self.sentences = [name for name, view in views.items() if view.get("sentence")]

    def place(self, place: Place) -> list[Leak]:
        """Check one place."""
        kind, text = place.kind, place.text
        where = f"{place.file}, {kind}" + (f" of {place.view}" if place.view else "")
        if kind in _LAYOUT and _LAYOUT[kind].fullmatch(text):
            return []
        if kind in ("style", "script"):
            return self._code(kind, text, where)
        if kind.startswith("name ") or kind == "paper Dest":
            return self._name(text.removeprefix("#"), where)
        if kind == "key" and not place.view:
            return self._key(text, where)
        if kind == "paper metadata":
            return self._metadata(text, where)
        if kind.startswith("paper"):
            if text in self.ids or text in self.alts or text in self.blocks:
                return []
            text = text.removeprefix("#")
            if text in self.ids:
                return []
            # An alternative text of paper is of the picture in the page whose words it begins with.
            if kind == "paper Alt" and (view := self.begun.get(text[:_BEGUN])):
                return self.accounts.check(text, view, where, strict=True)
        drawn = self.ground.views.get(place.view, {}).get("kind") in _DRAWN
        strict = (kind.startswith(_UNSEEN) and kind != "paper Alt") or (kind == "alt" and drawn)
        return self.accounts.check(text, place.view, where, strict=strict)

    def _key(self, text: str, where: str) -> list[Leak]:
        """Check a sentence that stands before its view, or is one: some view accounts for all of it."""
        for view in self.sentences:
            if not self.accounts.scopes[view].left(text):
                return self.accounts.check(text, view, where)
        return self.accounts.check(text, "", where)

    def _metadata(self, text: str, where: str) -> list[Leak]:
        """Check a PDF's metadata: what stands between its tags."""
        inner = re.sub(r"<\?xpacket.*?\?>", " ", text)
        said = [" ".join(each.split()) for each in re.findall(r">([^<]*)<", inner)]
        odd = re.findall(r'\s(?!xmlns:|xml:|rdf:)[\w:]+="([^"]*\d[^"]*)"', inner)
        known = {f"{name}" for name in ("1", "2", "UA-1", "PDF/UA-1")}
        return [
            leak
            for each in (*said, *odd)
            if each and each not in self.blocks and each not in known and not _MAKER.fullmatch(each)
            for leak in self.accounts.check(each, "", where, strict=True)
        ]

    def _name(self, text: str, where: str) -> list[Leak]:
        """Check an identifier: it holds the words of a heading, a view or a finding, perhaps with a turn."""
        if not any(each.isdigit() for each in text):
            return []
        base = re.sub(r"^url\(#|\)$|-none\)?$", "", text)
        base = re.sub(r"^(?:v|t|r|imap|finding)-", "", base)
        base = re.sub(r"^tables/([a-z0-9-]+)\.(?:csv|xlsx|ods)$", r"\1", base)
        if base in self.accounts.scopes or base in self.accounts.files or text in self.slugs:
            return []
        turn = _TURN.fullmatch(base)
        if turn:
            size = len(self.ids)
            named = turn[1] in self.accounts.scopes or turn[1] in self.ids or turn[1] in self.slugs
            if named and int(turn[2]) <= size:
                return []
        return [Leak("hidden", where, f"the identifier {text!r} holds a number that names nothing")]

    def _code(self, kind: str, text: str, where: str) -> list[Leak]:
        """Check a style sheet or a script: data is read as data, and code is the program's own."""
        if kind == "script":
            try:
                return list(trace_content(json.loads(text), where, self.ground, self.accounts))
            except ValueError:
                pass
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        if digest not in self.hashes:
            return [Leak("hidden", where, f"a {kind} that the page's own policy does not name")]
        own = text
        for known in sorted(self.ground.said, key=len, reverse=True):
            if len(known) > 40 and known in own:
                own = own.replace(known, "", 1)
        own = re.sub(r"\\[0-9a-f]+ ", " ", _FACE.sub(" ", own))
        return [
            Leak(
                "hidden",
                where,
                f"{each.text} in a {kind} that is not the program's own: {own.strip()[:120]!r}",
            )
            for each in self.ground.whole.left(own)
        ]
