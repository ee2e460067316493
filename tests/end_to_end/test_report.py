"""The whole program as its users run it, on a small demonstration."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from bs4 import BeautifulSoup

from tests.end_to_end.conftest import NAME

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(900)]
EDITIONS = ("public", "restricted")


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_report_says_where_it_is_and_holds_all_its_parts(finished):
    told = (finished.root / "first-run.txt").read_text()
    for edition in EDITIONS:
        folder = finished.reports / edition
        assert f"reports/{NAME}/{edition}/needs-assessment.html" in told
        assert (folder / "needs-assessment.pdf").read_bytes().startswith(b"%PDF-")
        assert {path.name for path in folder.iterdir()} == {
            "needs-assessment.html",
            "needs-assessment.pdf",
            "tables",
            "findings.json",
            "run.json",
        } | ({"layers.gpkg"} if edition == "restricted" else set())


def test_demonstration_is_said_on_every_page_chart_and_file(finished):
    import pypdf

    for edition in EDITIONS:
        folder = finished.reports / edition
        for page in pypdf.PdfReader(folder / "needs-assessment.pdf").pages:
            assert "DEMONSTRATION" in page.extract_text()
        for path in (folder / "tables").glob("*.csv"):
            lines = path.read_text(encoding="utf-8-sig").splitlines()
            assert all("demonstration" in line.lower() for line in lines[1:]), path.name
        findings = json.loads((folder / "findings.json").read_text())
        assert findings["demonstration"] is True
        assert json.loads((folder / "run.json").read_text())["data"] == "demonstration"
        page = BeautifulSoup(
            (folder / "needs-assessment.html").read_text(encoding="utf-8"), "html.parser"
        )
        images = page.select("figure [role=img]")
        assert len(images) > 10
        assert all("demonstration" in image["aria-label"].lower() for image in images)
        assert all("DEMONSTRATION" in image.get_text() for image in images)


def test_page_asks_nothing_of_anybody(finished):
    for edition in EDITIONS:
        text = (finished.reports / edition / "needs-assessment.html").read_text(encoding="utf-8")
        page = BeautifulSoup(text, "html.parser")
        policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
        assert "default-src 'none'" in policy
        sources = [tag.get("src") or tag.get("href") for tag in page.select("[src], link[href]")]
        assert all(source.startswith("data:") for source in sources)
        assert page.html["lang"] == "en-GB"


def test_every_figure_has_words_and_every_table_a_caption_and_headers(finished):
    page = BeautifulSoup(
        (finished.reports / "public" / "needs-assessment.html").read_text(encoding="utf-8"),
        "html.parser",
    )
    for image in page.select("img"):
        assert len(image.get("alt", "")) > 20
        assert "No description" not in image["alt"]
    for table in page.select("table"):
        assert table.caption.get_text(strip=True)
        assert all(header.get("scope") for header in table.select("th"))


def test_headings_stand_in_order_and_none_is_empty(finished):
    page = BeautifulSoup(
        (finished.reports / "public" / "needs-assessment.html").read_text(encoding="utf-8"),
        "html.parser",
    )
    levels = [int(tag.name[1]) for tag in page.select("main h1, main h2, main h3, main h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    headings = page.select("main h2, main h3")
    for heading, after in itertools.pairwise(headings):
        between = []
        for element in heading.find_all_next():
            if element is after:
                break
            between.append(element.name)
        if after.name <= heading.name:
            assert between, f"nothing under {heading.get_text()!r}"


def test_code_and_keys_stay_out_of_the_page(finished):
    text = (finished.reports / "public" / "needs-assessment.html").read_text(encoding="utf-8")
    body = BeautifulSoup(text, "html.parser").get_text()
    assert "open_chapter" not in body
    assert "chapter.record" not in body


def test_no_identifier_planted_is_anywhere_in_what_a_run_writes(finished):
    truth = json.loads((finished.raw / "_demonstration" / "truth.json").read_text())
    identifiers = truth["identifiers"]
    # every reference is of one of these patterns, and the patterns do find them
    pattern = re.compile("|".join(identifiers["patterns"].values()).encode())
    planted = [text for texts in identifiers["sample"].values() for text in texts]
    assert len(planted) >= 20
    assert all(pattern.search(text.encode()) for text in planted)
    searched: dict[str, int] = {}
    for folder in (finished.processed, finished.reports):
        for path in folder.rglob("*"):
            if path.is_file():
                assert not pattern.search(_readable(path)), path.name
                place = path.relative_to(folder).parts[0]
                searched[place] = searched.get(place, 0) + 1
    for place in ("clean", "quarantine", "estimates", "executed", "public", "restricted"):
        assert searched.get(place), f"nothing in {place} was searched"


def _readable(path: Path) -> bytes:
    """Read a file as one that searches it would: tables, archives and pictures within a page unpacked."""
    import base64
    import zipfile

    import pandas as pd

    if path.suffix == ".parquet":
        return pd.read_parquet(path).to_csv().encode()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return b"".join(archive.read(name) for name in archive.namelist())
    data = path.read_bytes()
    packed = re.findall(rb"base64,([A-Za-z0-9+/]+={0,2})", data)
    return b"\n".join(
        [re.sub(rb"base64,[A-Za-z0-9+/=]+", b"", data), *map(base64.b64decode, packed)]
    )


def test_rows_in_are_clean_duplicate_or_quarantined_as_planted(finished):
    import pandas as pd

    rows = pd.read_parquet(finished.processed / "clean" / "_accounting.parquet")
    assert (rows["rows_in"] == rows["clean"] + rows["duplicate"] + rows["quarantined"]).all()
    assert rows[["duplicate", "quarantined"]].sum().gt(0).all()
    run = json.loads((finished.reports / "restricted" / "run.json").read_text())
    assert sum(entry["rows_in"] for entry in run["rows"]) == rows["rows_in"].sum()
    assert "rows" not in json.loads((finished.reports / "public" / "run.json").read_text())


def test_public_edition_holds_no_small_count_and_only_what_is_declared(finished):
    import pandas as pd

    from sva.disclosure.policy import NOT_PEOPLE
    from sva.estimates import MEASURES

    public = pd.read_parquet(finished.processed / "released" / "public" / "estimates.parquet")
    private = public[~public["already_public"].fillna(False).astype(bool)]
    # numbers of areas, months and services are of nobody: the gate leaves them exact
    nobody = [name for name, each in MEASURES.items() if each.counted in NOT_PEOPLE]
    counts = private.loc[~private["measure"].isin(nobody), "numerator"].dropna()
    assert len(counts) > 1000
    assert not counts.between(1, 4).any()
    assert (counts % 5 == 0).all()
    table = pd.read_csv(finished.reports / "public" / "tables" / "estimates.csv")
    # numbers of small areas are shown as classes only, so the table leaves them out
    small = private.loc[private["area_type"].isin(["lsoa", "msoa"]), "key"]
    assert set(table["key"]) == set(public["key"]) - set(small)


def test_unchanged_inputs_make_nothing_and_the_same_run_makes_the_same_bytes(another):
    project = another()
    before = hashes(project.reports)
    again = project.sva("report")
    assert "Nothing has changed" in again.stdout
    assert hashes(project.reports) == before

    lines = {
        edition: (project.reports / edition / "needs-assessment.html").read_text().splitlines()
        for edition in EDITIONS
    }
    project.sva("report", "--fresh")
    after = hashes(project.reports)
    for name, digest in before.items():
        if name.endswith(("run.json", ".pdf", ".html")):
            continue
        assert after[name] == digest, name
    for edition in EDITIONS:
        new = (project.reports / edition / "needs-assessment.html").read_text().splitlines()
        assert len(new) == len(lines[edition])
        assert sum(a != b for a, b in zip(lines[edition], new, strict=True)) <= 1


def test_changed_prose_costs_an_assembly_and_not_a_run(another):
    project = another()
    path = project.root / "notebooks" / "03_violence.ipynb"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "# The picture of violence", "# The whole picture of violence"
        ),
        encoding="utf-8",
    )
    told = project.sva("report").stdout
    assert told.count("unchanged") == 10
    assert (
        "The whole picture of violence"
        in (project.reports / "public" / "needs-assessment.html").read_text()
    )


def test_killed_in_the_middle_of_notebook_7_leaves_the_last_report_and_no_kernel(another):
    project = another()
    before = hashes(project.reports)
    notebook = project.root / "notebooks" / "07_places.ipynb"
    node = json.loads(notebook.read_text(encoding="utf-8"))
    code = [cell for cell in node["cells"] if cell["cell_type"] == "code"]
    marker = project.root / "reached"
    code[-1]["source"] = [
        f"open({str(marker)!r}, 'w').close()\n",
        "import time\n",
        "time.sleep(300)",
    ]
    notebook.write_text(json.dumps(node), encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SVA_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "sva", "report"],
        cwd=project.root,
        env=environment | {"SVA_HOME": str(project.root)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 240
    while not marker.is_file() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.2)
    assert marker.is_file(), "notebook 7 was never reached"
    kernels = [
        child
        for child in psutil.Process(process.pid).children(recursive=True)
        if "ipykernel" in " ".join(child.cmdline())
    ]
    assert kernels
    process.send_signal(signal.SIGKILL)
    process.wait()
    _, alive = psutil.wait_procs(kernels, timeout=20)
    assert alive == []
    assert hashes(project.reports) == before


def test_full_disk_leaves_the_last_report(another):
    resource = pytest.importorskip(
        "resource", reason="no limit on file size can be set on this system"
    )
    project = another()
    before = hashes(project.reports)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SVA_")}
    result = subprocess.run(
        [sys.executable, "-m", "sva", "report", "--fresh"],
        cwd=project.root,
        env=environment | {"SVA_HOME": str(project.root)},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)),
    )
    assert result.returncode == 1
    assert hashes(project.reports) == before


def test_empty_csv_is_said_plainly(another):
    project = another()
    shutil.rmtree(project.raw)
    settings = project.root / "assessments" / NAME / "assessment.yaml"
    text = settings.read_text(encoding="utf-8").replace("data: demonstration\n", "data: supplied\n")
    settings.write_text(text, encoding="utf-8")
    # what the demonstration's office keeps is made up, and has no place beside supplied data
    (settings.parent / "duty.yaml").unlink()
    for path in re.findall(r"^  - \{contract: .*? path: ([a-z-]+)", text, re.MULTILINE):
        (project.raw / path).mkdir(parents=True)
        (project.raw / path / "empty.csv").write_text("")
    result = project.sva("report", check=False)
    assert result.returncode == 1
    assert "empty.csv" in result.stderr
    assert "Traceback (most recent call last)" not in result.stderr


def test_real_assessment_without_files_is_an_error_that_names_the_sources(another):
    project = another()
    result = project.sva("report", "west-mercia-2026-05", check=False)
    assert result.returncode == 1
    assert "police-street" in result.stderr
    assert "sva fetch --from" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("report", "west-merica-2023-05"), "Did you mean 'west-mercia-2023-05'?"),
        (("check", "nowhere"), "there is no assessment 'nowhere'"),
        (("fetch", "west-mercia-2026-05"), "sva fetch --from DIR"),
        (("demo", "west-mercia-2026-05"), "data: supplied"),
    ],
    ids=["misspelt", "unknown", "fetch_from_nowhere", "demo_for_real_data"],
)
def test_wrong_calls_get_one_message_and_no_traceback(finished, arguments, says):
    result = finished.sva(*arguments, check=False)
    assert result.returncode == 1
    assert says in result.stderr
    assert "Traceback" not in result.stderr


def test_list_and_check_say_what_there_is(finished):
    listed = finished.sva("list").stdout
    assert (
        f"{NAME}: West Mercia, 2020-04-01 to 2023-03-31, demonstration; reports/{NAME}/public/needs-assessment.html"
        in listed
    )
    assert "Nothing is wrong." in finished.sva("check").stdout
