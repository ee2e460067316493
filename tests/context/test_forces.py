"""Beside other forces: only whole years are compared, and what is absent or partial is named."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sva import context
from sva.assessment import Assessment, load_assessment
from sva.estimates import blank
from sva.findings import sentence
from sva.findings.check import unfounded
from sva.findings.context import Context
from sva.reference.forces import force_crimes, force_residents

OWN, WARWICKSHIRE, GWENT, ABSENT, PARTIAL, CITY = (
    "E23000016", "E23000017", "W15000002", "E23000014", "E23000036", "E23000034",
)  # fmt: skip
MONTHS = pd.date_range("2025-01-01", periods=12, freq="MS")


@pytest.fixture(scope="module")
def assessment() -> Assessment:
    return load_assessment("west-mercia-2026-05")


@pytest.fixture
def residents() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area_code": [OWN, WARWICKSHIRE, GWENT, ABSENT, PARTIAL, CITY],
            "denominator": [1_000_000] * 5 + [9_000],
            "denominator_source": "made up",
            "denominator_year": 2021,
        }
    )


@pytest.fixture
def crimes() -> pd.DataFrame:
    """Warwickshire far above, Gwent alike, one force with half its months, one with none."""
    a_month = {OWN: 100, WARWICKSHIRE: 200, GWENT: 101, PARTIAL: 900, CITY: 50}
    rows = [
        (force, month, "Robbery", number)
        for force, number in a_month.items()
        for month in (MONTHS[:6] if force == PARTIAL else MONTHS)
    ]
    rows += [(force, month, "Drugs", 10) for force in a_month for month in MONTHS[:6]]
    rows.append((OWN, pd.Timestamp("2024-01-01"), "Robbery", 5_000))
    return pd.DataFrame(rows, columns=["area_code", "month", "crime_type", "crimes"])


def test_only_forces_with_every_month_and_enough_residents_have_a_rate(
    crimes, residents, assessment
):
    found = context.count_beside_forces(crimes, residents, assessment)
    rates = found[found["measure"] == "crimes.rate"].set_index("area_code")
    assert set(rates.index) == {OWN, WARWICKSHIRE, GWENT}
    assert rates.loc[OWN, "numerator"] == 1_200
    assert rates.loc[OWN, "value"] == pytest.approx(1.2)
    assert (rates["lower"] < rates["value"]).all()
    months = found[found["measure"] == "crimes.months"].set_index("area_code")["numerator"]
    assert months.to_dict() == {OWN: 12, WARWICKSHIRE: 12, GWENT: 12, ABSENT: 0, PARTIAL: 6, CITY: 12}  # fmt: skip
    assert found["already_public"].all()
    assert found["key"].is_unique


def test_more_and_fewer_mean_limits_wholly_beyond_the_own(crimes, residents, assessment):
    found = context.count_beside_forces(crimes, residents, assessment)
    standing = found[found["measure"] == "crimes.forces"].set_index("group")["numerator"]
    assert standing.to_dict() == {"compared": 2, "recorded more": 1, "recorded fewer": 0, "about as many": 1}  # fmt: skip


def test_the_sentence_names_who_is_absent_partial_or_too_small(crimes, residents, assessment):
    found = context.count_beside_forces(crimes, residents, assessment)
    said = sentence("forces", found, Context())
    assert "of 2 other forces whose months are all published, 1 recorded more, none fewer, 1 about as many" in said.text  # fmt: skip
    assert "West Midlands, of which no month is published" in said.text
    assert "Avon and Somerset (6 of 12 months), published in part" in said.text
    assert "City of London, which has few residents" in said.text
    assert unfounded(said.text, found[found["key"].isin(said.keys)]) == []
    assert "different ways" in said.certainty


def test_a_month_with_no_crime_of_a_type_is_a_month_published(crimes, residents, assessment):
    fewer = crimes[~(crimes["month"].eq(MONTHS[0]) & crimes["crime_type"].eq("Robbery") & crimes["area_code"].eq(GWENT))]  # fmt: skip
    found = context.count_beside_forces(fewer, residents, assessment)
    gwent = found[found["area_code"].eq(GWENT) & found["measure"].eq("crimes.rate")]
    assert gwent["numerator"].tolist() == [11 * 101]


def test_without_the_own_forces_whole_year_nothing_is_compared(crimes, residents, assessment):
    short = crimes[~(crimes["area_code"].eq(OWN) & crimes["month"].eq(MONTHS[3]))]
    assert context.count_beside_forces(short, residents, assessment).empty
    assert context.count_beside_forces(crimes.iloc[:0], residents, assessment).empty
    assert context.count_beside_forces(crimes, residents.iloc[:0], assessment).empty
    assert (
        "data.police.uk has not supplied"
        in sentence(
            "forces", blank(), Context(topic="Beside other forces", needs=("police-counts",))
        ).text
    )


def test_the_table_has_the_own_force_first_then_those_that_border_on_it(
    crimes, residents, assessment
):
    found = context.count_beside_forces(crimes, residents, assessment)
    table = context.neighbours_first(found, assessment)
    assert table["area_code"].tolist() == [OWN, GWENT, WARWICKSHIRE]


def test_the_published_year_is_reproduced(shared: Path, assessment: Assessment) -> None:
    """Sums of the published files of 2025, counted apart: PROVENANCE.md of the open data gives the rows of two forces."""
    crimes = force_crimes(shared / "open-data" / "derived")
    whole = crimes.groupby("area_code")["crimes"].sum()
    assert whole[OWN] == 102_105
    assert whole[WARWICKSHIRE] == 51_198
    residents = force_residents(
        shared / "open-data" / "census-2021", shared / "open-data" / "lookups"
    )
    found = context.count_beside_forces(crimes, residents, assessment)
    own = found[found["area_code"].eq(OWN) & found["measure"].eq("crimes.rate")]
    assert own.set_index("offence_group")["numerator"].to_dict() == {
        "Violence and sexual offences": 39_702,
        "Possession of weapons": 1_111,
        "Robbery": 813,
    }
    months = found[found["measure"] == "crimes.months"].set_index("area_code")["numerator"]
    partial = months[months < 12]
    assert partial[partial == 0].index.tolist() == ["E23000001", "E23000005", "E23000010", ABSENT]
    assert partial[partial > 0].to_dict() == {"E23000029": 11, PARTIAL: 6}
    assert len(months) == 43
