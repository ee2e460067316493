"""The check that finds numbers no released row bears out."""

import pytest

from sva.estimates import shape
from sva.findings import unfounded


@pytest.fixture
def rows():
    import pandas as pd

    return shape(
        pd.DataFrame(
            {
                "measure": ["searches.rate", "searches.found"], "group": ["10 to 17", "All"], "numerator": [224, 620],
                "denominator": [5062, 4334], "denominator_year": [2011, None], "value": [44.2513, 14.3055], "lower": [38.65, 13.3],
                "upper": [50.44, 15.4], "unknown_count": [17, None], "area_code": "E23000016",
                "period_start": pd.Timestamp("2021-04-01"), "period_end": pd.Timestamp("2022-03-31"),
            }
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "In April 2021 to March 2022, 224 of 5,062.",
        "44 for every 1,000 residents of 2011 (39 to 50).",
        "443 for every 10,000 residents.",
        "About 1 in 7 (620 of 4,334), 14%; not known for 17.",
        "Aged 10 to 17 in E23000016: 224.",
    ],
)
def test_numbers_of_the_rows_stand(rows, text):
    assert unfounded(text, rows) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("225 searches", ["225"]),
        ("45 for every 1,000 residents", ["45"]),
        ("about 1 in 8", ["1 in 8"]),
        ("15%", []),  # an upper limit, rounded
        ("16%", ["16"]),
        ("in 2019", ["2019"]),
        ("5,063 residents and 44.9", ["5,063", "44.9"]),
    ],
)
def test_numbers_of_no_row_are_named(rows, text, wrong):
    assert unfounded(text, rows) == wrong


def test_labels_with_digits_are_not_results(rows):
    assert unfounded("Under 25: 224", rows) == ["25"]
    assert unfounded("Under 25: 224", rows, ["Under 25"]) == []
