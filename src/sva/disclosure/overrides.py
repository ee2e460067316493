"""Decisions of a person that stand above the gate's rules: each with a name and a reason, and printed in the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.errors import Fault, collect

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment.schema import Settings

__all__ = ["decide"]


def decide(keys: pd.Series, settings: Settings) -> tuple[pd.Series, list[dict[str, Any]]]:
    """Find what the assessment's overrides decide for each row.

    Parameters
    ----------
    keys : pandas.Series of str
        Keys of the declared estimates.
    settings : sva.assessment.schema.Settings
        Its ``disclosure.overrides``.

    Returns
    -------
    tuple of (pandas.Series of str, list of dict)
        "show", "withhold" or null by row, a later override before an earlier one; and ``keys``, ``decision``, ``by``,
        ``reason`` and ``rows`` of every override, for the reader.

    Raises
    ------
    SvaError
        If an override answers to no number: a misspelt key must not pass for a decision.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> decide(pd.Series(["victims.count/a"]), load_assessment("west-mercia-2023-05").settings)[1]
    []
    """
    import pandas as pd

    out = pd.Series(pd.NA, index=keys.index, dtype="string")
    told: list[dict[str, Any]] = []
    faults = []
    for number, each in enumerate(settings.disclosure.overrides):
        if each.keys.endswith("*"):
            rows = keys.str.startswith(each.keys[:-1]).fillna(False).astype(bool)
        else:
            rows = (keys == each.keys).fillna(False).astype(bool)
        if not rows.any():
            faults.append(
                Fault(
                    f"no declared number answers to {each.keys!r}",
                    "a key, as `sva disclose` and the tables have it, or its beginning and '*'",
                    f"assessment.yaml, key disclosure.overrides.{number}.keys",
                )
            )
        out[rows] = each.decision
        told.append(each.model_dump() | {"rows": int(rows.sum())})
    collect("the public edition cannot be made", faults)
    return out, told
