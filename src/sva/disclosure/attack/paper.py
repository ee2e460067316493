"""Read a PDF without help: its text as drawn, its tags, bookmarks and properties, and the points of its pictures."""

from __future__ import annotations

import re
import zlib

from sva.disclosure.attack.places import Gathered, Place

__all__ = ["read_paper"]

_OBJECT = re.compile(rb"(?<!\d)(\d+)\s+\d+\s+obj\b")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_STRING = rb"\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)"
_KEYED = re.compile(
    rb"(?:/([\w.#-]+)\s*)?(" + _STRING + rb"|<(?=[0-9A-Fa-f\s]*>)[0-9A-Fa-f\s]*>)", re.DOTALL
)
_SHOWN = re.compile(
    rb"/(\w[\w.+-]*)\s+[\d.-]+\s+Tf|(\[(?:[^\[\]()<>]|<[^<>]*>|" + _STRING + rb")*\])\s*TJ|(<[0-9A-Fa-f\s]*>|"
    + _STRING + rb")\s*(?:Tj|'|\")|\bBT\b|\bET\b"
)  # fmt: skip
_PIECE = re.compile(rb"<([0-9A-Fa-f\s]*)>|(" + _STRING + rb")")
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_MAPPED = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[([^\]]*)\])")
_RANGES = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_FONT = re.compile(rb"/([\w.+-]+)\s+(\d+)\s+\d+\s+R")
_FIGURE = re.compile(rb"/Figure\s*<<[^>]*>>\s*BDC(.*?)\nEMC", re.DOTALL)
_POINT = re.compile(rb"(?<![\d.-])(-?[\d.]+) (-?[\d.]+) [ml]\b")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"", b"f": b"", b"\n": b""}
#: Strings that name things and are not read by anybody.
_NAMING = re.compile(r"\d+-\d+-\d+")
_SILENT = frozenset(("ID", "D", "S", "O", "U", "Ordering", "Registry", "Panose"))


def read_paper(content: bytes, file: str) -> Gathered:
    r"""Read a PDF.

    Parameters
    ----------
    content : bytes
        The file.
    file : str
        Its name.

    Returns
    -------
    Gathered
        Places of kind "line" (text as drawn, a line each), "paper Alt", "paper Title" and so on; what cannot be
        read stands among the odd.

    Examples
    --------
    >>> made = b"1 0 obj\n<</Title (3 victims)>>\nendobj\n2 0 obj\n<</Length 9>>\nstream\nBT (4) Tj ET\nendstream\nendobj"
    >>> [(place.kind, place.text) for place in read_paper(made, "a.pdf").places]
    [('paper Title', '3 victims'), ('line', '4')]
    """
    found = Gathered()
    heads, streams = _objects(content, found, file)
    for head in heads.values():
        _strings(head, found, file)
    fonts = _fonts(heads, streams)
    for number, data in streams.items():
        head = heads[number]
        if b"/Metadata" in head:
            found.places.append(Place(file, "paper metadata", _text(data)))
        elif b"/EmbeddedFile" in head or (
            b"/Subtype" in head and re.search(rb"/Subtype\s*/Image", head)
        ):
            found.odd.append(Place(file, "part", "a file or a picture of pixels inside the PDF"))
        elif (
            re.search(rb"/Type\s*/(?:XRef|ObjStm)|/Length1|/FontFile", head) or b"begincmap" in data
        ):
            continue
        else:
            _content(data, fonts, found, file)
    for name in (b"/JavaScript", b"/RichMedia", b"/AcroForm"):
        if any(name in head for head in heads.values()):
            found.odd.append(Place(file, "part", f"{name.decode()} inside the PDF"))
    return found


def _objects(
    content: bytes, found: Gathered, file: str
) -> tuple[dict[int, bytes], dict[int, bytes]]:
    """Take the file apart: what stands before each stream, or is the whole object, and the streams."""
    heads: dict[int, bytes] = {}
    streams: dict[int, bytes] = {}
    at = 0
    while start := _OBJECT.search(content, at):
        number = int(start[1])
        end = content.find(b"endobj", start.end())
        end = len(content) if end < 0 else end
        stream = _STREAM.search(content, start.end(), end)
        if stream is None:
            heads[number] = content[start.end() : end]
            at = end
            continue
        heads[number] = content[start.end() : stream.start()]
        length = re.search(rb"/Length\s+(\d+)(?!\s+\d+\s+R)", heads[number])
        stop = stream.end() + int(length[1]) if length else -1
        if stop < 0 or content[stop : stop + 12].strip()[:9] != b"endstream":
            stop = content.find(b"endstream", stream.end())
        data = content[stream.end() : stop]
        at = stop
        try:
            streams[number] = zlib.decompress(data) if b"FlateDecode" in heads[number] else data
        except zlib.error:
            found.odd.append(Place(file, "part", f"stream {number} of the PDF cannot be read"))
    for number, data in [*streams.items()]:
        if re.search(rb"/Type\s*/ObjStm", heads[number]):
            _packed(data, heads[number], heads)
    trailer = re.findall(rb"trailer\s*(<<.*?>>)", content, re.DOTALL)
    heads |= {-1 - place: each for place, each in enumerate(trailer)}
    # What follows the last object, or was written between two, is read too.
    return heads, streams


