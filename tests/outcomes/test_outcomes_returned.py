"""Tables that a council or the force returns."""

from __future__ import annotations

import pandas as pd
import pytest

from sva.errors import SvaError
from sva.outcomes.returned import council_rows, trained_by_month


@pytest.fixture
def table() -> pd.DataFrame:
    return pd.DataFrame(
        {"group": ["Looked after", "Care leaver"], "sent": [400, 200], "matched": [350, 150], "followed": [60, 40],
         "suspected_again": [24, 10], "period_start": "2020-04-01", "period_end": "2021-09-30"}
    )  # fmt: skip


def test_the_match_rate_stands_beside_the_share(table, assessment):
    rows = council_rows(table, assessment).set_index(["measure", "group"])["value"]
    assert rows["reoffending.share", "Looked after"] == 40
    assert rows["reoffending.matched", "Care leaver"] == 75


def test_parts_above_their_wholes_are_all_named(table, assessment):
    with pytest.raises(SvaError) as caught:
        council_rows(table.assign(matched=[500, 150], suspected_again=[24, 50]), assessment)
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize(
    "change", [{"sent": [400, "many"]}, {"followed": [-1, 40]}, {"matched": [350.5, 150]}]
)
def test_what_is_no_count_is_refused(table, assessment, change):
    with pytest.raises(SvaError, match="not a count"):
        council_rows(table.assign(**change), assessment)


def test_an_absent_column_is_named(table, assessment):
    with pytest.raises(SvaError, match="matched"):
        council_rows(table.drop(columns="matched"), assessment)


def test_training_has_no_limits_of_chance(assessment):
    sheet = pd.DataFrame({"month": ["2022-05-01"], "trained": [100], "officers": [2000]})
    row = trained_by_month(sheet, assessment).iloc[0]
    assert row["value"] == 5
    assert pd.isna(row["lower"])


def test_nothing_returned_nothing_made(table, assessment):
    assert council_rows(table.head(0), assessment).empty
    assert trained_by_month(pd.DataFrame(), assessment).empty


def test_a_count_that_the_sender_withheld_is_no_zero_and_says_so(table, assessment):
    rows = council_rows(table.assign(suspected_again=[24, None]), assessment)
    shares = rows[rows["measure"] == "reoffending.share"]
    assert shares["value"].isna().tolist() == [False, True]
    assert shares.iloc[1][["flag", "method"]].tolist() == [
        "not assessable",
        "withheld by the sender",
    ]
    assert rows[rows["measure"] == "reoffending.matched"]["value"].notna().all()


def test_two_councils_keep_apart(table, assessment):
    one, other = table.assign(area_code="E06000051"), table.assign(area_code="E10000034")
    rows = council_rows(pd.concat([one, other], ignore_index=True), assessment)
    assert rows["key"].is_unique
    assert any("Shropshire" in group for group in rows["group"])
