"""The map that answers: self-contained, classes only in public, and usable without a mouse."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from sva.errors import SvaError
from sva.figures.interactive import STYLE, Layer, interactive_map, script, script_policy
from sva.reference.geography import bundled


@pytest.fixture(scope="module")
def shapes():
    return bundled().boundaries("lsoa", 2011)


@pytest.fixture(scope="module")
def layers(shapes):
    values = pd.Series(range(len(shapes)), dtype="Float64") + 0.25
    values[3] = pd.NA
    rows = pd.DataFrame({"area_code": shapes["area_code"], "value": values})
    return [
        Layer("Rate, 2022", rows, [100, 200, 300, 400]),
        Layer("Harm, 2022", rows.assign(value=values[::-1].to_numpy()), [250]),
    ]


@pytest.fixture(scope="module", params=[True, False], ids=["public", "restricted"])
def page(request, shapes, layers):
    names = dict.fromkeys(shapes["csp_code"], "")
    names = {code: f"Partnership {i} & co" for i, code in enumerate(names)}
    html = interactive_map(
        "violence",
        layers,
        shapes,
        topic='Violence <in> "public"',
        partnerships=names,
        classes_only=request.param,
        demonstration=True,
    )
    return request.param, html


def test_nothing_comes_from_outside_and_nothing_needs_a_looser_policy(page):
    _, html = page
    assert not re.search(r"https?:|//[a-z]|\sstyle=|\son[a-z]+=|<script|javascript:", html)
    assert "<in>" not in html
    assert html.count("DEMONSTRATION DATA") == 1
    digest = base64.b64encode(hashlib.sha256(script().encode()).digest()).decode()
    assert script_policy() == f"'sha256-{digest}'"
    assert not re.search(r"innerHTML|eval|fetch\(|XMLHttp|https?:", script())
    assert "@media print{.imap{display:none}}" in STYLE


def test_every_area_is_drawn_once_and_stands_in_the_table(page, shapes):
    _, html = page
    assert html.count("<path data-n=") == len(shapes) == html.count("<tr data-p=")
    assert html.count('data-k="- ') == 1
    assert html.count("<td>Withheld or no data</td>") == 2


def test_the_public_edition_holds_classes_and_no_values(page):
    classes_only, html = page
    assert ("data-v=" in html) is not classes_only
    assert (".3<" in html or "|" in html) is not classes_only
    assert "100 to under 200" in html


def test_it_is_small(page):
    classes_only, html = page
    assert len(html.encode()) < (330_000 if classes_only else 360_000)
    assert len(script().encode()) < 7_000


def test_tools_have_labels_and_the_map_a_name(page):
    _, html = page
    for part in ("layer", "filter", "search", "area"):
        assert re.search(rf"<label>[A-Z][a-z]+<(select|input) data-part=\"{part}\"", html)
    assert 'role="application" aria-label="Map: Violence' in html
    assert 'role="status" aria-live="polite"' in html
    assert 'data-part="tools" role="group" aria-label="Tools of the map" hidden' in html


def test_paths_keep_each_areas_size(shapes, layers):
    """Whole pixels of about 110 m: areas of more than 5 square kilometres change by under 10%."""
    html = interactive_map(
        "size", layers[:1], shapes, topic="x", partnerships={}, classes_only=True, demonstration=False
    )  # fmt: skip
    scale = 1000 / (shapes.total_bounds[2] - shapes.total_bounds[0])
    for shape, d in zip(
        shapes.geometry, re.findall(r'<path data-n[^>]* d="(M[^"]+)"', html), strict=True
    ):
        if shape.area > 5e6:
            rings = []
            for ring in d.rstrip("z").split("z"):
                start, steps = re.match(r"M(-?\d+[ -]\d*)(?:l(.*))?", ring).groups()
                numbers = [int(n) for n in re.findall(r"-?\d+", start + " " + (steps or ""))]
                xy = pd.DataFrame({"x": numbers[::2], "y": numbers[1::2]}).cumsum()
                rings.append(shapely.Polygon(xy.to_numpy()).area if len(xy) > 2 else 0)
            assert max(rings) == pytest.approx(shape.area * scale**2, rel=0.1)


def test_no_layer_and_two_rows_of_an_area_are_refused(shapes, layers):
    options = {"topic": "x", "partnerships": {}, "classes_only": True, "demonstration": False}
    with pytest.raises(SvaError, match="no layer"):
        interactive_map("a", [], shapes, **options)
    twice = Layer("Twice", pd.concat([layers[0].rows] * 2))
    with pytest.raises(SvaError, match="two rows of one area"):
        interactive_map("a", [twice], shapes, **options)


DRIVE = """
addEventListener("load", () => {
  const said = [], box = document.querySelector(".imap"), svg = box.querySelector("svg");
  const status = () => said.push(box.querySelector("[role=status]").textContent);
  const part = (name) => box.querySelector(`[data-part=${name}]`);
  const key = (name) => { svg.dispatchEvent(new KeyboardEvent("keydown", {key: name})); status(); };
  const set = (name, value, type) => { part(name).value = value; part(name).dispatchEvent(new Event(type)); status(); };
  said.push(String(part("tools").hidden));
  key("ArrowRight"); key("ArrowRight"); key("ArrowDown");
  set("search", "east", "input");
  set("layer", "1", "change");
  set("filter", "Q", "change");
  key("+");
  said.push(svg.getAttribute("viewBox"));
  const list = document.createElement("pre");
  list.textContent = said.join("\\n");
  document.body.append(list);
});
"""


def test_it_answers_in_a_browser_under_the_pages_policy(tmp_path):
    """Driven in Chromium with the script allowed by its hash and nothing else."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        pytest.skip("no chromium on this machine")
    squares = gpd.GeoDataFrame(
        {"area_code": ["A", "B", "C"], "area_name": ["West", "East", "South"], "csp_code": ["P", "Q", "P"]},
        geometry=[shapely.box(0, 1000, 1000, 2000), shapely.box(1000, 1000, 2000, 2000), shapely.box(1000, 0, 2000, 1000)],
    )  # fmt: skip
    rows = pd.DataFrame({"area_code": ["A", "B", "C"], "value": [1.0, 5.0, 9.0]})
    html = interactive_map(
        "t", [Layer("Rate", rows, [4]), Layer("Harm", rows.iloc[:2], [4])], squares,
        topic="x", partnerships={"P": "P", "Q": "Q"}, classes_only=True, demonstration=False,
    )  # fmt: skip
    drive = base64.b64encode(hashlib.sha256(DRIVE.encode()).digest()).decode()
    page = tmp_path / "page.html"
    page.write_text(
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"script-src {script_policy()} 'sha256-{drive}'\"><title>t</title><body>{html}<script>{script()}</script>"
        f"<script>{DRIVE}</script>",
        encoding="utf-8",
    )
    run = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile",
         "--virtual-time-budget=3000", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    said = re.search(r"<pre>(.*?)</pre>", run.stdout, re.DOTALL)
    assert said, run.stderr[-500:]
    lines = said.group(1).split("\n")
    assert lines == [
        "false",
        "West: Rate: Under 4",
        "East: Rate: 4 or more",
        "South: Rate: 4 or more",
        "1 found. East: Rate: 4 or more",
        "East: Harm: 4 or more",
        "1 areas shown.",
        "1 areas shown.",
        lines[-1],
    ]
    assert lines[-1] != "0 0 1000 1000"


