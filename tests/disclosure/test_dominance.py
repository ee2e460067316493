"""Counts that are mostly one person's, worked by hand for a policy of 90% and 10%."""

import pandas as pd
import pytest

from sva.disclosure import release
from sva.disclosure.dominance import dominated
from sva.errors import SvaError


def rule(count, largest, second, percent=90, rest=10):
    numbers = [pd.Series([each], dtype="Int64") for each in (count, largest, second)]
    return dominated(*numbers, percent=percent, rest=rest)[0]


@pytest.mark.parametrize(
    ("count", "largest", "second", "told"),
    [
        # (1, 90): 37 of 40 is 92.5%; 36 is 90% exactly, which is not more than 90%, and the other 4 are ten people's less 1.
        (40, 37, 1, True),
        (100, 90, 1, False),
        (100, 91, 1, True),
        # p% at 10%: 36 + 1 leave 3, less than 3.6, so the second person knows the first one's count within a tenth.
        (40, 36, 1, True),
        # 20 + 15 leave 5, more than 2: neither rule.
        (40, 20, 15, False),
        # 20 + 19 leave 1, less than 2: whoever has 19 knows that the other has 20 or 21.
        (40, 20, 19, True),
        # 20 + 18 leave exactly 2: not less than 2.
        (40, 20, 18, False),
        # All of it one person's; two people and nobody else.
        (12, 12, 0, True),
        (12, 7, 5, True),
        # Nobody twice: a count of people each counted once says nothing of one, however few they are.
        (5, 1, 1, False),
        (1, 1, 0, False),
        # Nothing counted, nothing known.
        (0, 0, 0, False),
        (40, None, None, False),
        (None, 3, 1, False),
    ],
)
def test_a_count_that_is_mostly_one_persons(count, largest, second, told):
    assert rule(count, largest, second) is told or rule(count, largest, second) == told


def test_a_second_person_nobody_knows_is_taken_for_none():
    # 36 of 40 and nothing known of the next: the other 4 are more than 3.6.
    assert not rule(40, 36, None)


def known(estimates, largest, second):
    return pd.DataFrame({"key": estimates["key"], "largest": largest, "second": second})


def test_the_gate_withholds_what_is_mostly_one_persons(table, settings):
    estimates = table("offences.count", [40, 40, 40], area_type="csp")
    released = release(
        estimates,
        "public",
        settings,
        contributions=known(estimates, [37, 20, pd.NA], [1, 15, pd.NA]),
    )
    assert released.estimates["numerator"].isna().tolist() == [True, False, False]
    assert released.withheld["reason"].tolist() == ["dominance"]
    assert "dominance" in released.policy["applied"]


def test_partners_see_what_is_mostly_one_persons(table, settings):
    estimates = table("offences.count", [40])
    released = release(estimates, "restricted", settings, contributions=known(estimates, [37], [1]))
    assert released.estimates["numerator"].tolist() == [40]


def test_numbers_public_already_are_exempt_from_dominance(table, settings):
    estimates = table("offences.count", [40], already_public=True)
    released = release(estimates, "public", settings, contributions=known(estimates, [40], [0]))
    assert released.estimates["numerator"].tolist() == [40]


def test_without_contributions_the_edition_says_that_dominance_is_not_checked(table, settings):
    policy = release(table("offences.count", [40]), "public", settings).policy
    assert "dominance" in policy["not_applied"]
    assert "is not checked: it is not known who they are" in " ".join(policy["sentences"])


@pytest.mark.parametrize(
    ("largest", "second", "said"), [([3, 3], [5, 1], "most frequent person first")]
)
def test_contributions_that_contradict_themselves_are_refused(
    table, settings, largest, second, said
):
    estimates = table("offences.count", [40, 40])
    with pytest.raises(SvaError, match=said):
        release(estimates, "public", settings, contributions=known(estimates, largest, second))


def test_a_key_twice_is_refused(table, settings):
    estimates = table("offences.count", [40])
    twice = pd.concat([known(estimates, [3], [1])] * 2)
    with pytest.raises(SvaError, match="each key once"):
        release(estimates, "public", settings, contributions=twice)


# -- what would give it back --------------------------------------------------------------------------------------


def test_what_is_mostly_one_persons_cannot_be_worked_out_of_the_rest(table, with_policy):
    # 100 = 60 + 40, and 37 of the 40 are one person's. Exact, 100 and 60 would tell the 40: one of them has to go as well.
    estimates = table("offences.count", [100, 60, 40], group=["All", "A", "B"])
    released = release(
        estimates,
        "public",
        with_policy(rounding_base=1),
        contributions=known(estimates, [37, 2, 37], [2, 2, 1]),
    )
    reasons = released.withheld.set_index("key")["reason"].to_dict()
    assert sorted(reasons.values()) == ["complementary", "dominance"]
    assert reasons[estimates.loc[2, "key"]] == "dominance"


def test_every_row_that_prints_a_count_of_one_person_goes_with_it(table, settings):
    counts = table("offences.count", [100, 40], group=["All", "B"])
    rates = table("offences.rate", [40], 50_000, group=["B"])
    estimates = pd.concat([counts, rates], ignore_index=True)
    told = known(estimates.iloc[:2], [3, 37], [2, 1])
    released = release(estimates, "public", settings, contributions=told)
    assert released.estimates.set_index("key")["value"].isna().to_dict() == {
        estimates.loc[0, "key"]: False,
        estimates.loc[1, "key"]: True,
        estimates.loc[2, "key"]: True,
    }


def test_a_large_count_of_one_person_keeps_a_tenth_of_it_uncertain(table, with_policy):
    # 200 of which 190 are one person's, beside 210 and 10, rounded to 5: 210 is 206 to 214 and 10 is 6 to 14, so the 200 would
    # be 192 to 208, 16 wide; a tenth of 200 is 20. So the 10 goes too, which costs less than the total.
    estimates = table("offences.count", [211, 200, 11], group=["All", "A", "B"])
    told = known(estimates, [190, 190, 2], [3, 3, 2])
    told.loc[0, "largest"] = 100
    released = release(estimates, "public", with_policy(), contributions=told)
    shown = released.estimates.set_index("group")["numerator"]
    assert shown.isna().to_dict() == {"All": False, "A": True, "B": True}
    # With a tenth of 100, which is 10, the 16 are enough.
    smaller = table("offences.count", [111, 100, 11], group=["All", "A", "B"])
    told = known(smaller, [50, 95, 2], [3, 3, 2])
    released = release(smaller, "public", with_policy(), contributions=told)
    shown = released.estimates.set_index("group")["numerator"]
    assert shown.isna().to_dict() == {"All": False, "A": True, "B": False}
