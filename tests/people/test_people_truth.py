"""On simulated tables the chapters find what was planted."""

from __future__ import annotations

import pytest

from sva import cohorts, demo, people, places
from sva.reference.geography import bundled as areas
from sva.reference.populations import PopulationTable, bundled

TRUTH = demo.Truth(scale=0.25, first_year=2021, last_year=2022)


@pytest.fixture(scope="module")
def tables():
    return demo.simulate(seed=5, truth=TRUTH)


@pytest.fixture(scope="module")
def serious(tables, assessment):
    return cohorts.select_serious(tables.offences, assessment, assessment.year)


def test_people_are_those_of_a_plain_count_of_the_tables(tables, serious, assessment):
    harmed = people.select_people(tables.victims, serious)
    rows = people.count_by(harmed, "sex", assessment, "victims")
    public = tables.victims[tables.victims["person_type"] == "person"]
    mine = public[public["offence_key"].isin(set(serious["offence_key"]))]
    pairs = mine.loc[mine["person_key"].notna(), ["incident_key", "person_key"]].drop_duplicates()
    alone = int(mine["person_key"].isna().sum())
    assert rows["numerator"].iloc[0] == len(pairs) + alone > 300


def test_the_planted_search_rates_lie_within_what_the_unknown_could_be(tables, assessment):
    base = people.residents_by(bundled(), "ethnic_group", assessment, year=2011)
    searches = people.select_searches(tables.stops)
    found = people.rate_by(searches, "ethnic_group", assessment, "searches", base)
    found = found.set_index("group")
    truth = demo.expected(TRUTH, "stops", 2022).set_index("group")
    for group in ("Asian", "Black", "Mixed", "White"):
        row = found.loc[group]
        planted = truth.loc[group, "count"] * 1000 / row["denominator"]
        all_unknown_here = (row["numerator"] + row["unknown_count"]) * 1000 / row["denominator"]
        assert row["lower"] < planted < all_unknown_here


def test_planted_hot_spots_hold_more_than_other_places(tables, serious, assessment):
    public = places.public_place(serious)
    rows = places.count_by_area(public, "lsoa", assessment, areas()).set_index("area_code")
    planted = demo.hot_spots(TRUTH)
    hot = planted.loc[planted["pattern"] == "persistent", "lsoa_code"]
    assert rows.loc[hot, "numerator"].mean() > 4 * rows["numerator"].mean()


def test_the_demonstration_residents_make_young_rates_assessable(tables, serious, assessment):
    made_up = demo.population()
    margin = made_up.groupby(["area_code", "age", "ethnic_group"], as_index=False)[
        "population"
    ].sum()
    table = PopulationTable(
        "district", 2011, ("age", "ethnic_group"), margin, "residents", made_up["source"].iloc[0], 2011, True
    )  # fmt: skip
    populations = bundled().with_tables([table])
    base = people.residents_by(populations, "ethnic_group", assessment, cohort="under-25")
    harmed = people.select_people(tables.victims, serious)
    young = cohorts.choose(harmed, "under-25", assessment)
    rows = people.rate_by(young, "ethnic_group", assessment, "victims", base, cohort="under-25")
    assert rows["value"].notna().all()
    assert rows["denominator_source"].str.startswith("DEMONSTRATION").all()
    under = made_up["age"].str.extract(r"(\d+)", expand=False).astype(int) < 25
    assert rows["denominator"].iloc[0] == made_up.loc[under, "population"].sum()
