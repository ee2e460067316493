"""The frame of an old workbook (XLS): chains of sectors must end and sizes be possible, or its reader fills all memory."""

from __future__ import annotations

import struct

__all__ = ["is_sound"]

_END, _RESERVED = 0xFFFFFFFE, 0xFFFFFFFA
_ENTRY, _MINI, _SMALL = 128, 64, 4096
_ROWS, _COLUMNS = 65_536, 256
_STREAMS = ("workbook", "book", "encryptedpackage")


def is_sound(data: bytes) -> bool:
    r"""Tell whether every chain of sectors that a reader of workbooks follows comes to an end inside the file.

    Parameters
    ----------
    data : bytes
        A compound file, whole.

    Returns
    -------
    bool

    References
    ----------
    Microsoft, [MS-CFB]: Compound File Binary File Format, sections 2.2 to 2.6.

    Examples
    --------
    >>> is_sound(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    False
    """
    if len(data) < 512:
        return False
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 31)
    if size not in (512, 4096) or struct.unpack_from("<H", data, 32)[0] != 6:
        return False
    fat_count, directory = struct.unpack_from("<II", data, 44)
    mini_start, mini_count, more_start, more_count = struct.unpack_from("<IIII", data, 60)
    count = -(-(len(data) - size) // size)
    if max(fat_count, mini_count, more_count) > count:
        return False

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    places = list(struct.unpack_from("<109I", data, 76))
    seen = 0
    while more_start < _RESERVED:
        seen += 1
        if seen > count or more_start >= count:
            return False
        *held, more_start = _numbers(sector(more_start)) or (_END,)
        places += held
    fat: list[int] = []
    for place in places:
        if place < _RESERVED:
            if place >= count:
                return False
            fat += _numbers(sector(place))
    listing = _chain(directory, fat, count)
    mini = _chain(mini_start, fat, count) if mini_count else []
    if not listing or mini is None:
        return False
    entries = b"".join(map(sector, listing))
    small = [number for place in mini for number in _numbers(sector(place))]
    held = b""
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        name = entries[at : at + 64].decode("utf-16-le", "replace").split("\x00")[0].lower()
        start, length = struct.unpack_from("<II", entries, at + 116)
        if at and name not in _STREAMS:
            continue
        if length > len(data):
            return False
        in_small = at and length < _SMALL
        table, most = (small, len(small)) if in_small else (fat, count)
        chain = _chain(start, table, most) if length or at == 0 else []
        if chain is None:
            return False
        if in_small:
            text = b"".join(held[place * _MINI : (place + 1) * _MINI] for place in chain)
        else:
            text = b"".join(map(sector, chain))
        if at == 0:
            held = text
        elif name in _STREAMS[:2] and not _are_records_sound(text[:length]):
            return False
    return True


def _are_records_sound(stream: bytes) -> bool:
    """Tell whether no record says that a sheet or a list of texts is larger than any can be.

    References
    ----------
    Microsoft, [MS-XLS]: sections 2.4.28 (BoundSheet8), 2.4.90 (Dimensions), 2.4.265 (SST).
    """
    starts, seen = [0], 0
    while seen < len(starts):
        at = starts[seen]
        seen += 1
        while at + 4 <= len(stream):
            kind, length = struct.unpack_from("<HH", stream, at)
            body = stream[at + 4 : at + 4 + length]
            if kind == 0x0085 and seen == 1 and length >= 4:
                starts.append(struct.unpack_from("<I", body.ljust(4, b"\0"))[0])
            elif kind == 0x0200 and length >= 10:
                shape = "<IIHH" if length >= 14 else "<HHHH"
                first, last, left, right = struct.unpack_from(shape, body.ljust(16, b"\0"))
                if last > _ROWS or right > _COLUMNS or first > last or left > right:
                    return False
            elif kind == 0x00FC and struct.unpack_from("<I", body.ljust(8, b"\0"), 4)[0] > len(
                stream
            ):
                return False
            at += 4 + length
            if kind == 0x000A and seen > 1:
                break
    return True


def _numbers(sector: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])


def _chain(start: int, table: list[int], most: int) -> list[int] | None:
    """Follow a chain to its end; None where it leaves the table or turns back on itself."""
    found: list[int] = []
    while start != _END:
        if start >= min(len(table), most) or len(found) > most:
            return None
        found.append(start)
        start = table[start]
    return found
