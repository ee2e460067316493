"""One call from all estimates of a run to one edition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sva.disclosure.orders import reorder
from sva.disclosure.overrides import decide
from sva.disclosure.policy import (
    EDITIONS,
    NEVER_PUBLIC,
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
    from sva.disclosure.complementary import Protection
    from sva.estimates.extensions import Extension
    from sva.reference.areas import Geography

__all__ = ["release"]


def release(
    estimates: pd.DataFrame,
    edition: Edition,
    settings: Settings,
    *,
    extensions: Mapping[str, Extension] | None = None,
    geography: Geography | None = None,
    previous: Released | None = None,
    contributions: pd.DataFrame | None = None,
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
    geography : sva.reference.areas.Geography, optional
        Which areas lie in which, for complementary suppression; without it, the areas bundled with the program. Areas that it
        does not know are taken to lie in the police force area and nowhere else.
    previous : Released, optional
        What was published before, such as last year's release read by `Released.from_disk`: a reader has both.
    contributions : pandas.DataFrame, optional
        How many of a count are the most frequent person's and the next one's, by key; see `sva.disclosure.dominance`. Without it
        no count is checked for dominance, and the policy's sentences say so.

    Returns
    -------
    Released

    Raises
    ------
    SvaError
        If a measure is not registered, a key stands twice, the assessment declares a measure that does not exist, or
        a withheld count could be worked out whatever else is withheld. Nothing is released then.

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
    policy = describe(
        edition,
        settings,
        compared=previous is not None,
        dominance=contributions is not None,
    )
    if edition == "public":
        collect("the public edition cannot be made", undeclarable(policy["declared"], MEASURES))
    frame = estimates.sort_values("key", kind="stable", ignore_index=True)
    declared = (
        frame["measure"].map(lambda name: is_declared(str(name), policy["declared"])).astype(bool)
    )
    if edition == "public":
        declared &= ~frame["measure"].str.startswith(NEVER_PUBLIC).astype(bool)
    if not policy["area_maps"]:
        declared &= ~frame["area_type"].isin(SMALL_AREAS)
    absent = frame.loc[~declared, "key"]
    frame = frame[declared].reset_index(drop=True)
    marked = frame["already_public"]
    decision = pd.Series(pd.NA, index=frame.index, dtype="string")
    if edition == "public":
        decision, policy["overrides"] = decide(frame["key"], settings)
        # What a person lets out stands as it is, as if it were public already.
        frame["already_public"] = marked.fillna(False) | (decision == "show").fillna(False)
    reason = primary(frame, policy, contributions)
    reason[(decision == "withhold").fillna(False)] = "override"
    protection = None
    if edition == "public" or policy["threshold"] > 1:
        protection = _complement(frame, reason, decision, policy, settings, geography, previous)
        reason.iloc[sorted(protection.rows)] = "complementary"
    hidden = reason.notna()
    shown = null(frame, frame.index[hidden], (*NUMBERS, "method"))
    shown["flag"] = shown["flag"].where(~hidden, frame["flag"].map(_suppressed).astype("string"))
    if edition == "public":
        rough = ~hidden & ~frame["already_public"].fillna(False)
        told = protection.printed if protection else {}
        pieces = [shown[~rough], coarsen(frame[rough], policy, told)] if rough.any() else [shown]
        shown = shape(pd.concat(pieces).sort_index())
    asides = protection.asides if protection else ()
    for column in {column for _, column in asides}:
        rows = [row for row, other in asides if other == column]
        shown = null(shown, shown.index[rows], (column,))
    if edition == "public":
        shown, unplaced = reorder(shown, frame, settings)
        reason[unplaced] = "order"
        hidden = reason.notna()
        shown.loc[unplaced, "flag"] = shown.loc[unplaced, "flag"].map(_suppressed).astype("string")
    shown["already_public"] = marked.array
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
        "complementary": len(protection.rows) if protection else 0,
        "told_before": protection.told if protection else 0,
    }
    return Released(edition, validate(shown), withheld, policy, passed)


def _complement(
    frame: pd.DataFrame,
    reason: pd.Series,
    decision: pd.Series,
    policy: dict[str, Any],
    settings: Settings,
    geography: Geography | None,
    previous: Released | None,
) -> Protection:
    """Find what else must go, with the nesting of areas and cohorts of this assessment."""
    import numpy as np

    from sva.disclosure.beside import printed_beside
    from sva.disclosure.complementary import Protection, protect
    from sva.disclosure.nesting import bundled_parents, parents_in, person_cohorts
    from sva.disclosure.printed import printed_before

    if frame.empty:
        return Protection()
    before: dict[Any, tuple[float, float]] = {}
    if previous:
        before |= printed_before(previous.estimates, previous.policy)
    if policy["edition"] == "restricted":
        # Its readers may hold the public edition too.
        before |= printed_beside(frame, settings)
    nested = len(set(frame["area_type"].dropna())) > 1
    return protect(
        frame,
        np.flatnonzero(reason.notna()).tolist(),
        policy,
        parents=(parents_in(geography) if geography else bundled_parents()) if nested else None,
        cohorts=person_cohorts(settings),
        secret=np.flatnonzero(reason.isin(["dominance", "override"])).tolist(),
        decided=np.flatnonzero((decision == "show").fillna(False)).tolist(),
        before=before or None,
    )


def _suppressed(flag: object) -> str:
    """Flag a withheld row; a flag that speaks of its size goes."""
    kept = flag.split("; ") if isinstance(flag, str) else []
    return "; ".join(
        ["suppressed", *(part for part in kept if part not in ("", "small base", "suppressed"))]
    )
