"""Primary suppression: which rows may not be shown whatever stands beside them, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.disclosure.dominance import align, dominated
from sva.disclosure.policy import FULL_CELL_FACTOR, RATIO_MINIMUM, traits

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["REASONS", "primary"]

#: Why a row is withheld, with the words for its reader. No words here may hold a row's own count.
REASONS: dict[str, str] = {
    "not declared": "the assessment file does not declare this for the public edition",
    "small count": "a count in it is above zero and under the threshold",
    "small remainder": "what its share leaves out is above zero and under the threshold",
    "full cell": "0% or 100% of a base so small that it would say something of each person in it",
    "dominance": "most of it is one person's",
    "override": "a person decided so; the report names who, and why",
    "small population": "the population is under the policy's minimum",
    "small ratio": "a count behind the ratio is too small for a ratio to be shown",
    "complementary": "beside the other numbers shown it would tell a number that is withheld",
    "order": "a count that it would be put in order by is withheld or not released",
    "statistic": "it cannot be worked out again from rounded counts",
}


def primary(
    frame: pd.DataFrame, policy: dict[str, Any], contributions: pd.DataFrame | None = None
) -> pd.Series:
    """Find the reason, if any, why each row may not be shown in an edition.

    Parameters
    ----------
    frame : pandas.DataFrame
        Estimates of registered measures, all declared for the edition.
    policy : dict
        Made by `sva.disclosure.policy.describe`.
    contributions : pandas.DataFrame, optional
        What is known of the people behind counts; see `sva.disclosure.dominance`.

    Returns
    -------
    pandas.Series of str
        One of `REASONS`, or null where the row may be shown. Rows already public are never withheld.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.estimates import shape
    >>> rows = shape(pd.DataFrame({"measure": "victims.count", "numerator": [0, 1, 4, 5]}))
    >>> policy = {"edition": "public", "threshold": 5, "minimum_population": 1000}
    >>> primary(rows, policy).fillna("").tolist()
    ['', 'small count', 'small count', '']
    """
    import pandas as pd

    threshold, public = policy["threshold"], policy["edition"] == "public"
    looked_up = traits(frame)
    kind, people, events = looked_up["kind"], looked_up["people"], looked_up["events"]
    share = (kind == "proportion") & events

    def small(count: pd.Series) -> pd.Series:
        return ((count > 0) & (count < threshold)).fillna(False)

    base, part = frame["denominator"], frame["numerator"]
    reason = pd.Series(pd.NA, index=frame.index, dtype="string")

    def withhold(rows: pd.Series, why: str) -> None:
        reason[
            rows.fillna(False).astype(bool) & reason.isna() & ~frame["already_public"].fillna(False)
        ] = why

    if public:
        withhold(kind == "statistic", "statistic")
        ratio = kind == "ratio"
        for count in ("numerator", "reference_numerator"):
            withhold(
                ratio & (frame[count].isna() | (frame[count] < RATIO_MINIMUM).fillna(True)),
                "small ratio",
            )
    withhold(people & small(part), "small count")
    withhold(events & small(base), "small count")
    reference = kind == "ratio"
    withhold(people & reference & small(frame["reference_numerator"]), "small count")
    withhold(events & reference & small(frame["reference_denominator"]), "small count")
    withhold(people & share & small(base - part), "small remainder")
    # A ratio of two shares leaves somebody out on either side.
    parts = reference & looked_up["within"]
    withhold(people & parts & small(base - part), "small remainder")
    there = frame["reference_denominator"] - frame["reference_numerator"]
    withhold(people & parts & small(there), "small remainder")
    if public and contributions is not None:
        known = align(frame["key"], contributions)
        most = dominated(
            part,
            known["largest"],
            known["second"],
            percent=policy["dominance_percent"],
            rest=policy["dominance_rest"],
        )
        withhold(people & most, "dominance")
    if public:
        full = share & (base > 0) & ((part == 0) | (part == base))
        withhold(people & full & (base < FULL_CELL_FACTOR * threshold), "full cell")
        resident = ~events & kind.isin(["rate", "ratio"])
        for population in ("denominator", "reference_denominator"):
            withhold(
                resident & (frame[population] < policy["minimum_population"]), "small population"
            )
    return reason
