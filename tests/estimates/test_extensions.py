"""Grid cells, survival curves and quotations: declared columns, and every fault at once."""

import pandas as pd
import pytest

from sva.errors import SvaError
from sva.estimates.extensions import TYPES, GridCells, Quotations, SurvivalCurve

CELL = {"cell": "a", "easting": 384_000, "northing": 254_000, "side_m": 1000, "source": "police"}
STEP = {"group": "All", "day": 0, "survival": 1.0, "source": "police"}
SAID = {"quotation": "q1", "text": "I take the long way home.", "source": "voice"}


def made(kind, rows):
    return kind(f"{kind.kind}.test", pd.DataFrame(rows))


@pytest.mark.parametrize(
    ("kind", "row"), [(GridCells, CELL), (SurvivalCurve, STEP), (Quotations, SAID)]
)
def test_the_least_that_a_kind_needs_is_enough_and_the_rest_is_null(kind, row):
    frame = made(kind, [row]).frame
    assert list(frame.columns) == list(kind.columns)
    assert frame[[name for name in kind.columns if name not in row]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("kind", "row"), [(GridCells, CELL), (SurvivalCurve, STEP), (Quotations, SAID)]
)
def test_unknown_and_absent_columns_are_named_together(kind, row):
    lacking = {name: value for name, value in row.items() if name != "source"} | {
        "surname": "Person"
    }
    with pytest.raises(SvaError) as caught:
        made(kind, [lacking])
    text = str(caught.value)
    assert "unknown column 'surname'" in text
    assert "no column 'source'" in text


@pytest.mark.parametrize(
    ("kind", "row"), [(GridCells, CELL), (SurvivalCurve, STEP), (Quotations, SAID)]
)
def test_the_same_row_twice_and_a_wrong_name_are_refused(kind, row):
    with pytest.raises(SvaError, match="rows stand twice"):
        made(kind, [row, row])
    with pytest.raises(SvaError, match="the name 'other"):
        kind("other.test", pd.DataFrame([row]))


def test_all_faults_of_a_curve_are_told_at_once():
    rows = [
        {**STEP, "at_risk": -1},
        {**STEP, "day": 30, "survival": 0.5},
        {**STEP, "day": 60, "survival": 0.7, "lower": 0.8, "upper": 1.2},
    ]
    with pytest.raises(SvaError) as caught:
        made(SurvivalCurve, rows)
    text = str(caught.value)
    for words in (
        "a negative at_risk",
        "a upper outside 0 to 1",
        "a curve that rises",
        "limits on one side",
    ):
        assert words in text


def test_a_curve_may_fall_in_one_group_after_another_ends():
    rows = [
        {**STEP, "group": "A"},
        {**STEP, "group": "A", "day": 9, "survival": 0.2},
        {**STEP, "group": "B"},
    ]
    assert len(made(SurvivalCurve, rows).frame) == 3


def test_a_band_needs_its_label_and_a_square_its_side():
    with pytest.raises(SvaError) as caught:
        made(GridCells, [{**CELL, "band": 2, "side_m": 0, "count": -4}])
    text = str(caught.value)
    assert "a band without its label" in text
    assert "a side under one metre" in text
    assert "a negative count" in text


def test_consent_to_publish_needs_consent():
    with pytest.raises(SvaError, match="without consent to be quoted"):
        made(Quotations, [{**SAID, "public_consent": True}])


@pytest.mark.parametrize(
    ("kind", "row"), [(GridCells, CELL), (SurvivalCurve, STEP), (Quotations, SAID)]
)
def test_each_kind_is_read_as_it_was_written(kind, row, tmp_path):
    one = made(kind, [row])
    again = TYPES[kind.kind].read(one.name, one.write(tmp_path / "new" / f"{one.name}.parquet"))
    pd.testing.assert_frame_equal(again.frame, one.frame)
    with pytest.raises(SvaError, match="there is no such file"):
        kind.read(one.name, tmp_path / "nowhere.parquet")


def test_no_rows_are_sound():
    for kind in TYPES.values():
        assert kind(f"{kind.kind}.none", pd.DataFrame(columns=list(kind.columns))).frame.empty
