from __future__ import annotations

import pandas as pd
import pytest

from sva.errors import SvaError
from sva.reference.vintage import detect_vintage, refuse_mixed, require_vintage

OLD, NEW, BOTH = "E01014141", "E01035073", "E01013986"


@pytest.mark.parametrize(
    ("codes", "state", "vintage"),
    [
        ([OLD, BOTH], "found", 2011),
        ([NEW, BOTH], "found", 2021),
        ([BOTH, BOTH], "either", None),
        ([OLD, NEW], "mixed", None),
        (["Shropshire 001A", None, ""], "none", None),
        (["W01001959"], "found", 2021),
        ([], "none", None),
    ],
)
def test_the_vintage_is_told_by_the_codes_that_one_vintage_alone_has(codes, state, vintage):
    found = detect_vintage(codes)
    assert (found.state, found.vintage) == (state, vintage)


def test_blank_and_foreign_codes_are_counted_apart():
    found = detect_vintage(pd.Series([NEW, None, " ", "S01006506", "E01099999"]))
    assert (found.rows, found.blank, found.only_2021, found.unrecognised) == (3, 2, 1, 2)
    assert found.confidence == pytest.approx(1 / 3)


def test_mixing_vintages_is_refused_with_both_counts():
    with pytest.raises(
        SvaError, match=r"2 rows with a code of 2011 alone .* 1 with a code of 2021"
    ):
        refuse_mixed([OLD, OLD, NEW, BOTH], "file.csv, column LSOA code")


def test_joining_to_the_other_vintage_is_refused():
    with pytest.raises(SvaError, match="Use areas and populations of 2011"):
        require_vintage([OLD], 2021)
    assert require_vintage([BOTH], 2021).state == "either"


def test_every_code_of_the_ons_lookup_is_told_apart(everywhere):
    changes = everywhere.changes
    old, new = set(changes["lsoa11_code"]), set(changes["lsoa21_code"])
    assert detect_vintage(old - new).only_2011 == len(old - new) == 1106
    assert detect_vintage(new - old).only_2021 == len(new - old) == 2025
    assert detect_vintage(old & new).in_both == len(old & new)


def test_reading_the_2025_crimes_with_lsoa_2011_would_misplace_7225_rows(open_data, west_mercia):
    files = sorted((open_data / "police-street" / "west-mercia-2025").glob("*.csv.gz"))
    codes = pd.concat([pd.read_csv(f, usecols=["LSOA code"])["LSOA code"] for f in files])
    assert len(codes) == 102_105
    inside = codes[codes.isin(west_mercia.areas("lsoa", 2021)["area_code"])]
    assert detect_vintage(codes).vintage == 2021
    assert (~inside.isin(west_mercia.areas("lsoa", 2011)["area_code"])).sum() == 7_225
    with pytest.raises(SvaError, match="7,225 rows"):
        require_vintage(inside, 2011)
