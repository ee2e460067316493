"""Every kind of leak that can be planted in a finished edition is found: the edition would be withheld."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from sva.disclosure.attack import Verdict, attack

Change = Callable[[Path], Any]


def page(old: str, new: str, *, pattern: bool = False) -> Change:
    """Change the page, once."""

    def change(folder: Path) -> None:
        path = folder / "needs-assessment.html"
        text = path.read_text(encoding="utf-8")
        if pattern:
            made = re.sub(old, new, text, count=1, flags=re.DOTALL)
        else:
            made = text.replace(old, new, 1)
        assert made != text, "the plant found no place"
        path.write_text(made, encoding="utf-8")

    return change


def in_view(name: str, old: str, new: str) -> Change:
    """Change what stands in one view of the page, once; `old` is a pattern."""
    return page(rf'(id="v-{name}".*?){old}', rf"\g<1>{new}", pattern=True)


def style(rule: str) -> Change:
    """Add a rule to the style sheet and make the page's own policy name it."""

    def change(folder: Path) -> None:
        path = folder / "needs-assessment.html"
        text = path.read_text(encoding="utf-8").replace("</style>", f"{rule}</style>", 1)
        sheet = text[text.index("<style>") + 7 : text.index("</style>")]
        digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
        text = re.sub(
            r"(style-src (?:'|&#39;|&#x27;)sha256-)[A-Za-z0-9+/=]+",
            rf"\g<1>{digest}",
            text,
            count=1,
        )
        path.write_text(text, encoding="utf-8")

    return change


def csv(name: str, old: str, new: str) -> Change:
    """Change a CSV file, once; `old` is a pattern."""

    def change(folder: Path) -> None:
        path = folder / "tables" / name
        text = path.read_text(encoding="utf-8-sig")
        made = re.sub(old, new, text, count=1, flags=re.MULTILINE)
        assert made != text, "the plant found no place"
        path.write_text(made, encoding="utf-8-sig")

    return change


def book(kind: str, part: str, old: str, new: str, *, name: str = "tables") -> Change:
    """Change or add one part of a workbook; an empty `old` adds the part."""

    def change(folder: Path) -> None:
        path = folder / "tables" / f"{name}.{kind}"
        with zipfile.ZipFile(path) as whole:
            parts = {each.filename: whole.read(each.filename) for each in whole.infolist()}
        if old:
            text = parts[part].decode()
            made = re.sub(old, new, text, count=1, flags=re.DOTALL)
            assert made != text, "the plant found no place"
            parts[part] = made.encode()
        else:
            parts[part] = new.encode()
        with zipfile.ZipFile(path, "w") as whole:
            for inner, content in parts.items():
                whole.writestr(inner, content)

    return change


def packed(kind: str, mend: Callable[[Path], None]) -> Change:
    """Change a workbook as the ZIP file that it is."""
    return lambda folder: mend(folder / "tables" / f"tables.{kind}")


