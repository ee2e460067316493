"""What an edition may show, as settings and in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from sva.errors import Fault
from sva.estimates import MEASURES

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment.schema import Settings

__all__ = [
    "EDITIONS",
    "EXTENSION_KINDS",
    "NEVER_PUBLIC",
    "NOT_PEOPLE",
    "SMALL_AREAS",
    "Edition",
    "describe",
    "is_declared",
    "traits",
    "undeclarable",
]

Edition = Literal["public", "restricted"]
EDITIONS: tuple[Edition, ...] = ("public", "restricted")

#: What a measure may count without counting people or what happened to them.
NOT_PEOPLE = frozenset(
    {
        "areas",
        "forces",
        "months",
        "residents",
        "services",
        "places in services",
        "places in an order",
    }
)

#: Families of measures that the public edition never holds, whatever an assessment declares.
NEVER_PUBLIC = ("domestic.",)

#: Types of area so small that their numbers are for maps alone; an edition without area maps has none of them.
SMALL_AREAS = ("oa", "lsoa", "msoa", "ward")

#: First words of the names under which typed extensions are declared: "grid.violence", "grid.*".
EXTENSION_KINDS = ("grid", "curve", "quotation")

#: A share of 0% or 100% says something about everyone in its base; below so many times the threshold it is withheld.
FULL_CELL_FACTOR = 2

#: A ratio is shown only where every count behind it is at least this.
RATIO_MINIMUM = 10


def traits(frame: pd.DataFrame) -> pd.DataFrame:
    """Look up in the registry what decides how each row is protected.

    Parameters
    ----------
    frame : pandas.DataFrame
        Estimates of registered measures.

    Returns
    -------
    pandas.DataFrame
        ``kind`` of the measure; ``people``, whether people or what happened to them are counted; ``events``,
        whether the denominator counts them too and is no population; ``within``, whether the numerator is part of
        such a denominator. The index of `frame`.

    Examples
    --------
    >>> import pandas as pd
    >>> traits(pd.DataFrame({"measure": ["victims.rate", "victims.share"]})).to_numpy().tolist()
    [['rate', True, False, False], ['proportion', True, True, True]]
    """
    import pandas as pd

    entries = [MEASURES[str(name)] for name in frame["measure"]]
    return pd.DataFrame(
        {
            "kind": pd.Series([entry.kind for entry in entries], index=frame.index, dtype="str"),
            "people": pd.Series(
                [entry.counted not in NOT_PEOPLE for entry in entries],
                index=frame.index,
                dtype=bool,
            ),
            "events": pd.Series(
                [entry.denominator == "events" for entry in entries], index=frame.index, dtype=bool
            ),
            # A change sets counts of one period beside those of another.
            "within": pd.Series(
                [
                    entry.denominator == "events" and not entry.name.endswith(".change")
                    for entry in entries
                ],
                index=frame.index,
                dtype=bool,
            ),
        }
    )


def is_declared(name: str, declared: Iterable[str]) -> bool:
    """Say whether a measure is among those that an assessment declares for its public edition.

    Parameters
    ----------
    name : str
        Name of a measure, "victims.rate".
    declared : iterable of str
        Names; a trailing "*" takes a family.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_declared("victims.rate", ["victims.*"]), is_declared("suspects.rate", ["victims.*"])
    (True, False)
    """
    return any(
        name.startswith(entry[:-1]) if entry.endswith("*") else name == entry for entry in declared
    )


def undeclarable(declared: Sequence[str], registered: Iterable[str]) -> list[Fault]:
    """Find declared names that no registered measure answers to.

    Parameters
    ----------
    declared : sequence of str
        ``public.measures`` of the assessment file.
    registered : iterable of str
        Names of measures.

    Returns
    -------
    list of Fault
        Empty where all is well.

    Examples
    --------
    >>> [str(fault) for fault in undeclarable(["victim.*"], ["victims.rate"])]
    ["assessment.yaml, key public.measures: no registered measure answers to 'victim.*'; expected one of victims.rate, or a family of them such as 'victims.*'"]
    """
    names = sorted(registered)
    return [
        Fault(
            f"no registered measure answers to {entry!r}",
            f"one of {', '.join(names)}, or a family of them such as 'victims.*'",
            "assessment.yaml, key public.measures",
        )
        for entry in declared
        if entry.split(".")[0] not in EXTENSION_KINDS
        and not any(is_declared(name, [entry]) for name in names)
    ]


def describe(
    edition: Edition, settings: Settings, *, compared: bool = False, dominance: bool = False
) -> dict[str, Any]:
    """Say what an edition's policy is, in numbers and in sentences for its reader.

    Parameters
    ----------
    edition : {"public", "restricted"}
        Which edition.
    settings : sva.assessment.schema.Settings
        The assessment's settings.
    compared : bool, optional
        Whether an earlier release is at hand to be compared with.
    dominance : bool, optional
        Whether it is known how many of a count are one person's.

    Returns
    -------
    dict
        ``edition``, ``demonstration``, the numbers of the policy, ``applied`` and ``not_applied`` (names of
        steps) and ``sentences`` (list of str): what is done, then what is not done and follows from that.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> describe("public", load_assessment("west-mercia-2023-05").settings)["threshold"]
    5
    """
    rules = settings.disclosure
    public = edition == "public"
    numbers: dict[str, Any] = {
        "edition": edition,
        "demonstration": settings.data == "demonstration",
        "threshold": rules.threshold if public else rules.restricted_threshold,
        "rounding_base": rules.rounding_base if public else 1,
        "rounding": "controlled" if public and rules.rounding_base > 1 else "none",
        "minimum_population": rules.minimum_population if public else 0,
        "protected_interval": rules.protected_interval if public else rules.restricted_interval,
        "dominance_percent": rules.dominance_percent,
        "dominance_rest": rules.dominance_rest,
        "declared": list(settings.public.measures) if public else ["*"],
        "area_maps": settings.public.area_maps or not public,
    }
    if public:
        return numbers | _public(numbers, compared=compared, dominance=dominance)
    return numbers | _restricted(numbers)


def _public(numbers: dict[str, Any], *, compared: bool, dominance: bool) -> dict[str, Any]:
    base, small = numbers["rounding_base"], _small(numbers["threshold"])
    sentences = [
        "This public edition shows only the measures that the assessment declares for it."
        + ("" if numbers["area_maps"] else " It holds no numbers of small areas."),
        (
            f"Counts of {small} are withheld, with every rate and share that rests on them, and so are shares that "
            f"leave {small} out. A share of 0% or 100% is withheld where fewer than "
            f"{FULL_CELL_FACTOR * numbers['threshold']} are counted. Zero is shown as zero."
        ),
    ]
    if base > 1:
        sentences.append(
            f"Other counts are rounded up or down to a multiple of {base}, most to the nearest, and where that would not add up "
            f"some by up to {base - 1}: parts that are all shown sum to the totals shown. Rates, shares and their limits are "
            "worked out again from the rounded counts."
        )
    if base - 1 >= numbers["threshold"]:
        sentences.append(f"A count shown as zero may therefore be as high as {base - 1}.")
    sentences += [
        f"Rates for populations of fewer than {numbers['minimum_population']:,} people are withheld.",
        (
            f"Ratios have at most two significant figures, fewer where rounding may have moved them by more, and are shown only where "
            f"every count behind them is at least {RATIO_MINIMUM}; of their corrected p-values the band alone: below 0.001, below 0.05, or "
            "not. Statistics that cannot be worked out again from rounded counts are withheld."
        ),
        "Numbers that were public already, such as those of police.uk and the census, stand as published and are marked.",
        (
            "Other numbers are withheld too where they would tell one that is withheld: from totals and the other parts, areas "
            "within areas, months within years, cohorts within each other, and counts given back by rates and shares. By the sums "
            "that the program knows of, every withheld count above zero and under the threshold could still be any of more than "
            f"{numbers['protected_interval']} counts."
        ),
        (
            f"Counts of which one person has more than {numbers['dominance_percent']}%, or of which all but the two with most add less "
            f"than {numbers['dominance_rest']}% of what the first has, are withheld, where it is known who they are."
            if dominance
            else "Whether most of a count is one person's is not checked: it is not known who they are."
        ),
        *(
            []
            if compared
            else ["No earlier release is named, so that this one was not compared with any."]
        ),
        *([_COMPARED] if compared else []),
        *(
            [
                "Of small areas the class alone is shown, never a count, a rate or a limit: 5 to 9, 10 to 19, 20 to 39 and so on."
            ]
            if numbers["area_maps"]
            else []
        ),
        "This edition must therefore not be published before a trained output checker has read it and signed it off.",
    ]
    return {
        "applied": [
            "declared measures",
            "threshold",
            "minimum population",
            *(["rounding"] if base > 1 else []),
            "ratio rule",
            *(["small areas as classes"] if numbers["area_maps"] else []),
            "statistics withheld",
            "complementary suppression",
            *(["dominance"] if dominance else []),
            *(["comparison with the last release"] if compared else []),
        ],
        "not_applied": [
            *([] if dominance else ["dominance"]),
            *([] if compared else ["comparison with the last release"]),
        ],
        "needs_output_checker": True,
        "sentences": sentences,
    }


_COMPARED = (
    "What the last release told was taken together with this one: the counts that stand in both, and sums of this one's counts "
    "with the last one's, such as a total of two years less the year that was printed then."
)


def _restricted(numbers: dict[str, Any]) -> dict[str, Any]:
    threshold = numbers["threshold"]
    sentences = ["This restricted edition is for the partners of this assessment and nobody else."]
    if threshold > 1:
        sentences.append(
            f"Counts of {_small(threshold)} are withheld, with every rate and share that rests on them, so that no row is about a "
            "single person. All other numbers are exact."
        )
    else:
        sentences.append("All numbers are exact, including rows that may be about a single person.")
    if threshold > 1:
        sentences.append(
            "Other numbers are withheld too where a sum would give a withheld one back, so that it could be one more or less. A single "
            "number withheld that stands in no sum can only be of that size: handle every page as personal data."
        )
    return {
        "applied": ["threshold", "complementary suppression"] if threshold > 1 else [],
        "not_applied": ["rounding"],
        "needs_output_checker": True,
        "sentences": sentences,
    }


def _small(threshold: int) -> str:
    return "1" if threshold == 2 else f"1 to {threshold - 1}"
