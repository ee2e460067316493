"""Each partnership beside the rest of the force: counts that add up, ratios that reproduce, quarters that end with the period."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sva.assessment import load_assessment
from sva.context.partnerships import (
    apart_from_the_rest,
    describe_partnerships,
    kinds_of_partnerships,
    quarters_of_partnerships,
)
from sva.measures import rate_ratio


@pytest.fixture(scope="module")
def assessment(root):
    return load_assessment("west-mercia-2023-05", root)


@pytest.fixture(scope="module")
def serious(assessment):
    """Offences spread evenly over 36 months, in known numbers by partnership."""
    codes = [partnership.code for partnership in assessment.settings.partnerships]
    rows = [
        {"csp_code": code, "month": month, "serious": kind}
        for month in pd.date_range("2020-04-01", periods=36, freq="MS")
        for turn, code in enumerate(codes)
        for kind in ["robbery"] * (turn + 1) + ["rape"]
    ]
    table = pd.DataFrame(rows)
    return table.assign(offence_key=range(len(table)), knife_enabled=False)


@pytest.fixture(scope="module")
def residents(assessment):
    codes = [partnership.code for partnership in assessment.settings.partnerships]
    return pd.DataFrame(
        {
            "area_code": codes,
            "denominator": 100_000,
            "denominator_source": "made up",
            "denominator_year": 2011,
        }
    )


def test_kinds_and_quarters_add_up_to_the_offences(serious, assessment):
    kinds = kinds_of_partnerships(serious, assessment)
    assert kinds["numerator"].sum() == 12 * (1 + 2 + 3 + 4 + 5 + 5)
    assert len(kinds) == 5 * len(assessment.settings.definition.groups)
    quarters = quarters_of_partnerships(serious, assessment)
    assert quarters["numerator"].sum() == len(serious)
    assert len(quarters) == 5 * 12
    assert quarters["period_end"].max().date() == date(2023, 3, 31)
    assert quarters["period_start"].min().date() == date(2020, 4, 1)
    assert quarters["key"].is_unique


def test_each_partnership_is_compared_with_all_the_others_together(serious, residents, assessment):
    found = apart_from_the_rest(serious, residents, assessment)
    assert found["numerator"].tolist() == [24, 36, 48, 60, 72]
    assert (found["numerator"] + found["reference_numerator"]).unique().tolist() == [240]
    expected = rate_ratio(
        found["numerator"].astype(int), 100_000, found["reference_numerator"].astype(int), 400_000
    )
    np.testing.assert_allclose(found["value"].astype(float), expected["value"])
    np.testing.assert_allclose(found["lower"].astype(float), expected["lower"])
    assert (found["q"] >= found["p"]).all()


def test_all_that_the_pages_show_comes_in_one_table_with_keys_of_its_own(
    serious, residents, assessment
):
    nobody = pd.DataFrame({"offence_key": [], "age": []})
    found = describe_partnerships(serious, nobody, nobody, residents, assessment)
    assert found["key"].is_unique
    assert set(found["measure"]) == {
        "offences.count",
        "offences.apart",
        "offences.share",
        "offences.change",
    }
    assert set(found["area_type"]) == {"csp"}
    changes = found[found["measure"].eq("offences.change")]
    assert len(changes) == 5
    assert (changes["value"] == 1).all()


def test_no_offences_no_rows_and_unknown_residents_no_ratio(serious, residents, assessment):
    assert describe_partnerships(serious.iloc[:0], serious, serious, residents, assessment).empty
    assert apart_from_the_rest(serious, residents.iloc[:3], assessment).empty
