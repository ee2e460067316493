"""Real published files reconcile to the row. Sources: open-data/PROVENANCE.md."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from sva import intake, opendata
from sva.intake.mapping import shipped_mapping


@pytest.fixture(scope="module")
def year(shared: Path, root: Path, tmp_path_factory: pytest.TempPathFactory):
    """West Mercia's 2026 assessment: fetched and taken in."""
    from sva.assessment import load_assessment

    home = tmp_path_factory.mktemp("home")
    shutil.copytree(root / "assessments", home / "assessments")
    (home / "notebooks").mkdir()
    assessment = load_assessment("west-mercia-2026-05", home)
    opendata.fetch(assessment, shared / "open-data")
    return intake.run(assessment, assessment.processed)


def test_every_street_row_of_2025_and_of_early_2024_is_clean(year) -> None:
    months = year.accounting["file"].str.extract(r"(\d{4})-(\d{2})")
    rows = year.accounting.groupby(months[0])[["rows_in", "clean"]].sum()
    assert rows.loc["2025"].tolist() == [102_105, 102_105]
    assert rows.loc["2024"].tolist() == [32_423, 32_423]


def test_rows_outside_the_force_and_without_place_are_kept_and_counted(year) -> None:
    street = year.table("street")
    places = street.loc[street["month"].dt.year == 2025, "place_status"].value_counts()
    assert places.to_dict() == {"inside": 99_795, "unlocated": 1_962, "outside": 348}
    assert year.log.loc[year.log["rule"] == "outside", "rows"].sum() == 453


def test_kinds_of_crime_are_as_published(year) -> None:
    street = year.table("street")
    kinds = street.loc[street["month"].dt.year == 2025, "crime_type"].value_counts()
    assert kinds["Violence and sexual offences"] == 39_702
    assert kinds["Robbery"] == 813
    assert kinds["Possession of weapons"] == 1_111
    early = street.loc[street["month"].dt.year == 2024, "outcome_label"]
    assert (early == "Under investigation").sum() == 9_620


def test_equal_rows_of_anti_social_behaviour_are_no_duplicates(year) -> None:
    equal = year.log.loc[year.log["rule"] == "equal-rows", ["file", "rows"]]
    assert equal.loc[equal["file"].str.startswith("2025"), "rows"].sum() == 3_446
    assert year.accounting["duplicate"].sum() == 0


def test_no_published_crime_identifier_is_kept(year, shared: Path) -> None:
    first = pd.read_csv(
        shared / "open-data/police-street/west-mercia-2025/2025-01-west-mercia-street.csv.gz",
        nrows=1,
    )["Crime ID"].item()
    assert first not in year.table("street").to_csv()


def test_the_welsh_year_of_searches_reconciles_to_the_row(shared: Path, make_assessment) -> None:
    mapping = shipped_mapping("data-police-uk-stop-search").read_text()
    made = make_assessment({"police-stop-search": mapping})
    for path in (shared / "open-data/stop-search/wales-2020-04-to-2021-03").glob("*.gz"):
        shutil.copy(path, made.raw / "police-stop-search")
    done = intake.run(made.assessment, made.out)
    assert len(done.accounting) == 12
    assert done.accounting[["rows_in", "clean"]].sum().tolist() == [31_801, 31_801]
    stops = done.table("stops")
    assert stops["search_key"].is_unique
    # 23:00 UTC of 31 March 2020 is midnight of 1 April in summer time.
    assert stops["searched_at"].min() == pd.Timestamp("2020-04-01 00:00")
    assert stops["age_from"].isna().mean() == pytest.approx(0.56, abs=0.01)
    assert set(stops["more_than_outer_clothing"].dropna()) == {True, False}
    intake.clean_schema("police-stop-search").validate(stops, lazy=True)


def test_the_excerpt_of_west_mercia_searches_parses(shared: Path, make_assessment) -> None:
    mapping = shipped_mapping("data-police-uk-stop-search").read_text()
    made = make_assessment({"police-stop-search": mapping})
    shutil.copy(
        shared / "open-data/excerpts/2023-06-west-mercia-stop-and-search.excerpt.csv",
        made.raw / "police-stop-search",
    )
    stops = intake.run(made.assessment, made.out).table("stops")
    assert len(stops) == 15
    assert stops.loc[0, "searched_at"] == pd.Timestamp("2023-06-01 01:28:18")
    assert stops["ethnic_group"].tolist()[:4] == ["White", "Asian", "Asian", "Unknown"]
    assert stops.loc[12, ["age_from", "age_to"]].tolist() == [0, 9]  # "under 10"
    assert (
        stops["district_code"].notna().sum() == 12
    )  # two have no point, one lies in Staffordshire


def test_a_crime_with_three_suspects_charged_keeps_its_three_outcomes(shared: Path) -> None:
    path = shared / "open-data/excerpts/2025-06-west-mercia-outcomes.excerpt.csv"
    found = intake.check(path, "police-outcomes", shipped_mapping("data-police-uk-outcomes"))
    assert found.accounting[["rows_in", "clean", "duplicate"]].to_numpy().tolist() == [[10, 10, 0]]
    assert found.log.loc[found.log["rule"] == "equal-rows", "rows"].sum() == 2


def test_street_files_stream_to_parquet_whole(shared: Path, tmp_path: Path) -> None:
    rows = intake.stream_street(shared / "open-data/police-street", tmp_path / "street.parquet")
    assert rows == {"files": 28, "rows_in": 185_726, "clean": 185_726, "quarantined": 0}
    assert len(pd.read_parquet(tmp_path / "street.parquet", columns=["month"])) == 185_726
