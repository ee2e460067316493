"""Cleaning rules, by name. Each does one thing, and says in the log what it did and to how many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.errors import Fault, collect
from sva.intake.coded import Coded
from sva.intake.placing import place, street_place

if TYPE_CHECKING:
    import numpy as np

    from sva.intake.context import Context
    from sva.intake.frame import Frame

__all__ = ["RULES"]

_DAY = 86_400
_DEFAULT_MINUTES = (0, 1, 12 * 60, 23 * 60 + 59)


def dates_in_order(frame: Frame, context: Context) -> None:
    """Reject dates after the data were drawn; reject or mend an end before its start."""
    import numpy as np

    field = frame.contract.date_field
    start = frame.moments(field)
    last = np.datetime64(context.drawn(frame), "s") + np.timedelta64(_DAY, "s")
    future = start >= last
    frame.reject(
        future, field, "in-the-future", f"{field} lies after the day on which the data were drawn"
    )
    for name, spec in frame.contract.fields.items():
        if spec.type not in ("date", "datetime") or name == field or name not in frame.values:
            continue
        late = frame.values[name] >= last
        if late.any():
            frame.note(
                f"{name}-in-the-future",
                late,
                f"{name} lies after the day on which the data were drawn: unknown",
            )
            frame.values[name] = np.where(late, np.datetime64("NaT", "s"), frame.values[name])
    if "committed_to" in frame.values:
        end = frame.values["committed_to"]
        days_back = (start - end) >= np.timedelta64(_DAY, "s")
        frame.reject(
            days_back,
            "committed_to",
            "ends-before-it-starts",
            "committed_to lies a day or more before committed_from",
        )
        hours_back = (end < start) & ~days_back
        frame.note(
            "ends-before-it-starts",
            hours_back,
            "committed_to lies less than a day before committed_from: taken as the same time",
        )
        frame.values["committed_to"] = np.where(hours_back, start, end)
    if "recorded_on" in frame.values:
        early = (
            start.astype("datetime64[D]") - frame.values["recorded_on"].astype("datetime64[D]")
        ) > np.timedelta64(1, "D")
        frame.note(
            "recorded-before-committed",
            early,
            "recorded before it was committed: both dates are kept",
        )


def disposal_order(frame: Frame, context: Context) -> None:
    """Reject a disposal before its offer."""
    offered, done = frame.moments("offered_on"), frame.moments("disposal_on")
    frame.reject(
        done < offered, "disposal_on", "before-the-offer", "disposal_on lies before offered_on"
    )


def known_times(frame: Frame, context: Context) -> None:
    """Tell real times from defaults: 00:00, 00:01, 12:00 and 23:59 where they exceed their neighbours."""
    import numpy as np

    start = frame.moments("committed_from")
    has = frame.values.get("committed_from.has_time", np.zeros(len(frame), bool))
    month_only = frame.values.get("committed_from.month_only", np.zeros(len(frame), bool))
    there = has & ~np.isnat(start)
    minute = np.where(there, (start - start.astype("datetime64[D]")).astype(np.int64) // 60, -1)
    counts = np.bincount(minute[there], minlength=1440)
    known = there & ~month_only
    for default in _DEFAULT_MINUTES:
        near = [
            counts[(default + step) % 1440]
            for step in range(-10, 11)
            if (default + step) % 1440 not in _DEFAULT_MINUTES
        ]
        usual = float(np.median(near))
        if counts[default] > max(10, 3 * usual):
            rows = there & (minute == default)
            known &= ~rows
            frame.note(
                "default-time",
                rows,
                f"{default // 60:02d}:{default % 60:02d} is a default, not a time: it occurs {counts[default]:,} times where the minutes around it occur {usual:,.0f} times; kept out of hour charts",
            )
    by_month = _default_firsts(frame, start, there, minute)
    frame.values["time_known"] = (known & ~np.isnat(start)).astype(np.int8)
    words = np.array(["day", "month"])
    import pyarrow as pa

    frame.values["date_known"] = Coded((month_only | by_month).astype(np.int32), pa.array(words))


def _default_firsts(
    frame: Frame, start: np.ndarray, there: np.ndarray, minute: np.ndarray
) -> np.ndarray:
    """Find firsts of the month that stand for "some time that month": far more midnights than on other days."""
    import numpy as np

    midnight = there & (minute == 0)
    day = (
        start.astype("datetime64[D]") - start.astype("datetime64[M]").astype("datetime64[D]")
    ).astype(np.int64)
    counts = np.bincount(day[midnight], minlength=31) if midnight.any() else np.zeros(31, int)
    usual = float(np.median(counts[1:28]))
    if counts[0] <= max(10, 3 * usual):
        return np.zeros(len(start), bool)
    rows = midnight & (day == 0)
    frame.note(
        "default-first-of-month",
        rows,
        f"midnight on the first of a month is a default: it occurs {counts[0]:,} times where other days' midnights occur {usual:,.0f} times; the month is kept, the day is not used",
    )
    return rows


def months(frame: Frame, context: Context) -> None:
    """Give every row the first day of its month."""
    found = frame.moments(frame.contract.date_field)
    frame.values["month"] = found.astype("datetime64[M]").astype("datetime64[s]")


def offence_groups(frame: Frame, context: Context) -> None:
    """Give every offence code its group."""
    from sva.intake.codelists import groups

    codes = frame.coded("offence_code")
    found = dict(zip(codes.texts(), groups(codes.texts()), strict=True))
    frame.values["offence_group"] = codes.recode(found.get)


def ethnic_groups(frame: Frame, context: Context) -> None:
    """Bring self-defined ethnicity to five groups; where none is stated the group is Unknown, never the officer's."""
    import numpy as np
    import pyarrow as pa

    if "ethnic_group" not in frame.values:
        frame.values["ethnic_group"] = frame.constant("Unknown")
    for name in ("ethnic_group", "ethnicity_officer"):
        column = frame.coded(name)
        if not len(column.values):
            frame.values[name] = frame.constant("Unknown")
            continue
        values = pa.concat_arrays([column.values, pa.array(["Unknown"])])
        filled = np.where(column.blank, len(column.values), column.codes).astype(np.int32)
        from sva.intake.coded import encode

        frame.values[name] = encode(
            pa.DictionaryArray.from_arrays(pa.array(filled), values).cast(pa.string())
        )


