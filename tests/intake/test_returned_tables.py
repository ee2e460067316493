"""Counts that a force or a council returns: their contracts, and what a suppressed count becomes."""

from __future__ import annotations

from sva import intake
from sva.assessment import load_assessment

COUNCIL = """Group,LA code,Period start,Period end,Sent,Matched,Followed,Suspected again
Looked after,E06000051,01/04/2020,31/03/2021,400,350,60,24
Looked after,E06000051,01/04/2020,31/03/2021,400,350,60,24
Care leavers,E06000051,01/04/2020,31/03/2021,100,90,,2
"""
TRAINED = "Month,Officers trained,Officers in post\n2022-05,100,2000\n2022-06,<5,2000\n"


def test_a_councils_counts_are_clean_twice_sent_or_refused(tmp_path):
    path = tmp_path / "returned.csv"
    path.write_text(COUNCIL, encoding="utf-8")
    told = str(intake.check(path, "looked-after-returned", None, None))
    assert "3 rows in = 1 clean + 1 duplicate + 1 quarantined" in told
    assert "followed is blank" in told


def test_a_suppressed_count_of_officers_is_a_mark_and_not_a_zero(tmp_path):
    path = tmp_path / "trained.csv"
    path.write_text(TRAINED, encoding="utf-8")
    told = str(intake.check(path, "police-training", None, None))
    assert "2 rows in = 2 clean" in told
    assert "trained is suppressed by the sender and is kept as a mark, never as zero" in told


def test_both_tables_are_there_without_rows_where_nobody_returned_anything():
    for name in ("training", "looked_after"):
        assert len(intake.empty(intake.TABLES[name])) == 0


def test_the_police_are_asked_for_five_years_and_all_offences_and_others_are_not(root):
    letter = load_assessment("west-mercia-2023-05", root)
    asked = intake.request("Police force", letter)
    assert "five years to the end of the period" in asked
    assert "all offences, serious or not" in asked
    assert "24 months before" in asked
    assert "the day on which diversion was offered" in asked
    assert "five years" not in intake.request("ambulance", letter)
