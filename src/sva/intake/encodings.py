"""Bytes to text: encoding and delimiter, told or found."""

from __future__ import annotations

import codecs
import csv

from sva.errors import Fault, SvaError

__all__ = ["decode", "sniff_delimiter"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


_DELIMITERS = (",", ";", "\t", "|")


def decode(data: bytes, file: str, encoding: str | None = None) -> tuple[bytes, str]:
    """Turn the bytes of a text file into UTF-8.

    Parameters
    ----------
    data : bytes
        The file.
    file : str
        Its name, for the message.
    encoding : str, optional
        As stated in the mapping; else told from the byte order mark, from the pattern of null bytes, or
        UTF-8 where the bytes allow it and Windows-1252 where they do not.

    Returns
    -------
    tuple of (bytes, str)
        UTF-8 without mark, and the encoding found.

    Raises
    ------
    SvaError
        If the bytes are not text of the encoding.

    Examples
    --------
    >>> decode("café".encode("cp1252"), "a.csv")[1]
    'windows-1252'
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            if name == "utf-8":
                return _checked(data[len(mark) :], file), "utf-8"
            return _recode(data, name, file), name
    if encoding:
        if codecs.lookup(encoding).name == "utf-8":
            return _checked(data, file), "utf-8"
        return _recode(data, encoding, file), encoding
    head = data[:4096]
    if len(head) >= 4 and head.count(0) > len(head) // 4:
        for name, odd in (("utf-16-le", 1), ("utf-16-be", 0)):
            if head[odd::2].count(0) > len(head) // 3:
                return _recode(data[: len(data) // 2 * 2], name, file), name
    if data.isascii():
        return data, "utf-8"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("windows-1252", errors="replace").encode(), "windows-1252"
    return data, "utf-8"


def _checked(data: bytes, file: str) -> bytes:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as reason:
        line = data[: reason.start].count(b"\n") + 1
        raise SvaError(
            f"{file} cannot be read",
            [
                Fault(
                    "it says that it is UTF-8 but holds bytes that are not",
                    "UTF-8, or an encoding stated in the mapping under read",
                    f"line {line}",
                    "State `encoding: windows-1252` in the mapping if the file came from Excel.",
                )
            ],
        ) from None
    return data


def _recode(data: bytes, encoding: str, file: str) -> bytes:
    try:
        return data.decode(encoding).encode("utf-8", errors="replace")
    except UnicodeError:
        raise SvaError(
            f"{file} cannot be read",
            [
                Fault(
                    f"its bytes are not {encoding}", "whole text", do_next="Ask for the file again."
                )
            ],
        ) from None


def sniff_delimiter(head: str) -> str:
    r"""Tell the delimiter from the first lines: the one that cuts most of them alike.

    Examples
    --------
    >>> sniff_delimiter("a;b;c\\n1;2,5;3\\n")
    ';'
    """
    lines = [line for line in head.splitlines()[:50] if line.strip()]
    csv.field_size_limit(max(csv.field_size_limit(), 2 * len(head)))
    best, score = ",", 0.0
    for mark in _DELIMITERS:
        widths = [len(row) for row in csv.reader(lines, delimiter=mark) if row]
        if not widths:
            continue
        width = max(set(widths), key=lambda w: (widths.count(w), w))
        if width > 1 and widths.count(width) * min(width, 30) > score:
            best, score = mark, widths.count(width) * min(width, 30)
    return best
