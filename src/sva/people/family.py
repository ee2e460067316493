"""Many comparisons at once: one correction for all of a chapter, and differences beside ratios."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import estimates

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["assessable", "correct_family", "gaps", "of_cohort", "of_part"]


def correct_family(*tables: pd.DataFrame) -> tuple[pd.DataFrame, ...]:
    """Correct the p-values of all the ratios of a chapter together.

    Benjamini and Hochberg's correction: of the differences that then stand, at most about one in twenty is expected to
    be chance. A row that stands in two tables counts once.

    Parameters
    ----------
    *tables : pandas.DataFrame
        Estimates of ratios.

    Returns
    -------
    tuple of pandas.DataFrame
        The same tables with ``q``, and in ``method`` of how many comparisons each is one.

    References
    ----------
    Benjamini Y, Hochberg Y (1995) Controlling the false discovery rate. Journal of the Royal Statistical Society B 57,
    289-300.

    Examples
    --------
    >>> from sva.estimates import shape
    >>> import pandas as pd
    >>> rows = shape(pd.DataFrame({"key": ["a", "b"], "p": [0.01, 0.04], "method": ["log", "log"]}))
    >>> correct_family(rows)[0][["q", "method"]].to_numpy().tolist()
    [[0.02, 'log; one of 2 comparisons'], [0.04, 'log; one of 2 comparisons']]
    """
    import pandas as pd

    from sva.measures import benjamini_hochberg

    whole = pd.concat(
        [table[["key", "p"]] for table in tables if len(table)] or [estimates.blank()[["key", "p"]]]
    )
    tested = whole[whole["p"].notna()].drop_duplicates("key")
    if tested.empty:
        return tables
    corrected = benjamini_hochberg(tested["p"].to_numpy(float))
    q = dict(zip(tested["key"], [float(each) for each in corrected], strict=True))
    number = len(tested)
    out = []
    for table in tables:
        known = table["key"].isin(q.keys())
        out.append(
            table.assign(
                q=table["key"].map(q).astype("Float64"),
                method=table["method"].where(
                    ~known, table["method"].fillna("") + f"; one of {number} comparisons"
                ),
            )
        )
    return tuple(out)


def gaps(ratios: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Give the differences that stand behind ratios: in rates or shares, and in numbers of events.

    Parameters
    ----------
    ratios : pandas.DataFrame
        From `ratio_to_residents` or `step_ratio`.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``<who>.difference`` (more or fewer for every 1,000 residents) and ``<who>.excess`` (events above what
        the reference group's rate would give), or the same of steps (``step_difference`` in points of a hundred,
        ``step_excess``); ratios without a value have none.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> from sva.people import ratio_to_residents
    >>> people = pd.DataFrame({"counted": range(60), "sex": ["Female"] * 20 + ["Male"] * 40,
    ...     "month": pd.to_datetime(["2022-05-01"] * 60)})
    >>> residents = pd.DataFrame({"group": ["All", "Female", "Male"], "denominator": [2000, 1000, 1000],
    ...     "denominator_source": "made up", "denominator_year": 2011})
    >>> assessment = load_assessment("west-mercia-2023-05")
    >>> rows = ratio_to_residents(people, "sex", assessment, "victims", residents)
    >>> gaps(rows, assessment)[["measure", "value"]].to_numpy().tolist()
    [['victims.difference', 20.0], ['victims.excess', 20.0]]
    """
    import pandas as pd

    from sva.measures import excess, rate_difference

    kept = ratios[ratios["value"].notna()].reset_index(drop=True)
    if kept.empty:
        return estimates.blank()
    counts = [
        kept[name].astype(float)
        for name in ("numerator", "denominator", "reference_numerator", "reference_denominator")
    ]
    spread = kept["dispersion"].astype(float).fillna(1.0)
    step = kept["measure"].str.endswith("step_ratio")
    difference = rate_difference(*counts, per=1, dispersion=spread)
    beyond = excess(*counts, dispersion=spread)
    per = step.map({True: 100.0, False: 1000.0}).to_numpy(float)
    parts = []
    for suffix, result, factor in (("difference", difference, per), ("excess", beyond, 1.0)):
        part = kept.drop(
            columns=["key", "unit", "p", "q", "unknown_lower", "unknown_upper", "schema_version"]
        )
        part["measure"] = kept["measure"].str.replace("ratio", suffix, regex=False)
        for name in ("value", "lower", "upper"):
            part[name] = pd.array(result[name].to_numpy(float) * factor, dtype="Float64")
        part["method"] = result["method"].astype("string").to_numpy()
        parts.append(part.drop(columns="already_public"))
    return estimates.build(pd.concat(parts, ignore_index=True), assessment.period)


def of_part(ratios: pd.DataFrame, *parts: str | None) -> pd.DataFrame:
    """Keep the rows of some steps; without any named, those of the whole.

    Parameters
    ----------
    ratios : pandas.DataFrame
        Estimates.
    *parts : str or None
        Values of ``strata``, None for the whole.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> from sva.estimates import shape
    >>> import pandas as pd
    >>> rows = shape(pd.DataFrame({"strata": [None, "found"]}))
    >>> len(of_part(rows)), len(of_part(rows, "found", "arrested"))
    (1, 1)
    """
    kept = ratios["strata"].isin([part for part in parts if part is not None])
    if not parts or None in parts:
        kept |= ratios["strata"].isna()
    return ratios[kept.to_numpy(bool)].reset_index(drop=True)


def assessable(ratios: pd.DataFrame) -> pd.DataFrame:
    """Leave out the ratios of characteristics that cannot be assessed: a table of what is recorded names them.

    Parameters
    ----------
    ratios : pandas.DataFrame
        Estimates.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> from sva.estimates import shape
    >>> import pandas as pd
    >>> len(assessable(shape(pd.DataFrame({"group": ["a", "b"], "flag": ["not assessable", None]}))))
    1
    """
    gone = ratios["flag"].fillna("").str.contains("not assessable")
    return ratios[~gone.to_numpy(bool)].reset_index(drop=True)


def of_cohort(
    rows: pd.DataFrame, *cohorts: str, characteristics: Sequence[str] | None = None
) -> pd.DataFrame:
    """Keep the rows of some cohorts; without any named, those of everyone.

    Parameters
    ----------
    rows : pandas.DataFrame
        Estimates.
    *cohorts : str
        Values of ``cohort``.
    characteristics : sequence of str, optional
        Only these; of yes and no only yes is then kept.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> from sva.estimates import shape
    >>> import pandas as pd
    >>> rows = shape(pd.DataFrame({"cohort": ["all", "domestic"], "characteristic": "exploited", "group": ["Yes", "No"]}))
    >>> len(of_cohort(rows)), len(of_cohort(rows, "all", "domestic", characteristics=["exploited"]))
    (1, 1)
    """
    names = cohorts or ("all",)
    kept = rows[rows["cohort"].isin(names)]
    if characteristics is not None:
        wanted = kept["characteristic"].isin(list(characteristics))
        kept = kept[wanted & ~kept["group"].eq("No")]
        place = {name: number for number, name in enumerate(characteristics)}
        kept = kept.sort_values("characteristic", key=lambda each: each.map(place), kind="stable")
        order = {name: number for number, name in enumerate(names)}
        kept = kept.sort_values("cohort", key=lambda each: each.map(order), kind="stable")
    return kept.reset_index(drop=True)
