"""Open a workbook as the ZIP file that it is: every part as text, and all that stands outside its parts."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from html import unescape

from sva.disclosure.attack.places import Gathered, Place

__all__ = ["plain", "read_parts"]

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)


def read_parts(content: bytes, file: str, found: Gathered) -> dict[str, str]:
    """Read every part of a workbook, and note what stands in it beside its parts.

    Parameters
    ----------
    content : bytes
        The file.
    file : str
        Its name.
    found : Gathered
        Comments are added to its places; what nothing can read, stands twice or lies before the parts, to what is odd.

    Returns
    -------
    dict of str to str
        Name of each part to its text; empty where the file cannot be read.

    Examples
    --------
    >>> found = Gathered()
    >>> read_parts(b"no workbook", "a.xlsx", found), found.odd[0].text
    ({}, 'a workbook that cannot be read')
    """
    try:
        book = zipfile.ZipFile(io.BytesIO(content))
        parts = {name: book.read(name).decode("utf-8", "replace") for name in book.namelist()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        found.odd.append(Place(file, "part", "a workbook that cannot be read"))
        return {}
    members = book.infolist()
    for said in (book.comment, *(member.comment for member in members)):
        if said:
            found.places.append(Place(file, "comment", said.decode("utf-8", "replace")))
    for name, times in Counter(member.filename for member in members).items():
        if times > 1:
            found.odd.append(Place(file, "part", f"a part {name} that stands {times} times"))
    first = min((member.header_offset for member in members), default=0)
    if first:
        found.odd.append(Place(file, "part", f"{first} bytes before the first part"))
    for text in parts.values():
        found.places += [Place(file, "comment", said) for said in _COMMENT.findall(text)]
    return parts


def plain(text: str) -> str:
    """Take the tags off.

    Examples
    --------
    >>> plain("<p>3 &amp; <b>4</b></p>")
    '3 & 4'
    """
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())
