"""Last year's release in a run: found where the assessment names it, or nothing is released."""

from types import SimpleNamespace

import pytest

from sva.disclosure import Released
from sva.errors import SvaError
from sva.estimates import blank
from sva.pipeline.disclose import previous_release


def assessment(root, previous):
    return SimpleNamespace(
        name="west-mercia-2026-05", root=root, settings=SimpleNamespace(previous=previous)
    )


def kept(folder, edition="public"):
    return Released(
        edition, blank(), blank()[["key"]].assign(reason="", detail=""), {"made": folder.name}
    ).to_disk(folder)


@pytest.fixture
def house(tmp_path):
    for name in ("west-mercia-2023-05", "west-mercia-2026-05"):
        (tmp_path / "assessments" / name).mkdir(parents=True)
        (tmp_path / "assessments" / name / "assessment.yaml").write_text("title: x\n")
    return tmp_path


def test_no_release_is_compared_where_none_is_named(house):
    assert previous_release(assessment(house, None), "public") is None


def test_an_assessment_gives_what_passed_before_what_its_last_run_released(house):
    space = house / "data" / "processed" / "west-mercia-2023-05"
    kept(space / "released" / "public")
    one = previous_release(assessment(house, "west-mercia-2023-05"), "public")
    assert one is not None
    kept(space / "published" / "public")
    other = previous_release(assessment(house, "west-mercia-2023-05"), "public")
    assert other is not None
    assert other.edition == "public"


def test_a_folder_is_relative_to_the_project(house):
    kept(house / "kept" / "public")
    found = previous_release(assessment(house, "kept"), "public")
    assert found is not None
    with pytest.raises(SvaError, match="no release of the restricted edition"):
        previous_release(assessment(house, "kept"), "restricted")


@pytest.mark.parametrize("named", ["west-mercia-2023-05", "nowhere", "west-mercia-2026-05"])
def test_a_release_that_is_named_and_not_there_stops_the_run(house, named):
    with pytest.raises(SvaError, match="last year's release cannot be read"):
        previous_release(assessment(house, named), "public")
