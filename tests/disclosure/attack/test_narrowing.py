"""What an adversary works out from printed numbers alone, worked by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from sva.disclosure.attack.narrow import narrow
from sva.disclosure.attack.places import Table
from sva.disclosure.attack.told import Told, told_by_classes, told_by_rows
from sva.disclosure.cells import find_cells
from sva.estimates import build, shape
from sva.estimates.build import evaluate

EXACT = {"threshold": 5, "rounding_base": 1, "protected_interval": 5}
ROUNDED = {"threshold": 5, "rounding_base": 5, "protected_interval": 5, "rounding": "controlled"}


def counts(groups: dict[str, int], **more: Any) -> pd.DataFrame:
    columns = {"characteristic": "sex", "source": "police-victims"} | more
    rows = {"group": list(groups), "numerator": list(groups.values())} | columns
    return shape(
        pd.DataFrame({"key": [f"k/{name}" for name in groups], "measure": "victims.count"} | rows)
    )


def printed(exact: pd.DataFrame, gone: set[str]) -> pd.DataFrame:
    rows = exact.copy()
    hidden = rows["group"].isin(gone).fillna(False).astype(bool)
    rows.loc[hidden, "numerator"] = pd.NA
    return rows


def test_a_margin_gives_a_count_back() -> None:
    """20 in all, 17 women: 3 men."""
    exact = counts({"All": 20, "Female": 17, "Male": 3})
    found = narrow(exact, told_by_rows(printed(exact, {"Male"}), EXACT), EXACT)
    assert [leak.kind for leak in found] == ["narrowed"]
    assert found[0].words.startswith("it is 3: groups of sex add up; ")


def test_rounded_margins_leave_room() -> None:
    """20 is 16 to 24 and 15 is 11 to 19, so the men are anything up to 13."""
    exact = counts({"All": 20, "Female": 17, "Male": 3})
    told = [Told("k/All", "numerator", 16, 24, ""), Told("k/Female", "numerator", 11, 19, "")]
    assert narrow(exact, told, ROUNDED) == []


def test_two_cohorts_give_those_between_back() -> None:
    """24 under 25 and 21 under 18: 3 from 18 to 24."""
    exact = shape(
        pd.DataFrame(
            {
                "key": ["wide", "narrow", "between"],
                "measure": "victims.count",
                "cohort": ["under-25", "under-18", None],
                "characteristic": [None, None, "age_band"],
                "group": [None, None, "18-24"],
                "numerator": [24, 21, 3],
                "source": "police-victims",
            }
        )
    )
    rows = exact.copy()
    rows.loc[2, "numerator"] = pd.NA
    cohorts = {"under-25": (0, 24), "under-18": (0, 17)}
    found = narrow(exact, told_by_rows(rows, EXACT), EXACT, cohorts=cohorts)
    assert found
    assert all(leak.words.startswith("it is 3: ") for leak in found)


def test_two_years_against_their_sum_give_a_year_back() -> None:
    """40 in two years, 36 in the second: 4 in the first."""
    spans = [(2021, 2023), (2021, 2022), (2022, 2023)]
    exact = shape(
        pd.DataFrame(
            {
                "key": ["both", "first", "second"],
                "measure": "victims.count",
                "period_start": [pd.Timestamp(date(a, 4, 1)) for a, _ in spans],
                "period_end": [pd.Timestamp(date(b, 3, 31)) for _, b in spans],
                "numerator": [40, 4, 36],
                "source": "police-victims",
            }
        )
    )
    rows = exact.copy()
    rows.loc[1, "numerator"] = pd.NA
    found = narrow(exact, told_by_rows(rows, EXACT), EXACT)
    assert [leak.words.split(":")[0] for leak in found] == ["it is 4"]


def test_last_year_and_this_together_give_a_count_back() -> None:
    """This year prints the whole, last year printed the other part of it."""
    exact = counts({"All": 20, "Female": 17, "Male": 3})
    told = list(told_by_rows(printed(exact, {"Male", "Female"}), EXACT))
    assert narrow(exact, told, EXACT) == []
    name = next(cell.name for cell in find_cells(exact).cells if cell.count == 17)
    found = narrow(exact, told, EXACT, before={name: (17.0, 17.0)})
    assert [leak.words.split(":")[0] for leak in found] == ["it is 3"]
    assert "last year's report" in found[0].words


def test_what_last_year_told_alone_is_not_laid_on_this_year() -> None:
    exact = counts({"All": 20, "Female": 17, "Male": 3})
    names = {cell.count: cell.name for cell in find_cells(exact).cells}
    before = {names[17]: (17.0, 17.0), names[20]: (20.0, 20.0)}
    assert narrow(exact, [], EXACT, before=before) == []


def rates(exact: int, shown: int | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    period = (date(2020, 4, 1), date(2023, 3, 31))
    columns = {"group": ["Black"], "numerator": [exact], "denominator": [5062]}
    about = {
        "measure": "victims.rate",
        "characteristic": "ethnic_group",
        "area_type": "police_force",
        "area_code": "E23000016",
        "period_start": date(2022, 4, 1),
        "period_end": date(2023, 3, 31),
        "source": "police-victims",
    }
    made = build(pd.DataFrame(columns), period, **about)
    rows = made.copy()
    rows["numerator"] = pd.array([shown], dtype="Int64")
    return made, rows


def test_limits_alone_identify_the_count() -> None:
    made, rows = rates(3, None)
    rows["value"] = pd.array([None], dtype="Float64")
    found = narrow(made, told_by_rows(rows, ROUNDED), ROUNDED)
    assert [leak.words.split(":")[0] for leak in found] == ["it is 3"]


def test_a_rate_without_its_count_identifies_it() -> None:
    """3 of 5,062 is 0.5927 for every 1,000."""
    made, rows = rates(3, None)
    rows[["lower", "upper"]] = pd.array([None], dtype="Float64")[0]
    found = narrow(made, told_by_rows(rows, ROUNDED), ROUNDED)
    assert [leak.words.split(":")[0] for leak in found] == ["it is 3"]


def test_a_rate_of_the_rounded_count_tells_no_more_than_it() -> None:
    made, rows = rates(12, 10)
    told = list(told_by_rows(evaluate(rows), ROUNDED))
    assert [(each.least, each.most) for each in told if each.column == "numerator"] == [(6, 14)]
    del made


def test_the_limits_of_a_class_identify_a_count() -> None:
    """2 for every 1,000 of 1,500 residents are 3: no other count lies from 2.0 to under 2.5."""
    made, _ = rates(3, 3)
    row = made.iloc[0].to_dict() | {
        "area_code": "E01000001",
        "denominator": 1500,
        "already_public": False,
    }
    table = Table(
        "tables/map.csv",
        "map",
        ("Area", "Code", "Rate"),
        (("Here", "E01000001", "2.0 to under 2.5"),),
    )
    told = list(told_by_classes([table], {"map": [row]}, EXACT))
    assert [(each.least, each.most) for each in told] == [(3.0, 3.0)]
    wide = Table(
        "tables/map.csv", "map", ("Area", "Code", "Rate"), (("Here", "E01000001", "Under 10"),)
    )
    assert [(e.least, e.most) for e in told_by_classes([wide], {"map": [row]}, EXACT)] == [
        (0.0, 15.0)
    ]


def test_what_is_told_and_not_true_narrows_nothing() -> None:
    exact = counts({"All": 20, "Female": 17, "Male": 3})
    told = [Told("k/Male", "numerator", 7, 7, "a wrong guess")]
    assert narrow(exact, told, EXACT) == []
