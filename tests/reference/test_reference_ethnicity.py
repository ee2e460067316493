from __future__ import annotations

import pandas as pd
import pytest

from sva.errors import SvaError
from sva.reference import ethnicity

# Labels that the Race Disparity Unit's list puts into a group which holds others too. Ours keeps them
# apart, because "Other" would then mean everyone who is not White.
COMPOSITE = {
    "asian and other", "chinese and other", "chinese or other", "chinese or other ethnic group",
    "all ethnic minorities", "all other ethnic groups", "bame", "bme", "ethnic minorities", "ethnic minority",
    "ethnicity_minority_ethnic_pupil", "non-white", "mixed/ multiple/ other", "white & other", "mixed/other",
    "other/mixed", "other inc mixed", "other inc. mixed", "other/chinese", "other inc. chinese",
    "other (including chinese)", "mixed and other", "other (including mixed)",
    "ethnic minority (exc. white minorities)", "ethnic minority (excl. white minorities)",
    "ethnic minority (other than white ethnic minority)",
}  # fmt: skip
# "Mixed ethnic groups" is the heading of the census, not its last row; unclassified is not known.
READ_OTHERWISE = {
    "mixed ethnic groups": "Mixed",
    "mixed/ multiple ethnic groups": "Mixed",
    "ethnicity_major_unclassified": "Unknown",
    "ethnicity_minor_unclassified": "Unknown",
}


def known(shared) -> pd.DataFrame:
    return pd.read_csv(
        shared / "known-answers" / "ethnicity-harmonisation" / "classification_lookup.csv"
    )


def test_the_race_disparity_units_labels_get_its_standard_labels(shared):
    answers = known(shared)
    assert len(answers) == 284
    ours = ethnicity.standard_labels(answers["Ethnicity"])
    answers = answers.assign(ours=ours["standard"], kind=ours["kind"])
    plain = answers[~answers["Ethnicity"].isin(COMPOSITE | set(READ_OTHERWISE))]
    wrong = plain[plain["ours"] != plain["Standard Ethnicity"]]
    assert wrong.empty, wrong.to_string()
    assert "unrecognised" not in set(answers["kind"])


def test_labels_that_lump_groups_together_have_no_group(shared):
    answers = known(shared)
    ours = ethnicity.standard_labels(answers["Ethnicity"]).drop_duplicates("raw").set_index("raw")
    assert set(ours.loc[sorted(COMPOSITE), "kind"]) == {"composite"}
    assert ours.loc[sorted(COMPOSITE), "group"].isna().all()
    assert ours.loc[list(READ_OTHERWISE), "standard"].to_dict() == READ_OTHERWISE


def test_the_behaviour_that_its_tests_assert(shared):
    cases = pd.read_csv(
        shared / "known-answers" / "ethnicity-harmonisation" / "behaviour_cases.csv"
    )
    kinds = [ethnicity.parse_label(raw).kind for raw in cases["raw"]]
    assert kinds == ["detail", "detail", "detail", "unrecognised"]


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("White: Roma", "W4"),
        ("Roma", "W4"),
        ("White: English, Welsh, Scottish, Northern Irish or British", "W1"),
        ("Asian, Asian British or Asian Welsh: Chinese", "A4"),
        ("Black, Black British, Black Welsh, Caribbean or African: Caribbean", "B1"),
        (
            "Black/African/Caribbean/Black British - Any other Black/African/Caribbean background",
            "B9",
        ),
        ("Other ethnic group - Not stated", "NS"),
        ("Mixed or Multiple ethnic groups: Other Mixed or Multiple ethnic groups", "M9"),
    ],
)
def test_labels_of_2021_and_of_police_uk_are_known(label, code):
    assert ethnicity.parse_label(label).canonical == code


def test_there_are_19_groups_and_unknown_in_report_order():
    groups = ethnicity.groups19()
    assert len(groups) == 20
    assert groups["group"].drop_duplicates().tolist() == list(ethnicity.GROUPS)
    assert ethnicity.GROUPS == ("Asian", "Black", "Mixed", "Other", "White", "Unknown")


