"""Dates as partners write them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from sva.intake.coded import encode
from sva.intake.dates import parse_moments


def read(*texts: str | None, **options: object):
    return parse_moments(encode(pa.array(texts, pa.string())), **options)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("31/03/2023", "2023-03-31T00:00:00"),
        ("31/03/2023 21:40", "2023-03-31T21:40:00"),
        ("31/03/2023 21:40:59", "2023-03-31T21:40:59"),
        ("2023-03-31", "2023-03-31T00:00:00"),
        ("2023-03-31T21:40:00", "2023-03-31T21:40:00"),
        ("2023-03-31 21:40:00.123456", "2023-03-31T21:40:00"),
        ("31-Mar-23", "2023-03-31T00:00:00"),
        ("31 March 2023 9:05 pm", "2023-03-31T21:05:00"),
        ("31.03.2023", "2023-03-31T00:00:00"),
        ("20230331", "2023-03-31T00:00:00"),
        ("Friday 31 March 2023", "2023-03-31T00:00:00"),
        ("March 31, 2023", "2023-03-31T00:00:00"),
        ("45016", "2023-03-31T00:00:00"),
        ("45016.90278", "2023-03-31T21:40:00"),
        ("2023-03-31T20:40:00Z", "2023-03-31T21:40:00"),
        ("2023-03-31T21:40:00+01:00", "2023-03-31T21:40:00"),
        ("2022-12-31T23:59:00+00:00", "2022-12-31T23:59:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59"),  # a leap second
        ("2022-10-30T00:30:00Z", "2022-10-30T01:30:00"),  # the hour that the clocks give twice
        ("2022-06-01T00:28:18-05:00", "2022-06-01T06:28:18"),
        ("2022-06-01t10:00:00z", "2022-06-01T11:00:00"),
        ("01/06/2022\u00a021:40", "2022-06-01T21:40:00"),
        ("1\u202fJune\u00a02022", "2022-06-01T00:00:00"),
        ("2022\u201306\u201301", "2022-06-01T00:00:00"),
        ("２０２２-０６-０１", "2022-06-01T00:00:00"),
        ("1st June 2022", "2022-06-01T00:00:00"),
        ("01-JUN-22 09.40.00.000000 PM", "2022-06-01T21:40:00"),
    ],
)
def test_a_date_is_read_as_it_was_meant(text: str, moment: str) -> None:
    assert read(text).values[0] == np.datetime64(moment, "s")


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2021",
        "00/00/0000",
        "32/01/2022",
        "13/13/2022",
        "yesterday",
        "1",
        "99999999",
        "2022-1",
        "31/03/2023 25:00",
        "31/03/2023 10:61",
        "0000-00-00",
        "9999-12-31",
        "2022-06-01T10:00:00+99:99",
        "2022-06-01T10:00:00+24:00",
        "1654041600",
        "²/³/2022",
        "=DATE(2022,6,1)",
    ],
)
def test_what_is_no_date_is_not_made_one(text: str) -> None:
    found = read(text)
    if text == "2022-1":  # a month, written short
        assert found.month_only[0]
        return
    assert np.isnat(found.values[0])
    assert found.failed[0]


@pytest.mark.parametrize("text", ["03/2023", "2023-03", "Mar 2023", "March 2023", "202303"])
def test_a_month_alone_is_its_first_day_and_said_to_be_a_month(text: str) -> None:
    found = read(text)
    assert found.values[0] == np.datetime64("2023-03-01", "s")
    assert found.month_only[0]
    assert not found.has_time[0]


def test_a_blank_is_no_failure() -> None:
    found = read(None, "31/03/2023")
    assert found.failed.tolist() == [False, False]
    assert np.isnat(found.values[0])


def test_a_column_in_utc_is_turned_to_summer_time() -> None:
    found = read("01/07/2022 23:30", "01/01/2022 23:30", timezone="UTC")
    assert found.values.astype(str).tolist() == ["2022-07-02T00:30:00", "2022-01-01T23:30:00"]
    assert found.shifted == 1


def test_american_order_is_taken_only_where_it_is_said() -> None:
    assert read("04/05/2023").values[0] == np.datetime64("2023-05-04", "s")
    assert read("04/05/2023", day_first=False).values[0] == np.datetime64("2023-04-05", "s")
    assert read("04/05/2023", formats=("%m/%d/%Y",)).values[0] == np.datetime64("2023-04-05", "s")
