from __future__ import annotations

import pandas as pd
import pytest

from sva.errors import SvaError
from sva.reference import populations
from sva.reference.populations import NotAssessableError, PopulationTable


def by_group(frame: pd.DataFrame) -> dict[str, int]:
    return dict(zip(frame["group"], frame["population"], strict=True))


def test_2011_census_of_west_mercia_by_five_groups():
    # ONS QS201EW, force totals.
    found = by_group(populations.bundled().table("police_force", ("ethnic_group",), 2011))
    assert found == {
        "Asian": 25_260,
        "Black": 5_062,
        "Mixed": 13_466,
        "Other": 2_112,
        "White": 1_176_516,
    }
    assert sum(found.values()) == 1_222_416


@pytest.mark.parametrize(
    ("code", "total", "black"),
    [
        ("E06000019", 183_477, 331),
        ("E06000051", 306_129, 580),
        ("E06000020", 166_641, 1_779),
        ("E07000234", 93_637, 444),
        ("E07000235", 74_631, 151),
        ("E07000236", 84_214, 862),
        ("E07000237", 98_768, 473),
        ("E07000238", 116_944, 228),
        ("E07000239", 97_975, 214),
    ],
)
def test_2011_census_of_each_district(code, total, black):
    # ONS QS201EW by district; the LSOA counts of another table add up to the same totals.
    tables = populations.bundled()
    groups = tables.table("district", ("ethnic_group",), 2011).query("area_code == @code")
    assert groups["population"].sum() == total
    assert by_group(groups)["Black"] == black
    lsoas = tables.table("district", (), 2011).set_index("area_code")["population"]
    assert lsoas[code] == total


def test_2021_census_of_west_mercia_by_five_groups():
    # ONS TS021, the 804 LSOA rows added up.
    found = by_group(populations.bundled().table("police_force", ("ethnic_group",), 2021))
    assert found == {
        "Asian": 35_119,
        "Black": 11_185,
        "Mixed": 21_853,
        "Other": 7_442,
        "White": 1_224_227,
    }
    assert sum(found.values()) == 1_299_826


def test_2021_census_of_worcester_by_19_groups():
    # ONS TS021, Worcester (E07000237): all 103,869.
    frame = populations.bundled().table("district", ("ethnic_group_19",), 2021)
    found = by_group(frame.query("area_code == 'E07000237'"))
    assert sum(found.values()) == 103_869
    assert found["Black African"] == 836
    assert found["White Roma"] == 132
    assert found["Arab"] == 160
    assert found["Pakistani"] == 2_578


def test_2011_detail_adds_up_to_the_five_groups():
    frame = populations.bundled().table("police_force", ("ethnic_group_19",), 2011)
    found = by_group(frame)
    assert found["Chinese"] == 3_545
    assert len(found) == 18
    assert frame["population"].sum() == 1_222_416


def test_every_row_names_its_base_source_year_and_vintage():
    for by, year in ((("age",), 2021), (("sex",), 2021), ((), 2011), (("ethnic_group",), 2011)):
        frame = populations.bundled().table("csp", by, year)
        stated = ["area_type", "area_code", "area_vintage", "group", "base", "source", "year"]
        assert not frame[stated].isna().any().any()
        assert set(frame["base"]) == {"residents"}
        assert set(frame["year"]) == {year}
        assert not frame["demonstration"].any()
        assert frame["area_code"].nunique() == 5


def test_age_bands_overlap_only_where_asked_to():
    tables = populations.bundled()
    policing = tables.table("police_force", ("age",), 2021)
    assert policing["group"].tolist() == ["0-9", "10-17", "18-24", "25-34", "35-49", "50-64", "65+"]
    assert policing["population"].sum() == 1_299_843
    cohorts = by_group(tables.table("police_force", ("age",), 2021, bands="cohorts"))
    ages = by_group(policing)
    assert cohorts["0-17"] == ages["0-9"] + ages["10-17"]
    assert cohorts["0-24"] == cohorts["0-17"] + ages["18-24"]
    five = tables.table("police_force", ("age",), 2021, bands="five year")
    assert len(five) == 19
    assert five["population"].sum() == 1_299_843


