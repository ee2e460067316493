"""Estimates on disk: whole or not at all, and the same bytes each time."""

from datetime import date

import pandas as pd
import pytest

from sva.errors import SvaError
from sva.estimates import build, read, write

PERIOD = (date(2022, 4, 1), date(2023, 3, 31))


@pytest.fixture
def table():
    return build(
        pd.DataFrame({"group": ["Male", "Female"], "numerator": [40, 60]}), PERIOD, measure="victims.count", characteristic="sex",
        area_type="police_force", area_code="E23000016", period_start=PERIOD[0], period_end=PERIOD[1], source="police-victims",
        data_as_at=date(2023, 4, 17),
    )  # fmt: skip


def test_what_is_written_is_read_again_in_the_order_of_keys(table, tmp_path):
    again = read(write(table, tmp_path / "new folder" / "04_victims.parquet"))
    pd.testing.assert_frame_equal(again, table.sort_values("key", ignore_index=True))


def test_the_order_of_rows_does_not_change_a_byte(table, tmp_path):
    one = write(table, tmp_path / "one.parquet").read_bytes()
    other = write(table.iloc[::-1].reset_index(drop=True), tmp_path / "other.parquet").read_bytes()
    assert one == other


def test_a_faulty_table_leaves_the_last_good_file_as_it_was(table, tmp_path):
    path = write(table, tmp_path / "victims.parquet")
    good = path.read_bytes()
    with pytest.raises(SvaError):
        write(table.assign(numerator=pd.array([-1, 2], dtype="Int64")), path)
    assert path.read_bytes() == good


def test_a_write_that_is_cut_short_leaves_the_last_good_file_as_it_was(
    table, tmp_path, monkeypatch
):
    path = write(table, tmp_path / "victims.parquet")
    good = path.read_bytes()

    def cut(frame, file, **options):
        file.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_parquet", cut)
    with pytest.raises(OSError, match="No space left"):
        write(table, path)
    assert path.read_bytes() == good


def test_an_absent_file_says_what_to_run(tmp_path):
    with pytest.raises(SvaError, match="Run the notebook that writes it"):
        read(tmp_path / "nowhere.parquet")


def test_a_file_of_another_shape_is_refused(tmp_path):
    path = tmp_path / "people.parquet"
    pd.DataFrame({"name": ["A Person"]}).to_parquet(path)
    with pytest.raises(SvaError, match="unknown column 'name'"):
        read(path)


def test_a_file_that_is_not_parquet_is_refused_in_words(tmp_path):
    path = tmp_path / "torn.parquet"
    path.write_bytes(b"half a file")
    with pytest.raises(SvaError, match=r"torn\.parquet"):
        read(path)