def _packed(data: bytes, head: bytes, heads: dict[int, bytes]) -> None:
    first, count = re.search(rb"/First\s+(\d+)", head), re.search(rb"/N\s+(\d+)", head)
    if first is None or count is None:
        heads[-len(heads) - 1000] = data
        return
    start = int(first[1])
    places = [int(each) for each in data[:start].split()[: 2 * int(count[1])]]
    ends = [*places[3::2], len(data) - start]
    for number, begin, end in zip(places[::2], places[1::2], ends, strict=False):
        heads[number] = data[start + begin : start + end]


def _strings(head: bytes, found: Gathered, file: str) -> None:
    if b"(" not in head and b"<" not in head[2:]:
        return
    for key, raw in _KEYED.findall(head):
        name = key.decode("latin-1")
        text = _text(_unescape(raw[1:-1]) if raw[:1] == b"(" else bytes.fromhex(_even(raw[1:-1])))
        text = " ".join(text.split())
        if text and name not in _SILENT and not _NAMING.fullmatch(text):
            found.places.append(Place(file, f"paper {name}".strip(), text))


def _even(raw: bytes) -> str:
    digits = b"".join(raw.split()).decode()
    return digits + "0" * (len(digits) % 2)


def _unescape(raw: bytes) -> bytes:
    def one(at: re.Match[bytes]) -> bytes:
        said = at[1]
        return bytes([int(said, 8) & 255]) if said.isdigit() else _ESCAPES.get(said, said)

    return re.sub(rb"\\([0-7]{1,3}|.|\n)", one, raw, flags=re.DOTALL) if b"\\" in raw else raw


def _text(raw: bytes) -> str:
    if raw[:2] == b"\xfe\xff":
        return raw[2:].decode("utf-16-be", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _fonts(heads: dict[int, bytes], streams: dict[int, bytes]) -> dict[bytes, dict[int, str]]:
    """Find what each font's codes stand for."""
    maps: dict[int, dict[int, str]] = {}
    for number, head in heads.items():
        at = re.search(rb"/ToUnicode\s+(\d+)", head)
        if at and int(at[1]) in streams:
            maps[number] = _letters(streams[int(at[1])])
    out: dict[bytes, dict[int, str]] = {}
    for head in heads.values():
        for name, target in _FONT.findall(head):
            if int(target) in maps:
                out[name] = maps[int(target)]
    return out


def _letters(data: bytes) -> dict[int, str]:
    out: dict[int, str] = {}
    for kind, body in _RANGES.findall(data):
        if kind == b"char":
            out |= {int(code, 16): _hex(said) for code, said in _PAIR.findall(body)}
            continue
        for first, second, third, listed in _MAPPED.findall(body):
            start = int(first, 16)
            if listed:
                for place, each in enumerate(re.findall(rb"<([0-9A-Fa-f]+)>", listed)):
                    out[start + place] = _hex(each)
            else:
                base = int(third, 16)
                for place in range(int(second, 16) - start + 1):
                    out[start + place] = chr(base + place)
    return out


def _hex(raw: bytes) -> str:
    return bytes.fromhex(raw.decode()).decode("utf-16-be", "replace")


def _content(data: bytes, fonts: dict[bytes, dict[int, str]], found: Gathered, file: str) -> None:
    font: dict[int, str] = {}
    line: list[str] = []
    for at in _SHOWN.finditer(data):
        name, several, single = at.groups()
        if name is not None:
            font = fonts.get(name, {})
        elif several is not None or single is not None:
            line += [_shown(piece, font) for piece in _PIECE.findall(several or single)]
        else:
            said = " ".join("".join(line).split())
            if said:
                found.places.append(Place(file, "line", said))
            line = []
    for figure in _FIGURE.findall(data):
        found.paper += [(float(x), float(y)) for x, y in _POINT.findall(figure)]
    for key, raw in re.findall(rb"/(ActualText|Alt|E)\s*(" + _STRING + rb")", data):
        found.places.append(Place(file, f"paper {key.decode()}", _text(_unescape(raw[1:-1]))))


def _shown(piece: tuple[bytes, bytes], font: dict[int, str]) -> str:
    coded, plain = piece
    if plain:
        return _text(_unescape(plain[1:-1]))
    digits = _even(coded)
    if not font:
        return bytes.fromhex(digits).decode("latin-1")
    return "".join(
        font.get(int(digits[at : at + 4], 16), "\ufffd") for at in range(0, len(digits), 4)
    )
