"""The one shape of a number: what it accepts, and that every fault of a table is told at once."""

from datetime import date

import pandas as pd
import pytest

from sva.errors import SvaError
from sva.estimates import COLUMNS, FLAGS, blank, build, shape, validate

PERIOD = (date(2020, 4, 1), date(2023, 3, 31))


@pytest.fixture
def table():
    return build(
        pd.DataFrame({"group": ["Female", "Male", "Unknown"], "numerator": [60, 40, 3]}),
        PERIOD, measure="victims.count", characteristic="sex", area_type="police_force", area_code="E23000016",
        period_start=date(2022, 4, 1), period_end=date(2023, 3, 31), source="police-victims",
    )  # fmt: skip


def faults_of(frame):
    with pytest.raises(SvaError) as caught:
        validate(frame)
    return [str(fault) for fault in caught.value.faults]


def test_a_table_has_every_column_of_the_house_in_order_and_in_its_type(table):
    # The column set of the design, word for word.
    assert list(table.columns) == [
        "key",
        "measure",
        "cohort",
        "definition",
        "offence_group",
        "characteristic",
        "group",
        "reference_group",
        "area_type",
        "area_code",
        "area_vintage",
        "period_start",
        "period_end",
        "comparison_start",
        "comparison_end",
        "strata",
        "numerator",
        "denominator",
        "reference_numerator",
        "reference_denominator",
        "weighted_numerator",
        "weighted_denominator",
        "denominator_source",
        "denominator_year",
        "unknown_count",
        "value",
        "unit",
        "lower",
        "upper",
        "confidence",
        "dispersion",
        "unknown_lower",
        "unknown_upper",
        "p",
        "q",
        "method",
        "flag",
        "source",
        "data_as_at",
        "already_public",
        "schema_version",
    ]
    assert table["numerator"].dtype == "Int64"
    assert table["weighted_numerator"].dtype == "Float64"
    assert table["period_start"].dtype == "datetime64[s]"
    assert list(blank().dtypes) == list(table.dtypes)


def test_what_is_missing_is_null_and_never_absent():
    row = shape(pd.DataFrame({"numerator": [3]})).iloc[0]
    assert len(row) == len(COLUMNS)
    assert row.drop("numerator").isna().all()


def test_unknown_columns_are_refused_by_name():
    with pytest.raises(SvaError, match="unknown column 'nominator'") as caught:
        shape(pd.DataFrame({"nominator": [3], "denom": [4]}))
    assert len(caught.value.faults) == 2


def test_every_column_of_the_wrong_type_is_named_at_once():
    with pytest.raises(SvaError) as caught:
        shape(pd.DataFrame({"numerator": [2.5], "value": ["many"], "period_start": ["someday"]}))
    text = str(caught.value)
    assert all(f"column '{name}'" in text for name in ("numerator", "value", "period_start"))


def test_a_count_is_a_whole_number_and_an_apportioned_one_has_its_own_column():
    with pytest.raises(SvaError, match="column 'numerator'"):
        shape(pd.DataFrame({"numerator": [811.5]}))
    assert shape(pd.DataFrame({"weighted_numerator": [811.5]}))["weighted_numerator"][0] == 811.5


def test_a_sound_table_is_returned_as_it_was(table):
    pd.testing.assert_frame_equal(validate(table), table)


def test_all_faults_of_a_table_are_told_at_once_with_their_keys(table):
    wrong = table.copy()
    wrong["lower"], wrong["upper"] = [70.0, None, None], [None, 30.0, None]
    wrong["numerator"] = [60, -40, 3]
    wrong["flag"] = ["small base", "dubious", None]
    wrong["source"] = ["police-victims", None, "police-victims"]
    wrong["period_end"] = [
        wrong["period_end"][0],
        pd.Timestamp("2022-03-31"),
        wrong["period_end"][2],
    ]
    wrong["measure"] = ["victims.count", "victims.count", "victims.mood"]
    wrong["key"] = [wrong["key"][0], wrong["key"][1], wrong["key"][0]]
    told = faults_of(shape(wrong))
    for words in (
        "no source in 1 rows", "the same key more than once in 2 rows", "not registered", "a negative numerator",
        "a lower limit above the value", "an upper limit under the value", "a period that ends before it starts", "flag",
    ):  # fmt: skip
        assert any(words in each for each in told), words
    assert any("victims.count/sex=male" in each for each in told)


@pytest.mark.parametrize(
    "column",
    [
        "key",
        "measure",
        "source",
        "unit",
        "schema_version",
        "area_type",
        "area_code",
        "period_start",
        "period_end",
    ],
)
def test_a_row_without_what_every_row_has_is_refused(table, column):
    empty = table.copy()
    empty.loc[1, column] = pd.NaT if column.startswith("period") else pd.NA
    assert any(f"no {column} in 1 rows" in each for each in faults_of(empty))


def test_a_table_of_other_columns_is_refused(table):
    assert "differ or stand out of order" in faults_of(table.drop(columns="q"))[0]
    assert "differ or stand out of order" in faults_of(table[table.columns[::-1]])[0]


@pytest.mark.parametrize("flag", FLAGS)
def test_every_flag_of_the_house_may_stand_alone_and_with_others(table, flag):
    flagged = table.assign(flag=pd.array([flag, f"{flag}; demonstration", None], dtype="string"))
    assert len(validate(flagged)) == 3


def test_no_rows_are_sound():
    assert validate(blank()).empty
