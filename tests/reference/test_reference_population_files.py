from __future__ import annotations

import itertools

import pandas as pd
import pytest

from sva.errors import SvaError
from sva.reference.population_files import read_tables
from sva.reference.populations import NotAssessableError


def test_open_data_gives_the_2021_census_of_west_mercia(people):
    # Known answers: 1,299,826 people, 11,185 of them Black.
    frame = people.table("police_force", ("ethnic_group",), 2021)
    assert frame["population"].sum() == 1_299_826
    assert frame.set_index("group")["population"]["Black"] == 11_185
    assert len(people.table("lsoa", ("ethnic_group",), 2021)) == 804 * 5


@pytest.mark.parametrize(
    ("by", "level", "base"),
    [
        ("religion", "lsoa", "residents"),
        ("disability", "lsoa", "residents"),
        ("sexual_orientation", "msoa", "residents 16 and over"),
        ("ethnic_group_19", "district", "residents"),
        ("sex", "district", "residents"),
        ("household_deprivation", "lsoa", "households"),
    ],
)
def test_open_data_gives_each_characteristic_at_its_published_level(people, by, level, base):
    frame = people.table(level, (by,), 2021, base)
    assert set(frame["base"]) == {base}
    force = people.table("police_force", (by,), 2021, base)
    assert force["population"].sum() == frame["population"].sum() > 500_000


def test_percentages_mixed_into_a_table_are_not_counted(people):
    frame = people.table("district", ("ethnic_group_19",), 2021)
    worcester = frame.query("area_code == 'E07000237'")
    assert worcester["population"].sum() == 103_869
    assert len(worcester) == 19


def test_nested_bands_of_ts007_are_not_counted_twice(people):
    frame = people.table("district", ("age",), 2021).query("area_code == 'E07000237'")
    # ONS TS007, Worcester, "Age: Total".
    assert frame["population"].sum() == 103_866


def test_msoa_is_used_where_lsoa_groups_would_split_a_band(people):
    frame = people.table("msoa", ("age",), 2021)
    assert frame["area_code"].nunique() == 171
    with pytest.raises(NotAssessableError):
        people.table("lsoa", ("age",), 2021)
    groups = people.table("lsoa", ("age",), 2021, bands=("0-15", "16-24", "25+"))
    assert groups["area_code"].nunique() == 804


def test_estimates_of_2020_stand_on_lsoa_2011(people):
    frame = people.table("lsoa", ("age",), 2020)
    assert set(frame["area_vintage"]) == {"2011"}
    assert frame["area_code"].nunique() == 781


def test_marital_status_and_gender_identity_load_when_supplied(tmp_path):
    pd.DataFrame(
        {
            "date": [2021],
            "geography": ["Worcester"],
            "geography code": ["E07000237"],
            "Marital and civil partnership status: Total; measures: Value": [100],
            "Marital and civil partnership status: Never married and never registered a civil "
            "partnership; measures: Value": [40],
            "Marital and civil partnership status: Married or in a registered civil partnership; "
            "measures: Value": [60],
            "Marital and civil partnership status: Married or in a registered civil partnership: "
            "Married; measures: Value": [60],
        }
    ).to_csv(tmp_path / "census2021-ts002-ltla.csv", index=False)
    pd.DataFrame(
        {
            "msoa21_code": ["E02002905"] * 2,
            "gender_identity": [
                "Gender identity the same as sex registered at birth",
                "Not answered",
            ],
            "n": [5000, 300],
        }
    ).to_csv(tmp_path / "gender.csv", index=False)
    marital, gender = read_tables(tmp_path)
    assert (marital.characteristics, marital.base) == (("marital_status",), "residents 16 and over")
    assert marital.frame["population"].sum() == 100
    assert (gender.characteristics, gender.level) == (("gender_identity",), "msoa")


def test_a_supplied_age_by_sex_by_ethnicity_table_is_read(tmp_path):
    ages = ["Aged 9 years and under", "Aged 10 to 24 years", "Aged 25 years and over"]
    groups = ["White", "Black, Black British, Black Welsh, Caribbean or African", "Does not apply"]
    rows = [
        ("E07000237", "Worcester", 1, age, 1, sex, 1, group, 7)
        for age, sex, group in itertools.product(ages, ("Female", "Male"), groups)
    ]
    columns = [
        "Lower tier local authorities Code", "Lower tier local authorities",
        "Age (3 categories) Code", "Age (3 categories)",
        "Sex (2 categories) Code", "Sex (2 categories)",
        "Ethnic group (6 categories) Code", "Ethnic group (6 categories)", "Observation",
    ]  # fmt: skip
    pd.DataFrame(rows, columns=columns).to_csv(tmp_path / "custom.csv", index=False)
    (table,) = read_tables(tmp_path)
    assert set(table.characteristics) == {"age", "sex", "ethnic_group"}
    assert set(table.frame["age"]) == {"0-9", "10-24", "25+"}
    assert set(table.frame["ethnic_group"]) == {"Black", "White"}
    assert not table.demonstration


@pytest.mark.parametrize(
    ("values", "words"),
    [(["12", "c"], "'c'"), (["12", "-3"], "'-3'"), (["12", "1.5"], "'1.5'")],
)
def test_a_suppressed_or_broken_count_stops(tmp_path, values, words):
    pd.DataFrame(
        {"lsoa21_code": ["E01013986", "E01013987"], "religion": ["Sikh"] * 2, "n": values}
    ).to_csv(tmp_path / "religion.csv", index=False)
    with pytest.raises(SvaError, match=words):
        read_tables(tmp_path)


def test_an_unknown_ethnic_label_in_a_census_table_stops(tmp_path):
    pd.DataFrame({"lsoa21_code": ["E01013986"], "ethnic_group": ["Cathedral"], "n": [1]}).to_csv(
        tmp_path / "ethnic.csv", index=False
    )
    with pytest.raises(SvaError, match="'Cathedral'"):
        read_tables(tmp_path)


def test_a_group_named_twice_stops(tmp_path):
    pd.DataFrame({"lsoa21_code": ["E01013986"] * 2, "religion": ["Sikh"] * 2, "n": [1, 1]}).to_csv(
        tmp_path / "religion.csv", index=False
    )
    with pytest.raises(SvaError, match="twice"):
        read_tables(tmp_path)
