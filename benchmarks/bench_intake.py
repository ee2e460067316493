"""Intake against plain pandas: a million police rows through everything, ten million street rows to Parquet.

    python benchmarks/bench_intake.py [police|street|large|all] [--rows N]

``large`` reads five million police rows of one file in parts and holds their memory to less than the file would take.

Each contender runs in a process of its own, in turn, on the same files; the table gives seconds, peak memory and the
ratio. Exit code 1 where a limit is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
POLICE_LIMITS = {"seconds": 30.0, "megabytes": 1500.0, "ratio": 1.0}
STREET_LIMITS = {"megabytes": 600.0, "ratio": 3.0}
LARGE_LIMITS = {"megabytes": 1500.0}


def write_police(folder: Path, rows: int) -> Path:
    """Write one CSV of police offences: 30 columns, mixed dates, the usual mess."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.csv as pv

    rng = np.random.default_rng(7)
    minutes = rng.integers(0, 3 * 365 * 1440, rows)
    start = pd.Timestamp("2020-04-01") + pd.to_timedelta(minutes, unit="min")
    text = pd.Series(start).dt.strftime("%d/%m/%Y %H:%M").to_numpy(object)
    iso = rng.random(rows) < 0.3
    text[iso] = pd.Series(start[iso]).dt.strftime("%Y-%m-%dT%H:%M:%S").to_numpy(object)
    text[rng.random(rows) < 0.001] = "31/02/2021"
    recorded = pd.Series(start + pd.Timedelta(days=1)).dt.strftime("%d/%m/%Y").to_numpy(object)
    numbers = np.arange(rows)
    twice = rng.random(rows) < 0.004
    numbers[twice] = np.maximum(numbers[twice] - 1, 0)
    east = rng.integers(330_000, 410_000, rows).astype(object)
    north = rng.integers(220_000, 330_000, rows).astype(object)
    bad = rng.random(rows)
    east[bad < 0.01], north[bad < 0.01] = 0, 0
    east[bad > 0.98], north[bad > 0.98] = 384_950, 254_750
    pick = rng.choice
    table = {
        "Crime Number": [f"22/{n}/21" for n in numbers],
        "Incident Reference": [f"{n // 2:07d}-i" for n in numbers],
        "Offence Code (HO)": pick(["8N", "105A", "008N", " 8L", "34B", "5D", "19C", "49", "ZZ9"], rows, p=[0.3, 0.25, 0.01, 0.1, 0.03, 0.05, 0.02, 0.239, 0.001]),
        "Offence Description": pick(["Assault", "Theft", "Harassment"], rows),
        "Recorded Date": recorded,
        "Committed From": text,
        "Committed To": text,
        "Location Type": pick(["Street", "House", "Pub", "School", "Shop", "Not known"], rows),
        "Public Place": pick(["Y", "N", ""], rows),
        "Easting": east,
        "Northing": north,
        "District": pick(["Worcester", "Shropshire"], rows),
        "Knife Flag": pick(["Y", "N", ""], rows),
        "Firearm Flag": pick(["Y", "N", ""], rows),
        "Domestic Flag": pick(["Y", "N", ""], rows),
        "Alcohol Flag": pick(["Y", "N", ""], rows),
        "Outcome Code": pick(["1", "16", "18", "22", ""], rows),
        "Outcome Date": recorded,
    }  # fmt: skip
    for index in range(len(table), 30):
        table[f"Other {index}"] = pick(["a", "b", "c", "d"], rows)
    path = folder / "offences.csv"
    pv.write_csv(
        pa.table({name: pa.array([str(v) for v in col]) for name, col in table.items()}), path
    )
    return path