def test_residents_of_ten_and_over_are_a_base_of_their_own():
    tables = populations.bundled()
    over = tables.table("police_force", (), 2021, "residents 10 and over")
    under = by_group(tables.table("police_force", ("age",), 2021))["0-9"]
    assert over["population"].sum() == 1_299_843 - under
    assert over["base"].tolist() == ["residents 10 and over"]


@pytest.mark.parametrize(
    ("arguments", "table"),
    [
        (("district", ("age", "ethnic_group"), 2021), "RM032"),
        (("district", ("ethnic_group",), 2021, "residents 10 to 24"), "RM032"),
        (("district", ("marital_status",), 2021), "TS002"),
        (("district", ("gender_identity",), 2021), "TS078"),
        (("district", ("pregnancy_maternity",), 2021), "births"),
        (("lsoa", ("ethnic_group",), 2011), "ethnic group"),
        (("district", (), 2021, "workday"), "workday population"),
        (("district", (), 2021, "previous stage"), "from partners"),
    ],
)
def test_what_no_table_holds_is_not_assessable_and_names_the_table(arguments, table):
    with pytest.raises(NotAssessableError, match="Not assessable") as caught:
        populations.bundled().table(*arguments)
    assert table in caught.value.table


def test_nothing_below_the_published_level_is_made_up():
    with pytest.raises(NotAssessableError):
        populations.bundled().table("msoa", ("ethnic_group",), 2011)


def test_a_base_that_is_not_known_is_refused():
    with pytest.raises(SvaError, match="residents 10 and over"):
        populations.bundled().table("district", (), 2021, "everyone")


def demonstration(groups=("Asian", "Black", "White")) -> PopulationTable:
    districts = populations.bundled().table("district", (), 2021)["area_code"]
    rows = [
        (code, age, sex, group, 10)
        for code in districts
        for age in ("0-9", "10-17", "18-24", "25+")
        for sex in ("Female", "Male")
        for group in groups
    ]
    frame = pd.DataFrame(rows, columns=["area_code", "age", "sex", "ethnic_group", "population"])
    by = ("age", "sex", "ethnic_group")
    return PopulationTable("district", 2021, by, frame, "residents", "demonstration", 2021, True)


def test_a_demonstration_table_is_marked_in_every_row():
    tables = populations.bundled().with_tables([demonstration()])
    frame = tables.table("csp", ("age", "sex", "ethnic_group"), 2021, bands=("10-17", "10-24"))
    assert frame["demonstration"].all()
    assert {"age", "sex", "ethnic_group"} <= set(frame.columns)
    north = frame.query("area_code == 'E22000368' and age == '10-24'")
    assert north["population"].tolist() == [60] * 6
    assert north["group"].iloc[0] == "10-24 | Female | Asian"


def test_a_demonstration_table_does_not_replace_the_census():
    tables = populations.bundled().with_tables([demonstration()])
    real = tables.table("district", ("ethnic_group",), 2021)
    assert not real["demonstration"].any()
    assert real["population"].sum() == 1_299_826


def test_a_table_that_lacks_an_area_is_refused_not_added_up():
    table = demonstration()
    short = PopulationTable(
        "district",
        2021,
        table.characteristics,
        table.frame.query("area_code != 'E07000236'"),
        "residents",
        "short.csv",
        2021,
    )
    tables = populations.bundled().with_tables([short])
    with pytest.raises(SvaError, match="1 of 9 areas are missing"):
        tables.table("police_force", table.characteristics, 2021, bands=("10-17",))


def test_bands_that_would_split_a_published_one_are_not_assessable():
    with pytest.raises(NotAssessableError, match="11-12"):
        populations.bundled().table("district", ("age",), 2021, bands=("11-12",))
