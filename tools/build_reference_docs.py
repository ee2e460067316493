"""Write ``docs/reference.md``, the data dictionary of the reference data, from the data themselves.

Usage::

    python tools/build_reference_docs.py
"""

from __future__ import annotations

from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "docs" / "reference.md"


def table(frame) -> list[str]:
    """Give a frame as a Markdown table."""

    def cell(value: object) -> str:
        text = "" if value is None or value != value else str(value)
        return text.replace("|", "\\|")

    lines = ["| " + " | ".join(map(str, frame.columns)) + " |"]
    lines.append("|" + " --- |" * len(frame.columns))
    lines += ["| " + " | ".join(map(cell, row)) + " |" for row in frame.itertuples(index=False)]
    return [*lines, ""]


def text() -> str:
    """Put the page together."""
    import pandas as pd

    from sva.reference import catalogue, codes, ethnicity, geography, populations

    def dated(name: str, extra: list[str]) -> list[str]:
        frame = codes.load(name)
        for column in ("valid_from", "valid_to"):
            frame[column] = frame[column].dt.strftime("%Y-%m-%d")
        keep = ["code", "label", "group", *extra, "valid_from", "valid_to", "status"]
        return table(frame[[c for c in keep if c in frame and frame[c].notna().any()]])

    listing = catalogue.listing()
    lines = [
        "# Reference data: the data dictionary",
        "",
        (
            "Made by `python tools/build_reference_docs.py`; do not edit by hand. `sva reference` prints the"
            " first table, `sva reference show NAME` any list."
        ),
        "",
        (
            "A date is empty where no source gives one. *unconfirmed* marks what is known from practice and has"
            " not been checked against the named document; the report's appendix lists what it used of it."
        ),
        "",
        "## What comes with the package",
        "",
        *table(listing),
        "## What `sva fetch` brings",
        "",
        "Files are recognised by their columns, plain or gzipped, whatever they are called.",
        "",
        *table(pd.DataFrame(catalogue.EXTERNAL, columns=["data", "for", "columns", "publisher"])),
        "## Ethnic groups",
        "",
        f"Five groups, in this order: {', '.join(ethnicity.GROUPS)}. All stands first where there is a total."
        " Officer-observed groups: " + ", ".join(ethnicity.OBSERVED_GROUPS) + ".",
        "",
        *table(ethnicity.groups19()[["code", "label", "group", "observed", "status"]]),
        "### Schemes",
        "",
        *table(ethnicity.schemes()),
        (
            "A value that several schemes explain in different ways is not mapped until the scheme is named."
            ' Labels that lump groups together ("BAME", "Chinese or other") have no group.'
        ),
        "",
        "## Offence codes",
        "",
        *dated("offences", ["broad_group", "police_uk", "retired_by", "replaced_by"]),
        "## Outcomes",
        "",
        *dated("outcomes", []),
        "## police.uk",
        "",
        *dated("police-uk-crime-types", []),
        *dated("police-uk-outcomes", []),
        "## Stop and search",
        "",
        *dated("search-objects", []),
        *dated("search-outcomes", []),
        *dated("search-legislation", []),
        "## Places",
        "",
        *dated("location-types", []),
        "## Other characteristics",
        "",
    ]
    for name in (
        "sex",
        "gender-identity",
        "religion",
        "disability",
        "sexual-orientation",
        "marital-status",
        "pregnancy-maternity",
    ):
        lines += [f"### {name}", "", *dated(name, [])]
    lines += [
        "## Areas",
        "",
        (
            "The vintage is that of the LSOAs on which an area stands (2011 or 2021). Wards are best fits of whole"
            " LSOAs. Higher areas are unions of LSOAs, and so are their boundaries."
        ),
        "",
        *table(pd.DataFrame(geography.LEVELS.items(), columns=["level", "what it is"])),
        *table(
            geography.areas("district")[
                [
                    "area_code",
                    "area_name",
                    "published_name",
                    "upper_tier_code",
                    "csp_code",
                    "icb_code",
                    "fire_code",
                ]
            ]
        ),
        *table(geography.areas("csp")[["area_code", "area_name", "published_name"]]),
        "## Populations",
        "",
        *table(pd.DataFrame(populations.BASES.items(), columns=["base", "what it counts"])),
        *table(populations.bundled().published().drop(columns="demonstration")),
        (
            "Census tables of one year differ by a few people from one another (disclosure control), so each"
            " table keeps its own total."
        ),
        "",
        "## Entries not yet confirmed",
        "",
        *table(catalogue.unconfirmed()),
    ]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text(), encoding="utf-8")
    print(TARGET.name)
