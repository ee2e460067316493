"""The shape that all measures share, and how light they are to import."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import sva.measures as measures
from sva.errors import SvaError
from sva.estimates import FLAGS as ESTIMATE_FLAGS
from sva.measures._result import FLAGS, assemble, flags, gather

SHAPE = ["value", "lower", "upper", "confidence", "method", "flag"]
FOUR = (5, 100, 9, 900)
CALLS = {
    "rate": lambda **k: measures.rate(5, 100, **k),
    "exact_poisson": lambda **k: measures.exact_poisson(5, **k),
    "byar": lambda **k: measures.byar(5, **k),
    "proportion": lambda **k: measures.proportion(5, 100, **k),
    "mean": lambda **k: measures.mean([1.0, 2.0], **k),
    "directly_standardised": lambda **k: measures.directly_standardised(
        50, 100, ["all"], standard=pd.Series({"all": 1.0}), **k
    ),
    "indirectly_standardised": lambda **k: measures.indirectly_standardised(
        5, 100, ["all"], pd.DataFrame({"count": [9], "population": [90]}, index=["all"]), **k
    ),
    "rate_ratio": lambda **k: measures.rate_ratio(*FOUR, **k),
    "rate_difference": lambda **k: measures.rate_difference(*FOUR, **k),
    "excess": lambda **k: measures.excess(*FOUR, **k),
    "composition_index": lambda **k: measures.composition_index(5, 9, 100, 900, **k),
    "mantel_haenszel": lambda **k: measures.mantel_haenszel(*FOUR, **k),
    "unknown_bounds": lambda **k: measures.unknown_bounds(*FOUR, 2, **k),
    "four_fifths": lambda **k: measures.four_fifths(*FOUR, **k),
}


@pytest.mark.parametrize("name", list(CALLS))
def test_every_measure_carries_the_six_columns_in_order(name: str) -> None:
    found = CALLS[name]()
    assert found.columns.intersection(SHAPE, sort=False).tolist() == SHAPE
    assert len(found) == 1


@pytest.mark.parametrize("name", list(CALLS))
def test_every_measure_takes_several_levels_and_widens_with_them(name: str) -> None:
    found = CALLS[name](confidence=[0.8, 0.95, 0.998])
    assert found["confidence"].tolist() == [0.8, 0.95, 0.998]
    assert found["upper"].is_monotonic_increasing
    assert found["lower"].is_monotonic_decreasing
    assert (found["value"] == found["value"].iloc[0]).all()


@pytest.mark.parametrize("name", list(CALLS))
def test_every_measure_takes_a_factor_for_dispersion_and_shows_it(name: str) -> None:
    plain, wide = CALLS[name]().iloc[0], CALLS[name](dispersion=3.0).iloc[0]
    assert wide["dispersion"] == 3.0
    assert wide["value"] == plain["value"]
    assert wide["upper"] - wide["lower"] > plain["upper"] - plain["lower"]


def test_flags_are_words_that_an_estimate_may_carry() -> None:
    assert set(FLAGS) <= set(ESTIMATE_FLAGS)
    with pytest.raises(SvaError, match="no such flag"):
        flags(wobbly=np.array([True]))


def test_public_names_are_all_there_and_few() -> None:
    assert len(measures.__all__) <= 24
    for name in measures.__all__:
        assert callable(getattr(measures, name))
    with pytest.raises(AttributeError):
        measures.nothing_such  # noqa: B018


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = (
        "import sva.measures, sys; print(sorted({'pandas', 'scipy', 'numpy'} & set(sys.modules)))"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip()
        == "[]"
    )
    code = (
        "from sva.measures import rate, rate_ratio; import sys; print('scipy.stats' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip()
        == "False"
    )


def test_columns_are_spread_over_levels_within_each_input() -> None:
    found = assemble(
        pd.Index(["a", "b"]),
        np.array([0.9, 0.95]),
        value=np.array([1.0, 2.0]),
        lower=np.array([[0.9, 0.8], [1.9, 1.8]]),
        upper=np.array([[1.1, 1.2], [2.1, 2.2]]),
        method="x",
        flag=flags(small_base=np.array([True, False])),
    )
    assert found.index.tolist() == ["a", "a", "b", "b"]
    assert found["lower"].tolist() == [0.9, 0.8, 1.9, 1.8]
    assert found["flag"].isna().tolist() == [False, False, True, True]


@pytest.mark.parametrize(
    "values",
    [
        [1, None],
        pd.array([1, None], dtype="Int64"),
        np.array([1, np.nan]),
        pd.Series([1, pd.NA], dtype=object),
    ],
)
def test_missing_is_read_alike_however_it_is_written(values) -> None:
    given = gather("test", counts={"count": values})
    assert given["count"][0] == 1.0
    assert given.missing.tolist() == [False, True]


def test_an_empty_table_gives_an_empty_answer() -> None:
    assert measures.rate(pd.Series([], dtype=float), pd.Series([], dtype=float)).empty
    assert measures.rate_ratio([], [], [], []).empty
