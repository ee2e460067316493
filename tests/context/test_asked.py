"""What commissioners are asked: shares with their unknowns, and a change only where chance does not explain it."""

from __future__ import annotations

import pandas as pd
import pytest

from sva.assessment import load_assessment
from sva.context.asked import ASKED, change_of_kinds, share_asked
from sva.measures.trend import change

RESIDENTS = pd.DataFrame(
    {
        "area_code": ["E23000016"],
        "denominator": [1_222_416],
        "denominator_source": ["2011 Census"],
        "denominator_year": [2011],
    }
)


@pytest.fixture(scope="module")
def assessment(root):
    return load_assessment("west-mercia-2023-05", root)


def offences(months, kind="robbery"):
    days = pd.DatetimeIndex([day for day, number in months for _ in range(number)])
    return pd.DataFrame({"offence_key": range(len(days)), "month": days, "serious": kind})


def months(start, numbers):
    return list(zip(pd.date_range(start, periods=len(numbers), freq="MS"), numbers, strict=True))


def test_a_share_counts_only_what_is_known(assessment):
    table = offences(months("2022-04-01", [4])).assign(
        knife_enabled=pd.array([True, True, False, None], dtype="boolean"),
        public_place=pd.array([None] * 4, dtype="boolean"),
    )
    nobody = pd.DataFrame({"offence_key": [], "age": []})
    found = share_asked(table, nobody, nobody, assessment)
    assert found["group"].tolist() == ["With a knife"]
    row = found.iloc[0]
    assert (row["numerator"], row["denominator"], row["unknown_count"]) == (2, 3, 1)
    assert row["lower"] < row["value"] < row["upper"]


def test_one_young_person_is_enough_and_one_of_unknown_age_leaves_it_open(assessment):
    table = offences(months("2022-04-01", [5]))
    people = pd.DataFrame(
        {
            "offence_key": [0, 0, 1, 1, 2, 3],
            "age": pd.array([17, 40, 40, None, 25, 24], dtype="Int64"),
            "person_type": ["person"] * 6,
        }
    )
    found = share_asked(table, people, people.iloc[:0], assessment)
    row = found.iloc[0]
    assert row["group"] == "With somebody under 25 harmed"
    # 0 and 3 are young, 2 is not; 1 has somebody of unknown age, 4 nobody
    assert (row["numerator"], row["denominator"], row["unknown_count"]) == (2, 3, 2)


def test_organisations_are_nobody(assessment):
    table = offences(months("2022-04-01", [1]))
    shop = pd.DataFrame({"offence_key": [0], "age": [20], "person_type": ["organisation"]})
    assert share_asked(table, shop, shop.iloc[:0], assessment).empty


def test_every_group_asked_is_named_once():
    assert list(ASKED) == sorted(set(ASKED))


def test_even_months_compare_by_the_e_test_and_uneven_ones_by_their_own_spread(assessment):
    even = offences(months("2021-04-01", [10] * 12) + months("2022-04-01", [15] * 12))
    whole = change_of_kinds(even, RESIDENTS, assessment).iloc[0]
    assert whole["dispersion"] == 1
    expected = change(180, 120).iloc[0]
    assert whole["value"] == pytest.approx(1.5)
    assert whole[["lower", "upper", "p"]].tolist() == pytest.approx(
        expected[["lower", "upper", "p"]].tolist()
    )
    uneven = offences(months("2021-04-01", [0, 20] * 6) + months("2022-04-01", [0, 30] * 6))
    wide = change_of_kinds(uneven, RESIDENTS, assessment).iloc[0]
    assert wide["value"] == pytest.approx(1.5)
    assert wide["dispersion"] > 5
    assert wide["lower"] < 1 < wide["upper"]
    assert whole["lower"] > 1


def test_kinds_are_corrected_together_and_an_empty_year_says_nothing(assessment):
    table = pd.concat(
        [
            offences(months("2021-04-01", [10] * 12) + months("2022-04-01", [15] * 12)),
            offences(months("2021-04-01", [8] * 12) + months("2022-04-01", [8] * 12), "rape"),
        ]
    )
    found = change_of_kinds(table, RESIDENTS, assessment)
    assert (found["q"].dropna() >= found["p"].dropna()).all()
    kinds = found.set_index(found["offence_group"].fillna("all"))
    assert kinds.loc["rape", "value"] == 1
    assert kinds.loc["homicide", "flag"] == "not assessable"
    assert change_of_kinds(offences(months("2022-04-01", [5])), RESIDENTS, assessment).empty


def test_without_residents_nothing_is_compared(assessment):
    table = offences(months("2021-04-01", [10] * 12) + months("2022-04-01", [15] * 12))
    assert change_of_kinds(table, RESIDENTS.iloc[:0], assessment).empty
