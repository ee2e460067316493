"""The PDF against the page it was made from: no line, bookmark, alternative text or point that the page has not."""

from __future__ import annotations

import re
from collections import Counter

from sva.disclosure.attack.ground import Ground, Leak
from sva.disclosure.attack.places import Gathered
from sva.disclosure.attack.scopes import Accounts

__all__ = ["trace_paper"]

_RUNNING = re.compile(r"Page (\d+) of (\d+)")
_LETTER = re.compile(r"[^\W\d_]{2}")
#: A piece of a longer line is known by so many signs, letters among them.
_LONG = 5
_SURE = 9
#: Points of a picture lie on the page as they do in the drawing, to a tenth of a pixel.
_GRID = 10


def trace_paper(gathered: Gathered, ground: Ground, accounts: Accounts) -> list[Leak]:
    """Find text and points of the PDF that the page does not have.

    Parameters
    ----------
    gathered : Gathered
        Of one edition.
    ground : Ground
    accounts : Accounts
        For lines that only paper has.

    Returns
    -------
    list of Leak
    """
    lines = [place for place in gathered.places if place.kind == "line"]
    if not lines:
        return []
    whole, pieces, points = _page(gathered, ground)
    pages = sum(1 for line in lines if line.text.startswith("Page "))
    texts = ["", *("".join(line.text.split()) for line in lines), ""]
    links = sum(1 for place in gathered.places if place.kind == "name href")
    listed: list[int] = []
    marker = 0
    found: list[Leak] = []
    for at, line in enumerate(lines, 1):
        text = texts[at]
        if not any(each.isdigit() for each in text):
            continue
        if any(_holds(whole, each) for each in (text, texts[at - 1] + text, text + texts[at + 1])):
            continue
        # Paper numbers the items of a list; the number says nothing but its turn.
        if text in ("1", str(marker + 1)):
            marker = int(text)
            continue
        if pieces[text] > 0:
            pieces[text] -= 1
            continue
        running = _RUNNING.fullmatch(line.text)
        if running and int(running[1]) <= int(running[2]) == pages:
            continue
        # The list of contents gives a page for each of its links, in order.
        if text.isdigit() and (listed or [0])[-1] <= int(text) <= pages and len(listed) < links:
            listed.append(int(text))
            continue
        where = f"{line.file}, text"
        if any(each.isalpha() for each in text):
            leaks = accounts.check(line.text, "", where)
            # A line can break between a number and the words that say what it counts.
            near = " ".join(each.text for each in lines[max(0, at - 2) : at + 1])
            found += leaks if leaks and accounts.check(near, "", where) else []
        else:
            said = f"the line {line.text[:120]!r} of the PDF is not in the page"
            found.append(Leak("not released", where, said))
    return found + _points(gathered, points)


def _holds(whole: str, text: str) -> bool:
    known = len(text) >= _SURE or (len(text) >= _LONG and bool(_LETTER.search(text)))
    return known and text in whole


def _page(gathered: Gathered, ground: Ground) -> tuple[str, Counter[str], set[tuple[int, int]]]:
    """Collect what the page shows: all text as one, each piece so many times, and the points of its pictures."""
    pieces: Counter[str] = Counter()
    texts = [
        "".join(place.text.split())
        for place in gathered.places
        if place.file.endswith(".html") and place.kind in ("text", "key", "alt")
    ]
    for table in gathered.tables:
        if table.file.endswith(".html"):
            # A heading is repeated on every page that its table fills.
            cells = [text for row in table.rows for text in row]
            texts += ["".join(text.split()) for text in (*cells, *table.head)]
            pieces.update("".join(text.split()) for text in cells)
            for text in table.head:
                pieces["".join(text.split())] += 1 + len(table.rows)
    points: set[tuple[int, int]] = set()
    for picture in gathered.pictures:
        try:
            read = ground.read(picture.svg)
        except ValueError:
            continue
        for *_, text in read.drawn:
            texts.append("".join(text.split()))
            pieces["".join(text.split())] += 1
        for marks in (*read.marks.values(), read.loose, read.shapes):
            points |= {_near(x, y) for each in marks for x, y in each}
    for text in list(texts):
        pieces[text] += 1
        if number := re.match(r"\d+\.", text):
            pieces[number[0]] += 1
    return "\n".join(texts), pieces, points


def _near(x: float, y: float) -> tuple[int, int]:
    return round(x * _GRID), round(y * _GRID)


def _points(gathered: Gathered, points: set[tuple[int, int]]) -> list[Leak]:
    """Compare the points that the PDF draws with those of the page's pictures."""
    if not points:
        return []
    odd = []
    for x, y in gathered.paper:
        at, up = _near(x, y)
        near = ((at + dx, up + dy) for dx in (0, -1, 1) for dy in (0, -1, 1))
        if (x, y) != (0.0, 0.0) and not any(each in points for each in near):
            odd.append((x, y))
    return [
        Leak(
            "drawn",
            "needs-assessment.pdf, pictures",
            f"the point {x:g}, {y:g} is drawn on paper and not in the page",
        )
        for x, y in dict.fromkeys(odd)
    ]
