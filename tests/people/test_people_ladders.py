"""The two ladders, each step on the one before, and comparisons within districts."""

from __future__ import annotations

import pandas as pd
import pytest

from sva import people
from sva.reference.geography import bundled as areas
from sva.reference.populations import Populations, PopulationTable, bundled

MONTH = pd.Timestamp("2022-05-01")


@pytest.fixture
def searches() -> pd.DataFrame:
    """Two groups of 40: of Black people 10 finds with 4 arrests, of White people 20 finds with 4 arrests; 6 arrests else."""
    rows = []
    for group, finds, arrests, others in (("Black", 10, 4, 6), ("White", 20, 4, 6)):
        rows += [(group, "Arrest", True)] * arrests
        rows += [(group, "Caution (simple or conditional)", True)] * (finds - arrests)
        rows += [(group, "Arrest", False)] * others
        rows += [(group, "Arrest", None)] * 2
        rows += [(group, "A no further action disposal", None)] * (40 - finds - others - 2)
    table = pd.DataFrame(rows, columns=["ethnic_group", "outcome", "outcome_linked"])
    return people.select_searches(table.assign(month=MONTH, age_from=20, age_to=24))


def test_each_step_of_searches_stands_on_the_one_before(searches, assessment):
    base = people.residents_by(bundled(), "ethnic_group", assessment, year=2011)
    rows = people.search_ladder(searches, "ethnic_group", assessment, base)
    black = (
        rows[rows["group"] == "Black"]
        .assign(step=rows["strata"].fillna("searched"))
        .set_index("step")
    )
    counts = ["numerator", "denominator", "reference_numerator", "reference_denominator"]
    assert black.loc["found, of searches", counts].tolist() == [10, 38, 20, 38]  # 2 links unknown
    assert black.loc["any outcome, of searches", counts].tolist() == [18, 40, 28, 40]
    assert black.loc["arrested, of finds", counts].tolist() == [4, 10, 4, 20]
    assert black.loc["arrested", "numerator"] == 12
    assert black.loc["searched", "denominator"] == 5062


def test_the_officers_view_has_steps_but_no_ratio_to_residents(searches, assessment):
    seen = searches.assign(ethnicity_officer=searches["ethnic_group"])
    base = people.residents_by(bundled(), "ethnicity_officer", assessment)
    rows = people.search_ladder(seen, "ethnicity_officer", assessment, base)
    assert set(rows["measure"]) == {"searches.step_ratio"}


def test_a_suspect_has_the_gravest_own_disposal_and_open_cases_are_left_out(assessment):
    suspects = pd.DataFrame(
        {
            "counted": [0, 0, 1, 2],
            "incident_key": ["i", "i", "i", "j"],
            "offence_key": ["a", "b", "a", "c"],
            "person_key": ["p", "p", "q", "r"],
            "ethnic_group": ["Black", "Black", "White", "White"],
            "month": [MONTH] * 4,
        }
    )
    disposals = pd.DataFrame(
        {
            "offence_key": ["a", "b", "a", "c"],
            "person_key": ["p", "p", "q", "r"],
            "outcome_code": ["16", "1", "22", "0"],
        }
    )
    beside = people.with_disposals(suspects, disposals)
    assert beside["disposal"].fillna("open").tolist() == [
        "charged",
        "charged",
        "outcome 22",
        "open",
    ]
    base = people.residents_by(bundled(), "ethnic_group", assessment, year=2011)
    rows = people.suspect_ladder(beside, "ethnic_group", assessment, base)
    charged = rows[(rows["strata"] == "charged, of suspects") & (rows["group"] == "Black")].iloc[0]
    assert (charged["numerator"], charged["denominator"]) == (1, 1)
    assert (charged["reference_numerator"], charged["reference_denominator"]) == (0, 1)


def test_within_districts_a_difference_of_place_alone_is_gone(assessment):
    # the two towns of sva.measures.mantel_haenszel, larger: equal rates within each, a crude ratio of nearly 5
    codes = areas().areas("district", 2011, "E23000016")["area_code"].tolist()
    lively, quiet = codes[:2]
    size = dict.fromkeys(codes, (10, 10)) | {lively: (9000, 1000), quiet: (1000, 9000)}
    table = pd.DataFrame(
        [
            (code, group, number)
            for code, numbers in size.items()
            for group, number in zip(("Black", "White"), numbers, strict=True)
        ],
        columns=["area_code", "ethnic_group", "population"],
    )
    made_up = PopulationTable(
        "district", 2011, ("ethnic_group",), table, "residents", "made up", 2011, True
    )
    populations = Populations((made_up,), bundled().geography)
    homes = {("Black", lively): 90, ("Black", quiet): 1, ("White", lively): 10, ("White", quiet): 9}
    people_there = pd.DataFrame(
        [(group, home) for (group, home), number in homes.items() for _ in range(number)],
        columns=["ethnic_group", "home_district_code"],
    )
    people_there = people_there.assign(counted=range(len(people_there)), month=MONTH)
    args = ("ethnic_group", assessment, "victims")
    base = people.residents_by(populations, "ethnic_group", assessment)
    crude = people.ratio_to_residents(people_there, *args, base).set_index("group").loc["Black"]
    pooled = people.ratio_within(people_there, *args, populations).set_index("group").loc["Black"]
    assert crude["value"] == pytest.approx(4.79, abs=0.05)
    assert [round(pooled[name], 2) for name in ("value", "lower", "upper")] == [1.0, 0.54, 1.86]
    assert pooled["strata"] == "within districts"
    by_csp = people.ratio_by_area(people_there, *args, populations)
    assert by_csp["numerator"].sum() == 91
    assert set(by_csp["area_type"]) == {"csp"}


def test_without_a_crossed_table_there_is_no_adjusted_ratio(assessment):
    someone = pd.DataFrame(
        {"counted": [0], "ethnic_group": ["Black"], "sex": ["Male"], "age": [20], "month": [MONTH]}
    )
    rows = people.ratio_within(
        someone, "ethnic_group", assessment, "victims", bundled(), ("age", "sex")
    )
    assert rows.empty
