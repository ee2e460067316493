"""Files of partners other than the police: marked, small, the same for a seed, unusable rows counted, truths written down."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import pytest

from sva import demo
from sva.assessment import load_assessment
from sva.demo.partner_files import draw_partners, write_partners
from sva.demo.partner_truth import HIDDEN, LENS, as_dict, list_chances
from sva.intake.contract import load_contract

TRUTH = demo.Truth(scale=0.2)


@pytest.fixture(scope="module")
def files():
    return draw_partners(5, TRUTH)


def frame(files, contract):
    parts = [pd.DataFrame(f.rows, columns=list(f.heads)) for f in files if f.source == contract]
    return pd.concat(parts, ignore_index=True)


def test_every_source_of_the_demonstration_has_files(files):
    listed = {s.contract for s in load_assessment("west-mercia-2023-05").settings.sources}
    assert {file.source for file in files} == {c for c in listed if not c.startswith("police-")}


def test_every_row_of_every_file_says_demonstration(files):
    for file in files:
        assert file.heads[-1] == "Data status"
        assert {row[-1] for row in file.rows} == {"DEMONSTRATION"}
        assert file.path.split("/")[1].startswith("demonstration-")
        assert {len(row) for row in file.rows} == {len(file.heads)}, file.path


def test_essential_columns_of_the_contract_are_there(files):
    for file in files:
        known = {head.lower() for head in file.heads}
        for field in load_contract(file.source).fields.values():
            if field.essential:
                assert known & {name.lower() for name in field.headings}, (file.path, field.name)


def test_the_same_seed_writes_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_partners(tmp_path / name, 5, demo.Truth(scale=0.01), lambda path: None)
    for path in sorted((tmp_path / "one").rglob("demonstration-*")):
        again = tmp_path / "two" / path.relative_to(tmp_path / "one")
        assert path.read_bytes() == again.read_bytes(), path.name


def test_all_files_together_stay_small():
    rows = sum(len(file.rows) for file in draw_partners(2023, demo.Truth()))
    assert 20_000 < rows < 40_000


def test_unusable_rows_are_those_of_the_account(files):
    refused = sum(sum(file.quarantined.values()) for file in files)
    assert refused >= 15
    for file in files:
        account = file.account
        assert account["rows"] == account["clean"] + account["quarantined"]


def test_planted_chances_have_the_planted_odds_ratios():
    p = list_chances()
    for third in (0, 1):
        both = p[1, 1, third] * p[0, 0, third] / (p[1, 0, third] * p[0, 1, third])
        assert both == pytest.approx(HIDDEN["odds_ratio"]["police*emergency_department"], rel=1e-6)
        both = p[third, 1, 1] * p[third, 0, 0] / (p[third, 1, 0] * p[third, 0, 1])
        assert both == pytest.approx(
            HIDDEN["odds_ratio"]["emergency_department*ambulance"], rel=1e-6
        )
        both = p[1, third, 1] * p[0, third, 0] / (p[1, third, 0] * p[0, third, 1])
        assert both == pytest.approx(1, rel=1e-6)


def test_nhs_numbers_of_one_to_seven_are_withheld_and_others_rounded(files):
    told = frame(files, "hospital-admissions")["Admissions"]
    assert (told == "*").sum() > 5
    numbers = told[told != "*"].astype(int)
    assert (numbers % 5 == 0).all()
    assert not numbers.between(1, 7)[numbers != 5].any()


def test_the_partnership_of_the_health_lens_calls_more_often():
    """Against the same places without the lens: its share of calls over theirs is the planted factor."""
    from sva.demo.places import land, places

    calls = frame(draw_partners(2023, demo.Truth()), "ambulance")
    codes = dict(zip(land().lsoa, land().district_code, strict=True))
    share = (calls["LSOA11CD"].map(codes).dropna() == LENS[0]).mean()
    planted = places(demo.Truth()).weights
    inside = land().district_code == LENS[0]
    plain = np.mean(
        [w[24:, inside].sum() / w[24:].sum() for w in (planted["day"], planted["night"])]
    )
    odds = share / (1 - share) / (plain / (1 - plain))
    assert odds == pytest.approx(LENS[1], rel=0.15)


def test_the_ledger_says_what_was_planted(tmp_path):
    demo.write(tmp_path / "d", 1, demo.Truth(scale=0.005, last_year=2018))
    ledger = json.loads((tmp_path / "d" / "_demonstration" / "truth.json").read_text("utf-8"))
    assert ledger["partners"] == json.loads(json.dumps(as_dict()))
    assert ledger["partners"]["hidden"]["people_on_no_list"] == round(
        6000 * list_chances()[0, 0, 0]
    )


def test_no_partner_file_could_name_anybody(files):
    from sva.intake.guard import looks_like

    forbidden = re.compile(r"surname|forename|birth|address|postcode|nhs|phone|email", re.I)
    for file in files:
        assert not [head for head in file.heads if forbidden.search(head)], file.path
        cells = {cell for row in file.rows for cell in row}
        assert not [cell for cell in cells if looks_like(cell)], file.path