def write_street(folder: Path, rows: int) -> Path:
    """Write street files as published, a force and month each, from random rows."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.csv as pv

    rng = np.random.default_rng(11)
    each = 6_500
    folder.mkdir(exist_ok=True)
    kinds = np.array(
        [
            "Violence and sexual offences",
            "Anti-social behaviour",
            "Shoplifting",
            "Burglary",
            "Robbery",
        ]
    )
    ends = np.array(
        [
            "Unable to prosecute suspect",
            "Under investigation",
            "Investigation complete; no suspect identified",
        ]
    )
    codes = np.array([f"E010{n:05d}" for n in range(13_986, 14_800)])
    done, number = 0, 0
    while done < rows:
        n = min(each, rows - done)
        force, month = f"Force {number // 36}", f"{2022 + number % 36 // 12}-{number % 12 + 1:02d}"
        kind = rng.choice(kinds, n)
        ids = np.array(
            [f"{x:016x}{y:016x}{x:016x}{y:016x}" for x, y in rng.integers(0, 2**63, (n, 2))], object
        )
        ids[kind == "Anti-social behaviour"] = ""
        table = pa.table({
            "Crime ID": pa.array(ids, pa.string()), "Month": pa.array([month] * n), "Reported by": pa.array([force] * n),
            "Falls within": pa.array([force] * n), "Longitude": pa.array(np.round(rng.uniform(-3.1, -1.8, n), 6)),
            "Latitude": pa.array(np.round(rng.uniform(51.9, 52.9, n), 6)), "Location": pa.array(["On or near High Street"] * n),
            "LSOA code": pa.array(rng.choice(codes, n)), "LSOA name": pa.array(["Somewhere 001A"] * n),
            "Crime type": pa.array(kind), "Last outcome category": pa.array(rng.choice(ends, n)),
            "Context": pa.array([""] * n),
        })  # fmt: skip
        pv.write_csv(table, folder / f"{month}-force-{number // 36}-street.csv")
        done, number = done + n, number + 1
    return folder


def home(folder: Path) -> Path:
    """Make a project folder with one assessment that reads the police file."""
    text = (ROOT / "assessments/west-mercia-2023-05/assessment.yaml").read_text()
    head, rest = text.split("sources:\n")
    tail = rest[rest.index("public:") :]
    source = "  - {contract: police-offences, partner: Police, path: police, mapping: mappings/police-offences.yaml, data_as_at: 2023-04-17}\n"
    text = (head + "sources:\n" + source + "\n" + tail).replace(
        "data: demonstration", "data: supplied"
    )
    place = folder / "assessments/bench"
    (place / "mappings").mkdir(parents=True)
    (folder / "notebooks").mkdir()
    (place / "assessment.yaml").write_text(text)
    mapping = (ROOT / "assessments/west-mercia-2023-05/mappings/police-offences.yaml").read_text()
    (place / "mappings/police-offences.yaml").write_text(mapping)
    raw = folder / "data/raw/bench/police"
    raw.mkdir(parents=True)
    return raw


def run_intake(folder: Path) -> None:
    """Our contender."""
    from sva import intake
    from sva.assessment import load_assessment

    intake.run(load_assessment("bench", folder), folder / "data/processed/bench")


def run_large(folder: Path) -> None:
    """Our contender, in parts whatever the size of the file."""
    from sva.intake import blocks

    blocks.LARGE = 1
    run_intake(folder)


def write_large(folder: Path, rows: int) -> Path:
    """Write one file of police offences, a million rows at a time, other crime numbers in each."""
    raw = home(folder)
    whole = raw / "offences.csv"
    with whole.open("wb") as file:
        for turn, first in enumerate(range(0, rows, 1_000_000)):
            part = write_police(folder, min(1_000_000, rows - first))
            head, _, body = part.read_bytes().partition(b"\n")
            file.write(head + b"\n" if not turn else b"")
            file.write(body.replace(b'"22/', b'"%d/' % (30 + turn)))
            part.unlink()
    return whole


def run_plain(folder: Path) -> None:
    """The peer: pandas and pandera doing the same steps, in the way an analyst would write it with care."""
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import pandera.pandas as pa

    from sva.intake.lists import key_of, lookup
    from sva.reference import codes, geography

    path = folder / "data/raw/bench/police/offences.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    frame = frame.apply(lambda column: column.str.strip())
    for name in ("Committed From", "Committed To", "Recorded Date", "Outcome Date"):
        first = pd.to_datetime(frame[name], format="%d/%m/%Y %H:%M", errors="coerce")
        second = pd.to_datetime(frame[name], format="%Y-%m-%dT%H:%M:%S", errors="coerce")
        third = pd.to_datetime(frame[name], format="%d/%m/%Y", errors="coerce")
        frame[name] = first.fillna(second).fillna(third)
    known = set(codes.load("offences")["code"])
    tidy = {text: codes.normalise(text, "offences") for text in frame["Offence Code (HO)"].unique()}
    frame["Offence Code (HO)"] = frame["Offence Code (HO)"].map(tidy)
    for name in ("Public Place", "Knife Flag", "Firearm Flag", "Domestic Flag", "Alcohol Flag"):
        frame[name] = frame[name].map({"Y": True, "N": False}).astype("boolean")
    places = lookup("location_type")
    frame["Location Type"] = frame["Location Type"].map(
        lambda text: places.get(key_of(text), "Unknown")
    )
    schema = pa.DataFrameSchema(
        {
            "Crime Number": pa.Column(str, nullable=False),
            "Committed From": pa.Column("datetime64[us]", pa.Check.le(pd.Timestamp("2023-04-17")), nullable=False, coerce=True),
            "Offence Code (HO)": pa.Column(str, pa.Check.isin(known), nullable=False),
        }
    )  # fmt: skip
    failed = set()
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as reason:
        failed = set(reason.failure_cases["index"].dropna().astype(int))
    quarantine = frame.loc[sorted(failed)]
    frame = frame.drop(index=sorted(failed))
    frame = frame[~frame["Crime Number"].duplicated()]
    for name, letter in (("Crime Number", "o"), ("Incident Reference", "i")):
        numbers, _ = pd.factorize(frame[name])
        order = np.random.default_rng(1).permutation(numbers.max() + 1)
        frame[name] = pd.Series(order[numbers], index=frame.index).map(
            lambda n, k=letter: f"{k}{n:08d}"
        )
    east, north = frame["Easting"].astype(float), frame["Northing"].astype(float)
    points = gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(east, north), crs=27700)
    areas = geography.bundled().boundaries("lsoa", 2011)[
        ["area_code", "msoa_code", "district_code", "csp_code", "geometry"]
    ]
    joined = gpd.sjoin(points, areas, predicate="intersects", how="left")
    joined["month"] = joined["Committed From"].dt.to_period("M").dt.to_timestamp()
    out = folder / "plain"
    out.mkdir(exist_ok=True)
    pd.DataFrame(joined.drop(columns="geometry")).to_parquet(out / "offences.parquet")
    quarantine.to_parquet(out / "quarantine.parquet")


def run_stream(folder: Path) -> None:
    """Our contender for street files."""
    from sva.intake import stream_street

    stream_street(folder / "street", folder / "street.parquet")


def run_pandas_street(folder: Path) -> None:
    """The peer: pandas' default reader, file by file, joined, to Parquet."""
    import pandas as pd

    files = sorted((folder / "street").glob("*.csv"))
    frame = pd.concat([pd.read_csv(path) for path in files], ignore_index=True)
    frame.to_parquet(folder / "street-pandas.parquet")


