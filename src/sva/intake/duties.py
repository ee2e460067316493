"""How ready each specified authority is for the Duty, as ``duty.yaml`` states."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.assessment.duty import SpecifiedAuthority

__all__ = ["duty"]


def duty(assessment: Assessment) -> pd.DataFrame:
    """Give the Duty-readiness of every specified authority.

    Parameters
    ----------
    assessment : Assessment
        Its ``duty.yaml`` holds the answers.

    Returns
    -------
    pandas.DataFrame
        ``kind``, ``authority``, one column for each of `sva.assessment.duty.ASPECTS` with "yes", "partly", "no" or
        "not stated", ``note``, ``demonstration``: one row per authority, and one for a kind of which none is named.

    Raises
    ------
    SvaError
        With file, line and key of everything in ``duty.yaml`` that cannot be used.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> table = duty(load_assessment("west-mercia-2026-05"))
    >>> len(table), set(table["governance"])
    (17, {'not stated'})
    """
    import pandas as pd

    from sva.assessment.duty import ASPECTS, SPECIFIED

    rows = []
    for kind, title in SPECIFIED.items():
        named = [each for each in assessment.duty.specified if each.kind == kind]
        if not named:
            nothing = dict.fromkeys(ASPECTS, "not stated")
            rows.append(
                {
                    "kind": kind,
                    "authority": f"{title}: none is named",
                    **nothing,
                    "note": "",
                    "demonstration": False,
                }
            )
        rows += [_row(each) for each in named]
    return pd.DataFrame(rows)


def _row(authority: SpecifiedAuthority) -> dict[str, object]:
    from sva.assessment.duty import ASPECTS

    answers = {aspect: getattr(authority.readiness, aspect) for aspect in ASPECTS}
    return {
        "kind": authority.kind,
        "authority": authority.name,
        **{aspect: answer.answer for aspect, answer in answers.items()},
        "note": "; ".join(answer.note for answer in answers.values() if answer.note),
        "demonstration": authority.demonstration,
    }
