"""Build the bundled fonts from the npm package @fontsource/public-sans (OFL 1.1).

python tools/build_fonts.py FOLDER    where FOLDER is the unpacked package (it holds 'files' and 'LICENSE').
Each weight: the Latin and Latin Extended subsets merged (Welsh needs the second), once as TTF for
charts and once as WOFF2 for pages.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

OUT = Path(__file__).resolve().parent.parent / "src" / "sva" / "figures" / "fonts"


def main(folder: Path) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "OFL.txt").write_text((folder / "LICENSE").read_text(encoding="utf-8"), encoding="utf-8")
    for weight, style in ((400, "Regular"), (600, "SemiBold")):
        with tempfile.TemporaryDirectory() as scratch:
            parts = []
            for subset in ("latin", "latin-ext"):
                font = TTFont(folder / "files" / f"public-sans-{subset}-{weight}-normal.woff2")
                font.flavor = None
                parts.append(str(Path(scratch) / f"{subset}.ttf"))
                font.save(parts[-1])
            merged = Merger().merge(parts)
        merged["head"].created = merged["head"].modified = 0
        merged["OS/2"].usWeightClass = weight
        for name, text in (
            (1, "Public Sans"),
            (2, style),
            (4, f"Public Sans {style}"),
            (6, f"PublicSans-{style}"),
        ):
            merged["name"].setName(text, name, 3, 1, 0x409)
            merged["name"].removeNames(nameID=16)
            merged["name"].removeNames(nameID=17)
        for flavour, suffix in ((None, "ttf"), ("woff2", "woff2")):
            merged.flavor = flavour
            merged.save(OUT / f"PublicSans-{style}.{suffix}", reorderTables=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
