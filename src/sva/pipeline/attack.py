"""The attack as part of a run: what the judge is told of an edition, and what becomes of one that leaks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError
from sva.pipeline.remaking import statements, steps, workbooks

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.disclosure import Released
    from sva.disclosure.attack import Ground, Leak, Verdict
    from sva.report import Chapter

__all__ = ["attack_edition", "earlier_editions", "letters", "make_ground", "refuse"]

#: Rooms whose code writes what a reader sees: a number that stands between the same words in it is no result.
_ROOMS = (
    "report",
    "findings",
    "figures",
    "disclosure",
    "estimates",
    "places",
    "people",
    "outcomes",
    "context",
)
_COMMENTARY = 'class="commentary"'
#: Chapters whose text is made of released numbers: each must be found again, as in a sentence.
_COMPUTED = ("plain_words", "questions")
_FONTS = {"r": "PublicSans-Regular.ttf", "b": "PublicSans-SemiBold.ttf"}
#: So many proofs stand in a message; the rest is counted.
_SHOWN = 12
_MEND = "Mend what writes it, or declare less for the public edition."
_ACCOUNT = (
    "Take the number out, or say a released one in its place; a number that is no result (a date, a section of an Act) may "
    "stand where a sentence with it stands in the 'notes' of the assessment file too."
)


def make_ground(
    assessment: Assessment,
    released: Released,
    chapters: Iterable[Chapter],
    exact: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    run_line: str,
    facts: Mapping[str, Any] | None = None,
) -> Ground:
    """Tell the judge of an attack what an edition may hold.

    Parameters
    ----------
    assessment : Assessment
    released : Released
        The edition.
    chapters : iterable of Chapter
        With the views, and the prose of the notebooks.
    exact : pandas.DataFrame
        All estimates of the run.
    labels : mapping of str to str
        From codes to a reader's words.
    run_line : str
        The line of the page that names the run.
    facts : mapping, optional
        What run.json must say.

    Returns
    -------
    Ground
    """
    from sva.disclosure.attack import Ground
    from sva.figures.interactive import script
    from sva.figures.labels import period_label
    from sva.figures.views import View
    from sva.report.appendices import appendices
    from sva.report.commentary import by_line
    from sva.report.page import style
    from sva.report.registers import asked_for

    chapters = list(chapters)
    settings = assessment.settings
    cells = [cell for chapter in chapters for cell in chapter.cells]
    prose = [
        cell
        for chapter in chapters
        for cell in chapter.cells
        if isinstance(cell, str)
        and (released.edition == "restricted" or _COMMENTARY not in cell)
        and chapter.name not in _COMPUTED
    ]
    ends = [_plain(" ".join(map(str, part))) for part in appendices(assessment, released, "")]
    said = [
        style(),
        script(),
        run_line,
        assessment.name,
        assessment.settings.title,
        period_label(settings.period.start, settings.period.end),
        period_label(settings.comparison.start, settings.comparison.end),
        *map(_plain, prose),
        *(by_line(note) for note in assessment.commentary),
        *ends,
        *asked_for(assessment),
        *_strings(assessment.resolved()),
        *map(str, released.policy.get("sentences", ())),
        *_own_words(),
    ]
    reasons = released.withheld["reason"].value_counts() if len(released.withheld) else []
    counted = [*(int(each) for each in reasons), len(released.withheld), len(released.estimates)]
    return Ground(
        released.estimates,
        released.policy,
        {cell.name: cell.to_json() for cell in cells if isinstance(cell, View)},
        labels,
        said,
        letters(),
        exact,
        counted,
        _numbers(released),
        facts,
        statements(cells, assessment, released),
        workbooks(cells, assessment, released),
        steps(cells, released),
    )


def _plain(text: str) -> str:
    """Take tags and the signs of markdown off."""
    return re.sub(r"[*_`|]+", " ", re.sub(r"<[^>]*>", " ", text))


def _strings(content: Any) -> list[str]:
    """List every text and number of the settings."""
    from sva.disclosure.attack.gather import leaves

    return [str(value) for _, value in leaves(json.loads(json.dumps(content, default=str)))]


@cache
def _own_words() -> tuple[str, ...]:
    """Read the program's own code and lists, whose numbers are no results."""
    root = resources.files("sva")
    paths = [Path(str(root)) / room for room in (*_ROOMS, "reference")]
    return tuple(
        file.read_text(encoding="utf-8")
        for folder in paths
        for ending in ("*.py", "*.js", "*.css", "*.toml", "*.j2", "catalogue*.csv")
        for file in sorted(folder.rglob(ending))
        if "attack" not in file.parts
    )


def _numbers(released: Released) -> list[float]:
    """List the numbers of curves, squares and quotations."""
    out: set[float] = set()
    for extension in released.extensions.values():
        frame = extension.frame.select_dtypes("number")
        out |= {float(value) for name in frame for value in frame[name].dropna()}
    return sorted(out)


