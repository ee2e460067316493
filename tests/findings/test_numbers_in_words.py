"""Numbers as people say them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sva.findings.numbers import between, one_in, percent, scale, share, spoken_rate, whole


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (0.142, "1 in 7"),
        (1 / 3, "1 in 3"),
        (0.5, "half"),
        (0.71, "7 in 10"),
        (0.9, "9 in 10"),
        (0.05, None),
        (0.99, None),
    ],
)
def test_shares_are_said_as_parts_where_one_is_close(part, words):
    assert one_in(part) == words


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 5000), st.integers(1, 5000))
def test_a_part_in_words_is_never_far_from_the_share(numerator, denominator):
    part = min(numerator, denominator) / denominator
    words = one_in(part)
    if words == "half":
        assert abs(part - 0.5) <= 0.015
    elif words:
        top, bottom = (int(number) for number in words.split(" in "))
        assert abs(top / bottom - part) <= max(0.06 * part, 0.02) + 1e-9


def test_the_voice_s_own_example_reads_as_it_says():
    # shared voice: "224 of 4,334 searches (5%)", "44 searches for every 1,000 Black residents, 3 for every 1,000 White".
    assert share(224, 4334, "searches") == "5% of searches (224 of 4,334)"
    assert (spoken_rate(44.2513, 224), spoken_rate(2.9545, 3476)) == ("44", "3")


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0%"), (0.2, "under 1%"), (1, "1%"), (49.5, "50%"), (99.6, "over 99%"), (100, "100%")],
)
def test_percentages_are_whole_and_never_say_none_or_all_of_some(value, words):
    assert percent(value) == words


def test_a_rate_under_one_is_said_for_more_people():
    assert scale(0.021, 1000) == (pytest.approx(2.1), 100_000)
    assert scale(0.0, 1000) == (0.0, 1000)


def test_a_count_under_a_hundred_bears_no_decimals():
    assert spoken_rate(3.42, 99) == "3"
    assert spoken_rate(3.42, 100) == "3.4"


def test_limits_that_read_alike_are_said_once():
    assert between(3.01, 3.04, 9000) == "close to 3"
    assert between(38.65, 50.44, 224) == "39 to 50"


def test_rounded_counts_are_said_to_be_about_and_none_is_none():
    assert whole(4335, about=True) == "about 4,335"
    assert whole(0, about=True) == "no"
