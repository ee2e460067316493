"""Pair the numbers of two releases, test each pair, and say of the rest why it is not compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sva.compare.comparable import Barrier, RecordingChange, barriers, same_definition
from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment.schema import Settings
    from sva.disclosure import Released

__all__ = ["ABOUT", "Comparison", "compare", "pair"]

#: What a row is about, apart from its definition's name and its population's year.
ABOUT = (
    "measure",
    "cohort",
    "offence_group",
    "characteristic",
    "group",
    "reference_group",
    "area_type",
    "area_code",
    "strata",
)
_KEPT = (
    "key",
    "numerator",
    "denominator",
    "value",
    "lower",
    "upper",
    "dispersion",
    "denominator_year",
    "denominator_source",
    "flag",
    "period_start",
    "period_end",
)
_TESTED = ("count", "rate", "proportion")


@dataclass(frozen=True)
class Comparison:
    """What two assessments say of the same things.

    Parameters
    ----------
    edition : str
        Of both releases.
    changed : pandas.DataFrame
        One row a tested pair: ``key`` and ``key_before``, ``measure``, ``unit``, numerators, denominators and values of
        both (``…_before`` the earlier), ``ratio`` with ``lower`` and ``upper`` (95%), ``p``, ``q``, and ``beyond_chance``
        (q below 0.05).
    not_comparable : pandas.DataFrame
        ``key``, ``key_before``, ``reason``: pairs that stand in both but may not be compared.
    revised : pandas.DataFrame
        ``key``, ``key_before``, ``numerator_before``, ``numerator``: counts of one and the same period that have
        changed since the earlier assessment, as records are corrected.
    only_now, only_before : tuple of str
        Keys without a partner.
    barriers : tuple of Barrier
        What stands between the two as a whole.
    """

    edition: str
    changed: pd.DataFrame
    not_comparable: pd.DataFrame
    revised: pd.DataFrame
    only_now: tuple[str, ...]
    only_before: tuple[str, ...]
    barriers: tuple[Barrier, ...]


def compare(
    before: Released,
    now: Released,
    settings_before: Settings,
    settings_now: Settings,
    recording: Iterable[RecordingChange] = (),
) -> Comparison:
    """Compare the yearly numbers of two assessments of one area.

    Counts, rates and shares of the last year of each are paired by what they are about: measure, people, kind, area.
    A count is tested as a rate on the days of its year; a share by the same test on its own base. Limits are widened
    by the larger dispersion of the two. All tests of one comparison are corrected together (Benjamini and Hochberg).

    Parameters
    ----------
    before, now : Released
        The same edition of the earlier and the later assessment.
    settings_before, settings_now : Settings
        Of the same two.
    recording : iterable of RecordingChange, optional
        Known changes of recording between them.

    Returns
    -------
    Comparison

    Raises
    ------
    SvaError
        If the editions differ, or the assessments are not of one area and one kind of data.

    References
    ----------
    Krishnamoorthy K, Thomson J (2004). A more powerful test for comparing two Poisson means. Journal of Statistical
    Planning and Inference 119: 23-35 (by `sva.measures.trend.change`).
    """
    if before.edition != now.edition:
        raise SvaError(
            "these releases cannot be compared",
            [
                Fault(
                    f"the earlier is {before.edition}, the later {now.edition}", "the same edition"
                )
            ],
        )
    walls = barriers(settings_before, settings_now, recording)
    alike = same_definition(settings_before, settings_now)
    pairs, reasons = pair(
        before.estimates, now.estimates, settings_before, settings_now, walls, alike=alike
    )
    old = _side(before.estimates, "year", alike, settings_before)
    new = _side(now.estimates, "year", alike, settings_now)
    stopped = reasons.ne("")
    tested = _tested(pairs[~stopped])
    matched_new, matched_old = set(pairs["key"]), set(pairs["key_before"])
    return Comparison(
        now.edition,
        tested,
        pairs.loc[stopped, ["key", "key_before"]]
        .assign(reason=reasons[stopped])
        .reset_index(drop=True),
        _revised(before.estimates, now.estimates, alike, settings_before, settings_now),
        tuple(sorted(set(new["key"]) - matched_new)),
        tuple(sorted(set(old["key"]) - matched_old)),
        tuple(walls),
    )


def pair(
    before: pd.DataFrame,
    now: pd.DataFrame,
    settings_before: Settings,
    settings_now: Settings,
    walls: list[Barrier],
    *,
    alike: bool,
) -> tuple[pd.DataFrame, pd.Series]:
    """Pair the yearly rows of two assessments, and say of each pair why it may not be compared.

    Parameters
    ----------
    before, now : pandas.DataFrame
        Estimates of the earlier and the later.
    settings_before, settings_now : Settings
        Of the two.
    walls : list of Barrier
        From `sva.compare.barriers`.
    alike : bool
        Whether their definitions are the same.

    Returns
    -------
    pandas.DataFrame
        One row a pair; columns of the earlier end in ``_before``.
    pandas.Series
        The reason; empty where the pair may be compared.
    """
    old = _side(before, "year", alike, settings_before)
    new = _side(now, "year", alike, settings_now)
    pairs = _paired(old, new)
    return pairs, _reasons(pairs, new, walls)


def _side(rows: pd.DataFrame, period: str, alike: bool, settings: Settings) -> pd.DataFrame:
    """Take the rows of one period that can be tested, with what each is about as text."""
    from sva.estimates import MEASURES

    ends = rows["key"].str.rsplit("/", n=1).str[-1]
    kinds = rows["measure"].map({name: each.kind for name, each in MEASURES.items()})
    chance = rows["measure"].map({name: each.limits for name, each in MEASURES.items()})
    rows = rows[ends.eq(period) & kinds.isin(_TESTED) & chance.astype(bool)].copy()
    own = rows["definition"].eq(settings.definition.name).fillna(False)
    about = rows["definition"].where(~own, "=" if alike else "own").fillna("")
    for name in ABOUT:
        about = about + "|" + rows[name].astype("string").fillna("")
    rows["about"] = about
    rows["kind"] = kinds[rows.index]
    return rows


def _paired(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Pair rows about the same thing: on the same population first, then on whatever is left."""
    import pandas as pd

    def year(rows: pd.DataFrame) -> pd.Series:
        return rows["denominator_year"].astype("string").fillna("")

    keep = ["about", "kind", "measure", "unit", *_KEPT]
    new = new[keep].assign(base=year(new))
    old = old[["about", *_KEPT]].assign(base=year(old))
    same = new.merge(old, on=["about", "base"], suffixes=("", "_before"))
    rest_new = new[~new["key"].isin(same["key"])]
    rest_old = old[~old["key"].isin(same["key_before"])]
    other = (
        rest_new.drop(columns="base")
        .drop_duplicates("about")
        .merge(
            rest_old.drop(columns="base").drop_duplicates("about"),
            on="about",
            suffixes=("", "_before"),
        )
    )
    return pd.concat([same.drop(columns="base"), other], ignore_index=True)


