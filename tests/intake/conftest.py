"""A small force's files, with everything wrong that real ones have, and its assessment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

OFFENCES = """Crime Number,Incident Reference,Offence Code (HO),Recorded Date,Committed From,Committed To,Location Type,Public Place,Easting,Northing,Knife Flag,Firearm Flag,Domestic Flag,Alcohol Flag,Outcome Code,Outcome Date,Officer in case
22/100001/22,000001-010422i,8N,02/04/2022,01/04/2022 21:37,01/04/2022 21:50,Street,Y,384950,254750,Y,N,N,Y,16,01/05/2022,PC Ann Example
22/100002/22,000001-010422i,008N,02/04/2022,2022-04-01T21:37:00,,House,N,384950,254750,N,N,Y,,1,2022-05-03,PC Ann Example
22/100003/22,000002-030422i, 5d,03/04/2022,04/2022,,-,,254750,384950,,,,,,,PC Bob Sample
22/100004/22,000003-030422i,34B,03/04/2022,31/02/2022 10:00,,Street,Y,384950,254750,N,N,N,N,,,PC Bob Sample
,000004-030422i,8N,03/04/2022,03/04/2022 10:00,,Street,Y,384950,254750,N,N,N,N,,,PC Bob Sample
22/100005/22,000005-030422i,ZZ9,03/04/2022,03/04/2022 10:00,,Street,Y,384950,254750,N,N,N,N,,,PC Bob Sample
22/100006/22,000006-030422i,8N,03/04/2031,03/04/2031 10:00,,Street,Y,0,0,N,N,N,N,,,PC Bob Sample
22/100007/22,000007-030422i,8N,08/04/2022,08/04/2022 10:00,01/04/2022 10:00,Street,Y,0,0,N,N,N,N,,,PC Bob Sample
22/100001/22,000001-010422i,8N,02/04/2022,01/04/2022 21:37,01/04/2022 21:50,Street,Y,384950,254750,Y,N,N,Y,16,01/05/2022,PC Ann Example
22/100008/22,,105A,08/04/2022,08/04/2022 10:11,,Spaceship,Y,530000,180000,N,N,N,N,99,,PC Bob Sample
"""
VICTIMS = """Crime Number,Incident Reference,Victim Ref,Victim Type,Age,Gender,Self Defined Ethnicity,Officer Defined Ethnicity,Disability,Religion,Home District,Looked After Child
22/100001/22,000001-010422i,NICHE90000001,Person,17,M,W1,1,-,Muslim,Shropshire,Y
22/100001/22,000001-010422i,NICHE90000002,Person,1020,F,NS,3,NOT RECORDED,,Telford & Wrekin,
22/100002/22,000001-010422i,,Business/Organisation,44,,,,,,,
22/100002/22,000001-010422i,NICHE90000001,Police Officer,-3,Female,White British,1,Disabled,,,N
22/100003/22,000002-030422i,,Person,30,F,B1,3,,,,
22/199999/22,000099-030422i,NICHE90000003,Person,12 years,f,A4,5,,Sikh,Atlantis,
"""
SUSPECTS = """Crime Number,Incident Reference,Suspect Ref,Age,Gender,Self Defined Ethnicity,Officer Defined Ethnicity,Arrested
22/100001/22,000001-010422i,NICHE90000002,19,F,W2,1,Y
22/100001/22,000001-010422i,niche90000002,19,F,W2,1,Y
22/100002/22,000001-010422i,NICHE90000009,16,M,,4,Not known
"""
IDENTIFIERS = (
    *(f"22/10000{n}/22" for n in range(1, 9)),
    "22/199999/22",
    "010422i",
    "030422i",
    "NICHE9",
    "niche9",
    "Ann Example",
    "Bob Sample",
)


@pytest.fixture
def make_assessment(root: Path, tmp_path: Path) -> Callable[..., SimpleNamespace]:
    """Make a project folder with one assessment and the sources named."""

    def make(
        sources: dict[str, str | None], base: str = "west-mercia-2023-05", name: str = "tried"
    ):
        from sva.assessment import load_assessment

        home = tmp_path / "home"
        text = (root / "assessments" / base / "assessment.yaml").read_text()
        head, rest = text.split("sources:\n")
        lines = "".join(
            f"  - {{contract: {contract}, partner: Test, path: {contract}, data_as_at: 2026-02-01"
            + (f", mapping: mappings/{contract}.yaml" if mapping else "")
            + "}\n"
            for contract, mapping in sources.items()
        )
        text = head + "sources:\n" + lines + "\n" + rest[rest.index("public:") :]
        folder = home / "assessments" / name
        (folder / "mappings").mkdir(parents=True)
        (home / "notebooks").mkdir()
        (folder / "assessment.yaml").write_text(
            text.replace("data: demonstration", "data: supplied")
        )
        for contract, mapping in sources.items():
            (home / "data/raw" / name / contract).mkdir(parents=True)
            if mapping:
                (folder / "mappings" / f"{contract}.yaml").write_text(mapping)
        assessment = load_assessment(name, home)
        return SimpleNamespace(assessment=assessment, raw=assessment.raw, out=assessment.processed)

    return make


@pytest.fixture
def force(make_assessment: Callable[..., SimpleNamespace]) -> SimpleNamespace:
    """A force with offences, victims and suspects, read by their usual headings."""
    made = make_assessment(
        {
            "police-offences": "contract: police-offences\ncoordinates: {x: Easting, y: Northing}\n",
            "police-victims": None,
            "police-suspects": None,
        }
    )
    for contract, text in (
        ("police-offences", OFFENCES),
        ("police-victims", VICTIMS),
        ("police-suspects", SUSPECTS),
    ):
        (made.raw / contract / "export.csv").write_bytes(text.encode())
    return made