def remark(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as whole:
        whole.comment = b"Black 3"


def remark_on_part(path: Path) -> None:
    with zipfile.ZipFile(path) as whole:
        parts = [(each, whole.read(each)) for each in whole.infolist()]
    parts[0][0].comment = b"Black 3"
    with zipfile.ZipFile(path, "w") as whole:
        for part, content in parts:
            whole.writestr(part, content)


def twice(path: Path) -> None:
    with zipfile.ZipFile(path) as whole:
        parts = [(each, whole.read(each)) for each in whole.infolist()]
    with zipfile.ZipFile(path, "w") as whole, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole.writestr(parts[0][0].filename, "Black 3")
        for part, content in parts:
            whole.writestr(part, content)


def in_front(path: Path) -> None:
    path.write_bytes(b"Black 3" + path.read_bytes())


def sheet(part: str, old: str, new: str) -> Change:
    """Change one part of the workbook with formulas, once; `old` is a pattern."""
    return book("xlsx", part, old, new, name="allocation")


def document(name: str, mend: Callable[[Any], Any]) -> Change:
    """Change a JSON file."""

    def change(folder: Path) -> None:
        path = folder / name
        content = json.loads(path.read_text(encoding="utf-8"))
        mend(content)
        path.write_text(json.dumps(content), encoding="utf-8")

    return change


def paper(mend: Callable[[pikepdf.Pdf], Any]) -> Change:
    """Change the PDF."""

    def change(folder: Path) -> None:
        path = folder / "needs-assessment.pdf"
        if not path.is_file():
            pytest.skip("this machine makes no PDF")
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            mend(pdf)
            pdf.save(path)

    return change


def bookmark(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Black 3", 0))


def drawn_line(pdf: pikepdf.Pdf) -> None:
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    own = pdf.pages[0]
    own.Resources.Font.LEAK = font
    own.contents_add(b"BT /LEAK 1 Tf 10 10 Td (Black 3 victims) Tj ET")


def alternative(pdf: pikepdf.Pdf) -> None:
    for each in pdf.objects:
        if isinstance(each, pikepdf.Dictionary) and "/Alt" in each and "ethnic" in str(each.Alt):
            each.Alt = pikepdf.String(str(each.Alt).replace("Black withheld", "Black 3"))
            return
    raise AssertionError("the plant found no place")


def attached(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["exact.csv"] = b"Black,3"


def annotated(pdf: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Text,
        Rect=[0, 0, 1, 1],
        Contents=pikepdf.String("Black 3"),
    )
    pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(note)])


def property_of_paper(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Keywords"] = "Black 3"


def file(name: str, content: str | bytes) -> Change:
    """Add a file."""

    def change(folder: Path) -> None:
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    return change


_EXACT_BAR = r'd="M([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) '

PLANTS: dict[str, Change] = {
    # The page
    "alternative text": page("Black withheld", "Black 3"),
    "a sentence": page("</h3>", "</h3><p>There were 3 Black victims.</p>"),
    "a sentence in a view": in_view("by-group", '<p class="source">', '<p class="source">Black: 3. '),
    "a number that no row of the report has": page("</h3>", "</h3><p>Some 7,654 people took part.</p>"),
    "a number in words": in_view("by-group", '<p class="source">', '<p class="source">Black three. '),
    "a rank of two withheld groups": in_view(
        "by-group", '<p class="source">', '<p class="source">Other had more than Black. '
    ),
    "a table cell": in_view("by-group", r"\[c\]</td>", "3</td>"),
    "a rounded percentage with more digits": in_view("age-table", r">2\.7<", ">2.713<"),
    "an HTML comment": page("<main", "<!-- Black 3 --><main"),
    "a data attribute": page('<td class="n">', '<td class="n" data-exact="223">'),
    "a tooltip": page('<td class="n">', '<td class="n" title="exactly 223">'),
    "an ARIA label": page('<td class="n">', '<td class="n" aria-label="exactly 223">'),
    "a class name": page('<td class="n">', '<td class="n n223">'),
    "an identifier": page('<td class="n">', '<td class="n" id="white-223">'),
    "an inline style": page('<td class="n">', '<td class="n" style="--exact:223">'),
    "a style sheet that the policy does not name": page("</style>", ":root{--black:3}</style>"),
    "a CSS custom property": style(":root{--black-victims:3}"),
    "a script's payload": page("</body>", '<script type="application/json">{"Black": 3}</script></body>'),
    "a script": page("</body>", "<script>const black = 3;</script></body>"),
    "a description for search machines": page('name="description" content="', 'name="description" content="Black 3. ')
    if False
    else page("Public edition.", "Public edition. Black 3.", pattern=False),
    "a hidden input": page("<main", '<input type="hidden" value="Black 3"><main'),
    # Pictures
    "an SVG title": in_view("by-group", r"(<svg[^>]*>)", r"\g<2><title>Black 3</title>"),
    "an SVG description": in_view("by-group", r"(<svg[^>]*>)", r"\g<2><desc>Other 4</desc>"),
    "an SVG comment": in_view("by-group", r"(<svg[^>]*>)", r"\g<2><!--3-->"),
    "a data attribute of an SVG": in_view("by-group", r"<svg ", '<svg data-black="3" '),
    "a text drawn in a picture": in_view("by-group", r"</svg>", '<text x="1" y="1">3</text></svg>'),
    "the shade of a withheld square": in_view("by-hour", r'fill="url\(#by-hour-w-h0\)"', 'fill="#dcebf7"'),
    "the shade of a square of another class": in_view("by-hour", r'<path d="(M[^"]{30,}z)" fill="#0f3a63"', r'<path d="\g<2>" fill="#63a0cf"'),
    "a map's class of a withheld area": page(r'(data-c="E01013991"[^>]*data-k=")-', r"\g<1>0", pattern=True),
    "a map's layers": page("&quot;colours&quot;:", "&quot;counts&quot;: [3], &quot;colours&quot;:"),
    # Tables
    "a withheld cell of a CSV file": csv("by-group.csv", r"^Black,\[c\]", "Black,3"),
    "an extra column of a CSV file": csv("by-group.csv", r"^White,(\d+),", r"White,\1,223,"),
    "an exact count in a CSV file": csv("by-group.csv", r"^White,225", "White,223"),
    "exact limits in a CSV file": csv("by-age.csv", r"2\.4\d+", "2.420312"),
    "a class in the file of a map": csv("by-place.csv", r"E01013991,\[c\]", "E01013991,Under 10"),
    "a source line": csv("by-group.csv", r"Source: ", "Source: 3 Black and 4 Other victims in "),
    "a withheld row of all estimates": csv(
        "estimates.csv", r"^(victims\.count[^\n]*Black(?:,[^,\n]*){8}),,", r"\1,3,"
    ),
    "a margin among all estimates": csv(
        "estimates.csv", r"^(victims\.count)([^\n]*)White([^\n]*),225,([^\n]*)$",
        r"\1\2White\3,225,\4" + "\n" + r"\1-all\2All\3,299,\4",
    ),
    # Workbooks
    "a sheet's property": book("xlsx", "docProps/core.xml", "</dc:title>", " 3</dc:title>"),
    "a custom property": book("xlsx", "docProps/custom.xml", "", "<Properties><p>3</p></Properties>"),
    "a hidden sheet": book("xlsx", "xl/workbook.xml", 'name="Table_1"', 'name="Table_1" state="hidden"'),
    "a hidden column": book("xlsx", "xl/worksheets/sheet4.xml", "<col ", '<col hidden="1" '),
    "a cell comment": book("xlsx", "xl/comments1.xml", "", "<comments><t>Black 3</t></comments>"),
    "a defined name": book(
        "xlsx", "xl/workbook.xml", "</sheets>", '</sheets><definedNames><definedName name="black">3</definedName></definedNames>'
    ),
    "a number format": book("xlsx", "xl/styles.xml", 'formatCode="[^"]*"', 'formatCode="&quot;3&quot;"'),
    "an exact number in a sheet": book("xlsx", "xl/worksheets/sheet4.xml", "<v>225</v>", "<v>223</v>"),
    "a text that no sheet shows": book("xlsx", "xl/sharedStrings.xml", "</sst>", "<si><t>Black 3</t></si></sst>"),
    "a page header of a sheet": book(
        "xlsx", "xl/worksheets/sheet4.xml", "</worksheet>", "<headerFooter><oddHeader>3</oddHeader></headerFooter></worksheet>"
    ),
    "a note in an ODS sheet": book(
        "ods", "content.xml", "<text:p>Black</text:p>", "<office:annotation><text:p>3</text:p></office:annotation><text:p>Black</text:p>"
    ),
    "an ODS property": book("ods", "meta.xml", "</dc:title>", " 3</dc:title>"),
    "an exact number in an ODS sheet": book("ods", "content.xml", 'office:value="225"', 'office:value="223"'),
    "a number format of the sheet with formulas": sheet("xl/styles.xml", 'formatCode="#,##0"', 'formatCode="&quot;1,213&quot;"'),
    "a formula's kept value": sheet("xl/worksheets/sheet1.xml", r"(</f><v>)\d+", r"\g<1>1213"),
    "a formula": sheet("xl/worksheets/sheet1.xml", r"<f>SUM\(B", "<f>3+SUM(B"),
    "a need in the sheet with formulas": sheet("xl/worksheets/sheet1.xml", "<v>1210</v>", "<v>1213</v>"),
    "a cell of a table of words": csv("allocation.csv", r'^Herefordshire,"£', 'Herefordshire,"£9'),
    **{
        f"{what} of {kind.upper()}": packed(kind, mend)
        for kind in ("xlsx", "ods")
        for what, mend in {
            "a remark on the archive": remark, "a remark on a part": remark_on_part, "a part that stands twice": twice,
            "something in front": in_front,
        }.items()
    },
    # Documents
    "a field of findings.json": document("findings.json", lambda content: content.update(black=3)),
    "a row of findings.json": document(
        "findings.json",
        lambda content: content["findings"][0]["rows"].append({"key": "victims.count/none", "numerator": 3}),
    ),
    "a withheld row of estimates.json": document(
        "tables/estimates.json",
        lambda content: next(
            row for row in content["estimates"] if row["numerator"] is None
        ).update(numerator=3),
    ),
    "a row of estimates.json that was not released": document(
        "tables/estimates.json",
        lambda content: content["estimates"].append({"key": "victims.count/none", "numerator": 3}),
    ),
    "a field of estimates.json": document(
        "tables/estimates.json", lambda content: content.update(black=3)
    ),
    "a field of run.json": document("run.json", lambda content: content.update(rows={"black": 3})),
    "a notebook's metadata": file("people.ipynb", json.dumps({"cells": [], "metadata": {"Black": 3}, "nbformat": 4})),
    "a file of another kind": file("exact.parquet", b"PAR1\x03"),
    "another CSV file": file("tables/exact.csv", "Group,Victims\nBlack,3\n"),
    # The PDF
    "a PDF bookmark": paper(bookmark),
    "a line of the PDF": paper(drawn_line),
    "an alternative text of the PDF": paper(alternative),
    "a property of the PDF": paper(property_of_paper),
    "a file attached to the PDF": paper(attached),
    "a note on a page of the PDF": paper(annotated),
}  # fmt: skip


def test_the_edition_as_made_passes(finished: Any) -> None:
    verdict = attack(finished.folder, finished.ground)
    assert [f"{each.where}: {each.words}" for each in verdict.leaks] == []
    assert verdict.narrowed
    assert verdict.numbers > 1000


@pytest.mark.parametrize("kind", PLANTS)
def test_a_planted_leak_is_found(kind: str, tampered: Callable[[Change], Verdict]) -> None:
    assert tampered(PLANTS[kind]).leaks


def test_at_least_thirty_kinds_are_planted() -> None:
    assert len(PLANTS) >= 30


@pytest.mark.parametrize("view", ["by-kind", "by-sex"])
def test_a_bar_a_little_longer_is_found(view: str, tampered: Callable[[Change], Verdict]) -> None:
    """A bar, or one side of a pyramid, that is a few pixels off stands for another count."""

    def change(folder: Path) -> None:
        path = folder / "needs-assessment.html"
        text = path.read_text(encoding="utf-8")
        start = text.index("<svg", text.index(f'id="v-{view}"'))
        end = text.index("</svg>", start)
        bars = re.findall(
            r'<path d="M([\d.]+) [\d.]+ ([\d.]+) [\d.]+ \2 [\d.]+ \1 [\d.]+z"', text[start:end]
        )
        _, right = min(bars, key=lambda each: float(each[1]) - float(each[0]))
        moved = f"{float(right) + 2.4:.1f}"
        text = text[:start] + text[start:end].replace(f" {right} ", f" {moved} ") + text[end:]
        path.write_text(text, encoding="utf-8")

    verdict = tampered(change)
    assert "drawn" in {each.kind for each in verdict.leaks}