def _reasons(pairs: pd.DataFrame, new: pd.DataFrame, walls: list[Barrier]) -> pd.Series:
    """Say for each pair why it may not be compared; empty where it may."""
    import pandas as pd

    reasons = pd.Series("", index=pairs.index, dtype=object)

    def add(stopped: pd.Series, sentence: str) -> None:
        mask = stopped.fillna(False).to_numpy(bool) & reasons.eq("").to_numpy()
        reasons.loc[mask] = sentence

    whole = new.set_index("key").loc[pairs["key"]].reset_index()
    for wall in walls:
        add(pd.Series(wall.stops(whole).to_numpy(), index=pairs.index), wall.sentence)
    add(
        pairs["period_start"] <= pairs["period_end_before"],
        "The two periods share months.",
    )
    for flag, sentence in (
        ("suppressed", "One of the two is withheld to protect people."),
        ("immature", "One of the two was still open when its data were taken."),
        ("series break", "Recording changed between the two."),
        ("not assessable", "One of the two could not be assessed."),
    ):
        both = pairs["flag"].fillna("") + "; " + pairs["flag_before"].fillna("")
        add(both.str.contains(flag, regex=False), sentence)
    based = pairs["kind"].eq("rate") & (
        pairs["denominator_year"].fillna(0) != pairs["denominator_year_before"].fillna(0)
    )
    add(
        based,
        "The two rates rest on populations of different years; the counts are compared instead.",
    )
    missing = pairs["numerator"].isna() | pairs["numerator_before"].isna()
    lacking = ~pairs["kind"].eq("count") & (
        pairs["denominator"].isna() | pairs["denominator_before"].isna()
    )
    add(missing | lacking, "One of the two is not in this edition.")
    return reasons


def _tested(pairs: pd.DataFrame) -> pd.DataFrame:
    """Test each pair by its counts, on its days or its bases."""
    from sva.measures.multiple import benjamini_hochberg
    from sva.measures.trend import change

    out = pairs.drop(columns=["about", "flag", "flag_before", "lower_before", "upper_before"])
    out = out.drop(columns=["lower", "upper"]).reset_index(drop=True)
    counted = out["kind"].eq("count")
    days = (out["period_end"] - out["period_start"]).dt.days + 1
    days_before = (out["period_end_before"] - out["period_start_before"]).dt.days + 1
    dispersion = out[["dispersion", "dispersion_before"]].astype("Float64").max(axis=1)
    result = change(
        out["numerator"].astype("float64"),
        out["numerator_before"].astype("float64"),
        exposure=out["denominator"].astype("Float64").where(~counted, days).astype("float64"),
        reference_exposure=out["denominator_before"]
        .astype("Float64")
        .where(~counted, days_before)
        .astype("float64"),
        dispersion=dispersion.fillna(1.0).clip(lower=1.0).astype("float64"),
    )
    out["ratio"] = result["value"].to_numpy()
    out["lower"] = result["lower"].to_numpy()
    out["upper"] = result["upper"].to_numpy()
    out["p"] = result["p"].to_numpy()
    out["q"] = benjamini_hochberg(out["p"]).to_numpy() if len(out) else out["p"]
    out["beyond_chance"] = (out["q"] < 0.05).astype(bool)
    return out


def _revised(
    before: pd.DataFrame, now: pd.DataFrame, alike: bool, old: Settings, new: Settings
) -> pd.DataFrame:
    """Find counts of one and the same period that differ between the assessments."""
    first = _side(before, "year", alike, old)
    again = _side(now, "previous year", alike, new)
    both = again.merge(
        first,
        on=["about", "kind", "period_start", "period_end"],
        suffixes=("", "_before"),
    )
    moved = both[both["kind"].eq("count") & both["numerator"].ne(both["numerator_before"])]
    return moved[["key", "key_before", "numerator_before", "numerator"]].reset_index(drop=True)
