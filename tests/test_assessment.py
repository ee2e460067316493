"""The assessment folder: everything that is wrong is told at once, with file, line, key and what is allowed."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from sva.assessment import find_root, list_assessments, load_assessment
from sva.errors import SvaError

LETTER = "west-mercia-2023-05"


@pytest.fixture
def folder(root, tmp_path) -> Path:
    """A project of one assessment, a copy of the letter's, in a folder with a space in its name."""
    top = tmp_path / "a project"
    shutil.copytree(root / "assessments" / LETTER, top / "assessments" / "here")
    (top / "notebooks").mkdir()
    (top / "notebooks" / "03_violence.ipynb").write_text("{}")
    return top


@pytest.fixture
def change(folder):
    """Rewrite assessment.yaml, each old text once for a new one, and load it."""

    def edit(*pairs: tuple[str, str], more: str = ""):
        path = folder / "assessments" / "here" / "assessment.yaml"
        text = path.read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new, 1)
        path.write_text(text + more, encoding="utf-8")
        return load_assessment("here", folder)

    return edit


@pytest.fixture
def told(change):
    """Load a file with faults and return them as lines of text."""

    def faults(*pairs: tuple[str, str], more: str = "") -> list[str]:
        with pytest.raises(SvaError) as caught:
            change(*pairs, more=more)
        assert "assessment.yaml" in str(caught.value)
        return [str(fault) for fault in caught.value.faults]

    return faults


def test_both_assessments_of_the_repository_load(root):
    assert list_assessments(root) == ["west-mercia-2023-05", "west-mercia-2026-05"]
    letter = load_assessment(LETTER, root)
    assert letter.year == (date(2022, 4, 1), date(2023, 3, 31))
    assert letter.previous_year == (date(2021, 4, 1), date(2022, 3, 31))
    assert letter.demonstration
    opened = load_assessment("west-mercia-2026-05", root)
    assert opened.year == (date(2025, 1, 1), date(2025, 12, 31))
    assert not opened.demonstration
    assert opened.source("police-victims") is None
    assert opened.data_as_at("police-street") is not None


def test_the_letter_s_area_is_west_mercia_with_its_five_partnerships(root):
    settings = load_assessment(LETTER, root).settings
    assert settings.area.police_force == "E23000016"
    assert {entry.code for entry in settings.partnerships} == {
        "E22000326",
        "E22000360",
        "E22000333",
        "E22000368",
        "E22000332",
    }


def test_an_unknown_key_is_refused_with_line_allowed_keys_and_the_nearest(told, root):
    (fault,) = told(("threshold: 5", "treshold: 5"))
    lines = (root / "assessments" / LETTER / "assessment.yaml").read_text("utf-8").splitlines()
    assert fault == (
        f"assessment.yaml line {lines.index('  threshold: 5') + 1}, key disclosure.treshold: unknown key 'treshold'; expected one of threshold, rounding_base, "
        "minimum_population, protected_interval, dominance_percent, dominance_rest, restricted_threshold, restricted_interval, overrides. Did you mean 'threshold'?"
    )


