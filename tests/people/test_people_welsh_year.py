"""The real Welsh year of searches through intake and every function of searches; it tests the code and says nothing of West Mercia."""

from __future__ import annotations

import shutil
from datetime import date

import pandas as pd
import pytest

from sva import intake, people
from sva.assessment import load_assessment
from sva.intake.mapping import shipped_mapping
from sva.reference.populations import bundled

YEAR = (date(2020, 4, 1), date(2021, 3, 31))


@pytest.fixture(scope="module")
def welsh(shared, root, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    text = (root / "assessments/west-mercia-2023-05/assessment.yaml").read_text()
    head, rest = text.split("sources:\n")
    source = "  - {contract: police-stop-search, partner: Test, path: police-stop-search, data_as_at: 2026-02-01, mapping: mappings/m.yaml}\n\n"
    folder = home / "assessments/tried"
    (folder / "mappings").mkdir(parents=True)
    (home / "notebooks").mkdir()
    text = head + "sources:\n" + source + rest[rest.index("public:") :]
    (folder / "assessment.yaml").write_text(text.replace("data: demonstration", "data: supplied"))
    (folder / "mappings/m.yaml").write_text(
        shipped_mapping("data-police-uk-stop-search").read_text()
    )
    assessment = load_assessment("tried", home)
    raw = assessment.raw / "police-stop-search"
    raw.mkdir(parents=True)
    for path in (shared / "open-data/stop-search/wales-2020-04-to-2021-03").glob("*.gz"):
        shutil.copy(path, raw)
    stops = intake.run(assessment, assessment.processed).table("stops")
    files = sorted(raw.glob("*.gz"))
    return assessment, people.select_searches(stops), pd.concat(map(pd.read_csv, files))


def test_every_row_is_counted_once_in_each_split(welsh):
    assessment, searches, published = welsh
    assert len(searches) == len(published) == 31_801
    inside = searches["month"].between("2020-04-01", "2021-03-01").sum()
    for name in ("ethnic_group", "ethnicity_officer", "sex", "search_age"):
        rows = people.count_by(searches, name, assessment, "searches", period=YEAR)
        counts = rows.set_index("group")["numerator"]
        assert counts.pop("All") == counts.sum() == inside
    months = people.count_by_month(searches, assessment, "searches", period=YEAR)
    assert months["numerator"].sum() == inside
    for column in ("object", "legislation", "outcome"):
        rows = people.count_searches_by(searches, column, assessment, period=YEAR)
        counts = rows.set_index("group")["numerator"]
        assert counts.pop("All") == counts.sum()


def test_sex_is_counted_as_a_plain_count_of_the_files_has_it(welsh):
    assessment, searches, published = welsh
    rows = people.count_by(searches, "sex", assessment, "searches", period=YEAR).set_index("group")
    plain = published["Gender"].value_counts()
    late = int((~searches["month"].between("2020-04-01", "2021-03-01")).sum())
    for name in ("Female", "Male"):
        assert 0 <= plain[name] - rows.loc[name, "numerator"] <= late


def test_the_two_ethnicities_agree_mostly_and_steps_have_true_bounds(welsh):
    assessment, searches, _ = welsh
    rows = people.agreement(searches, assessment, "searches", period=YEAR).set_index("measure")
    assert 85 < rows.loc["searches.share", "value"] < 100
    assert 0.5 < rows.loc["searches.kappa", "value"] < 1
    base = people.residents_by(bundled(), "ethnicity_officer", assessment)
    steps = people.search_ladder(searches, "ethnicity_officer", assessment, base, period=YEAR)
    known = steps[steps["value"].notna()]
    assert len(known)
    assert (known["unknown_lower"] <= known["value"]).all()
    assert (known["value"] <= known["unknown_upper"].fillna(float("inf"))).all()


def test_ages_blank_on_more_than_half_are_not_assessable(welsh):
    assessment, searches, _ = welsh
    base = people.residents_by(bundled(), "search_age", assessment)
    rows = people.ratio_to_residents(
        searches, "search_age", assessment, "searches", base, period=YEAR
    )
    assert rows["value"].isna().all()
    assert rows["flag"].eq("not assessable").all()
