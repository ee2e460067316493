"""A report is put in place whole, whenever the process is killed."""

from __future__ import annotations

import errno
import subprocess
import sys

import pytest

from sva.errors import SvaError
from sva.pipeline import publish as room


def finished(final, text):
    new = room.staging(final)
    (new / "needs-assessment.html").write_text(text)
    return new


def test_new_report_replaces_the_old_and_nothing_is_left_beside(tmp_path):
    final = tmp_path / "west-mercia"
    room.publish(finished(final, "first"), final)
    room.publish(finished(final, "second"), final)
    assert (final / "needs-assessment.html").read_text() == "second"
    assert [path.name for path in tmp_path.iterdir()] == ["west-mercia"]
    assert [path.name for path in final.iterdir()] == ["needs-assessment.html"]


@pytest.mark.parametrize("moment", ["before_step_aside", "between_the_renames", "before_tidying"])
def test_killed_in_the_middle_of_the_final_move(tmp_path, monkeypatch, moment):
    final = tmp_path / "west-mercia"
    room.publish(finished(final, "last good"), final)
    new = finished(final, "new")

    class KilledError(BaseException):
        pass

    def killed(*_):
        raise KilledError

    aside = room._step_aside
    if moment == "before_step_aside":
        monkeypatch.setattr(room, "_step_aside", killed)
    elif moment == "between_the_renames":

        def aside_then_killed(path):
            aside(path)
            raise KilledError

        monkeypatch.setattr(room, "_step_aside", aside_then_killed)
    else:
        monkeypatch.setattr(room, "_tidy", killed)
    with pytest.raises(KilledError):
        room.publish(new, final)
    monkeypatch.undo()

    room.recover(final)
    assert (final / "needs-assessment.html").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["west-mercia"]
    assert room.recover(final) is None


def test_killed_before_the_report_was_finished_keeps_the_last_good(tmp_path):
    final = tmp_path / "west-mercia"
    room.publish(finished(final, "last good"), final)
    finished(final, "half")
    assert room.recover(final) is None
    assert (final / "needs-assessment.html").read_text() == "last good"
    assert [path.name for path in tmp_path.iterdir()] == ["west-mercia"]


def test_two_runs_at_once_on_one_assessment_are_refused(tmp_path):
    with room.locked(tmp_path / "small"):
        code = (
            "from pathlib import Path\nfrom sva.errors import SvaError\nfrom sva.pipeline.publish import locked\n"
            f"try:\n    with locked(Path({str(tmp_path / 'small')!r})): print('got in')\n"
            "except SvaError as reason: print(reason)\n"
        )
        other = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
    assert "another run is at work on small" in other.stdout
    assert "process" in other.stdout
    with room.locked(tmp_path / "small"):
        pass


def test_folder_that_cannot_be_written_is_refused_before_any_work(tmp_path):
    blocked = tmp_path / "reports"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(SvaError, match="cannot be written to"):
        room.can_write(blocked / "west-mercia")


@pytest.mark.parametrize(
    ("code", "says"),
    [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "read-only"), (errno.EACCES, "not allowed")],
)
def test_full_or_forbidden_disk_is_said_plainly(code, says):
    with (
        pytest.raises(SvaError, match="last good report was not touched") as caught,
        room.disk_errors("the report"),
    ):
        raise OSError(code, "x", "needs-assessment.html")
    assert says in str(caught.value)
    assert "needs-assessment.html" in str(caught.value)


def test_other_system_errors_are_not_disguised():
    with pytest.raises(FileNotFoundError), room.disk_errors("the report"):
        raise FileNotFoundError(errno.ENOENT, "x")
