"""How much of a count is one person's, worked by hand from few rows."""

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from sva.assessment import load_assessment
from sva.disclosure import release
from sva.estimates import build
from sva.pipeline.contributions import contributions

PERIOD = (date(2020, 4, 1), date(2023, 3, 31))
YEAR = {"period_start": date(2022, 4, 1), "period_end": date(2023, 3, 31)}
LSOA, CSP = "E01013986", "E22000326"


@pytest.fixture(scope="module")
def letter():
    return load_assessment("west-mercia-2023-05")


def offences(number):
    """Robberies of one small area, one a day, all in a public place and decided without a charge."""
    return pd.DataFrame(
        {
            "incident_key": [f"i{n}" for n in range(number)], "offence_key": [f"o{n}" for n in range(number)], "offence_code": "34B",
            "month": pd.Timestamp("2022-06-01"), "csp_code": CSP, "district_code": "E06000019", "msoa_code": "E02002924",
            "lsoa_code": LSOA, "knife_enabled": False, "firearm_enabled": False, "domestic": False, "public_place": True,
            "outcome_code": "18",
        }
    )  # fmt: skip


def people(keys, **more):
    """Who was harmed, or suspected, in the first offences: a row for each key, empty where nobody is known."""
    return pd.DataFrame(
        {
            "incident_key": [f"i{n}" for n in range(len(keys))], "offence_key": [f"o{n}" for n in range(len(keys))],
            "person_key": pd.array(keys, dtype="string"), "person_type": "person", "age": pd.array([16] * len(keys), dtype="Int64"),
            "sex": "Female",
        }
        | more
    )  # fmt: skip


@pytest.fixture
def weigh(tmp_path, letter):
    """Keep tables as a run keeps them, and weigh the people behind some rows: group or kind to the two numbers."""

    def run(rows, **tables):
        for name, table in tables.items():
            table.to_parquet(tmp_path / f"{name}.parquet")
        found = contributions(letter, SimpleNamespace(clean=tmp_path), rows)
        told = found.set_index("key")[["largest", "second"]]
        return [
            tuple(int(x) for x in told.loc[key]) if key in told.index else None
            for key in rows["key"]
        ]

    return run


def rows(letter, measure, counts, **columns):
    return build(
        pd.DataFrame({"numerator": counts} | {n: v for n, v in columns.items() if isinstance(v, list)}),
        PERIOD, measure=measure, definition=letter.settings.definition.name,
        **({"area_type": "police_force", "area_code": "E23000016", "source": "police-offences"} | YEAR
           | {n: v for n, v in columns.items() if not isinstance(v, list)}),
    )  # fmt: skip


def test_offences_of_a_small_area_that_one_person_suffered(weigh, letter):
    # 12 robberies there: 11 of them against p, one against q. 11 of 12 is 92%: over 90.
    given = pd.concat(
        [
            rows(letter, "offences.count", [12], area_type="lsoa", area_code=LSOA, strata="public place"),
            rows(letter, "offences.count", [12], area_type="csp", area_code=CSP, offence_group="robbery"),
            rows(letter, "offences.count", [12], area_type="csp", area_code=CSP, offence_group="rape"),
            rows(letter, "offences.count", [12], area_type="csp", area_code="E22000333"),
        ],
        ignore_index=True,
    )  # fmt: skip
    tables = {"offences": offences(12), "victims": people(["p"] * 11 + ["q"])}
    assert weigh(given, **tables) == [(11, 1), (11, 1), None, None]


def test_offences_are_weighed_by_the_victim_or_the_suspect_whoever_has_more(weigh, letter):
    # One suspect of 19 of 20, nobody harmed twice.
    given = rows(letter, "offences.count", [20])
    found = weigh(
        given, offences=offences(20), victims=people([f"v{n}" for n in range(20)]),
        suspects=people(["s"] * 19 + [None]),
    )  # fmt: skip
    assert found == [(19, 1)]


