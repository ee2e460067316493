"""Cleaning that says what it did: defaults, places, ages, categories."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from sva import intake
from sva.errors import SvaError
from sva.intake.places import grid_reference
from sva.intake.watch import changes

HEAD = "Crime Number,Offence Code (HO),Committed From,Easting,Northing"
MAPPING = "contract: police-offences\ncoordinates: {x: Easting, y: Northing}\n"


def take(make_assessment, lines: list[str], mapping: str = MAPPING, head: str = HEAD):
    made = make_assessment({"police-offences": mapping})
    (made.raw / "police-offences/a.csv").write_text("\n".join([head, *lines]) + "\n")
    return intake.run(made.assessment, made.out)


def scattered(count: int, chance: random.Random) -> list[tuple[int, int]]:
    return [
        (chance.randrange(384_000, 386_000), chance.randrange(253_000, 256_000))
        for _ in range(count)
    ]


def test_default_minutes_are_found_by_their_excess_and_real_ones_stay(make_assessment) -> None:
    chance = random.Random(1)
    lines = []
    for n in range(3000):
        minute = chance.randrange(1440)
        lines.append(
            f"A{n},8N,{chance.randrange(2, 28):02d}/05/2022 {minute // 60:02d}:{minute % 60:02d},385000,255000"
        )
    lines += [f"B{n},8N,{2 + n % 26:02d}/05/2022 00:01,385000,255000" for n in range(100)]
    done = take(make_assessment, lines)
    offences = done.table("offences")
    at = offences["committed_from"].dt
    defaults = (at.hour == 0) & (at.minute == 1)
    assert not offences.loc[defaults, "time_known"].any()
    noon = (at.hour == 12) & (at.minute == 0)
    assert noon.any()
    assert offences.loc[noon, "time_known"].all()
    assert "00:01 is a default, not a time" in " ".join(done.log["sentence"])


def test_midnight_on_the_first_in_excess_keeps_its_month_and_not_its_day(make_assessment) -> None:
    lines = [f"A{n},8N,01/{1 + n % 12:02d}/2022 00:00,385000,255000" for n in range(200)]
    lines += [f"B{n},8N,{2 + n % 26:02d}/05/2022 00:00,385000,255000" for n in range(52)]
    lines += [f"C{n},8N,{1 + n % 28:02d}/05/2022 14:{n % 60:02d},385000,255000" for n in range(300)]
    done = take(make_assessment, lines)
    offences = done.table("offences")
    first = (offences["committed_from"].dt.day == 1) & (offences["committed_from"].dt.hour == 0)
    assert offences.loc[first, "date_known"].unique().tolist() == ["month"]
    assert offences.loc[~first, "date_known"].unique().tolist() == ["day"]


def test_a_stations_point_is_found_by_its_excess_and_is_no_place(make_assessment) -> None:
    chance = random.Random(2)
    lines = [
        f"A{n},8N,03/05/2022 10:{n % 60:02d},{x},{y}"
        for n, (x, y) in enumerate(scattered(2000, chance))
    ]
    lines += [f"B{n},8N,03/05/2022 11:{n % 60:02d},384950,254750" for n in range(200)]
    done = take(make_assessment, lines)
    offences = done.table("offences")
    assert (offences["place_status"][-200:] == "unlocated").all()
    assert offences["easting"][-200:].isna().all()
    assert done.log.loc[done.log["rule"] == "default-point", "rows"].sum() == 200


def test_a_point_named_in_the_mapping_is_no_place_however_rare(make_assessment) -> None:
    mapping = MAPPING + 'default_places: ["384950,254750"]\n'
    done = take(make_assessment, ["A,8N,03/05/2022 10:00,384950,254750"], mapping)
    assert done.table("offences")["place_status"].tolist() == ["unlocated"]


def test_points_in_the_sea_elsewhere_and_nowhere_are_told_apart(make_assessment) -> None:
    lines = [
        "A,8N,03/05/2022 10:00,384950,254750",  # Worcester
        "B,8N,03/05/2022 10:00,100000,400000",  # the Irish Sea
        "C,8N,03/05/2022 10:00,530000,180000",  # London
        "D,8N,03/05/2022 10:00,0,0",
        "E,8N,03/05/2022 10:00,,",
        "F,8N,03/05/2022 10:00,-1,-1",
        "G,8N,03/05/2022 10:00,254750,384950",  # swapped
    ]
    offences = take(make_assessment, lines).table("offences")
    assert offences["place_status"].tolist() == [
        "inside", "outside", "outside", "unlocated", "unlocated", "unlocated", "inside",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("coordinates", "x", "y"),
    [
        ('{x: Easting, y: Northing, crs: "EPSG:27700"}', "384950", "254750"),
        ('{x: Easting, y: Northing, crs: "EPSG:4326"}', "-2.2206", "52.1907"),
        ('{x: Easting, y: Northing, crs: "EPSG:3857"}', "-247196", "6835150"),
        ("{grid_reference: Easting}", "SO 8495 5475", ""),
    ],
)
def test_points_of_any_system_fall_into_the_same_district(
    make_assessment, coordinates, x, y
) -> None:
    mapping = f"contract: police-offences\ncoordinates: {coordinates}\n"
    offences = take(make_assessment, [f"A,8N,03/05/2022 10:00,{x},{y}"], mapping).table("offences")
    assert offences["district_code"].tolist() == ["E07000237"]  # Worcester


def test_grid_references_are_read() -> None:
    # Ordnance Survey: Worcester Cathedral stands at SO 850 545.
    assert grid_reference("SO 850 545") == (385050.0, 254550.0)
    assert grid_reference("TQ 30000 80000") == (530000.0, 180000.0)
    assert grid_reference("ZZ 12") is None


def test_codes_of_another_vintage_are_refused(make_assessment) -> None:
    head = "Crime Number,Offence Code (HO),Committed From,LSOA 2011"
    with pytest.raises(SvaError, match="1 rows with a code that only LSOA 2021 has"):
        take(
            make_assessment,
            ["A,8N,03/05/2022 10:00,E01035081"],
            "contract: police-offences\n",
            head,
        )


def test_ages_by_stated_rules(tmp_path) -> None:
    ages = ["1020", "-3", "148", "0", "120", "17", "17 years", "n/k", "", "x"]
    path = tmp_path / "a.csv"
    path.write_text(
        "Crime Number,Victim Ref,Age\n"
        + "".join(f"c{n},v{n},{age}\n" for n, age in enumerate(ages))
    )
    found = intake.check(path, "police-victims")
    known = found.completeness.set_index("field").loc["age", "known"]
    assert known == 4  # 0 (too few to be a default), 120, 17, 17 years
    assert "such as -3, 148, 1020" in " ".join(found.log["sentence"])
    assert found.log.set_index("rule").loc["age-not-an-age", "rows"] == 1


def test_many_zeros_are_the_systems_default(tmp_path) -> None:
    path = tmp_path / "a.csv"
    rows = "".join(f"c{n},v{n},{0 if n < 40 else 1 + n % 5}\n" for n in range(100))
    path.write_text("Crime Number,Victim Ref,Age\n" + rows)
    found = intake.check(path, "police-victims")
    assert found.completeness.set_index("field").loc["age", "known"] == 60
    assert "age 0 is unknown: it occurs 40 times" in " ".join(found.log["sentence"])


def test_a_category_that_vanishes_in_the_middle_of_a_year_is_found() -> None:
    # Kent Police, stop and search 2022/23 by quarter: White, Black, Asian, Mixed (docs of the force; sums check).
    kent = [[2287, 2389, 2600, 2917], [248, 306, 318, 295], [127, 167, 167, 198], [118, 21, 0, 0]]
    assert changes(kent) == [(3, 2, "vanished")]
    assert changes([row[::-1] for row in kent]) == [(3, 2, "appeared")]
    assert changes([[100, 90, 110, 95], [1, 0, 1, 0]]) == []


def test_a_vanished_category_is_a_line_of_the_log(make_assessment) -> None:
    made = make_assessment({"police-stop-search": None})
    lines = ["Date,Officer-defined ethnicity,Gender"]
    for month in range(1, 13):
        lines += [f"2022-{month:02d}-03 10:{n % 60:02d},White,Male" for n in range(100)]
        lines += [f"2022-{month:02d}-04 10:{n:02d},Mixed,Male" for n in range(12) if month < 5]
    (made.raw / "police-stop-search/a.csv").write_text("\n".join(lines))
    log = intake.run(made.assessment, made.out).log
    said = log.loc[log["rule"] == "category-vanished", "sentence"]
    assert said.str.contains("ethnicity_officer: 'Mixed' vanishes from 2022-07 on").any()


def test_a_month_from_two_street_files_is_refused(make_assessment) -> None:
    made = make_assessment({"police-street": None})
    text = "Crime ID,Month,Reported by,Crime type\nabc,2022-01,West Mercia Police,Robbery\n"
    for name in ("a.csv", "b.csv"):
        (made.raw / "police-street" / name).write_text(text)
    with pytest.raises(SvaError, match=r"2022-01 stands in a\.csv, b\.csv"):
        intake.run(made.assessment, made.out)


def test_officers_view_never_fills_a_gap_in_self_defined_ethnicity(tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Crime Number,Victim Ref,Self Defined Ethnicity,Officer Defined Ethnicity\n"
        + "".join(f"c{n},v{n},{'NS' if n % 2 else 'W1'},3\n" for n in range(20))
    )
    known = intake.check(path, "police-victims").completeness.set_index("field")["known"]
    assert known[["ethnicity_self", "ethnic_group", "ethnicity_officer"]].tolist() == [10, 10, 20]


def test_row_numbers_are_those_of_the_sheet(tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        'Title of the export\n\nCrime Number,Victim Ref,Relationship\nc1,v1,"a\nb"\n,v2,x\n'
    )
    found = intake.check(path, "police-victims")
    assert found.quarantine["row"].tolist() == [5]
    assert pd.Series(found.accounting["rows_in"]).tolist() == [2]
