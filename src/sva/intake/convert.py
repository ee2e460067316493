"""From text to typed, canonical values: each distinct value once, never row by row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sva.intake.ages import read_age, read_age_range
from sva.intake.coded import Coded
from sva.intake.failing import fail, rebuild, say_strange, shown
from sva.intake.lists import UNKNOWN, key_of, lookup
from sva.intake.mapping import Column
from sva.intake.numerals import numbers_of

if TYPE_CHECKING:
    import numpy as np

    from sva.intake.contract import Field
    from sva.intake.frame import Frame

__all__ = ["convert_all", "shown"]

_SUPPRESSED = "suppressed"
#: "Fewer than so many", as a sender writes it.
_FEWER = re.compile(r"(?:<|≤|<=|fewer than|less than|under) ?\d{1,3}", re.IGNORECASE)


def convert_all(frame: Frame) -> None:
    """Type every column of the contract that the source has, and reject rows whose essential fields fail.

    Parameters
    ----------
    frame : Frame
        Its ``values`` are filled; ``rejects`` and ``log`` grow.
    """
    for field in frame.contract.fields.values():
        if field.name not in frame.text:
            continue
        column = frame.text[field.name]
        spec = frame.mapping.columns.get(field.name, Column())
        if field.essential and field.type != "ethnicity":
            frame.reject(
                column.blank,
                field.name,
                "missing",
                f"{field.name} is blank, and nothing can be said without it",
            )
        _CONVERTERS[field.type](frame, field, spec, column)


def _as_text(frame: Frame, field: Field, spec: Column, column: Coded) -> None:
    frame.values[field.name] = column


def _reference(frame: Frame, field: Field, spec: Column, column: Coded) -> None:
    from sva.intake.arrow import pc
    from sva.intake.coded import encode

    upper = pc.utf8_upper(column.values)
    if upper.equals(column.values):
        frame.values[field.name] = column
    else:
        merged = encode(upper)
        frame.values[field.name] = Coded(column.spread(merged.codes, -1), merged.values)


def _choice(frame: Frame, field: Field, spec: Column, column: Coded) -> None:
    """Bring a coded column to its list; what neither the mapping nor the list knows is unknown, and said."""
    import numpy as np

    known = lookup(field.codes)
    counts = column.counts()
    texts = column.texts()
    new = [known.get(key_of(text)) for text in texts]
    strange = [i for i, value in enumerate(new) if value is None and counts[i]]
    say_strange(frame, field, column, strange)
    frame.values[field.name] = rebuild(column, [value or UNKNOWN for value in new], UNKNOWN)
    del np


def _boolean(frame: Frame, field: Field, spec: Column, column: Coded) -> None:
    import numpy as np

    known = lookup("boolean")
    new = [known.get(key_of(text)) for text in column.texts()]
    counts = column.counts()
    say_strange(frame, field, column, [i for i, v in enumerate(new) if v is None and counts[i]])
    code = {"true": 1, "false": 0}
    per_value = np.array([code.get(value or "", -1) for value in new], dtype=np.int8)
    frame.values[field.name] = column.spread(per_value, -1)


def _number(frame: Frame, field: Field, spec: Column, column: Coded) -> None:
    import numpy as np

    marks = set(frame.mapping.read.suppressed)
    texts = column.texts()
    per_value = numbers_of(column) * spec.multiply
    hidden = np.zeros(len(texts), bool)
    for at in np.flatnonzero(np.isnan(per_value)):
        hidden[at] = texts[at] in marks or bool(_FEWER.fullmatch(texts[at]))
    wrong = np.isnan(per_value) & ~hidden
    out = np.zeros(len(texts), bool)
    if field.minimum is not None:
        out |= per_value < field.minimum
    if field.maximum is not None:
        out |= per_value > field.maximum
    if field.type == "integer":
        wrong |= ~np.isnan(per_value) & (per_value != np.round(per_value))
    said = np.zeros(len(texts), bool)
    for index in np.flatnonzero(wrong):
        said[index] = lookup("unknown").get(key_of(texts[index])) is not None
    if len(texts):
        fail(
            frame,
            field,
            column.spread(wrong & ~said, False),
            "not-a-number",
            f"{field.name} is not a number",
        )
        limits = f"{'' if field.minimum is None else f'{field.minimum:g}'} to {'' if field.maximum is None else f'{field.maximum:g}'}"
        fail(
            frame,
            field,
            column.spread(out & ~wrong, False),
            "out-of-range",
            f"{field.name} lies outside {limits.strip()}",
        )
    per_value[wrong | out] = np.nan
    frame.values[field.name] = column.spread(per_value, np.nan)
    if hidden.any():
        frame.values[f"{field.name}_{_SUPPRESSED}"] = rebuild(
            column, [text if mark else None for text, mark in zip(texts, hidden, strict=True)], None
        )
        frame.note(
            "suppressed-marks",
            column.spread(hidden, False),
            f"{field.name} is suppressed by the sender and is kept as a mark, never as zero",
        )


def _moment(frame: Frame, field: Field, spec: Column, column: Coded) -> None:
    import numpy as np

    from sva.intake.dates import EARLIEST, parse_moments

    found = parse_moments(column, tuple(spec.formats), spec.timezone, spec.day_first)
    said = _says_unknown(column, found.unread)
    default = found.values == np.datetime64(EARLIEST, "s")
    if default.any():
        said |= default
        found.values[default] = np.datetime64("NaT", "s")
        frame.note(
            f"{field.name}-default-date",
            default,
            f"{field.name} is 1 January 1900, a system's default: no date is known",
        )
    if field.essential:
        frame.reject(
            said,
            field.name,
            "missing",
            f"{field.name} is not stated, and nothing can be said without it",
        )
    fail(frame, field, found.failed & ~said, "not-a-date", f"{field.name} is no date that exists")
    frame.values[field.name] = found.values
    frame.values[f"{field.name}.has_time"] = found.has_time
    frame.values[f"{field.name}.month_only"] = found.month_only
    if found.shifted:
        frame.note(
            "utc-to-local",
            found.shifted,
            f"{field.name} was written in another zone and is turned to local time",
        )
    if found.month_only.any() and field.type != "month":
        frame.note("month-only", found.month_only, f"{field.name} gives a month and no day")


def _says_unknown(column: Coded, unread: np.ndarray) -> np.ndarray:
    """Tell which rows hold a word for "unknown", looking only at the values that could not be read."""
    import numpy as np

    flags = np.zeros(len(column.values), bool)
    places = np.flatnonzero(unread)
    for place, text in zip(places, column.values.take(places).to_pylist(), strict=True):
        flags[place] = lookup("unknown").get(key_of(text)) is not None
    return column.spread(flags, False)


def _code(frame: Frame, field: Field, spec: Column, column: Coded) -> None:
    from sva.intake.codelists import normalise

    new, strange = normalise(field.codes, column.texts())
    counts = column.counts()
    say_strange(frame, field, column, [i for i in strange if counts[i]])
    unknown = [lookup("unknown").get(key_of(text)) is not None for text in column.texts()]
    if field.essential and any(unknown):
        import numpy as np

        mask = column.spread(np.array(unknown, bool), False)
        frame.reject(mask, field.name, "missing", f"{field.name} is not stated")
    frame.values[field.name] = rebuild(column, new, None)


def _lsoa(frame: Frame, field: Field, spec: Column, column: Coded) -> None:
    texts = column.texts()
    new = [text.upper() if re.fullmatch(r"[EWSNewsn]\d{8}", text) else None for text in texts]
    counts = column.counts()
    strange = [
        i
        for i, value in enumerate(new)
        if value is None and counts[i] and lookup("unknown").get(key_of(texts[i])) is None
    ]
    say_strange(frame, field, column, strange)
    frame.values[field.name] = rebuild(column, new, None)


_CONVERTERS = {
    "text": _as_text,
    "ethnicity": _as_text,
    "reference": _reference,
    "choice": _choice,
    "code": _code,
    "boolean": _boolean,
    "integer": _number,
    "number": _number,
    "age": read_age,
    "age_range": read_age_range,
    "date": _moment,
    "datetime": _moment,
    "month": _moment,
    "lsoa": _lsoa,
}