CONTENDERS = {
    "intake": run_intake,
    "large": run_large,
    "plain": run_plain,
    "stream": run_stream,
    "pandas": run_pandas_street,
}


def measure(name: str, folder: Path) -> dict[str, float]:
    """Run one contender in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--contender", name, str(folder)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "SVA_HOME": str(folder)},
    )
    return json.loads(done.stdout.splitlines()[-1])


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "what", nargs="?", default="all", choices=["all", "police", "street", "large"]
    )
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--contender", nargs=2)
    given = parser.parse_args()
    if given.contender:
        name, folder = given.contender
        start = time.perf_counter()
        CONTENDERS[name](Path(folder))
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        spent = time.process_time()
        print(json.dumps({"seconds": seconds, "megabytes": peak, "processor": spent}))
        return 0
    missed = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if given.what in ("all", "police"):
            rows = given.rows or 1_000_000
            write_police(home(folder), rows)
            ours, peer = measure("intake", folder), measure("plain", folder)
            missed += report(f"{rows:,} police rows x 30 columns", ours, peer, POLICE_LIMITS)
        if given.what in ("all", "street"):
            rows = given.rows or 10_000_000
            write_street(folder / "street", rows)
            ours, peer = measure("stream", folder), measure("pandas", folder)
            missed += report(f"{rows:,} street rows to Parquet", ours, peer, STREET_LIMITS)
        if given.what in ("all", "large"):
            rows = given.rows or 5_000_000
            place = folder / "large"
            size = write_large(place, rows).stat().st_size / 1e6
            ours = measure("large", place)
            print(f"{rows:,} police rows of one file of {size:,.0f} MB, in parts")
            print(
                f"  ours   {ours['seconds']:7.1f} s  {ours['megabytes']:7.0f} MB  {ours['processor']:7.1f} s of processor"
            )
            if ours["megabytes"] > LARGE_LIMITS["megabytes"]:
                missed.append(f"{rows:,} rows in parts: {ours['megabytes']:.0f} MB")
    for line in missed:
        print(f"missed: {line}")
    return bool(missed)


def report(
    title: str, ours: dict[str, float], peer: dict[str, float], limits: dict[str, float]
) -> list[str]:
    """Print one comparison; list the limits that it misses."""
    ratio = peer["seconds"] / ours["seconds"]
    print(title)
    print(
        f"  ours   {ours['seconds']:7.1f} s  {ours['megabytes']:7.0f} MB  {ours['processor']:7.1f} s of processor"
    )
    print(
        f"  peer   {peer['seconds']:7.1f} s  {peer['megabytes']:7.0f} MB  {peer['processor']:7.1f} s of processor   ratio {ratio:.2f}"
    )
    missed = [
        f"{title}: {ours[name]:.1f} {name}, at most {limits[name]:.0f}"
        for name in ("seconds", "megabytes")
        if name in limits and ours[name] > limits[name]
    ]
    if ratio < limits["ratio"]:
        missed.append(
            f"{title}: {ratio:.2f} times the peer's speed, at least {limits['ratio']:.1f}"
        )
    return missed


if __name__ == "__main__":
    sys.exit(main())
