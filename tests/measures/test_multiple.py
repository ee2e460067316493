"""Corrections for many tests against R's p.adjust, and by property."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from sva.errors import SvaError
from sva.measures import benjamini_hochberg, bonferroni, holm

ALL = {"BH": benjamini_hochberg, "holm": holm, "bonferroni": bonferroni}
P = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@pytest.mark.parametrize("name", list(ALL))
def test_corrections_agree_with_r(shared: Path, name: str) -> None:
    known = pd.read_csv(shared / "known-answers/base-R-exact/p_adjust.csv")
    assert_allclose(ALL[name](known["p"]), known[name], rtol=1e-12)


def test_the_published_false_discovery_cuts_of_pysal_are_met(shared: Path) -> None:
    # esda test_util.py: of 78 p values the smallest rejects at 5% when at most 0.05 / 78 * 2 = 0.00128...
    p = np.r_[[0.05 / 78 * 2] * 2, np.full(76, 0.9)]
    assert_allclose(benjamini_hochberg(p).iloc[:2], 0.05, rtol=1e-12)
    assert_allclose(0.05 / 78 * 2, 0.001282051282051282, rtol=1e-15)


@pytest.mark.parametrize("function", ALL.values())
def test_missing_p_stay_missing_and_are_not_counted(function) -> None:
    found = function(pd.Series([0.01, None, 0.04], index=["a", "b", "c"]))
    assert np.isnan(found["b"])
    assert_allclose(found[["a", "c"]], function([0.01, 0.04]))


@pytest.mark.parametrize("function", ALL.values())
def test_families_are_corrected_by_themselves(function) -> None:
    p, family = pd.Series([0.01, 0.2, 0.03, 0.04, 0.5]), pd.Series(list("xyxyx"))
    found = function(p, by=family)
    for name in "xy":
        assert_allclose(found[family == name], function(p[family == name]))


@pytest.mark.parametrize("function", ALL.values())
def test_nothing_to_correct_is_nothing(function) -> None:
    assert function([]).empty
    assert function([None, np.nan]).isna().all()
    assert function(0.03).tolist() == [0.03]


def test_what_is_not_a_probability_is_refused() -> None:
    with pytest.raises(SvaError, match="p outside 0 to 1 in row 1"):
        holm([0.5, 1.5])


@given(P, st.randoms())
def test_corrections_keep_order_and_never_lower_p(p: list[float], random) -> None:
    series = pd.Series(p)
    kept = series.copy()
    bh, step, all_at_once = benjamini_hochberg(series), holm(series), bonferroni(series)
    for corrected in (bh, step, all_at_once):
        assert (corrected >= series).all()
        assert (corrected <= 1).all()
        assert corrected.iloc[np.argsort(p, kind="stable")].is_monotonic_increasing
    assert (bh <= step * (1 + 1e-12)).all()
    assert (step <= all_at_once * (1 + 1e-12)).all()
    pd.testing.assert_series_equal(series, kept)
    order = list(range(len(p)))
    random.shuffle(order)
    pd.testing.assert_series_equal(
        benjamini_hochberg(series.iloc[order]), bh.iloc[order], check_exact=True
    )
