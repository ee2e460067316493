"""When intake is done, a run prints what became of every row of every file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sva.pipeline.progress import Progress
from sva.pipeline.rows import accounted


def test_every_file_has_a_line_and_the_sums_stand_below(tmp_path: Path, capsys) -> None:
    assert accounted(tmp_path) == []
    table = pd.DataFrame(
        {
            "source": ["police-victims", "fire"],
            "file": ["2022/[part] one.csv", "a.csv"],
            "rows_in": [1_000_000, 7],
            "clean": [999_000, 5],
            "duplicate": [400, 2],
            "quarantined": [600, 0],
        }
    )
    table.to_parquet(tmp_path / "_accounting.parquet")
    Progress(1).say(accounted(tmp_path))
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 4
    assert told[1].split() == ["police-victims/2022/[part]", "one.csv", "1,000,000", "999,000", "400", "600"]  # fmt: skip
    assert told[-1].split() == ["all", "2", "files", "1,000,007", "999,005", "402", "600"]