@pytest.mark.parametrize("scheme", [s for s in ethnicity.schemes()["scheme"] if s != "labels"])
def test_crosswalks_of_a_scheme_agree_with_the_19_groups(scheme):
    frame = ethnicity.scheme_codes(scheme)
    group = ethnicity.groups19().set_index("code")["group"]
    fine = frame[frame["canonical"].notna()]
    assert fine["canonical"].map(group).tolist() == fine["group"].tolist()
    assert set(frame["group"]) <= set(ethnicity.GROUPS)
    assert set(frame["observed"].dropna()) <= set(ethnicity.OBSERVED_GROUPS)


@pytest.mark.parametrize(
    ("values", "hint", "scheme"),
    [
        (["W1", "W2", "O1"], "", "sde-16"),
        (["W1", "W3", "A4", "O2"], "", "sde-18"),
        (["W1", "W4"], "", "sde-19"),
        (["A", "H", "Z", "99"], "", "nhs"),
        (["IC1", "ic3"], "", "observed-ic"),
        ([0, 1, 3], "", "observed-pnc"),
        ([1.0, 3.0, 4.0], "Officer observed", "observed-pnc"),
        (["1", "2", "17"], "", "census-2021-codes"),
        (["White", "Other", "Asian"], "Officer-defined ethnicity", "policeuk-officer"),
        (["White", "Other", "Asian"], "Self-defined ethnicity", "five"),
        (["White - Irish", "Other ethnic group - Not stated"], "", "policeuk-self"),
        (["White: Roma", "White: Irish"], "", "census-2021"),
        (["white british", "Roma"], "", "labels"),
    ],
)
def test_the_scheme_is_named_with_confidence(values, hint, scheme):
    found = ethnicity.detect_scheme(values, hint)
    assert found.scheme == scheme
    assert found.confidence >= 0.9


@pytest.mark.parametrize(
    "values",
    [["1", "3", "4"], ["A", "B"], ["Asian", "Other", "White"]],
)
def test_values_that_differ_between_schemes_are_not_mapped_until_the_scheme_is_named(values):
    found = ethnicity.detect_scheme(values)
    assert found.confidence < 0.9
    assert found.rivals
    with pytest.raises(SvaError, match="Name the scheme"):
        ethnicity.crosswalk(values)


def test_chinese_is_asian_in_every_scheme():
    assert ethnicity.crosswalk(["O1"], scheme="sde-16")[0] == "Asian"
    assert ethnicity.crosswalk(["R"], scheme="nhs")[0] == "Asian"
    assert ethnicity.crosswalk(["5"], scheme="observed-pnc")[0] == "Asian"


def test_observed_codes_have_no_census_detail_and_mixed_has_no_observed_group():
    assert ethnicity.crosswalk(["4"], "code", scheme="observed-pnc").isna().all()
    observed = ethnicity.crosswalk(["M1", "A4", "O2", "O9", "W3"], "observed", scheme="sde-18")
    assert observed[0] != observed[0]
    assert observed[1] == "Chinese or South East Asian"
    assert observed[2] == "Arab or North African"
    assert observed[3] != observed[3]
    assert observed[4] == "White"


def test_unknown_values_are_named_with_their_rows_and_blanks_are_unknown():
    with pytest.raises(SvaError) as caught:
        ethnicity.crosswalk(
            ["W1", "W7", "W7", "Q1"], scheme="sde-18", where="victims.csv, ethnicity"
        )
    assert "'W7' in 2 rows" in str(caught.value)
    assert len(caught.value.faults) == 2
    assert ethnicity.crosswalk(["", None, "NS"], scheme="sde-18").tolist() == ["Unknown"] * 3


def test_the_two_columns_of_the_welsh_searches_are_told_apart(shared):
    files = sorted((shared / "open-data" / "stop-search" / "wales-2020-04-to-2021-03").glob("*.gz"))
    frame = pd.concat([pd.read_csv(f, dtype=str) for f in files], ignore_index=True)
    own = ethnicity.crosswalk(frame["Self-defined ethnicity"], hint="Self-defined ethnicity")
    seen = ethnicity.crosswalk(frame["Officer-defined ethnicity"], hint="Officer-defined ethnicity")
    assert len(frame) == 31_801
    # Counted in the files: 2,956 blank and 1,935 not stated; 7,767 blank.
    assert (own == "Unknown").sum() == 2_956 + 1_935
    assert (seen == "Unknown").sum() == 7_767
    assert (seen == "Mixed").sum() == 0
