"""How ready each specified authority is for the Duty, as the partnership says in ``duty.yaml``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.errors import Fault, collect

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["ANSWERS", "ASPECTS", "AUTHORITIES", "duty"]

#: Specified authorities (Schedule 1 to the 2022 Act).
AUTHORITIES = {
    "police": "Chief officer of police",
    "fire": "Fire and rescue authority",
    "integrated-care-board": "Integrated care board",
    "local-authorities": "Local authorities",
    "youth-justice": "Youth offending teams",
    "probation": "Probation services",
}
#: What is asked of each.
ASPECTS = ("governance", "sharing", "analysis", "capacity", "strategy")
ANSWERS = ("yes", "partly", "no", "not asked")


def duty(assessment: Assessment) -> pd.DataFrame:
    """Read the Duty-readiness of every specified authority.

    Parameters
    ----------
    assessment : Assessment
        Its folder may hold ``duty.yaml``: authority → aspect → answer, with an optional ``note`` and ``as_at``.

    Returns
    -------
    pandas.DataFrame
        ``authority``, ``title``, one column for each of `ASPECTS` with an answer of `ANSWERS`, ``note``, ``as_at``: one
        row per specified authority. Whatever the file does not say is "not asked".

    Raises
    ------
    SvaError
        With file, line and key of everything that is not an authority, an aspect or an answer.
    """
    import pandas as pd

    path: Path = assessment.folder / "duty.yaml"
    data: dict = {}
    if path.is_file():
        from sva.assessment.yaml import read_yaml

        document = read_yaml(path)
        data = document.data
        faults = []
        for authority, entry in data.items():
            if authority not in AUTHORITIES:
                faults.append(
                    Fault(
                        f"unknown authority {authority!r}",
                        f"one of {', '.join(AUTHORITIES)}",
                        document.where((authority,)),
                    )
                )
                continue
            for key, value in (entry or {}).items():
                at = document.where((authority, key))
                if (
                    key in ASPECTS
                    and value is not True
                    and value is not False
                    and value not in ANSWERS
                ):
                    faults.append(Fault(f"{value!r}", f"one of {', '.join(ANSWERS)}", at))
                elif key not in (*ASPECTS, "note", "as_at"):
                    faults.append(
                        Fault(
                            f"unknown key {key!r}",
                            f"one of {', '.join((*ASPECTS, 'note', 'as_at'))}",
                            at,
                        )
                    )
        collect(f"{path.name} cannot be used", faults)
    rows = []
    for authority, title in AUTHORITIES.items():
        entry = data.get(authority) or {}
        row = {"authority": authority, "title": title}
        for aspect in ASPECTS:
            given = entry.get(aspect, "not asked")
            row[aspect] = ("yes" if given else "no") if isinstance(given, bool) else str(given)
        rows.append(
            {**row, "note": str(entry.get("note") or ""), "as_at": str(entry.get("as_at") or "")}
        )
    return pd.DataFrame(rows)
