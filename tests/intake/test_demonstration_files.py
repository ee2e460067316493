"""The demonstration files, where they have been written, against the truth planted in them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from sva import intake
from sva.assessment import load_assessment


@pytest.fixture(scope="module")
def truth(root: Path) -> dict:
    path = root / "data/raw/west-mercia-2023-05/_demonstration/truth.json"
    if not path.is_file():
        pytest.skip("the demonstration files are not written; `sva demo` writes them")
    return json.loads(path.read_text())


@pytest.fixture(scope="module")
def done(root: Path, truth: dict, tmp_path_factory: pytest.TempPathFactory):
    assessment = load_assessment("west-mercia-2023-05", root)
    return intake.run(assessment, tmp_path_factory.mktemp("processed"))


def test_every_file_reconciles_with_the_rows_planted(done, truth: dict) -> None:
    found = {
        f"{row.source}/{row.file}": [row.rows_in, row.clean, row.duplicate, row.quarantined]
        for row in done.accounting.itertuples()
    }
    planted = {
        file: [entry["rows"], entry["clean"], entry["duplicate"], entry["quarantined"]]
        for file, entry in truth["accounting"].items()
    }
    assert found == planted


def test_no_planted_identifier_is_in_anything_written(done, truth: dict) -> None:
    patterns = re.compile("|".join(truth["identifiers"]["patterns"].values()))
    for path in done.folder.rglob("*.parquet"):
        frame = pd.read_parquet(path)
        for name in frame.select_dtypes(include=["str", "object"]).columns:
            text = "\n".join(map(str, frame[name].dropna().unique()))
            assert not patterns.search(text), f"{path.name}, column {name}"


def test_planted_defaults_and_stations_are_found(done, truth: dict) -> None:
    offences = done.table("offences")
    planted = truth["mess"]
    minutes = offences["committed_from"].dt.hour * 60 + offences["committed_from"].dt.minute
    assert not offences.loc[minutes.isin([0, 1, 720]), "time_known"].any()
    lost = sum(v for k, v in planted["unlocated"].items() if k != "default_points")
    lost += sum(planted["unlocated"]["default_points"].values())
    assert (offences["place_status"] == "unlocated").sum() == pytest.approx(lost, rel=0.01)
    assert (offences["place_status"] == "outside").sum() == pytest.approx(
        planted["outside"], rel=0.02
    )


def test_clean_tables_keep_their_contracts(done) -> None:
    for contract in (
        "police-offences",
        "police-victims",
        "police-suspects",
        "police-disposals",
        "police-stop-search",
    ):
        table = intake.load_contract(contract).table
        intake.clean_schema(contract).validate(done.table(table), lazy=True)