def test_every_fault_of_a_file_is_told_at_once_in_the_order_of_its_lines(told):
    faults = told(
        ("title:", "titel:"),
        ("police_force: E23000016", "police_force: West Mercia"),
        ("end: 2023-03-31", "end: 2023-03-30"),
        (
            "comparison: {start: 2021-04-01, end: 2022-03-31}",
            "comparison: {start: 2022-04-01, end: 2023-03-31}",
        ),
        ("ages: [0, 17]", "ages: [17, 0]"),
        ("contract: police-suspects", "contract: police-victims"),
        ("mappings/police-disposals.yaml", "mappings/none.yaml"),
        ("victims.*", "victim.*"),
        ("rounding_base: 5", "rounding_base: 4"),
        more="notebooks:\n  03_violnce: {a: 1}\n",
    )
    for words in (
        "key title: a required key is missing", "unknown key 'titel'", "West Mercia is E23000016", "last day of a month",
        "the comparison period ends on 2023-03-31", "ages [17, 0] run backwards", "'police-victims' stands twice",
        "the mapping 'mappings/none.yaml' is not there", "no registered measure answers to 'victim.*'", "expected 1, 3, 5 or 10",
        "Did you mean '03_violence'?",
    ):  # fmt: skip
        assert [fault for fault in faults if words in fault], words
    lines = [int(fault.split("line ")[1].split(",")[0]) for fault in faults if "line " in fault]
    assert lines == sorted(lines)
    assert len(faults) == 11


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ("threshold: 5", "threshold: many", "disclosure.threshold", "'many' is given; expected a whole number"),
        ("threshold: 5", "threshold: 5.5", "disclosure.threshold", "5.5 is given; expected a whole number"),
        ("restricted_threshold: 2", "restricted_threshold: true", "disclosure.restricted_threshold", "True is given; expected a whole number"),
        ("threshold: 5", "threshold: 1", "disclosure.threshold", "1 is given; expected greater than or equal to 2"),
        ("area_maps: true", "area_maps: sure", "public.area_maps", "'sure' is given; expected true or false"),
        ("lsoa_vintage: 2011", "lsoa_vintage: 2001", "area.lsoa_vintage", "2001 is given; expected 2011 or 2021"),
        ("data: demonstration", "data: demo", "data", "expected 'demonstration' or 'supplied'"),
        ("counts: incident}", "counts: incidents}", "cohorts.2.counts", "expected 'person' or 'incident'"),
        ("ages: [0, 17]", "ages: [0, 9, 17]", "cohorts.0.ages", "a list of 3 is given; expected at most 2"),
        ("start: 2020-04-01", "start: 2020-04-01T10:00:00", "period.start", "expected a date, such as 2022-04-01"),
        ("start: 2020-04-01", "start: soon", "period.start", "'soon' is given; expected a date, such as 2022-04-01"),
        ("code: E22000326", "code: E24000326", "partnerships.0.code", "no partnership of West Mercia has the code 'E24000326'"),
        ("name: under-18", "name: Under 18", "cohorts.0.name", "expected lower-case letters, digits and hyphens"),
        ("commissioner: West Mercia Police and Crime Commissioner", "commissioner:", "commissioner", "nothing is given; expected text"),
        ("title: West Mercia serious violence needs assessment, May 2023", "title: 2023", "title", "put a number or date in quotes"),
        ("any_flag: [knife_enabled]", "any_flag: [knives]", "definition.groups.5.any_flag.0", "'knives' is given; expected 'knife_enabled'"),
        ("offence_codes: [\"2\"]", "offence_codes: []", "definition.groups.1.offence_codes", "a list of 0 is given; expected at least 1"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_with_its_line_its_key_and_what_is_allowed(
    told, old, new, key, words
):
    (fault,) = told((old, new))
    assert fault.startswith("assessment.yaml line ")
    assert f"key {key}:" in fault
    assert words in fault


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("{start: 2020-04-01, end: 2020-04-01}", "has no length"),
        ("{start: 2023-04-01, end: 2023-03-31}", "has no length"),
        ("{start: 2020-04-02, end: 2023-03-31}", "must start on the first of a month"),
        ("{start: 2020-04-01, end: 2023-03-30}", "must end on the last day of a month"),
        (
            "{start: 2022-10-01, end: 2023-03-31}",
            "the period is 6 months long; expected at least twelve months",
        ),
    ],
)
def test_a_period_without_length_or_not_of_whole_months_is_refused(told, period, words):
    faults = told(("period: {start: 2020-04-01, end: 2023-03-31}", f"period: {period}"))
    assert any("line 24, key period" in fault and words in fault for fault in faults)


def test_data_drawn_before_the_end_of_the_period_are_refused_each_on_its_line(told):
    old = "mapping: mappings/police-victims.yaml, data_as_at: 2023-04-17"
    (fault,) = told((old, old.replace("2023-04-17", "2023-03-30")))
    assert "key sources.1.data_as_at: the data of police-victims were drawn on 2023-03-30" in fault
    assert "2023-03-31, the end of the period, or later" in fault


def test_a_comparison_that_does_not_end_before_the_period_is_refused(told):
    (fault,) = told(
        (
            "comparison: {start: 2021-04-01, end: 2022-03-31}",
            "comparison: {start: 2022-04-01, end: 2023-03-31}",
        )
    )
    assert "key comparison.end" in fault


def test_a_day_that_is_not_in_the_calendar_is_told_with_its_line(told):
    (fault,) = told(("start: 2020-04-01", "start: 2020-02-30"))
    assert (
        fault
        == "assessment.yaml line 24: there is no day 2020-02-30; expected a day of the calendar"
    )


