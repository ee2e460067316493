"""From a sentence of the report to the row it stands on, the cell that made it and the files it came from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.disclosure import Released
    from sva.figures.views import View
    from sva.pipeline.workspace import Workspace

__all__ = ["explain"]

_MOST = 12
#: Columns that say what a row is about, and the words for them.
_ABOUT = {
    "cohort": "people:",
    "definition": "definition",
    "offence_group": "kind",
    "characteristic": "by",
    "group": "group",
    "area_code": "area",
    "strata": "within",
}


@dataclass(frozen=True)
class _Shown:
    """A view and where it stands."""

    notebook: str
    cell: str
    view: View


def explain(query: str, name: str | None, edition: str = "restricted") -> str:
    """Say where a number of the report comes from.

    Parameters
    ----------
    query : str
        The key of an estimate, the name of a finding ("scale") or of a view ("offences-by-kind"), part of a key, or
        words of a sentence or of a title.
    name : str or None
        An assessment; the default where None.
    edition : {"restricted", "public"}, optional
        Whose numbers. Counts of rows in the inputs are told for the restricted one only.

    Returns
    -------
    str
        Sentences that use it, its released row, how it was made, the notebook and cell, and the input files.

    Raises
    ------
    SvaError
        If nothing has been released yet, or nothing is called so; the nearest names are given then.
    """
    from sva.assessment import load_assessment
    from sva.disclosure import Released
    from sva.pipeline.workspace import Workspace

    assessment = load_assessment(name)
    space = Workspace.of(assessment)
    released = Released.from_disk(space.released / edition)
    shown = list(_views(space))
    keys, why = _find(query, released, shown, assessment, edition)
    if len(keys) > _MOST:
        lines = [
            f"{query!r} is part of {len(keys)} numbers. The first {_MOST}; ask for one of them:"
        ]
        parts = [why, *lines, *(f"  {key}" for key in keys[:_MOST])]
        return "\n".join(part for part in parts if part)
    parts = [why] if why else []
    parts += [_one(key, released, shown, assessment) for key in keys]
    parts.append(_inputs(keys, released, space, assessment, edition))
    return "\n\n".join(part for part in parts if part)


def _views(space: Workspace) -> Iterator[_Shown]:
    from sva.figures.views import View
    from sva.pipeline.cache import read_stamp

    for path in sorted(space.stamps.glob("[0-9]*.json")):
        stamp = read_stamp(path)
        for cell, view in (stamp.notes["views"] if stamp else {}).items():
            yield _Shown(path.stem, cell, View.from_json(view))


def _find(
    query: str,
    released: Released,
    shown: list[_Shown],
    assessment: Assessment,
    edition: str,
) -> tuple[list[str], str]:
    """Find the keys that a query means, and say how it was read."""
    every = [*released.estimates["key"], *released.withheld["key"]]
    if query in every:
        return [query], ""
    for finding in _findings(assessment, edition):
        if query == finding["name"] or query.lower() in finding["text"].lower():
            return list(finding["keys"]), f"Finding “{finding['title']}”: {finding['text']}"
    for each in shown:
        if query == each.view.name:
            return list(each.view.keys), _titled(each)
    part = [key for key in dict.fromkeys(every) if query.lower() in key.lower()]
    if part:
        return part, ""
    for each, text, keys in _sentences(shown, released, assessment):
        if query.lower() in text.lower():
            return list(keys), f"Sentence of “{each.view.topic}”: {text}"
    for each in shown:
        if query.lower() in each.view.topic.lower() and each.view.keys:
            return list(each.view.keys), _titled(each)
    raise SvaError(
        "nothing to explain",
        [
            Fault(
                f"{query!r} is no key, finding, view, sentence or title of the {edition} edition of {assessment.name}",
                "a key of tables/estimates.csv, the name of a finding or a view, or words of a sentence or title",
                do_next="Near it: " + ", ".join(_nearest(query, every, shown)),
            )
        ],
    )


def _titled(each: _Shown) -> str:
    return f"{each.view.kind.capitalize()} “{each.view.topic}” of notebook {each.notebook}"


def _nearest(query: str, keys: list[str], shown: list[_Shown]) -> list[str]:
    from difflib import get_close_matches

    names = list(dict.fromkeys([*(each.view.name for each in shown), *keys]))
    return get_close_matches(query, names, n=3, cutoff=0.3) or names[:3]


def _findings(assessment: Assessment, edition: str) -> list[dict[str, Any]]:
    path = assessment.reports / edition / "findings.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))["findings"]
    except (OSError, ValueError, KeyError):
        return []


def _sentences(
    shown: list[_Shown], released: Released, assessment: Assessment
) -> Iterator[tuple[_Shown, str, tuple[str, ...]]]:
    from sva.report.edition import make_bench

    bench = make_bench(assessment, released)
    for each in shown:
        if each.view.sentence:
            said = bench.say(each.view, released.rows(each.view.keys))
            if said is not None and said.keys:
                yield each, said.text, said.keys


def _one(key: str, released: Released, shown: list[_Shown], assessment: Assessment) -> str:
    """Tell of one key: what it is, its row, where it stands, which sentences rest on it."""
    from sva.report.words import reader_labels

    lines = [key]
    labels = reader_labels(assessment)
    rows = released.rows([key])
    if rows.empty:
        gone = released.withheld[released.withheld["key"].eq(key)]
        lines += [
            f"  Not in this edition: {row.reason}. {row.detail}".rstrip()
            for row in gone.itertuples()
        ]
    else:
        lines += [f"  {line}" for line in _row(rows.iloc[0], labels)]
    for each in shown:
        if key in each.view.keys:
            title = f" “{each.view.topic}”" if each.view.topic else ""
            table = "" if each.view.kind == "sentence" else f"; table {each.view.name}.csv"
            lines.append(
                f"  Shown as a {each.view.kind}{title} in notebook {each.notebook}, cell {each.cell}{table}"
            )
    for _, text, keys in _sentences(
        [each for each in shown if key in each.view.keys], released, assessment
    ):
        if key in keys:
            lines.append(f"  Said: {text}")
    return "\n".join(lines)


def _row(row: pd.Series, labels: Mapping[str, str]) -> Iterator[str]:
    import pandas as pd

    from sva.estimates import MEASURES
    from sva.report.words import day

    def has(name: str) -> bool:
        return bool(pd.notna(row[name]))

    measure = MEASURES[row["measure"]]
    about = [
        f"{label} {labels.get(row[name], row[name])}" for name, label in _ABOUT.items() if has(name)
    ]
    yield f"{measure.label}: {', '.join(about)}"
    yield f"Period: {day(row['period_start'])} to {day(row['period_end'])}"
    if has("value"):
        limits = (
            f", {row['confidence']:.0%} limits {row['lower']:,.6g} to {row['upper']:,.6g}"
            if has("lower")
            else ""
        )
        yield f"Value: {row['value']:,.6g} {row['unit']}{limits}"
    counts = [
        f"{name.replace('_', ' ')} {row[name]:,}"
        for name in ("numerator", "denominator", "reference_numerator", "reference_denominator")
        if has(name)
    ]
    if counts:
        yield f"From: {', '.join(counts)}"
    if has("denominator_source") or has("denominator_year"):
        parts = [row[name] for name in ("denominator_source", "denominator_year") if has(name)]
        yield f"Population: {' '.join(map(str, parts))}"
    if has("unknown_count"):
        yield f"Not known: {row['unknown_count']:,}"
    for name, label in (
        ("method", "Method"),
        ("dispersion", "Limits widened: variance over Poisson's"),
        ("q", "Corrected p"),
        ("flag", "Flag"),
    ):
        if has(name):
            value = row[name]
            yield f"{label}: {value:.3g}" if isinstance(value, float) else f"{label}: {value}"


def _inputs(
    keys: list[str], released: Released, space: Workspace, assessment: Assessment, edition: str
) -> str:
    """List the files that the numbers came from, and what was done to them on the way in."""
    import pandas as pd

    from sva.report.words import day, source_name

    named = released.rows(keys)["source"].dropna()
    sources = list(dict.fromkeys(part.strip() for each in named for part in each.split(";")))
    if not sources:
        return ""
    lines = ["Inputs"]
    accounting = pd.read_parquet(space.clean / "_accounting.parquet")
    log = pd.read_parquet(space.clean / "_log.parquet")
    as_at = {each.contract: each for each in assessment.settings.sources}
    for source in sources:
        about = as_at.get(source)
        if about is None:
            lines.append(f"  {source_name(source)}")
            lines += _fetched(source, assessment)
            continue
        lines.append(
            f"  {source}, from {about.partner}, as at {day(about.data_as_at)}"
            + (f", read by {about.mapping}" if about.mapping else "")
        )
        for file in accounting[accounting["source"].eq(source)].itertuples():
            rows = (
                f": {file.rows_in:,} rows in, {file.clean:,} clean, {file.duplicate:,} duplicate, "
                f"{file.quarantined:,} quarantined"
                if edition == "restricted"
                else ""
            )
            lines.append(f"    {file.file} (SHA-256 {str(file.sha256)[:12]}…){rows}")
        if edition == "restricted":
            done = log[log["source"].eq(source)].groupby("sentence", sort=False)["rows"].sum()
            lines += [
                f"    done to it: {sentence}{f' ({rows:,})' if rows else ''}"
                for sentence, rows in done.items()
            ]
    return "\n".join(lines)


def _fetched(kind: str, assessment: Assessment) -> Iterator[str]:
    """List the files of a kind that `sva fetch` brought, which are read as they are published."""
    try:
        told = json.loads((assessment.raw / "manifest.json").read_text(encoding="utf-8"))
        for each in told["files"]:
            if each["kind"] == kind:
                yield f"    {each['file']} (SHA-256 {each['sha256'][:12]}…), {each['publisher']}"
    except (OSError, ValueError, KeyError, TypeError):
        return
