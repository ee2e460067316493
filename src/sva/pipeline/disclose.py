"""What was withheld and who let an edition out; the release of last year."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sva.assessment import list_assessments, load_assessment
from sva.errors import Fault, SvaError, collect
from sva.pipeline.workspace import Workspace

if TYPE_CHECKING:
    from sva.assessment import Assessment
    from sva.disclosure import Released

__all__ = ["disclose", "gate_inputs", "ledger_of", "note_pages", "previous_release"]


def ledger_of(assessment: Assessment) -> Path:
    """Say where the decisions of output checkers on an assessment's editions stand."""
    return assessment.processed / "ledger.jsonl"


def previous_release(assessment: Assessment, edition: str) -> Released | None:
    """Read the release that this one is compared with, where the assessment names one.

    Parameters
    ----------
    assessment : Assessment
        Its ``previous``: another assessment, or a folder that holds a release, relative to the project's.
    edition : {"public", "restricted"}
        Which edition.

    Returns
    -------
    Released or None
        Of an assessment, what an output checker passed, where that was kept; else what its last run released.

    Raises
    ------
    SvaError
        If it is named and not there: without it, nothing may be released.
    """
    from sva.disclosure import Released

    named = assessment.settings.previous
    if named is None:
        return None
    if named == assessment.name:
        raise SvaError(
            "last year's release cannot be read",
            [
                Fault(
                    f"{named!r} is this assessment",
                    "another assessment, or a folder",
                    "assessment.yaml, key previous",
                )
            ],
        )
    if named in list_assessments(assessment.root):
        space = Workspace(assessment.root / "data" / "processed" / named)
        choices = [space.folder / "published" / edition, space.released / edition]
    else:
        choices = [assessment.root / named / edition, assessment.root / named]
    for folder in choices:
        if (folder / "released.json").is_file():
            found = Released.from_disk(folder)
            if found.edition == edition:
                return found
    raise SvaError(
        "last year's release cannot be read",
        [
            Fault(
                f"no release of the {edition} edition under {named!r}",
                "an assessment that was run, or a folder with a release in it",
                "assessment.yaml, key previous",
                do_next=f"Run 'sva report {named}' first, or take the key out: then this release is compared with none.",
            )
        ],
    )


def gate_inputs(assessment: Assessment) -> list[str]:
    """List what an edition depends on besides its own numbers: who has signed, and last year's release.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    list of str
        The same as long as neither changes.

    Raises
    ------
    SvaError
        If last year's release is named and not there.
    """
    from sva.disclosure import EDITIONS
    from sva.disclosure.account import release_hash

    ledger = ledger_of(assessment)
    found = [ledger.read_text(encoding="utf-8") if ledger.is_file() else ""]
    for edition in EDITIONS if assessment.settings.previous is not None else ():
        last = previous_release(assessment, edition)
        found.append(release_hash(last) if last else "")
    return found


def disclose(
    name: str | None,
    *,
    edition: str = "public",
    sign_as: str | None = None,
    verdict: str | None = None,
    note: str = "",
) -> None:
    """List what was withheld from an edition, why, and what that cost, and who has checked it; or sign for it.

    Parameters
    ----------
    name : str or None
        An assessment; the default where None.
    edition : {"public", "restricted"}, optional
        Which edition.
    sign_as : str, optional
        The name of the output checker who decides.
    verdict : {"pass", "review", "fail"}, optional
        What is decided; needed to sign.
    note : str, optional
        Why; needed unless it passes.

    Raises
    ------
    SvaError
        If there is no such edition yet, or the decision lacks its name or reason.
    """
    from sva.disclosure import EDITIONS, Released
    from sva.disclosure.account import sign, summary
    from sva.pipeline.tools import show_frame

    if edition not in EDITIONS:
        raise SvaError(
            "no such edition", [Fault(f"edition {edition!r}", f"one of {', '.join(EDITIONS)}")]
        )
    assessment = load_assessment(name)
    folder = assessment.reports / edition
    kept = Workspace.of(assessment).released / edition
    if not (kept / "released.json").is_file() or not folder.is_dir():
        raise SvaError(
            "there is nothing to disclose yet",
            [Fault("no finished edition", where=str(folder), do_next="Run 'sva report' first.")],
        )
    released = Released.from_disk(kept)
    if sign_as is not None or verdict is not None:
        _complete(sign_as, verdict, note)
        _same_numbers(kept, folder, released)
        entry = sign(
            ledger_of(assessment),
            folder,
            verdict,  # pyright: ignore[reportArgumentType]
            sign_as or "",
            reason=note,
            when=datetime.now(UTC),
            released=released,
        )
        if entry["decision"] == "pass":
            _keep(kept, assessment.processed / "published" / edition)
        print(f"Signed: {entry['decision']} by {entry['by']}. {_NEXT[entry['decision']]}")
        return
    rows = released.policy.get("rows", {})
    print(f"{assessment.name}, {edition} edition: {rows.get('shown', 0):,} numbers shown.")
    table = summary(released)
    if len(table):
        show_frame(table[["label", "reason", "rows", "of", "cost"]])
    for each in released.policy.get("overrides", ()):
        print(
            f"Override: {each['decision']} {each['keys']} ({each['rows']} numbers), by {each['by']}: {each['reason']}"
        )
    print(_state(assessment, folder, released))
    print(
        f"To decide: sva disclose {assessment.name} --edition {edition} --sign NAME --verdict pass|review|fail --note WHY"
    )


