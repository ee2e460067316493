"""The gate as a whole: what stops it, what it says, what it keeps."""

import json

import pandas as pd
import pytest

from sva.disclosure import Released, is_declared, release
from sva.errors import SvaError
from sva.estimates import blank
from sva.estimates.extensions import GridCells


def test_a_key_that_stands_twice_stops_the_release(table, settings):
    estimates = pd.concat([table("victims.count", [50])] * 2, ignore_index=True)
    with pytest.raises(SvaError, match="the same key more than once"):
        release(estimates, "public", settings)


def test_a_measure_without_an_entry_in_the_registry_stops_the_release(table, settings):
    with pytest.raises(SvaError, match="not registered"):
        release(table("victims.count", [50]).assign(measure="victims.mood"), "public", settings)


def test_a_declared_measure_that_does_not_exist_stops_the_public_edition(table, with_policy):
    with pytest.raises(SvaError, match=r"victim\.count"):
        release(table("victims.count", [50]), "public", with_policy(declared=["victim.count"]))


def test_an_unknown_edition_is_refused_with_those_there_are(settings):
    with pytest.raises(SvaError, match="one of public, restricted"):
        release(blank(), "secret", settings)


def test_no_estimates_give_an_edition_without_rows(settings):
    released = release(blank(), "public", settings)
    assert released.estimates.empty
    assert released.withheld.columns.tolist() == ["key", "reason", "detail"]


def test_the_public_edition_says_what_is_applied_and_what_is_not_yet(settings):
    said = " ".join(release(blank(), "public", settings).policy["sentences"])
    assert "any of more than 5 counts" in said
    assert "Of small areas the class alone is shown" in said
    assert "is not checked: it is not known who they are" in said
    assert "No earlier release is named" in said
    assert "must therefore not be published before a trained output checker has read it" in said


def test_the_sentences_state_the_numbers_of_the_policy(with_policy):
    chosen = with_policy(threshold=8, rounding_base=10, minimum_population=2500)
    said = " ".join(release(blank(), "public", chosen).policy["sentences"])
    for words in (
        "Counts of 1 to 7",
        "fewer than 16",
        "a multiple of 10",
        "fewer than 2,500 people",
    ):
        assert words in said


def test_a_policy_that_rounds_small_counts_to_zero_says_so(with_policy):
    said = " ".join(
        release(blank(), "public", with_policy(threshold=2, rounding_base=10)).policy["sentences"]
    )
    assert "may therefore be as high as 9" in said


def test_the_estimates_given_are_left_as_they_were(table, settings):
    estimates = table("victims.share", [3, 7, 250], 260)
    before = estimates.copy(deep=True)
    release(estimates, "public", settings)
    pd.testing.assert_frame_equal(estimates, before)


def test_rows_come_in_the_order_asked_and_absent_keys_give_none(table, settings):
    released = release(table("victims.count", [50, 60, 3]), "public", settings)
    first, second, third = released.estimates["key"]
    assert released.rows([third, "nowhere", first])["key"].tolist() == [third, first]
    assert released.rows([second])["numerator"].tolist() == [60]
    assert released.rows([]).empty


def test_a_release_is_kept_whole_for_next_year(table, settings, tmp_path):
    released = release(table("victims.share", [3, 7, 250], 260), "public", settings)
    again = Released.from_disk(released.to_disk(tmp_path / "with space" / "public"))
    pd.testing.assert_frame_equal(again.estimates, released.estimates)
    pd.testing.assert_frame_equal(again.withheld, released.withheld)
    assert again.policy == released.policy
    assert again.edition == "public"


def test_a_kept_release_is_the_same_bytes_each_time(table, settings, tmp_path):
    estimates = table("victims.share", [3, 7, 250], 260)
    shuffled = estimates.sample(frac=1, random_state=1).reset_index(drop=True)
    for name, given in (("a", estimates), ("b", shuffled)):
        release(given, "public", settings).to_disk(tmp_path / name)
    for file in sorted(path.name for path in (tmp_path / "a").iterdir()):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes(), file


def test_no_exact_count_is_in_any_file_of_a_kept_public_release(table, settings, tmp_path):
    # 3 and 817 are to be hidden, 1,234,567 to be rounded: none may stand in a file.
    estimates = table("victims.count", [3, 1_234_567])
    folder = release(estimates, "public", settings).to_disk(tmp_path)
    frame = pd.read_parquet(folder / "estimates.parquet")
    assert not frame.isin([1_234_567]).any(axis=None)
    text = (folder / "released.json").read_text() + pd.read_parquet(
        folder / "withheld.parquet"
    ).to_csv()
    assert "1234567" not in text
    assert json.loads((folder / "released.json").read_text())["schema"] == "sva.released/1"


@pytest.mark.parametrize("damage", ["absent", "torn", "other version"])
def test_a_kept_release_that_is_damaged_is_refused_in_words(settings, tmp_path, damage):
    release(blank(), "public", settings).to_disk(tmp_path)
    file = tmp_path / "released.json"
    if damage == "absent":
        file.unlink()
    elif damage == "torn":
        file.write_text(file.read_text()[:40])
    else:
        file.write_text(file.read_text().replace("sva.released/1", "sva.released/0"))
    with pytest.raises(SvaError, match="no release to read"):
        Released.from_disk(tmp_path)


def test_a_family_is_declared_by_a_star_at_its_end_only():
    assert is_declared("victims.rate", ["victims.rate"])
    assert is_declared("victims.rate", ["victims.*"])
    assert is_declared("victims.rate", ["*"])
    assert not is_declared("victims.rate", ["*.rate"])
    assert not is_declared("victims.rates", ["victims.rate"])


def test_an_edition_without_area_maps_has_no_numbers_of_small_areas(table, with_policy):
    small = table("victims.count", [50], area_type="lsoa", area_code="E01013998")
    estimates = pd.concat([table("victims.count", [60]), small], ignore_index=True)
    released = release(estimates, "public", with_policy(area_maps=False))
    assert released.estimates["area_type"].tolist() == ["police_force"]
    assert "no numbers of small areas" in released.policy["sentences"][0]
    assert len(release(estimates, "public", with_policy()).estimates) == 2
    assert len(release(estimates, "restricted", with_policy(area_maps=False)).estimates) == 2


def test_nothing_of_an_older_release_stays_in_the_folder(settings, with_policy, tmp_path):
    cells = GridCells(
        "grid.old",
        pd.DataFrame(
            {"cell": ["a"], "easting": [0], "northing": [0], "side_m": [1], "source": ["police"]}
        ),
    )
    release(blank(), "restricted", settings, extensions={"grid.old": cells}).to_disk(tmp_path)
    assert (tmp_path / "grid.old.parquet").is_file()
    release(blank(), "restricted", settings).to_disk(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "estimates.parquet",
        "released.json",
        "withheld.parquet",
    ]
