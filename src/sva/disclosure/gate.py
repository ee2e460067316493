"""One call from all estimates of a run to one edition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sva.disclosure.policy import (
    EDITIONS,
    SMALL_AREAS,
    Edition,
    describe,
    is_declared,
    undeclarable,
)
from sva.disclosure.primary import REASONS, primary
from sva.disclosure.released import Released
from sva.disclosure.rounding import NUMBERS, coarsen, null
from sva.errors import Fault, SvaError, collect
from sva.estimates import MEASURES, shape, validate

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment.schema import Settings
    from sva.estimates.extensions import Extension

__all__ = ["release"]


def release(
    estimates: pd.DataFrame,
    edition: Edition,
    settings: Settings,
    *,
    extensions: Mapping[str, Extension] | None = None,
) -> Released:
    """Let through the gate what an edition may show of a whole run's estimates.

    Parameters
    ----------
    estimates : pandas.DataFrame
        Of the one shape: all notebooks' estimates at once, each key once.
    edition : {"public", "restricted"}
        The public edition holds only what the assessment declares, suppressed and rounded; the restricted
        edition holds everything, exact, but for rows under its own threshold.
    settings : sva.assessment.schema.Settings
        The assessment's settings.
    extensions : mapping of str to Extension, optional
        Grid cells, survival curves and quotations by name; each has its own rules.

    Returns
    -------
    Released

    Raises
    ------
    SvaError
        If a measure is not registered, a key stands twice, or the assessment declares a measure that does not
        exist. Nothing is released then.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> from sva.estimates import blank
    >>> release(blank(), "public", load_assessment("west-mercia-2023-05").settings).edition
    'public'
    """
    import pandas as pd

    if edition not in EDITIONS:
        raise SvaError(
            "no such edition", [Fault(f"edition {edition!r}", f"one of {', '.join(EDITIONS)}")]
        )
    validate(estimates)
    policy = describe(edition, settings)
    if edition == "public":
        collect("the public edition cannot be made", undeclarable(policy["declared"], MEASURES))
    frame = estimates.sort_values("key", kind="stable", ignore_index=True)
    declared = (
        frame["measure"].map(lambda name: is_declared(str(name), policy["declared"])).astype(bool)
    )
    if not policy["area_maps"]:
        declared &= ~frame["area_type"].isin(SMALL_AREAS)
    absent = frame.loc[~declared, "key"]
    frame = frame[declared].reset_index(drop=True)
    reason = primary(frame, policy)
    hidden = reason.notna()
    shown = null(frame, frame.index[hidden], (*NUMBERS, "method"))
    shown["flag"] = shown["flag"].where(~hidden, frame["flag"].map(_suppressed).astype("string"))
    if edition == "public":
        rough = ~hidden & ~frame["already_public"].fillna(False)
        pieces = [shown[~rough], coarsen(frame[rough], policy)] if rough.any() else [shown]
        shown = shape(pd.concat(pieces).sort_index())
    withheld = pd.DataFrame(
        {
            "key": pd.concat([frame.loc[hidden, "key"], absent]),
            "reason": pd.concat(
                [reason[hidden], pd.Series("not declared", index=absent.index, dtype="string")]
            ),
        }
    ).sort_values("key", kind="stable", ignore_index=True)
    withheld = withheld.assign(detail=withheld["reason"].map(REASONS)).astype("string")
    passed = {}
    if extensions:
        from sva.disclosure.extensions import release_extensions

        passed, more = release_extensions(extensions, policy)
        withheld = pd.concat([withheld, more], ignore_index=True)
    policy["rows"] = {
        "shown": int((~hidden).sum()),
        "suppressed": int(hidden.sum()),
        "not_declared": len(absent),
    }
    return Released(edition, validate(shown), withheld, policy, passed)


def _suppressed(flag: object) -> str:
    """Flag a withheld row; a flag that speaks of its size goes."""
    kept = flag.split("; ") if isinstance(flag, str) else []
    return "; ".join(
        ["suppressed", *(part for part in kept if part not in ("", "small base", "suppressed"))]
    )
