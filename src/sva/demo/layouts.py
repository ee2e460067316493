"""The columns of each police file, in the old and the new layout, filled from clean tables."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported, so no checker knows them.

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sva.demo.layout_people import people
from sva.demo.page import Columns, Page
from sva.demo.places import STATIONS
from sva.demo.render import (
    SYSTEMS,
    blanks,
    choose,
    district_names,
    labels,
    moments,
    pick,
    plain,
    words,
)

__all__ = ["LAYOUTS", "STATUS", "station_areas"]

STATUS = "DEMONSTRATION"
_RANGES = {0: "Under 10", 10: "10-17", 18: "18-24", 25: "25-34", 35: "Over 34"}


@cache
def station_areas() -> tuple[str, ...]:
    """Give the LSOA in which each default point lies."""
    import shapely

    from sva.reference.geography import bundled

    areas = bundled().boundaries("lsoa", 2011)
    points = shapely.points(np.array(STATIONS, float))
    index, found = shapely.STRtree(areas.geometry.to_numpy()).query(points, predicate="within")
    names = dict(zip(index, areas["area_code"].to_numpy()[found], strict=True))
    return tuple(str(names.get(i, "")) for i in range(len(STATIONS)))


def _untidy_codes(codes: pa.Array, share: float, rng: np.random.Generator) -> pa.Array:
    way = np.where(rng.random(len(codes)) < share, rng.integers(1, 4, len(codes)), 0)
    out = choose(way == 1, pc.binary_join_element_wise(pa.scalar("0"), codes, ""), codes)
    out = choose(way == 2, pc.binary_join_element_wise(pa.scalar(" "), codes, ""), out)
    return choose(way == 3, pc.utf8_lower(codes), out)


def offences(page: Page) -> Columns:
    """Write the columns of offences."""
    tables, refs, rows, system, truth, rng = page
    t, h = tables.offences.iloc[rows], tables.hidden["offences"].iloc[rows]
    new, n = system.new, len(rows)
    month_only = h["month_text"].to_numpy()
    code = plain(t["offence_code"])
    lost = (t["place_status"] == "unlocated").to_numpy()
    way = refs.station[rows]
    swap = refs.swapped[rows]
    east = np.where(lost, 0, t["easting"].fillna(0).to_numpy(np.int64))
    north = np.where(lost, 0, t["northing"].fillna(0).to_numpy(np.int64))
    for i, (x, y) in enumerate(STATIONS):
        east, north = (
            np.where(lost & (way == 3 + i), x, east),
            np.where(lost & (way == 3 + i), y, north),
        )
    east, north = np.where(swap, north, east), np.where(swap, east, north)
    east, north = (np.where(lost & (way == 2), -1, v) for v in (east, north))
    none = lost & (way == 1)
    empty = pa.array([""]).take(pa.array(np.zeros(n, int)))
    areas = plain(t["lsoa_code"])
    at = np.where(lost & (way >= 3), way - 2, 0)
    areas = choose(at > 0, pa.array(["", *station_areas()]).take(pa.array(at)), areas)
    flag = ("Yes", "No", "Not known") if new else ("Y", "N", "NOT RECORDED")
    known = (t["location_type"] != "Unknown").to_numpy()
    columns: list[tuple[tuple[str, str], pa.Array]] = [
        (("Crime Number", "Crime Ref No"), refs.crime(rows)),
        (("Incident Reference", "Occurrence No"), refs.incident(rows)),
        (("Offence Code (HO)", "HO Code"), _untidy_codes(code, truth.mess.untidy_code, rng)),
        (("Offence Description", "HO Offence"), words(t["offence_code"], labels("offences"))),
        (("Recorded Date", "Date Recorded"), moments(t["recorded_on"], system, time=False)),
        (
            ("Committed From", "Earliest Date/Time"),
            moments(t["committed_from"], system, time=True, month_only=month_only),
        ),
        (
            ("Committed To", "Latest Date/Time"),
            moments(t["committed_to"], system, time=True, month_only=month_only),
        ),
        (
            ("Location Type", "Premises Type"),
            choose(known, plain(h["place"]), pick(("", "", "", "Not known"), rng, n)),
        ),
        (("Public Place", "In Public"), blanks(t["public_place"], *flag, rng)),
        (("Easting", "X"), choose(none, empty, plain(east))),
        (("Northing", "Y"), choose(none, empty, plain(north))),
    ]
    if system.name != "A":
        columns.append((("LSOA 2011", "LSOA11CD"), areas))
    columns += [
        (("District", "LA Name"), words(t["district_code"], district_names())),
        (("Knife Flag", "Bladed Article"), blanks(t["knife_enabled"], *flag, rng)),
        (("Firearm Flag", "Firearm"), blanks(t["firearm_enabled"], *flag, rng)),
        (("Domestic Flag", "DA Marker"), blanks(t["domestic"], *flag, rng)),
        (("Alcohol Flag", "Alcohol Marker"), blanks(t["alcohol_related"], *flag, rng)),
        (("Outcome Code", "HO Outcome"), plain(t["outcome_code"])),
        (("Outcome Date", "Outcome Dt"), moments(t["outcome_on"], system, time=False)),
    ]
    return {names[new]: value for names, value in columns}


def disposals(page: Page) -> Columns:
    """Write the columns of disposals."""
    tables, refs, rows, system, _, _ = page
    t = tables.disposals.iloc[rows]
    suspect = tables.hidden["disposals"]["suspect_row"].to_numpy()[rows]
    offence = tables.hidden["suspects"]["offence_row"].to_numpy()[suspect]
    columns = [
        (("Crime Number", "Crime Ref No"), refs.crime(offence)),
        (("Incident Reference", "Occurrence No"), refs.incident(offence)),
        (("Suspect Ref", "Person URN"), refs.person("suspects", suspect)),
        (("Disposal Code", "HO Outcome"), plain(t["outcome_code"])),
        (("Disposal", "Outcome Text"), words(t["outcome_code"], labels("outcomes"))),
        (("Offered Date", "Diversion Offered"), moments(t["offered_on"], system, time=False)),
        (("Disposal Date", "Outcome Dt"), moments(t["disposal_on"], system, time=False)),
    ]
    return {names[system.new]: value for names, value in columns}


@cache
def _degrees() -> object:
    from pyproj import Transformer

    return Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)


def stops(page: Page) -> Columns:
    """Write the columns of searches."""
    tables, refs, rows, system, _, rng = page
    t, h = tables.stops.iloc[rows], tables.hidden["stops"].iloc[rows]
    at = t["searched_at"]
    if system.name == "X":
        when: Columns = {"Date": moments(at, system, time=True)}
    elif system.new:
        winter = np.zeros(len(at), bool)
        utc = at.dt.tz_localize(
            "Europe/London", ambiguous=winter, nonexistent="shift_forward"
        ).dt.tz_convert("UTC")
        text = moments(utc.dt.tz_localize(None), SYSTEMS[2020], time=True)
        text = pc.binary_join_element_wise(
            pc.replace_substring(text, " ", "T"), pa.scalar("+00:00"), ""
        )
        when = {"Date": text}
    else:
        time = pc.utf8_slice_codeunits(moments(at, SYSTEMS[2018], time=True), 11, 16)
        when = {"Search Date": moments(at, system, time=False), "Search Time": time}
    x, y = h["easting"].to_numpy(), h["northing"].to_numpy()
    lon, lat = _degrees().transform(np.maximum(x, 1), np.maximum(y, 1))  # type: ignore[attr-defined]
    lost = pa.array(x < 0)
    first = t["age_from"].fillna(-1).to_numpy(int)
    own = _policeuk()
    said = choose(
        h["not_stated"].to_numpy(),
        pa.array([own["NS"]]).take(pa.array(np.zeros(len(rows), int))),
        words(t["ethnicity_self"], own),
    )
    seen = {"Unknown": ""}
    ages = pa.array([*_RANGES.values(), ""])
    return {
        ("Reference" if system.new else "Search Ref"): refs.search(rows),
        **when,
        "Age Range": ages.take(
            pa.array(np.where(first < 0, len(_RANGES), np.searchsorted(list(_RANGES), first)))
        ),
        "Gender": words(t["sex"], {"Unknown": ""}),
        "Self-defined ethnicity": said,
        "Officer-defined ethnicity": words(t["ethnicity_officer"], seen),
        "Legislation": plain(t["legislation"]),
        "Object of search": plain(t["object"]),
        "Outcome": plain(t["outcome"]),
        "Outcome linked to object of search": blanks(t["outcome_linked"], "True", "False", "", rng),
        "Removal of more than just outer clothing": blanks(
            t["more_than_outer_clothing"], "True", "False", "", rng
        ),
        "Latitude": pc.if_else(lost, "", plain(np.round(lat, 6))),
        "Longitude": pc.if_else(lost, "", plain(np.round(lon, 6))),
    }


@cache
def _policeuk() -> dict[str, str]:
    """Give police.uk's label of each canonical code."""
    from sva.reference._data import read_bundled

    table = read_bundled("codes/ethnicity-policeuk-self.csv")
    return dict(zip(table["canonical"], table["label"], strict=True))


LAYOUTS: dict[str, Callable[..., Columns]] = {
    "offences": offences,
    "victims": people("victims"),
    "suspects": people("suspects"),
    "disposals": disposals,
    "stops": stops,
}
