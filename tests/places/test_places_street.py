"""West Mercia's street files of 2025: the totals of the places are those of the files."""

from __future__ import annotations

from sva import places

# Rows in the twelve files of 2025, and of three crime types (../shared/open-data/PROVENANCE.md and the files themselves).
ROWS, OUTSIDE = 102_105, 348
TYPES = {"Violence and sexual offences": 39_702, "Robbery": 813, "Possession of weapons": 1_111}


def test_every_row_is_inside_outside_or_nowhere(street, open_data):
    rows = places.account_for_places(street, open_data)
    assert rows["numerator"].sum() == ROWS
    assert rows["denominator"].unique().tolist() == [ROWS]
    assert rows.set_index("group").loc["Outside the force area", "numerator"] == OUTSIDE


def test_three_types_add_up_over_every_level_of_area(street, open_data, geography_2021):
    for crime_type, total in TYPES.items():
        kind = places.street_kind(street, crime_type)
        located = places.account_for_places(kind, open_data, offence_group=crime_type)
        inside, outside, nowhere = located["numerator"]
        assert inside + outside + nowhere == total
        for level, areas in (("lsoa", 804), ("district", 9), ("csp", 5)):
            rows = places.count_by_area(
                kind, level, open_data, geography_2021, offence_group=crime_type
            )
            assert len(rows) == areas
            assert rows["numerator"].sum() == inside
            assert rows["unknown_count"].unique().tolist() == [nowhere]


def test_rates_stand_on_the_residents_of_2021(street, open_data, geography_2021):
    from sva.reference.populations import bundled

    table = bundled().table("csp", (), 2021)
    base = table.rename(
        columns={
            "population": "denominator",
            "source": "denominator_source",
            "year": "denominator_year",
        }
    )
    violence = places.street_kind(street, "Violence and sexual offences")
    rows = places.rate_by_area(violence, "csp", open_data, geography_2021, base)
    assert rows["denominator"].sum() == 1_299_826
    assert rows["denominator_year"].unique().tolist() == [2021]
    assert rows["value"].between(15, 50).all()
    three = places.street_rates(street, "csp", open_data, geography_2021, base)
    assert three["offence_group"].value_counts().to_dict() == dict.fromkeys(TYPES, 5)
    again = three[three["offence_group"] == "Violence and sexual offences"]
    assert again["numerator"].tolist() == rows["numerator"].tolist()
