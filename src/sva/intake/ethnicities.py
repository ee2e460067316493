"""Ethnicity columns of one file in canonical codes; the two kinds are never merged."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError
from sva.intake.guard import heading_shown

if TYPE_CHECKING:
    from sva.intake.coded import Coded
    from sva.intake.contract import Field
    from sva.intake.mapping import Column

__all__ = ["NOT_STATED", "is_known", "read_ethnicity"]


def read_ethnicity(
    column: Coded,
    field: Field,
    spec: Column,
    heading: str,
    file: str,
    log: list[tuple[str, str, int, str]],
) -> dict[str, Coded]:
    """Bring one file's ethnicity to the canonical codes; the scheme is told from the file's own values.

    Self-defined gives the 19-group code and the five groups; officer-observed gives the observed groups. Neither
    ever fills a gap in the other.
    """
    from sva.reference import ethnicity

    own = field.codes == "self"
    empty = {field.name: column} | ({"ethnic_group": column} if own else {})
    counts = column.counts() if len(column.values) else []
    used = [text for text, count in zip(column.texts(), counts, strict=False) if count]
    if not used:
        return empty
    scheme = spec.scheme
    if scheme is None:
        total = float(sum(counts))
        sample = [
            text
            for text, count in zip(column.texts(), counts, strict=True)
            for _ in range(max(1, round(2000 * count / total)) if count else 0)
        ]
        found = ethnicity.detect_scheme(
            sample, f"{heading} {'self defined' if own else 'officer observed'}"
        )
        scheme = found.scheme
        if scheme is None or (found.rivals and found.confidence < 0.9) or found.explained < 0.5:
            raise SvaError(
                f"{file} cannot be read",
                [
                    Fault(
                        f"the ethnicity scheme of column {heading_shown(heading)!r} cannot be told: {found.reason}",
                        "a scheme of sva.reference.ethnicity",
                        file,
                        f"State `{field.name}: {{column: {heading_shown(heading)}, scheme: ...}}` in the mapping.",
                    )
                ],
            )
        log.append(
            (
                file,
                f"{field.name}-scheme",
                0,
                f"{field.name} is read as {scheme}: {_of_rows(found.reason, sum(counts))}",
            )
        )
    columns = {}
    targets = {field.name: "code", "ethnic_group": "group"} if own else {field.name: "observed"}
    for name, target in targets.items():
        table: dict[str, str | None] = {}
        words = strange = 0
        for text, count in zip(column.texts(), counts, strict=True):
            value, how = _one_ethnicity(text, target, scheme, own)
            words += int(count) * (how == "words")
            strange += int(count) * (how == "strange")
            table[text] = value
        if name == field.name:
            rule = f"{field.name}-in-words"
            if words:
                log.append(
                    (
                        file,
                        rule,
                        words,
                        f"{field.name} mixes words with codes of {scheme}: the words are read as words",
                    )
                )
            if strange:
                log.append(
                    (
                        file,
                        f"{field.name}-not-on-list",
                        strange,
                        f"{field.name} holds values that neither {scheme} nor any wording knows: the rows are kept and it is unknown",
                    )
                )
        columns[name] = column.recode(table.get)
    return columns


def _of_rows(reason: str, rows: int) -> str:
    """Put the number of rows in the place of that of the sample, whose shares are those of the rows."""
    return re.sub(r"of [\d,]+ rows", f"of {rows:,} rows", reason)


#: The code of the 19 groups for somebody who was asked and did not say.
NOT_STATED = "NS"


def is_known(text: str, *, own: bool) -> bool:
    """Tell whether a value of ethnicity in words can be read without a mapping.

    Examples
    --------
    >>> is_known("Pakistani", own=True), is_known("WHITE HISPANIC", own=True)
    (True, False)
    """
    scheme, target = ("labels", "group") if own else ("policeuk-officer", "observed")
    return _one_ethnicity(text, target, scheme, own)[1] != "strange"


@cache
def _one_ethnicity(text: str, target: str, scheme: str, own: bool) -> tuple[str | None, str]:
    """Read one value in its scheme, else as words; tell which.

    A code "not stated" is kept: to have been asked and not to say is another thing than not to have been asked.
    """
    from sva.reference import ethnicity

    if not text.strip():
        return None, "scheme"
    for how, tried in (
        ("scheme", scheme),
        ("words", "labels" if own else "policeuk-officer"),
        ("words", "labels"),
    ):
        try:
            value = ethnicity.crosswalk([text], target, scheme=tried).iloc[0]
        except SvaError:
            continue
        nothing = ("nan", "Unknown") if target == "code" else (NOT_STATED, "nan", "Unknown")
        missing = value is None or value != value or value in nothing
        return (None if missing else str(value)), how
    return None, "strange"
