"""The gate's rules for what is not a row of estimates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sva.disclosure.policy import is_declared
from sva.errors import Fault, collect
from sva.estimates.extensions import TYPES, Extension, GridCells, SurvivalCurve

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CURVE_STEP_DAYS", "REASONS", "release_extensions"]

#: In public, curves are shown at steps of so many days: a date of a step can be the date of one person's event.
CURVE_STEP_DAYS = 30

REASONS: dict[str, str] = {
    "not declared": "the assessment file does not declare it for the public edition",
    "small count": "the count of this square is above zero and under the threshold",
    "small population": "the population of this square is under the policy's minimum or not known",
    "no class": "a square without a class cannot be shown in public, where maps show classes and not counts",
    "few at risk": "too few people are followed at this step of the curve",
    "no consent": "the speaker has not agreed to be quoted",
    "identity not checked": "nobody has checked that the words do not tell who spoke",
    "no public consent": "the speaker has not agreed to be quoted in public",
}


def release_extensions(
    extensions: Mapping[str, Extension], policy: dict[str, Any]
) -> tuple[dict[str, Extension], pd.DataFrame]:
    """Let through what an edition may show of grid cells, survival curves and quotations.

    Parameters
    ----------
    extensions : mapping of str to Extension
        By name, which is the extension's own.
    policy : dict
        Made by `sva.disclosure.policy.describe`.

    Returns
    -------
    tuple of (dict of str to Extension, pandas.DataFrame)
        What passed, and ``key``, ``reason``, ``detail`` of what did not.

    Raises
    ------
    SvaError
        If something is given that is not of a declared kind, or under a name that is not its own.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.estimates.extensions import Quotations
    >>> said = Quotations("quotation.a", pd.DataFrame({"quotation": ["q1"], "text": ["No."], "consent": [True],
    ...     "identity_checked": [True], "source": ["voice"]}))
    >>> policy = {"edition": "public", "threshold": 5, "minimum_population": 1000, "declared": ["quotation.*"]}
    >>> release_extensions({"quotation.a": said}, policy)[1]["reason"].tolist()
    ['no public consent']
    """
    import pandas as pd

    collect(
        "these are not of a kind that may pass the gate",
        [
            Fault(
                f"{name!r} of type {type(each).__name__}",
                f"one of {', '.join(TYPES)}, by its own name",
            )
            for name, each in extensions.items()
            if type(each) not in TYPES.values() or each.name != name
        ],
    )
    passed: dict[str, Extension] = {}
    withheld: list[pd.DataFrame] = []
    for name, each in sorted(extensions.items()):
        if not is_declared(name, policy["declared"]):
            withheld.append(_withheld([name], ["not declared"]))
            continue
        if isinstance(each, GridCells):
            reason = _grid_reasons(each.frame, policy)
        elif isinstance(each, SurvivalCurve):
            reason = _curve_reasons(each.frame, policy)
        else:
            reason = _quotation_reasons(each.frame, policy)
        hidden = reason.notna()
        keys = each.frame[list(each.unique)].astype("string").agg("/".join, axis=1)
        withheld.append(_withheld((name + "/" + keys[hidden]).tolist(), reason[hidden].tolist()))
        frame = each.frame[~hidden].reset_index(drop=True)
        if policy["edition"] == "public":
            frame = _in_public(each, frame)
        passed[name] = type(each)(name, frame)
    return passed, pd.concat([_withheld([], []), *withheld], ignore_index=True)


def _withheld(keys: list[str], reasons: list[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {"key": keys, "reason": reasons, "detail": [REASONS[reason] for reason in reasons]},
        dtype="string",
    )


def _first(frame: pd.DataFrame, *rules: tuple[pd.Series, str]) -> pd.Series:
    import pandas as pd

    reason = pd.Series(pd.NA, index=frame.index, dtype="string")
    for rows, why in rules:
        reason[rows.fillna(False).astype(bool) & reason.isna()] = why
    return reason


def _grid_reasons(frame: pd.DataFrame, policy: dict[str, Any]) -> pd.Series:
    exposed = ~frame["already_public"].fillna(False)
    small = exposed & (frame["count"] > 0) & (frame["count"] < policy["threshold"])
    if policy["edition"] != "public":
        return _first(frame, (small, "small count"))
    empty = frame["population"].isna() | (frame["population"] < policy["minimum_population"])
    return _first(
        frame,
        (small, "small count"),
        (exposed & empty.fillna(True), "small population"),
        (exposed & frame["band"].isna(), "no class"),
    )


def _curve_reasons(frame: pd.DataFrame, policy: dict[str, Any]) -> pd.Series:
    few = (frame["at_risk"].isna() | (frame["at_risk"] < policy["threshold"])).fillna(True)
    # Once too few are followed, the rest of the curve goes too, so that no later step tells what was cut.
    cut = few.groupby(frame["group"]).cummax()
    return _first(frame, (cut, "few at risk"))


def _quotation_reasons(frame: pd.DataFrame, policy: dict[str, Any]) -> pd.Series:
    rules = [
        (~frame["consent"].fillna(False), "no consent"),
        (~frame["identity_checked"].fillna(False), "identity not checked"),
    ]
    if policy["edition"] == "public":
        rules.append((~frame["public_consent"].fillna(False), "no public consent"))
    return _first(frame, *rules)


def _in_public(each: Extension, frame: pd.DataFrame) -> pd.DataFrame:
    """Take away what the public may not see of rows that it may."""
    import pandas as pd

    frame = frame.copy()
    if isinstance(each, GridCells):
        exposed = ~frame["already_public"].fillna(False)
        frame.loc[exposed, ["count", "population", "value"]] = pd.NA
    elif isinstance(each, SurvivalCurve):
        frame = _monthly(frame)
        frame[["at_risk", "events", "censored"]] = pd.NA
        frame[["survival", "lower", "upper"]] = frame[["survival", "lower", "upper"]].round(2)
    return frame


def _monthly(frame: pd.DataFrame) -> pd.DataFrame:
    """Read each curve at every `CURVE_STEP_DAYS` days up to its last step; between steps it stays level."""
    import numpy as np

    steps = []
    for _, curve in frame.groupby("group", sort=True):
        days = curve["day"].to_numpy(int)
        asked = np.arange(days[0], days[-1] + 1, CURVE_STEP_DAYS)
        at = curve.iloc[np.searchsorted(days, asked, side="right") - 1].copy()
        at["day"] = asked
        steps.append(at)
    if not steps:
        return frame
    import pandas as pd

    return pd.concat(steps, ignore_index=True).astype({"day": "Int64"})
