"""Rules of place: points, small areas, stations, inside and outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.intake.coded import Coded
from sva.intake.places import INSIDE, OUTSIDE, UNLOCATED, read_points

if TYPE_CHECKING:
    import numpy as np

    from sva.intake.context import Context
    from sva.intake.frame import Frame

__all__ = ["place", "street_place"]


def place(frame: Frame, context: Context) -> None:
    """Locate rows by point and small-area code; swapped and station points are found and said."""
    import numpy as np

    areas = context.areas
    points = read_points(frame)
    lsoa = frame.coded("lsoa_code")
    if points is None:
        _finish_place(frame, context, lsoa, None, None)
        return
    x, y = points
    found = areas.locate(x, y)
    # A point outside that falls inside when turned round was swapped; so was one whose own code says so.
    own = frame.coded("lsoa_code")
    doubted = ~np.isnan(x) & (found.blank | (~own.blank & ~_same(own, found)))
    again = areas.locate(np.where(doubted, y, np.nan), np.where(doubted, x, np.nan))
    swapped = ~again.blank & (found.blank | _same(own, again))
    if swapped.any():
        x, y = np.where(swapped, y, x), np.where(swapped, x, y)
        frame.note("swapped-coordinates", swapped, "easting and northing were swapped: turned back")
        found = Coded(np.where(swapped, again.codes, found.codes).astype(np.int32), found.values)
    default = _default_points(frame, x, y)
    if default.any():
        x, y = np.where(default, np.nan, x), np.where(default, np.nan, y)
    own = lsoa.codes >= 0
    if own.any():
        # The file's own code stands, but not where the point is a station's.
        use_own = own & ~default
        from sva.intake.coded import joined

        whole = joined([lsoa, found])
        n = len(frame)
        codes = np.where(use_own, whole.codes[:n], np.where(default, -1, whole.codes[n:]))
        merged = Coded(codes.astype(np.int32), whole.values)
    else:
        merged = Coded(np.where(default, -1, found.codes).astype(np.int32), found.values)
    _finish_place(frame, context, merged, x, y)


def _same(one: Coded, other: Coded) -> np.ndarray:
    """Tell where two columns say the same, and say anything."""
    import numpy as np

    from sva.intake.arrow import pc

    at = pc.index_in(one.values, other.values).fill_null(-2).to_numpy(zero_copy_only=False)
    mine = (
        one.spread(np.asarray(at, dtype=np.int64), -1) if len(one.values) else np.full(len(one), -1)
    )
    return (mine >= 0) & (mine == other.codes)


def _default_points(frame: Frame, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Find points that stand for "somewhere": named in the mapping, or far more frequent than any other place."""
    import numpy as np

    out = np.zeros(len(x), bool)
    there = ~np.isnan(x)
    if not there.any():
        return out
    packed = np.full(len(x), -1, np.int64)
    packed[there] = np.round(x[there]).astype(np.int64) * 10_000_000 + np.round(y[there]).astype(
        np.int64
    )
    for text in frame.mapping.default_places:
        east, north = (round(float(part)) for part in text.split(","))
        rows = packed == east * 10_000_000 + north
        frame.note(
            "default-point", rows, "the point is named in the mapping as a default: not a place"
        )
        out |= rows
    _distinct, back, counts = np.unique(packed[there], return_inverse=True, return_counts=True)
    limit = max(50.0, 0.002 * there.sum(), 8 * float(np.sort(counts)[-min(len(counts), 25)]))
    wild = counts > limit
    if len(counts) >= 100 and wild.any():
        rows = np.zeros(len(x), bool)
        rows[np.flatnonzero(there)] = wild[back.reshape(-1)]
        rows &= ~out
        frame.note(
            "default-point",
            rows,
            f"{int(wild.sum())} points occur more than {limit:,.0f} times each, far more than any other place: they stand for a station or town hall, not for where it happened",
        )
        out |= rows
    return out


def _finish_place(
    frame: Frame, context: Context, lsoa: Coded, x: np.ndarray | None, y: np.ndarray | None
) -> None:
    """Fill small area, vintage, larger areas and place status."""
    import numpy as np
    import pyarrow as pa

    areas = context.areas
    context.check_vintage(frame, lsoa)
    inside = areas.inside(lsoa)
    located = ~lsoa.blank
    if x is not None:
        located |= ~np.isnan(x)
    status = np.where(inside, 0, np.where(located, 1, 2)).astype(np.int32)
    frame.values["place_status"] = Coded(status, pa.array([INSIDE, OUTSIDE, UNLOCATED]))
    frame.note(
        "outside", status == 1, "the place lies outside the force area: kept, counted, not mapped"
    )
    frame.note("unlocated", status == 2, "no place is known: kept and counted, not mapped")
    frame.values["lsoa_code"] = lsoa
    vintage = Coded(np.where(lsoa.blank, -1, 0).astype(np.int32), pa.array([str(areas.vintage)]))
    frame.values["lsoa_vintage"] = vintage
    frame.values.update(areas.above(lsoa))
    if x is not None and y is not None:
        frame.values["easting"], frame.values["northing"] = np.round(x), np.round(y)


def street_place(frame: Frame, context: Context) -> None:
    """Take the published small-area code, never the point: snap points lie in another area on one row in nine."""
    import numpy as np

    lsoa = frame.coded("lsoa_code")
    _finish_place(frame, context, lsoa, None, None)
    for name in ("longitude", "latitude"):
        frame.values.setdefault(name, np.full(len(frame), np.nan))