def people(frame: Frame, context: Context) -> None:
    """Fill what the source has no column for; mark organisations and officers; require a reference for persons."""
    import numpy as np

    if "person_type" not in frame.values:
        frame.values["person_type"] = frame.constant("person")
    kind = frame.coded("person_type")
    unknown = kind.values.index("Unknown").as_py() if len(kind.values) else -1
    rows = kind.codes == unknown if unknown >= 0 else np.zeros(len(frame), bool)
    frame.note(
        "person-type-unknown",
        rows,
        "whether the victim is a person is not stated: taken as a person",
    )
    frame.values["person_type"] = kind.recode(lambda text: "person" if text == "Unknown" else text)
    kind = frame.coded("person_type")
    organisation = np.array([text == "organisation" for text in kind.texts()], bool)
    person = ~kind.spread(organisation, False)
    frame.note("organisation", ~person, "organisations are marked and are no victims of violence")
    officer = np.array(
        [text in ("police officer", "emergency worker") for text in kind.texts()], bool
    )
    frame.note(
        "officer",
        kind.spread(officer, False),
        "officers and emergency workers assaulted are marked",
    )
    if "person_ref" in frame.text:
        missing = frame.text["person_ref"].blank & person
        frame.reject(
            missing,
            "person_ref",
            "missing",
            "a person without a reference cannot be told from another",
        )
    ages = frame.values.get("age")
    if ages is not None:
        frame.values["age"] = np.where(person, ages, np.nan)


def home(frame: Frame, context: Context) -> None:
    """Give the home district, from the small area where known, else from its name."""
    import numpy as np

    from sva.intake.coded import joined

    lsoa = frame.coded("home_lsoa_code")
    by_area = context.areas.above(lsoa)["district_code"]
    named = frame.coded("home_district")
    known = context.district_codes(named.texts())
    by_name = named.recode(known.get)
    whole = joined([by_area, by_name])
    n = len(frame)
    codes = np.where(whole.codes[:n] >= 0, whole.codes[:n], whole.codes[n:]).astype(np.int32)
    frame.values["home_district_code"] = Coded(codes, whole.values)


def search_reference(frame: Frame, context: Context) -> None:
    """Where searches have references, a search without one cannot be told from another."""
    column = frame.text.get("search_ref")
    if column is not None and not column.blank.all():
        frame.reject(
            column.blank,
            "search_ref",
            "missing",
            "search_ref is blank, so the search cannot be told from another",
        )


def one_file_a_month(frame: Frame, context: Context) -> None:
    """Refuse the same month of the same force from two files: every row of it would count twice."""
    import pandas as pd

    months = pd.DatetimeIndex(frame.moments(frame.contract.date_field)).strftime("%Y-%m")
    force = frame.coded("reported_by")
    table = pd.DataFrame({"month": months, "force": force.codes, "file": frame.file_of})
    twice: dict[str, set[str]] = {}
    for month, code, file in table.drop_duplicates().itertuples(index=False):
        name = force.values[int(code)].as_py() if code >= 0 else ""
        first = context.month_files.setdefault((frame.source, str(month), name), frame.files[file])
        if first != frame.files[file]:
            twice.setdefault(str(month), set()).update((first, frame.files[file]))
    faults = [
        Fault(
            f"{month} stands in {', '.join(sorted(files))}",
            "each month in one file",
            frame.source,
            "Leave only the file that is to count.",
        )
        for month, files in sorted(twice.items())
    ]
    collect("the same month would be counted twice", faults)


def equal_rows(frame: Frame, context: Context) -> None:
    """Say how many rows equal another in everything; they are kept."""
    import numpy as np
    import pandas as pd

    if not len(frame) or not frame.text:
        return
    table = pd.DataFrame({name: column.codes for name, column in frame.text.items()})
    again = table.duplicated().to_numpy()
    frame.note(
        "equal-rows",
        again,
        "equal to an earlier row in everything: kept, because published rows have no key where they are anti-social behaviour",
    )
    del np


#: Every rule by its name in a contract.
RULES = {
    rule.__name__: rule
    for rule in (
        dates_in_order,
        disposal_order,
        known_times,
        months,
        place,
        street_place,
        offence_groups,
        ethnic_groups,
        people,
        home,
        search_reference,
        equal_rows,
        one_file_a_month,
    )
}