def test_a_school_term_that_ends_before_it_starts_is_refused(told):
    (fault,) = told(("terms:\n", "terms:\n  - {start: 2022-09-01, end: 2022-07-20}\n"))
    assert "key terms.0: the term from 2022-09-01 to 2022-07-20 has no length" in fault


def test_an_unknown_area_is_refused_and_the_code_of_its_name_offered(told):
    (fault,) = told(("police_force: E23000016", "police_force: E23000099"))
    assert "no police force area of England and Wales has the code 'E23000099'" in fault
    assert "West Mercia is E23000016." in fault


def test_supplied_data_need_a_source(told):
    text = "data: supplied\nsources: []\n"
    (fault,) = told(("data: demonstration\n", text), ("\nsources:\n", "\nnotes2:\n"))[:1]
    assert "no sources are listed" in fault


@pytest.mark.parametrize("path", ["/etc", "../other", "C:/files", "a/../../b"])
def test_a_path_that_leads_out_of_the_raw_data_is_refused(told, path):
    (fault,) = told(("path: police-victims", f"path: {path}"))
    assert "key sources.1.path" in fault
    assert "expected a relative path without '..'" in fault


def test_a_tab_is_named_with_its_line(told):
    (fault,) = told(("  name: West Mercia\n", "\tname: West Mercia\n"))
    assert fault.startswith("assessment.yaml line 13, column 1:")
    assert "Replace the tab on that line by spaces" in fault


@pytest.mark.parametrize("text", ["", "- one\n- two\n", "just words\n"])
def test_a_file_without_keys_is_refused(folder, text):
    (folder / "assessments" / "here" / "assessment.yaml").write_text(text)
    with pytest.raises(SvaError, match="its top is not a mapping of keys"):
        load_assessment("here", folder)


def test_the_same_key_twice_is_refused_with_its_line(told):
    (fault,) = told(more="title: Another\n")
    assert "found duplicate key" in fault
    assert "line 1" in fault


def test_a_file_that_is_not_utf_8_is_refused(folder):
    path = folder / "assessments" / "here" / "assessment.yaml"
    path.write_bytes(path.read_bytes().replace(b"West Mercia serious", b"West M\xe9rcia serious"))
    with pytest.raises(SvaError, match="it is not UTF-8 text"):
        load_assessment("here", folder)


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(folder):
    path = folder / "assessments" / "here" / "assessment.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_assessment("here", folder).settings.area.name == "West Mercia"


@pytest.mark.parametrize("name", ["west-mercia-2032-05", "../here", "here/../here", "nowhere"])
def test_an_unknown_assessment_is_refused_with_those_there_are(folder, name):
    with pytest.raises(SvaError, match="there is no assessment") as caught:
        load_assessment(name, folder)
    assert "one of here" in str(caught.value)


def test_the_nearest_assessment_is_offered(root):
    with pytest.raises(SvaError, match="Did you mean 'west-mercia-2023-05'"):
        load_assessment("west-mercia-2023-50", root)


def test_the_environment_names_the_assessment_and_the_project(folder, monkeypatch):
    monkeypatch.setenv("SVA_HOME", str(folder))
    monkeypatch.setenv("SVA_ASSESSMENT", "here")
    assert find_root() == folder.resolve()
    assert load_assessment().name == "here"


def test_outside_any_project_the_error_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("SVA_HOME", str(tmp_path))
    with pytest.raises(SvaError, match="Go to the checkout, or set SVA_HOME to it"):
        find_root()


def test_what_decides_the_numbers_is_resolved_mappings_included(folder):
    resolved = load_assessment("here", folder).resolved()
    assert "police-victims.yaml" in resolved["mappings"]
    assert resolved["settings"]["period"] == {"start": "2020-04-01", "end": "2023-03-31"}


def test_a_measure_that_the_public_edition_declares_must_exist(told):
    (fault,) = told(("victims.*", "victims.rates"))
    assert "key public.measures.2" in fault
    assert "Did you mean 'victims.rate'?" in fault


def test_settings_cannot_be_changed_in_passing(folder):
    from pydantic import ValidationError

    settings = load_assessment("here", folder).settings
    with pytest.raises(ValidationError):
        settings.disclosure.threshold = 2