def test_the_map_names_its_source_and_has_a_scale_an_arrow_and_outlines(shapes, layers):
    html = interactive_map(
        "size", layers[:1], shapes, topic="x", partnerships={}, classes_only=True, demonstration=False,
        outlines=bundled().boundaries("district", 2011),
    )  # fmt: skip
    assert "Open Government Licence v3.0. Contains OS data" in html
    assert ">10 km</text>" in html
    assert ">North</text>" in html
    assert html.count('<path class="edge" d="M') == 1
    assert 'class="key"' not in html  # the page's own class for sentences


def test_small_hot_areas_get_a_ring_and_the_legend_says_what_it_means(shapes):
    from sva import estimates
    from sva.figures import View, draw

    codes = shapes["area_code"].head(30)
    rows = estimates.shape(
        pd.DataFrame(
            {"key": [f"k{i}" for i in range(30)], "measure": "hotspots.hot", "area_type": "lsoa", "area_code": codes,
             "area_vintage": "2011", "value": [float(i) for i in range(30)], "q": [0.01, *[0.5] * 29], "unit": "times"}
        )
    )  # fmt: skip

    def drawn(**options):
        view = View(
            "hot", "map", keys=rows["key"].tolist(), options={"breaks": [10, 20], **options}
        )
        return draw(
            view, rows, labels={}, demonstration=False, title="Hot", geography=bundled()
        ).svg.decode()

    with_rings = drawn(rings={"column": "q", "under": 0.05, "words": "Surely more"})
    assert "Surely more" in with_rings
    assert with_rings.lower().count("#d4601f") == 2  # the ring and its sign
    none = drawn(rings={"column": "q", "under": 0.001, "words": "Surely more"})
    assert "Surely more" not in none
    assert none == drawn()
