"""Every area has its row; what has no area is counted beside, never inside."""

from __future__ import annotations

import pandas as pd
import pytest

from sva import places
from sva.errors import SvaError


def residents(geography, level: str) -> pd.DataFrame:
    codes = geography.areas(level, 2011)["area_code"]
    return pd.DataFrame(
        {
            "area_code": codes,
            "denominator": 1000,
            "denominator_source": "made up",
            "denominator_year": 2011,
        }
    )


@pytest.mark.parametrize(("level", "areas"), [("lsoa", 781), ("district", 9), ("csp", 5)])
def test_areas_with_nothing_have_a_row_and_a_zero(offences, assessment, geography, level, areas):
    rows = places.count_by_area(offences, level, assessment, geography)
    assert len(rows) == areas
    assert rows["numerator"].sum() == 3
    assert rows["unknown_count"].unique().tolist() == [1]
    assert rows["area_vintage"].unique().tolist() == ["2011"]


def test_counts_inside_unlocated_and_outside_are_all_rows(offences, assessment, geography):
    counts = places.count_by_area(offences, "csp", assessment, geography)
    located = places.account_for_places(offences, assessment)
    assert located["numerator"].tolist() == [3, 1, 1]
    assert located["denominator"].unique().tolist() == [len(offences)]
    inside, _, nowhere = located["numerator"]
    assert counts["numerator"].sum() == inside
    assert counts["unknown_count"].iloc[0] == nowhere


def test_a_rate_has_its_residents_and_limits(offences, assessment, geography):
    rows = places.rate_by_area(offences, "csp", assessment, geography, residents(geography, "csp"))
    busy = rows[rows["numerator"] == 2].iloc[0]
    # exact Poisson limits of 2: 0.2422 and 7.2247 (chi-squared quantiles over two)
    assert busy[["value", "lower", "upper"]].astype(float).round(4).tolist() == [2, 0.2422, 7.2247]
    assert busy["denominator_source"] == "made up"
    assert (rows.loc[rows["numerator"] == 0, "lower"] == 0).all()


def test_an_area_without_residents_is_not_assessable(offences, assessment, geography):
    some = residents(geography, "csp").iloc[1:]
    rows = places.rate_by_area(offences, "csp", assessment, geography, some)
    assert rows["flag"].fillna("").tolist() == ["not assessable", "", "", "", ""]
    assert rows["value"].isna().tolist() == [True, False, False, False, False]


def test_codes_of_the_other_vintage_are_refused(offences, assessment, geography):
    wrong = offences.assign(lsoa_code="E01035081")
    with pytest.raises(SvaError, match="another vintage"):
        places.count_by_area(wrong, "lsoa", assessment, geography)


def test_other_years_are_left_out(offences, assessment, geography):
    older = offences.assign(month=pd.Timestamp("2020-05-01"))
    assert places.count_by_area(older, "csp", assessment, geography)["numerator"].sum() == 0
    whole = places.count_by_area(older, "csp", assessment, geography, period=assessment.period)
    assert whole["numerator"].sum() == 3


def test_police_uk_is_counted_as_crimes_and_never_under_the_definition(
    offences, open_data, geography, assessment
):
    street = offences.drop(columns="serious").assign(crime_type="Robbery")
    rows = places.count_by_area(street, "csp", assessment, geography, offence_group="Robbery")
    assert rows["measure"].unique().tolist() == ["crimes.count"]
    assert rows["definition"].isna().all()
    assert rows["already_public"].all()
    ours = places.count_by_area(offences, "csp", assessment, geography)
    assert ours["definition"].unique().tolist() == ["west-mercia-2023"]
    assert not ours["already_public"].any()


def test_an_unknown_crime_type_is_refused_with_those_there_are():
    street = pd.DataFrame({"crime_type": ["Robbery", "Drugs"]})
    with pytest.raises(SvaError, match="'robbery'; expected one of Drugs, Robbery"):
        places.street_kind(street, "robbery")
    assert places.street_kind(street.iloc[:0], "Robbery").empty


def test_only_what_is_surely_public_and_surely_not_domestic_is_mapped():
    flags = [(True, False), (True, True), (True, None), (None, False), (False, False)]
    offences = pd.DataFrame(flags, columns=["public_place", "domestic"])
    assert places.public_place(offences).index.tolist() == [0]


def test_empty_tables_give_no_rows(offences, assessment, geography):
    none = offences.iloc[:0]
    assert places.count_by_area(none, "lsoa", assessment, geography).empty
    assert places.rate_by_area(
        none, "csp", assessment, geography, residents(geography, "csp")
    ).empty
    assert places.account_for_places(none, assessment).empty
    assert places.concentration(none, assessment, geography).empty


def test_domestic_abuse_is_by_neighbourhood_or_larger_and_never_public(
    offences, assessment, geography
):
    from sva.disclosure import release
    from sva.places import domestic_by_area, neighbourhoods

    level = neighbourhoods(assessment, geography)
    assert level == "msoa"
    areas = geography.areas("lsoa", 2011).set_index("area_code")
    table = pd.concat([offences] * 4, ignore_index=True)
    table = table.assign(
        msoa_code=table["lsoa_code"].map(areas["msoa_code"]),
        domestic=pd.array([True, True, None, True, True] * 4, dtype="boolean"),
    )
    people = geography.areas(level, 2011)[["area_code"]].assign(
        denominator=8000, denominator_source="made up", denominator_year=2011
    )
    rows = domestic_by_area(table, level, assessment, geography, people)
    assert len(rows) == 170
    assert rows["numerator"].sum() == 8  # twice in the first area; what is not known is not counted
    assert rows["unknown_count"].unique().tolist() == [4]
    for level in ("lsoa", "ward", "oa"):
        with pytest.raises(SvaError, match="areas so small"):
            domestic_by_area(table, level, assessment, geography, people)
    everything = assessment.settings.model_copy(
        update={
            "public": assessment.settings.public.model_copy(update={"measures": ["domestic.*"]})
        }
    )
    assert release(rows, "public", everything).estimates.empty
    assert len(release(rows, "restricted", everything).estimates) == 170