@cache
def letters() -> dict[str, str]:
    """Map the names of letters drawn as outlines to the letters, for the report's typefaces.

    Returns
    -------
    dict of str to str

    Examples
    --------
    >>> [letters()[name] for name in ("r7f", "r80", "r204")]
    ['0', '1', ' ']
    """
    import matplotlib as mpl
    from matplotlib.ft2font import FT2Font

    folder = resources.files("sva.figures").joinpath("fonts")
    files = {sign: str(folder.joinpath(name)) for sign, name in _FONTS.items()}
    files["d"] = f"{mpl.get_data_path()}/fonts/ttf/DejaVuSans.ttf"
    out: dict[str, str] = {}
    for sign, path in files.items():
        face = FT2Font(path)
        named: dict[str, str] = {}
        for code, glyph in face.get_charmap().items():
            named.setdefault(face.get_glyph_name(glyph), chr(code))
            out.setdefault(f"{sign}{glyph:x}", chr(code))
        # Digits of one width, ligatures and the like have no code of their own, but a name that says what they are.
        numbers: Any = range(face.num_glyphs)
        for glyph in numbers:
            parts = face.get_glyph_name(glyph).split(".")[0].split("_")
            if len(parts) == 1 and parts[0] not in named and len(parts[0]) <= 3:
                parts = list(parts[0])
            if all(part in named for part in parts):
                out.setdefault(f"{sign}{glyph:x}", "".join(named[part] for part in parts))
    return out


def earlier_editions(assessment: Assessment) -> list[tuple[Path, Mapping[str, Any]]]:
    """Find the public editions of earlier assessments of the same area that stand beside this one.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    list of (pathlib.Path, mapping)
        Folder and policy, the latest only; empty where there is none whose policy is known.
    """
    from sva.assessment import list_assessments, load_assessment

    found = []
    for name in list_assessments(assessment.root):
        folder = assessment.root / "reports" / name / "public"
        about = (
            assessment.root / "data" / "processed" / name / "released" / "public" / "released.json"
        )
        if name == assessment.name or not (folder / "tables").is_dir() or not about.is_file():
            continue
        try:
            other = load_assessment(name, assessment.root).settings
            policy = json.loads(about.read_text(encoding="utf-8"))["policy"]
        except (SvaError, OSError, ValueError, KeyError):
            continue
        same = other.area.police_force == assessment.settings.area.police_force
        if same and other.period.end < assessment.settings.period.end:
            found.append((other.period.end, folder, policy))
    found.sort(key=lambda each: each[0])
    return [(folder, policy) for _, folder, policy in found[-1:]]


def attack_edition(
    assessment: Assessment, folder: Path, ground: Ground, geography: Any, cache_file: Path
) -> Verdict:
    """Attack a finished edition, with last year's in hand.

    Parameters
    ----------
    assessment : Assessment
    folder : pathlib.Path
        The edition, not yet published.
    ground : Ground
        From `make_ground`.
    geography : Geography
        Which areas lie in which.
    cache_file : pathlib.Path
        Keeps what narrowing found.

    Returns
    -------
    Verdict
    """
    from sva.disclosure.attack import attack
    from sva.disclosure.nesting import parents_in, person_cohorts

    return attack(
        folder,
        ground,
        parents=parents_in(geography),
        cohorts=person_cohorts(assessment.settings),
        before=earlier_editions(assessment),
        cache=cache_file,
    )


def refuse(verdicts: Sequence[Verdict]) -> None:
    """Withhold a report of which an edition tells what it must not.

    Parameters
    ----------
    verdicts : sequence of Verdict
        One an edition.

    Raises
    ------
    SvaError
        With the proofs, where a protected count is narrowed below the policy; or with file, place and number, where
        something stands in an edition that nothing released accounts for. The last good report stands then.
    """
    won = [(verdict, leak) for verdict in verdicts for leak in verdict.won]
    if won:
        _stop("the attack won withheld numbers back, so nothing is published", won, _MEND)
    odd = [
        (verdict, leak) for verdict in verdicts for leak in verdict.leaks if leak.kind != "narrowed"
    ]
    if odd:
        said = "the report holds what no released number accounts for, so nothing is published"
        _stop(said, odd, _ACCOUNT)


def _stop(message: str, found: Sequence[tuple[Verdict, Leak]], do_next: str) -> None:
    faults = [
        Fault(leak.words, where=f"{verdict.named}, {leak.where}")
        for verdict, leak in found[:_SHOWN]
    ]
    if len(found) > _SHOWN:
        faults.append(Fault(f"{len(found) - _SHOWN:,} more of the kind"))
    last = faults[-1]
    faults[-1] = Fault(
        last.given, last.expected, last.where, f"{do_next} The last good report stands."
    )
    raise SvaError(message, faults)
