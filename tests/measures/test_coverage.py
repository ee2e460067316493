"""Limits hold the truth as often as they say, and the committed table says how often that is."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numpy.testing import assert_allclose


@pytest.fixture(scope="module")
def tool(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "coverage_table", root / "tools" / "coverage_table.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def page(root: Path) -> list[str]:
    return (root / "docs" / "methods" / "coverage.md").read_text(encoding="utf-8").splitlines()


def _cells(line: str) -> list[float]:
    return [float(cell) for cell in re.findall(r"[\d.]+", line)]


def _section(page: list[str], title: str) -> dict[float, list[float]]:
    start = page.index(title)
    rows = {}
    for line in page[start:]:
        if line.startswith("## ") and line != title:
            break
        if re.match(r"\| [\d.]+ \|", line):
            first, *rest = _cells(line)
            rows[first] = rest
    return rows


@pytest.mark.parametrize("method", ["exact", "byar", "rate"])
def test_count_limits_cover_between_949_and_975_in_a_thousand(
    tool: ModuleType, method: str
) -> None:
    expected = tool.worst_places()
    covered = tool.count_coverage(method, expected)
    assert covered.min() >= 0.949
    assert covered[expected >= 20].max() <= 0.975


def test_mid_p_ratio_limits_cover_between_935_and_975_from_ten_a_side(tool: ModuleType) -> None:
    random = np.random.default_rng(8)
    for group, reference in np.exp(random.uniform(np.log(10), np.log(500), (25, 2))):
        for method in ("mid-p", "auto"):
            assert 0.935 <= tool.ratio_coverage(method, group, reference) <= 0.975


def test_coverage_by_p_is_coverage_by_the_limits_themselves(tool: ModuleType) -> None:
    from sva.measures._conditional import mid_p_tail

    random = np.random.default_rng(9)
    for _ in range(60):
        group, reference = np.exp(random.uniform(0, 5, 2))
        a, b = random.poisson(group), random.poisson(reference)
        if a + b == 0:
            continue
        p = mid_p_tail(
            np.array([float(a)]), np.array([float(b)]), np.array([group / (group + reference)])
        )
        assert tool.ratio_limits_hold(group, reference, a, b) == (p.item() >= 0.05)


def test_coverage_by_summation_is_coverage_by_the_plain_definition(tool: ModuleType) -> None:
    from scipy.stats import poisson

    from sva.measures import exact_poisson

    counts = np.arange(60)
    limits = exact_poisson(counts)
    for expected in (0.5, 3.3, 12.0):
        held = (limits["lower"] <= expected) & (limits["upper"] >= expected)
        assert_allclose(
            tool.count_coverage("exact", np.array([expected])),
            poisson.pmf(counts, expected)[held].sum(),
            rtol=1e-9,
        )


def test_the_committed_table_agrees_with_a_recomputation(tool: ModuleType, page: list[str]) -> None:
    counts = _section(page, "## Counts and rates")
    assert list(counts) == [float(x) for x in tool.EXPECTED]
    for expected in (0.5, 10.0, 100.0, 500.0):
        fresh = [
            100 * tool.count_coverage(m, np.array([expected])).item() for m in tool.COUNT_METHODS
        ]
        assert_allclose(counts[expected], fresh, atol=0.00501)
    for method, title in (
        ("mid-p", "## Rate ratios: mid-P limits"),
        ("auto", '## Rate ratios: what `method="auto"` does'),
    ):
        ratios = _section(page, title)
        assert list(ratios) == [float(x) for x in tool.SIDES]
        for group, place in ((0.5, 0), (10, 3), (30, 9), (200, 6)):
            fresh = 100 * tool.ratio_coverage(method, group, tool.SIDES[place])
            assert_allclose(ratios[float(group)][place], fresh, atol=0.00501)