def test_two_people_harmed_together_are_not_taken_for_each_other_s_rest(weigh, letter):
    # 20 robberies: p in 10, q in the same 10 and nowhere else. Without p's, nothing of q's is left: the next stands behind one.
    both = pd.concat([people(["p"] * 10), people(["q"] * 10)], ignore_index=True)
    assert weigh(rows(letter, "offences.count", [20]), offences=offences(20), victims=both) == [(10, 1)]  # fmt: skip


def test_victims_are_weighed_in_their_group_cohort_and_month(weigh, letter):
    # p, a girl of 16, was harmed in four incidents of June, q, a man of 40, in three.
    table = people(
        ["p"] * 4 + ["q"] * 3 + ["r"],
        age=pd.array([16] * 4 + [40] * 3 + [16], dtype="Int64"),
        sex=["Female"] * 4 + ["Male"] * 3 + ["Female"],
    )
    given = pd.concat(
        [
            rows(letter, "victims.count", [8, 5, 3], cohort="all", characteristic="sex", group=["All", "Female", "Male"]),
            rows(letter, "victims.count", [5], cohort="under-18"),
            rows(letter, "victims.share", [5], cohort="public-place", characteristic="sex", group="Female", denominator=8),
            rows(letter, "victims.share", [3], cohort="all", characteristic="age_band", group="35 to 49", strata="Male", denominator=8),
            rows(letter, "victims.share", [3], cohort="all", characteristic="age_band", group="35 to 49", strata="Female", denominator=8),
            rows(letter, "victims.count", [5], cohort="all", period_start=date(2022, 7, 1), period_end=date(2022, 7, 31)),
        ],
        ignore_index=True,
    )  # fmt: skip
    found = weigh(given, offences=offences(8), victims=table)
    assert found == [(4, 3), (4, 1), (3, 0), (4, 1), (4, 1), (3, 0), None, None]


def test_outcomes_and_disposals_are_weighed_by_the_suspect(weigh, letter):
    suspects = people(["s"] * 9 + ["t"], age=pd.array([16] * 9 + [40], dtype="Int64"))
    codes = ["22"] * 8 + ["1A", "22"]
    given = pd.concat(
        [
            rows(letter, "outcomes.share", [10], characteristic="outcome_group", group="Investigation complete: no suspect identified", denominator=10),
            rows(letter, "disposals.share", [9], cohort="all", characteristic="outcome_group", group="Diversionary, educational or intervention activity", denominator=10),
            rows(letter, "disposals.share", [8], cohort="under-18", characteristic="outcome_group", group="Diversionary, educational or intervention activity", denominator=9),
        ],
        ignore_index=True,
    )  # fmt: skip
    found = weigh(
        given, offences=offences(10), suspects=suspects,
        disposals=suspects[["incident_key", "offence_key", "person_key"]].assign(outcome_code=codes),
    )  # fmt: skip
    assert found == [(9, 1), (8, 1), (8, 0)]


def test_what_one_person_suffered_is_withheld_and_the_rest_stands(tmp_path, weigh, letter):
    # By the default rules: 11 of 12 are one person's and go; 11 of 40 stay.
    given = pd.concat(
        [
            rows(letter, "offences.count", [12], area_type="lsoa", area_code=LSOA, strata="public place"),
            rows(letter, "offences.count", [40], area_type="csp", area_code=CSP),
        ],
        ignore_index=True,
    )  # fmt: skip
    weigh(given, offences=offences(40), victims=people(["p"] * 11 + [f"v{n}" for n in range(29)]))
    found = contributions(letter, SimpleNamespace(clean=tmp_path), given)
    out = release(given, "public", letter.settings, contributions=found)
    assert out.withheld.set_index("key")["reason"].to_dict() == {given.loc[0, "key"]: "dominance"}


def test_without_keys_of_people_nothing_is_known_and_nothing_is_said(weigh, letter):
    given = rows(letter, "victims.count", [12])
    assert weigh(given, offences=offences(12), victims=people([None] * 12)) == [None]
    assert weigh(given, offences=offences(12), victims=people(["p"] * 12).drop(columns="person_key")) == [None]  # fmt: skip
