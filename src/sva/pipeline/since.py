"""`sva compare`: what changed from one assessment to the next, on the screen and as a table."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.compare import Comparison, RecordingChange
    from sva.disclosure import Released

__all__ = ["comparison_of", "rates_since", "show_comparison"]


def comparison_of(before: Assessment, now: Assessment, edition: str) -> Comparison:
    """Compare the stored releases of two assessments.

    Parameters
    ----------
    before, now : Assessment
        The earlier and the later.
    edition : {"restricted", "public"}
        Of both.

    Returns
    -------
    Comparison

    Raises
    ------
    SvaError
        If one was not run yet, or the two cannot be compared at all.
    """
    from sva.compare import compare
    from sva.disclosure import Released
    from sva.pipeline.workspace import Workspace

    return compare(
        Released.from_disk(Workspace.of(before).released / edition),
        Released.from_disk(Workspace.of(now).released / edition),
        before.settings,
        now.settings,
        _recording(now),
    )


def _recording(now: Assessment) -> list[RecordingChange]:
    from sva.compare import RecordingChange

    return [
        RecordingChange(date.fromisoformat(f"{each.month}-01"), each.label, tuple(each.kinds))
        for each in now.settings.series_breaks
    ]


def rates_since(
    assessment: Assessment, before: Released | None, every: pd.DataFrame
) -> tuple[pd.DataFrame, str, list[str]]:
    """Compare this assessment's rates with those that the last one released, before the gate.

    Parameters
    ----------
    assessment : Assessment
        Its ``previous`` is another assessment; of a mere folder of numbers nothing is known to compare them by.
    before : Released or None
        What the last assessment released in the same edition.
    every : pandas.DataFrame
        Estimates of this one.

    Returns
    -------
    pandas.DataFrame
        Estimates of the comparison; none where there is nothing to compare with.
    str
        The last assessment's title, empty where there is none.
    list of str
        What stands between the two, in sentences.

    Raises
    ------
    SvaError
        If the two cannot be compared at all.
    """
    from sva import estimates
    from sva.assessment import list_assessments, load_assessment
    from sva.compare import since

    named = assessment.settings.previous
    if before is None or named not in list_assessments(assessment.root):
        return estimates.blank(), "", []
    last = load_assessment(named, assessment.root)
    rows, walls = since(
        before,
        every,
        last.settings,
        assessment.settings,
        assessment.period,
        _recording(assessment),
    )
    return rows, last.settings.title, [wall.sentence for wall in walls]


def show_comparison(earlier: str, later: str, edition: str, target: Path | None) -> None:
    """Print what changed between two assessments; write every pair to a file where one is named.

    Parameters
    ----------
    earlier, later : str
        Folders in assessments/.
    edition : {"restricted", "public"}
    target : pathlib.Path or None
        A CSV file: every pair, tested or not, with the reason.

    Raises
    ------
    SvaError
    """
    from sva.assessment import load_assessment
    from sva.pipeline.tools import show_frame
    from sva.report.words import reader_labels

    before, now = load_assessment(earlier), load_assessment(later)
    found = comparison_of(before, now, edition)
    changed = found.changed
    beyond = changed[changed["beyond_chance"]].sort_values("q")
    print(
        f"{len(changed):,} numbers of {now.name} were tested against {before.name} ({edition} edition): "
        f"{len(beyond):,} differ beyond chance, after correction for testing them all."
    )
    if len(beyond):
        show_frame(_table(beyond, reader_labels(now)))
    if len(found.not_comparable):
        print(f"\n{len(found.not_comparable):,} were not compared:")
        for reason, rows in found.not_comparable.groupby("reason", sort=False):
            print(f"  {len(rows):,}: {reason}")
    if len(found.revised):
        print(
            f"\n{len(found.revised):,} counts of the earlier year are other numbers now: records were corrected since."
        )
    print(
        f"\n{len(found.only_now):,} numbers stand in {now.name} alone, {len(found.only_before):,} in {before.name} alone."
    )
    if target is not None:
        _whole(found).to_csv(target, index=False, lineterminator="\n")
        print(f"Every pair is in {target}")


def _table(rows: pd.DataFrame, labels: dict[str, str]) -> pd.DataFrame:
    import pandas as pd

    from sva.estimates import MEASURES

    def about(key: str, measure: str) -> str:
        parts = key.removeprefix(f"{measure}/").removesuffix("/year").split("/")
        return ", ".join(_words(part, labels) for part in parts if part != "all")

    return pd.DataFrame(
        {
            "Measure": [MEASURES[name].label for name in rows["measure"]],
            "About": [
                about(key, name) for key, name in zip(rows["key"], rows["measure"], strict=True)
            ],
            "Before": rows["value_before"].map(_number),
            "Now": rows["value"].map(_number),
            "Ratio": rows["ratio"].map("{:.2f}".format),
            "95% limits": [
                f"{low:.2f} to {high:.2f}"
                for low, high in zip(rows["lower"], rows["upper"], strict=True)
            ],
        }
    )


def _words(part: str, labels: dict[str, str]) -> str:
    """Say a part of a key: an area by its name, a group after what it is of."""
    name, _, value = part.rpartition("=")
    if value in labels:
        return labels[value]
    said = value.replace("-", " ")
    return f"{name.replace('-', ' ')} {said}" if name else said


def _number(value: float) -> str:
    """Write a number with four figures, and never as a power of ten.

    Examples
    --------
    >>> _number(13148.0), _number(10.2612), _number(0.0421)
    ('13,148', '10.26', '0.0421')
    """
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.4g}"


def _whole(found: Comparison) -> pd.DataFrame:
    import pandas as pd

    return pd.concat([found.changed, found.not_comparable], ignore_index=True)
