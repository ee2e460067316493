"""Rows find their categories and series; tables and scales follow."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sva.figures.chart import arrange
from sva.figures.forms.classes import class_of, nice_breaks, range_labels
from sva.figures.forms.dots import ticks
from sva.figures.labels import label
from sva.figures.twin import twin


def arranged(example, form):
    view, rows = example(form)
    return arrange(view, rows, labels={}, demonstration=False, title="T")


@pytest.mark.parametrize(
    ("form", "heads"),
    [
        ("bars", ("group", "")),
        ("dots", ("group", "measure")),
        ("lines", ("period_start", "")),
        ("pyramid", ("group", "strata")),
        ("heat", ("group", "strata")),
        ("stacked", ("offence_group", "group")),
        ("choropleth", ("area_code", "")),
    ],
)
def test_each_form_finds_its_columns(example, form, heads):
    assert arranged(example, form).heads == heads


def test_one_varying_column_is_the_category_even_where_it_could_be_a_series(example):
    view, rows = example("dots")
    only = rows.head(2).assign(group="All", cohort=["all", "young"])
    chart = arrange(view, only, labels={}, demonstration=False, title="T")
    assert chart.heads == ("cohort", "")


def test_what_a_chart_cannot_show_is_told(example):
    view, rows = example("bars")
    three = rows.assign(cohort=["a", "b", "a", "b"], strata=["x", "x", "y", "y"])
    chart = arrange(view, three, labels={}, demonstration=False, title="T")
    assert any("strata" in warning or "cohort" in warning for warning in chart.warnings)


def test_order_of_rows_is_kept(example):
    assert arranged(example, "bars").categories == [
        "Under 10",
        "10 to 17",
        "18 to 24",
        "25 and over",
    ]


def test_the_twin_holds_counts_and_limits_under_plain_headings(example):
    _, rows = example("bars")
    table = twin(rows, {"age_band": "Age"})
    assert list(table.columns) == [
        "Age",
        "Victims",
        "Residents",
        "Victims for every 1,000 residents",
        "Lower limit",
        "Upper limit",
    ]
    assert table.iloc[1, 1] == 310
    assert table.iloc[0, 1:].tolist() == ["[c]"] * 5


def test_the_twin_shows_only_the_columns_asked_for(example):
    _, rows = example("bars")
    table = twin(rows, {}, columns=["group", "numerator", "value"])
    assert len(table.columns) == 3


def test_a_heading_may_be_given(example):
    _, rows = example("bars")
    assert twin(rows, {}, {"group": "Years of age"}).columns[0] == "Years of age"


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("group", "10-17", "10 to 17"),
        ("group", "65+", "65+"),
        ("strata", "csp_code", "CSP code"),
        ("group", "Black", "Black"),
        ("area_code", "E01014003", "E01014003"),
        ("group", None, "All"),
    ],
)
def test_codes_become_words(column, value, said):
    assert label(column, {column: value}, {}) == said


counts = st.lists(st.integers(0, 10_000), min_size=1, max_size=300)
rates = st.lists(st.floats(0, 1e4, allow_nan=False), min_size=1, max_size=300)


@given(counts | rates)
def test_classes_are_at_most_five_and_hold_every_value(values):
    breaks = nice_breaks(values)
    assert len(breaks) <= 4
    assert breaks == sorted(set(breaks))
    assert {class_of(value, breaks) for value in values} <= set(range(len(breaks) + 1))
    names = range_labels(values, breaks)
    assert len(names) == len(breaks) + 1


@given(counts)
def test_the_lowest_and_the_highest_class_are_not_empty(values):
    breaks = nice_breaks(values)
    if breaks:
        assert min(values) < breaks[0]
        assert max(values) >= breaks[-1]


def test_given_limits_make_maps_comparable():
    assert nice_breaks([1, 2, 3], [30, 10, 20]) == [10.0, 20.0, 30.0]


@given(st.floats(1e-3, 1e7))
def test_an_axis_starts_at_zero_and_ends_within_a_step_of_the_largest(top):
    marks = ticks(top)
    assert marks[0] == 0
    assert len(marks) <= 7
    step = marks[1] if len(marks) > 1 else math.inf
    assert marks[-1] <= top * 1.001
    assert top - marks[-1] <= step * 1.001
