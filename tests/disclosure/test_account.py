"""What protection cost, and the ledger that an output checker signs."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from sva.disclosure import release
from sva.disclosure.account import read_ledger, sign, summary
from sva.errors import SvaError
from sva.estimates import blank

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def edition(tmp_path):
    folder = tmp_path / "public"
    (folder / "tables").mkdir(parents=True)
    (folder / "report.html").write_text("<p>40</p>")
    (folder / "tables" / "a.csv").write_text("40\n")
    return folder


def test_the_summary_counts_and_prices_what_is_withheld(table, with_policy):
    rows = pd.concat(
        [
            table("victims.count", [40, 20, 17, 3], group=["All", "A", "B", "C"]),
            table("searches.count", [3, 4], source="police-stop-search"),
            table("suspects.count", [50]),
        ],
        ignore_index=True,
    )
    chosen = with_policy(rounding_base=1, declared=["victims.*", "searches.*"])
    out = summary(release(rows, "public", chosen))
    told = {(row.measure, row.reason): (row.rows, row.of, row.cost) for row in out.itertuples()}
    # Costs of one row in the registry: victims and suspects 9, searches 8.
    assert told == {
        ("searches.count", "small count"): (2, 2, 16),
        ("victims.count", "small count"): (1, 4, 9),
        ("victims.count", "complementary"): (1, 4, 9),
        ("suspects.count", "not declared"): (1, 1, 9),
    }
    assert out["cost"].is_monotonic_decreasing


def test_an_edition_with_nothing_withheld_has_an_empty_summary(settings):
    assert summary(release(blank(), "public", settings)).empty


def test_a_decision_is_bound_to_exactly_what_was_read(edition, tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    sign(ledger, edition, "pass", "A. Checker", when=NOON)
    assert [each["decision"] for each in read_ledger(ledger, edition)] == ["pass"]
    (edition / "tables" / "a.csv").write_text("41\n")
    assert read_ledger(ledger, edition) == []
    assert len(read_ledger(ledger)) == 1


def test_the_ledger_only_grows(edition, tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    sign(ledger, edition, "fail", "A. Checker", reason="a map title", when=NOON)
    first = ledger.read_text()
    sign(ledger, edition, "pass", "B. Checker", when=NOON)
    assert ledger.read_text().startswith(first)
    assert [each["by"] for each in read_ledger(ledger)] == ["A. Checker", "B. Checker"]


@pytest.mark.parametrize(
    ("decision", "by", "reason", "said"),
    [
        ("pass", " ", "", "no name"),
        ("fail", "A. Checker", "", "no reason"),
        ("review", "A. Checker", " ", "no reason"),
        ("perhaps", "A. Checker", "x", "one of pass, review, fail"),
    ],
)
def test_a_decision_without_name_or_reason_is_not_written(
    edition, tmp_path, decision, by, reason, said
):
    with pytest.raises(SvaError, match=said):
        sign(tmp_path / "ledger.jsonl", edition, decision, by, reason=reason, when=NOON)
    assert not (tmp_path / "ledger.jsonl").exists()


def test_a_ledger_changed_by_hand_is_not_believed(edition, tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    sign(ledger, edition, "pass", "A. Checker", when=NOON)
    ledger.write_text(ledger.read_text() + "ok by me\n")
    with pytest.raises(SvaError, match="line 2"):
        read_ledger(ledger)


def test_an_empty_folder_cannot_be_signed(tmp_path):
    (tmp_path / "public").mkdir()
    with pytest.raises(SvaError, match="nothing to sign"):
        sign(tmp_path / "l", tmp_path / "public", "pass", "A. Checker", when=NOON)
