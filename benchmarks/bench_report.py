"""Speed and size of an edition: drawing, page, PDF, and how soon a browser is ready with it.

    python -m benchmarks report

It assembles the editions of the last finished report of the default assessment again, one after the other, into a
folder for temporary files; 'sva report' must have run. Charts are measured against matplotlib's own SVG writer in the
same run. The PDF is timed alone too, from the finished page to the file, and reckoned for 60 pages. Exit code 1 where that
limit is missed: of processor seconds, which other work on the machine does not lengthen, since WeasyPrint uses one core.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAME = "west-mercia-2023-05"
EDITIONS = ("public", "restricted")
#: Seconds that a PDF of so many pages may take.
LIMIT, PAGES = 15.0, 60


def parts(name: str) -> tuple[Any, Any, set[str]]:
    """Return the assessment, its chapters as the last run left them, and what was supplied."""
    import pandas as pd

    from sva.assessment import load_assessment
    from sva.pipeline.cache import read_stamp
    from sva.pipeline.compose import compose
    from sva.pipeline.plan import make_plan
    from sva.pipeline.workspace import TABLES, table_rows

    assessment = load_assessment(name)
    plan = make_plan(assessment, hash_inputs=False)
    space = plan.workspace
    stamps = {step.name: read_stamp(space.stamps / f"{step.name}.json") for step in plan.steps}
    views = {step: stamp.notes["views"] for step, stamp in stamps.items() if stamp is not None}
    present = [table for table in TABLES if table_rows(space.clean / f"{table}.parquet")]
    supplied = set(pd.read_parquet(space.clean / "_accounting.parquet")["source"].astype(str))
    return assessment, compose([step.notebook for step in plan.steps], views, present), supplied


@contextmanager
def timed_pdf() -> Iterator[dict[str, float]]:
    """Time the PDF alone, while an edition is assembled: seconds by the clock and of the processor."""
    from sva.report import pdf

    taken: dict[str, float] = {}
    write = pdf.write_pdf

    def timed(html: str, path: Path) -> str | None:
        clock, processor = time.perf_counter(), time.process_time()
        problem = write(html, path)
        if problem is None:
            taken["clock"] = time.perf_counter() - clock
            taken["processor"] = time.process_time() - processor
        return problem

    pdf.write_pdf = timed
    try:
        yield taken
    finally:
        pdf.write_pdf = write


def pages(path: Path) -> int:
    from pypdf import PdfReader

    return len(PdfReader(path).pages)


def ready(path: Path) -> float | None:
    """Measure the milliseconds until a page is interactive in headless Chromium, the best of three."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        return None
    timed = "performance.timing.domInteractive - performance.timing.navigationStart"
    script = f"addEventListener('load', () => {{ document.title = {timed}; }})"
    found = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "page.html"
        # the page's own policy lets no other script run: the copy has none, and one that tells the time
        text = path.read_text(encoding="utf-8").replace("Content-Security-Policy", "x-none")
        copy.write_text(
            text.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8"
        )
        for _ in range(3):
            out = subprocess.run(
                [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile",
                 "--dump-dom", copy.as_uri()],
                capture_output=True, text=True, timeout=120, check=False,
            ).stdout  # fmt: skip
            title = out.partition("<title>")[2].partition("</title>")[0]
            if title.isdigit():
                found.append(float(title))
    return min(found, default=None)


def writers(views: list[Any], bench: Any) -> tuple[float, float]:
    """Write the same figures by the report's SVG writer and by matplotlib's; seconds of each."""
    import matplotlib as mpl

    from sva.figures import style
    from sva.figures.chart import arrange
    from sva.figures.forms import form
    from sva.figures.svg import write_svg

    own = other = 0.0
    with mpl.rc_context(style.rc()):
        for view in views:
            rows = bench.released.rows(view.keys)
            if view.kind != "figure" or rows.empty:
                continue
            chart = arrange(
                view, rows, labels=bench.labels, demonstration=bench.demonstration, title=view.topic
            )
            figure = form(view.form)(chart, 680)
            start = time.perf_counter()
            write_svg(figure, view.name)
            own += time.perf_counter() - start
            start = time.perf_counter()
            figure.savefig(io.BytesIO(), format="svg")
            other += time.perf_counter() - start
    return own, other


def main() -> dict[str, float]:
    from sva.disclosure import Released
    from sva.findings import headline
    from sva.pipeline.resources import geography_of
    from sva.pipeline.workspace import Workspace
    from sva.report import assemble, views_of
    from sva.report.edition import make_bench

    assessment, chapters, supplied = parts(NAME)
    geography = geography_of(assessment)
    found: dict[str, float] = {}
    for edition in EDITIONS:
        released = Released.from_disk(Workspace.of(assessment).released / edition)
        findings = headline(released, assessment.settings, supplied)
        with tempfile.TemporaryDirectory(prefix="sva-bench-") as folder:
            out = Path(folder)
            start = time.perf_counter()
            with timed_pdf() as taken:
                assemble(
                    assessment,
                    chapters,
                    released,
                    findings,
                    out,
                    geography=geography,
                    supplied=supplied,
                )
            found[f"{edition}: seconds"] = time.perf_counter() - start
            page, paper = out / "needs-assessment.html", out / "needs-assessment.pdf"
            found[f"{edition}: MB of HTML"] = page.stat().st_size / 1e6
            if paper.is_file():
                found[f"{edition}: pages of PDF"] = many = pages(paper)
                for kind, seconds in taken.items():
                    found[f"{edition}: {kind} seconds of the PDF alone"] = seconds
                    found[f"{edition}: {kind} seconds for {PAGES} pages"] = seconds * PAGES / many
            if (soon := ready(page)) is not None:
                found[f"{edition}: ms until interactive"] = soon
        bench = make_bench(assessment, released, geography=geography, supplied=supplied)
        own, other = writers(views_of(chapters), bench)
        found[f"{edition}: charts written, times as fast as matplotlib's SVG"] = other / own
    return {name: round(value, 2) for name, value in found.items()}


if __name__ == "__main__":
    measured = main()
    for name, value in measured.items():
        print(f"{name}: {value}")
    sys.exit(
        int(any(measured.get(f"{edition}: processor seconds for {PAGES} pages", 0) > LIMIT for edition in EDITIONS))
    )  # fmt: skip
