"""From text to typed, canonical values: each distinct value once, never row by row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sva.intake.coded import Coded
from sva.intake.lists import UNKNOWN, key_of, lookup
from sva.intake.mapping import Column

if TYPE_CHECKING:
    import numpy as np

    from sva.intake.contract import Field
    from sva.intake.frame import Frame

__all__ = ["convert_all", "shown"]

_SUPPRESSED = "suppressed"


def shown(value: str, rows: int) -> str:
    """Say a value in a message only where it cannot be a person's: a short code, or one of many rows.

    Examples
    --------
    >>> shown("ZZ9", 1), shown("Jane Doe", 1)
    ("'ZZ9'", 'a value that is not shown')
    """
    if re.fullmatch(r"[A-Za-z]{0,3}\d{0,3}[A-Za-z]?(\.\d{1,2})?", value):
        return repr(value)
    if rows >= 10 and len(value) <= 60 and not re.search(r"\d{4,}", value):
        return repr(value)
    return "a value that is not shown"


def convert_all(frame: Frame) -> None:
    """Type every column of the contract that the source has, and reject rows whose essential fields fail.

    Parameters
    ----------
    frame : Frame
        Its ``values`` are filled; ``rejects`` and ``log`` grow.
    """
    for field in frame.contract.fields.values():
        if field.name in frame.mapping.constants and field.name not in frame.text:
            frame.text[field.name] = frame.constant(frame.mapping.constants[field.name])
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


def _fail(frame: Frame, field: Field, mask: np.ndarray, reason: str, what: str) -> None:
    """Quarantine rows whose essential field fails; else keep the row, the field unknown, and say so."""
    if field.essential:
        frame.reject(mask, field.name, reason, what)
    else:
        frame.note(
            f"{field.name}-{reason}", mask, f"{what}: the row is kept and {field.name} is unknown"
        )


def _as_text(frame: Frame, field: Field, spec: Column, column: Coded) -> None:
    frame.values[field.name] = column


def _reference(frame: Frame, field: Field, spec: Column, column: Coded) -> None:
    import pyarrow.compute as pc

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
    _say_strange(frame, field, column, strange)
    frame.values[field.name] = _rebuild(column, [value or UNKNOWN for value in new], UNKNOWN)
    del np


def _say_strange(frame: Frame, field: Field, column: Coded, strange: list[int]) -> None:
    import numpy as np

    if not strange:
        return
    counts = column.counts()
    for index in strange[:20]:
        value = shown(column.texts()[index], int(counts[index]))
        mask = column.codes == index
        _fail(frame, field, mask, "not-on-list", f"{field.name} holds {value}, which no list knows")
    if len(strange) > 20:
        mask = np.isin(column.codes, strange[20:])
        _fail(
            frame, field, mask, "not-on-list", f"{field.name} holds other values that no list knows"
        )


def _rebuild(column: Coded, new: list[str | None], blank: str | None) -> Coded:
    """Give every distinct value its new one, and blank cells theirs."""
    import numpy as np
    import pyarrow as pa

    kept: dict[str, int] = {}
    index = np.array(
        [-1 if value is None else kept.setdefault(value, len(kept)) for value in new],
        dtype=np.int32,
    )
    at = -1 if blank is None else kept.setdefault(blank, len(kept))
    return Coded(column.spread(index, at), pa.array(list(kept), pa.string()))


def _boolean(frame: Frame, field: Field, spec: Column, column: Coded) -> None:
    import numpy as np

    known = lookup("boolean")
    new = [known.get(key_of(text)) for text in column.texts()]
    counts = column.counts()
    _say_strange(frame, field, column, [i for i, v in enumerate(new) if v is None and counts[i]])
    code = {"true": 1, "false": 0}
    per_value = np.array([code.get(value or "", -1) for value in new], dtype=np.int8)
    frame.values[field.name] = column.spread(per_value, -1)


def _number(frame: Frame, field: Field, spec: Column, column: Coded) -> None:
    import numpy as np

    marks = set(frame.mapping.read.suppressed)
    texts = column.texts()
    per_value = numbers_of(column) * spec.multiply
    hidden = np.array([text in marks for text in texts], dtype=bool)
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
        _fail(
            frame,
            field,
            column.spread(wrong & ~said, False),
            "not-a-number",
            f"{field.name} is not a number",
        )
        limits = f"{'' if field.minimum is None else f'{field.minimum:g}'} to {'' if field.maximum is None else f'{field.maximum:g}'}"
        _fail(
            frame,
            field,
            column.spread(out & ~wrong, False),
            "out-of-range",
            f"{field.name} lies outside {limits.strip()}",
        )
    per_value[wrong | out] = np.nan
    frame.values[field.name] = column.spread(per_value, np.nan)
    if hidden.any():
        frame.values[f"{field.name}_{_SUPPRESSED}"] = _rebuild(
            column, [text if mark else None for text, mark in zip(texts, hidden, strict=True)], None
        )
        frame.note(
            "suppressed-marks",
            column.spread(hidden, False),
            f"{field.name} is suppressed by the sender and is kept as a mark, never as zero",
        )


def numbers_of(column: Coded) -> np.ndarray:
    """Read the distinct values of a column as numbers; NaN where one is none."""
    import numpy as np
    import pyarrow.compute as pc

    plain = pc.match_substring_regex(column.values, r"^-?\d{1,15}(\.\d{1,12})?$")
    mask = plain.to_numpy(zero_copy_only=False).astype(bool)
    out = np.full(len(column.values), np.nan)
    out[mask] = column.values.filter(plain).cast("double").to_numpy(zero_copy_only=False)
    places = np.flatnonzero(~mask)
    for place, text in zip(places, column.values.take(places).to_pylist(), strict=True):
        out[place] = _parse_number(text)
    return out


def _parse_number(text: str) -> float:
    """Read a number with thousands separators, per cent signs and pounds; NaN where there is none."""
    try:
        return float(text)
    except ValueError:
        pass
    flat = re.sub(r"[£$%\s]", "", text)
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", flat):
        flat = flat.replace(",", "")
    elif re.fullmatch(r"-?\d+,\d+", flat):
        flat = flat.replace(",", ".")
    if re.fullmatch(r"\(\d+(\.\d+)?\)", flat):
        flat = "-" + flat[1:-1]
    try:
        number = float(flat)
    except ValueError:
        return float("nan")
    return number if number not in (float("inf"), float("-inf")) else float("nan")


def _age(frame: Frame, field: Field, spec: Column, column: Coded) -> None:
    """Read ages; what is no age is unknown by rule, the row kept."""
    import numpy as np

    texts = column.texts()
    ages = np.array(
        [_parse_number(re.sub(r"\s*(years?|yrs?|y)( old)?$", "", text.lower())) for text in texts]
    )
    ages = np.floor(ages)
    counts = column.counts() if len(texts) else np.zeros(0, int)
    impossible = (ages < 0) | (ages > 120)
    if impossible.any():
        seen = sorted({int(age) for age in ages[impossible & (counts > 0)]})
        frame.note(
            f"{field.name}-impossible",
            column.spread(impossible, False),
            f"ages outside 0 to 120 (such as {', '.join(map(str, seen[:4]))}) stand for unknown",
        )
    zeros, ones = int(counts[ages == 0].sum()), int(counts[ages == 1].sum())
    default = ages == 0
    if zeros > max(5, 2 * ones):
        frame.note(
            f"{field.name}-zero",
            column.spread(default, False),
            f"age 0 is unknown: it occurs {zeros:,} times where age 1 occurs {ones:,} times, so it is the system's default; the few real infants among them cannot be told",
        )
        impossible = impossible | default
    words = np.isnan(ages) & np.array(
        [lookup("unknown").get(key_of(text)) is None for text in texts], dtype=bool
    )
    if len(texts):
        _fail(
            frame, field, column.spread(words, False), "not-an-age", f"{field.name} is not a number"
        )
    ages[impossible] = np.nan
    frame.values[field.name] = column.spread(ages, np.nan)


_RANGES = {
    "under 10": (0, 9), "10-17": (10, 17), "18-24": (18, 24), "25-34": (25, 34), "over 34": (35, None),
}  # fmt: skip


def _age_range(frame: Frame, field: Field, spec: Column, column: Coded) -> None:
    """Read a band of ages as its lowest and highest age."""
    import numpy as np

    lows, highs, strange = [], [], []
    for index, text in enumerate(column.texts()):
        low, high, known = _band(text)
        lows.append(low)
        highs.append(high)
        if not known:
            strange.append(index)
    _say_strange(frame, field, column, strange)
    frame.values["age_from"] = column.spread(np.array(lows, dtype=float), np.nan)
    frame.values["age_to"] = column.spread(np.array(highs, dtype=float), np.nan)


def _band(text: str) -> tuple[float, float, bool]:
    nan = float("nan")
    flat = key_of(text).replace("–", "-").replace(" to ", "-").replace("years", "").strip()
    if flat in _RANGES:
        low, high = _RANGES[flat]
        return low, nan if high is None else high, True
    if found := re.fullmatch(r"(\d{1,3})\s*-\s*(\d{1,3})", flat):
        return float(found[1]), float(found[2]), float(found[1]) <= float(found[2])
    if found := re.fullmatch(r"(?:over|above) (\d{1,3})", flat):
        return float(found[1]) + 1, nan, True
    if found := re.fullmatch(r"(\d{1,3})\s*(?:\+|and over|plus|or over)", flat):
        return float(found[1]), nan, True
    if found := re.fullmatch(r"(?:under|below) (\d{1,3})", flat):
        return 0.0, float(found[1]) - 1, True
    if re.fullmatch(r"\d{1,3}", flat) and int(flat) <= 120:
        return float(flat), float(flat), True
    return nan, nan, lookup("unknown").get(flat) is not None


def _moment(frame: Frame, field: Field, spec: Column, column: Coded) -> None:

    from sva.intake.dates import parse_moments

    found = parse_moments(column, tuple(spec.formats), spec.timezone, spec.day_first)
    said = _says_unknown(column, found.unread)
    if field.essential:
        frame.reject(
            said,
            field.name,
            "missing",
            f"{field.name} is not stated, and nothing can be said without it",
        )
    _fail(frame, field, found.failed & ~said, "not-a-date", f"{field.name} is no date that exists")
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
    _say_strange(frame, field, column, [i for i in strange if counts[i]])
    unknown = [lookup("unknown").get(key_of(text)) is not None for text in column.texts()]
    if field.essential and any(unknown):
        import numpy as np

        mask = column.spread(np.array(unknown, bool), False)
        frame.reject(mask, field.name, "missing", f"{field.name} is not stated")
    frame.values[field.name] = _rebuild(column, new, None)


def _lsoa(frame: Frame, field: Field, spec: Column, column: Coded) -> None:
    texts = column.texts()
    new = [text.upper() if re.fullmatch(r"[EWSNewsn]\d{8}", text) else None for text in texts]
    counts = column.counts()
    strange = [
        i
        for i, value in enumerate(new)
        if value is None and counts[i] and lookup("unknown").get(key_of(texts[i])) is None
    ]
    _say_strange(frame, field, column, strange)
    frame.values[field.name] = _rebuild(column, new, None)


_CONVERTERS = {
    "text": _as_text,
    "ethnicity": _as_text,
    "reference": _reference,
    "choice": _choice,
    "code": _code,
    "boolean": _boolean,
    "integer": _number,
    "number": _number,
    "age": _age,
    "age_range": _age_range,
    "date": _moment,
    "datetime": _moment,
    "month": _moment,
    "lsoa": _lsoa,
}
