"""The charts of a finished report as pictures of dots, for slides, each with its words in a list beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sva.report.bench import Bench, Said
from sva.report.frames import heading
from sva.report.maps import layers_of
from sva.report.words import source_line

if TYPE_CHECKING:
    from pathlib import Path

    from sva.figures.views import View

__all__ = ["Chart", "chart_of", "write_charts"]

_DRAWN = ("figure", "map", "curve", "grid")


@dataclass(frozen=True)
class Chart:
    """One chart for a slide.

    Parameters
    ----------
    name : str
        Of its view.
    title : str
        The sentence it shows, or its topic.
    alt : str
        Alternative text.
    source : str
        Its source line.
    png : bytes
    said : Said or None
        Its sentence, however long.
    """

    name: str
    title: str
    alt: str
    source: str
    png: bytes = field(repr=False)
    said: Said | None = None


def chart_of(view: View, bench: Bench, scale: float = 2.0) -> Chart | None:
    """Draw one view for a slide.

    Parameters
    ----------
    view : View
    bench : Bench
        Of one edition.
    scale : float
        Dots a pixel of the page's 680.

    Returns
    -------
    Chart or None
        None where the view is no picture, or the edition holds nothing of it.
    """
    from sva.figures.drawing import draw_slide

    if view.kind not in _DRAWN:
        return None
    rows = bench.released.rows(view.keys)
    given: Any = rows
    own = view
    if view.kind in ("curve", "grid"):
        extension = bench.released.extensions.get(str(view.options.get("extension", "")))
        if extension is None or extension.frame.empty:
            return None
        given = extension.frame
    elif rows.empty:
        return None
    elif layers := layers_of(view, rows):
        own, given = layers[0].view, layers[0].rows
    said = bench.say(view, rows) if view.sentence and len(rows) else None
    title, topic, _ = heading(view, said)
    slide = draw_slide(
        own,
        given,
        labels=bench.labels,
        demonstration=bench.demonstration,
        title=said.text if said and said.text else topic,
        geography=bench.geography,
        scale=scale,
    )
    source = source_line(rows) if len(rows) else ""
    return Chart(view.name, title, slide.alt, source, slide.png, said)


def write_charts(views: Iterable[View], bench: Bench, folder: Path) -> list[Path]:
    """Write every chart as PNG, and ``charts.csv`` with title, alternative text and source of each.

    Parameters
    ----------
    views : iterable of View
        In reading order.
    bench : Bench
        Of one edition.
    folder : pathlib.Path
        Made if it is not there; pictures of an earlier call are replaced.

    Returns
    -------
    list of pathlib.Path
        The list last.
    """
    import pandas as pd

    from sva.report.tables import write_csv

    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.png"):
        stale.unlink()
    paths: list[Path] = []
    listed: list[dict[str, str]] = []
    for view in views:
        chart = chart_of(view, bench)
        if chart is None:
            continue
        paths.append(folder / f"{len(paths) + 1:02d}-{chart.name}.png")
        paths[-1].write_bytes(chart.png)
        listed.append(
            {
                "File": paths[-1].name,
                "Title": chart.title,
                "Alternative text": chart.alt,
                "Source": chart.source,
            }
        )
    columns = ["File", "Title", "Alternative text", "Source"]
    said = {"Edition": bench.released.edition}
    return [*paths, write_csv(pd.DataFrame(listed, columns=columns), folder / "charts.csv", said)]
