from __future__ import annotations

import pandas as pd
import pytest

from sva.errors import SvaError
from sva.reference.changes import apportion, shares


@pytest.fixture
def lookup():
    rows = [
        ("a", "a", "U"),
        ("b", "b1", "S"),
        ("b", "b2", "S"),
        ("c", "cd", "M"),
        ("d", "cd", "M"),
        ("x", "y", "X"),
        ("x", "z", "X"),
        ("w", "z", "X"),
    ]
    return pd.DataFrame(rows, columns=["lsoa11_code", "lsoa21_code", "change_code"])


NEW = pd.Series({"a": 10, "b1": 30, "b2": 10, "cd": 50, "y": 10, "z": 30})
OLD = pd.Series({"a": 10, "b": 40, "c": 20, "d": 30, "x": 20, "w": 20})


def test_each_kind_of_change_is_shared_by_population(lookup):
    table = shares(lookup, NEW).set_index(["source_code", "target_code"])["share"]
    assert table["a", "a"] == 1
    assert table["b", "b1"] == 0.75
    assert table["c", "cd"] == table["d", "cd"] == 1
    assert table["x", "z"] == 0.75
    assert table.groupby("source_code").sum().tolist() == pytest.approx([1] * 6)


def test_there_and_back_keeps_the_total(lookup):
    values = pd.Series({"a": 5, "b": 8, "c": 1, "d": 2, "x": 4, "w": 3})
    there = apportion(values, shares(lookup, NEW))
    assert there["b1"] == 6
    back = apportion(there, shares(lookup, OLD, to=2011))
    assert there.sum() == pytest.approx(values.sum())
    assert back.sum() == pytest.approx(values.sum())
    assert back["b"] == pytest.approx(8)


def test_parts_without_residents_share_alike(lookup):
    table = shares(lookup, NEW.where(~NEW.index.isin(["b1", "b2"]), 0))
    assert table.loc[table["source_code"] == "b", "share"].tolist() == [0.5, 0.5]


def test_a_missing_population_or_an_unknown_change_code_stops(lookup):
    with pytest.raises(SvaError, match="1 LSOAs of 2021 have no population"):
        shares(lookup, NEW.drop("b2"))
    with pytest.raises(SvaError, match="change code 'Q'"):
        shares(lookup.replace("X", "Q"), NEW)


def test_values_of_unknown_or_missing_areas_stop(lookup):
    table = shares(lookup, NEW)
    with pytest.raises(SvaError) as caught:
        apportion(pd.Series({"a": 1, "nowhere": 2, "b": None}), table)
    assert len(caught.value.faults) == 2


def test_england_and_wales_keep_every_total_there_and_back(everywhere, open_data):
    from sva.reference.populations import from_files

    tables = from_files(open_data, everywhere)
    old = tables.table("lsoa", (), 2020, force=None).set_index("area_code")["population"]
    new = tables.table("lsoa", (), 2021, force=None).set_index("area_code")["population"]
    there = apportion(old, shares(everywhere.changes, new))
    assert there.sum() == pytest.approx(old.sum(), abs=1e-3)
    assert set(there.index) == set(new.index)
    back = apportion(there, shares(everywhere.changes, old, to=2011))
    force = everywhere.cells[2011].set_index("lsoa_code")["police_force_code"]
    by_force = back.groupby(force.reindex(back.index)).sum()
    expected = old.groupby(force.reindex(old.index)).sum()
    assert len(by_force) == 43
    pd.testing.assert_series_equal(by_force, expected.astype("Float64"), check_names=False)