#: What follows from a decision.
_NEXT = {
    "pass": "'sva report' prints it on the first page; these numbers are kept as published, to be compared with next time.",
    "review": "'sva report' prints on the first page that it is under review.",
    "fail": "'sva report' prints on the first page that it is not to be published.",
}


def _complete(sign_as: str | None, verdict: str | None, note: str) -> None:
    """Name everything that is missing of a decision, by its option."""
    from sva.disclosure.account import DECISIONS

    faults = []
    if not (sign_as or "").strip():
        faults.append(Fault("no name", "--sign NAME"))
    if verdict not in DECISIONS:
        given = f"verdict {verdict!r}" if verdict else "no verdict"
        faults.append(Fault(given, "--verdict pass, review or fail"))
    elif verdict != "pass" and not note.strip():
        faults.append(Fault(f"no reason for {verdict!r}", "--note WHY"))
    collect("the ledger cannot be signed", faults)


def note_pages(release: Path, folder: Path, released: Released) -> None:
    """Note beside a release which pages were made of it: only these can be signed for.

    Parameters
    ----------
    release : pathlib.Path
        The folder in which the release is kept.
    folder : pathlib.Path
        The finished edition.
    released : Released
        Its numbers.
    """
    from sva.disclosure.account import fingerprint, release_hash

    told = {"pages": fingerprint(folder), "release": release_hash(released)}
    (release / _PAGES).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


_PAGES = "pages.json"


def _same_numbers(release: Path, folder: Path, released: Released) -> None:
    """Refuse to sign pages that were changed, or made of other numbers: a later run may have stopped before it published."""
    from sva.disclosure.account import fingerprint, release_hash

    try:
        told = json.loads((release / _PAGES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        told = None
    if told != {"pages": fingerprint(folder), "release": release_hash(released)}:
        raise SvaError(
            "the ledger cannot be signed",
            [
                Fault(
                    "the pages are not as the last run made them of its numbers",
                    "a finished report, unchanged",
                    str(folder),
                    do_next="Run 'sva report', read what it makes, and sign that.",
                )
            ],
        )


def _keep(release: Path, folder: Path) -> None:
    """Keep a release that passed, whole or not at all, so that a later run does not replace it."""
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(release, part)
    shutil.rmtree(folder, ignore_errors=True)
    part.replace(folder)


def _state(assessment: Assessment, folder: Path, released: Released) -> str:
    """Say who decided what on exactly these files, or at least on these numbers."""
    from sva.disclosure.account import checked_by, read_ledger

    def said(entry: dict[str, Any]) -> str:
        why = f" ({entry['reason']})" if entry["reason"] else ""
        return f"{entry['decision']} by {entry['by']} on {entry['when'][:10]}{why}"

    ledger = ledger_of(assessment)
    history = [said(each) for each in read_ledger(ledger) if each["edition"] == folder.name]
    exact = read_ledger(ledger, folder)
    numbers = checked_by(ledger, released)
    if exact:
        state = f"These files: {said(exact[-1])}."
    elif numbers:
        state = f"These numbers: {said(numbers)}; the pages have been made again since."
    else:
        state = "Not yet checked by an output checker."
    return "\n".join([state, *(f"  ledger: {line}" for line in history)])
