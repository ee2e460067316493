"""Risk and protective factors at the level at which they exist: rates by district, violence by fifths of areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["FIFTHS", "area_indicators", "rate_by_fifth", "rate_factors"]

FIFTHS = ("1 (lowest)", "2", "3", "4", "5 (highest)")


def _last_year(table: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    import pandas as pd

    start, end = (pd.Timestamp(day) for day in assessment.year)
    when = pd.to_datetime(table["period_start"])
    return table[(when >= start) & (when <= end)]


def rate_factors(
    education: pd.DataFrame,
    care: pd.DataFrame,
    children: pd.DataFrame,
    districts: list[str],
    assessment: Assessment,
) -> pd.DataFrame:
    """Give each factor for every 1,000 pupils or children of each district, in the last twelve months.

    Parameters
    ----------
    education : pandas.DataFrame
        Clean counts of schools: ``measure``, ``area_code``, ``pupils``, ``pupils_suppressed``, ``roll``.
    care : pandas.DataFrame
        Clean counts of children's services: ``measure``, ``factor``, ``area_code``, ``children``, ``children_suppressed``.
    children : pandas.DataFrame
        Residents under 18: ``area_code``, ``denominator``, ``denominator_source``, ``denominator_year``.
    districts : list of str
        Codes of the districts of the area.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``factors.rate``: ``group`` is the factor. What the sender withheld stays withheld.
    """
    import pandas as pd

    parts = []
    if len(education):
        kept = _last_year(education, assessment)
        kept = kept[kept["area_code"].isin(districts) & kept["roll"].notna()]
        parts.append(
            pd.DataFrame(
                {
                    "group": kept["measure"], "area_code": kept["area_code"],
                    "numerator": kept["pupils"].mask(kept["pupils_suppressed"].notna()),
                    "denominator": kept["roll"], "denominator_source": "pupils on roll, as schools count them",
                    "denominator_year": assessment.year[1].year, "source": "education",
                }
            )
        )  # fmt: skip
    if len(care) and len(children):
        kept = _last_year(care, assessment)
        kept = kept[kept["area_code"].isin(districts) & kept["factor"].isna()]
        base = children.set_index("area_code")
        parts.append(
            pd.DataFrame(
                {
                    "group": kept["measure"], "area_code": kept["area_code"],
                    "numerator": kept["children"].mask(kept["children_suppressed"].notna()),
                    "denominator": kept["area_code"].map(base["denominator"]),
                    "denominator_source": kept["area_code"].map(base["denominator_source"]),
                    "denominator_year": kept["area_code"].map(base["denominator_year"]), "source": "childrens-social-care",
                }
            )
        )  # fmt: skip
    if not parts:
        return estimates.blank()
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[rows["denominator"].notna()].drop_duplicates(["group", "area_code"])
    rows["flag"] = rows["numerator"].isna().map({True: "suppressed", False: None}).astype(object)
    rows["data_as_at"] = [assessment.data_as_at(str(source)) for source in rows["source"]]
    return estimates.build(
        rows.astype({"numerator": "Int64", "denominator": "Int64"}),
        assessment.period,
        measure="factors.rate",
        characteristic="factor",
        area_type="district",
        period_start=assessment.year[0],
        period_end=assessment.year[1],
    )


def area_indicators(
    education: pd.DataFrame, health: pd.DataFrame, areas: list[str], assessment: Assessment
) -> pd.DataFrame:
    """Gather the indicators that are given for every one of some areas.

    Parameters
    ----------
    education : pandas.DataFrame
        Clean counts of schools: persistent absence and the like become shares of the roll, in %.
    health : pandas.DataFrame
        Clean indicators of public health: ``indicator``, ``area_code``, ``value``, ``value_suppressed``.
    areas : list of str
        Codes, such as those of all MSOAs.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        A row an area, a column an indicator; only indicators known for at least nine areas of ten, others are left out. Areas
        without all of them are left out too.
    """
    import pandas as pd

    columns: dict[str, pd.Series] = {}
    if len(education):
        kept = _last_year(education, assessment)
        kept = kept[kept["area_code"].isin(areas) & kept["pupils"].notna() & (kept["roll"] > 0)]
        for name, rows in kept.groupby("measure"):
            share = 100 * rows["pupils"].astype(float) / rows["roll"].astype(float)
            columns[f"{name} (% of pupils)"] = share.set_axis(rows["area_code"])
    if len(health):
        kept = _last_year(health, assessment)
        kept = kept[kept["area_code"].isin(areas) & kept["value"].notna()]
        for name, rows in kept.groupby("indicator"):
            columns[f"{name} (%)"] = rows["value"].astype(float).set_axis(rows["area_code"])
    enough = {
        name: values[~values.index.duplicated()]
        for name, values in columns.items()
        if values.index.nunique() >= 0.9 * len(areas)
    }
    return pd.DataFrame(enough).reindex(areas).dropna() if enough else pd.DataFrame(index=pd.Index([], name="area_code"))  # fmt: skip


def rate_by_fifth(
    serious: pd.DataFrame,
    indicators: pd.DataFrame,
    residents: pd.DataFrame,
    assessment: Assessment,
    column: str = "msoa_code",
) -> pd.DataFrame:
    """Give recorded serious violence for every 1,000 residents in each fifth of the areas, by each indicator.

    Parameters
    ----------
    serious : pandas.DataFrame
        From `sva.cohorts.select_serious`, with the area of each offence.
    indicators : pandas.DataFrame
        From `area_indicators`.
    residents : pandas.DataFrame
        By area: ``area_code``, ``denominator``, ``denominator_source``, ``denominator_year``.
    assessment : Assessment
    column : str
        Which column of `serious` holds the area.

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.rate`` over the whole period: ``strata`` is the indicator, ``group`` one of `FIFTHS`, each a fifth of
        the areas. Of places, not of people: nothing here says that those with the factor are those who harm or are harmed.
    """
    import pandas as pd

    if serious.empty or indicators.empty or residents.empty:
        return estimates.blank()
    counts = cohorts.within(serious, assessment.period)[column].value_counts()
    base = residents.set_index("area_code")
    parts = []
    for name in indicators.columns:
        fifth = pd.qcut(indicators[name].rank(method="first"), 5, labels=list(FIFTHS))
        frame = pd.DataFrame(
            {
                "fifth": fifth,
                "numerator": counts.reindex(indicators.index).fillna(0),
                "denominator": base["denominator"].reindex(indicators.index),
            }
        )
        sums = frame.groupby("fifth", observed=False)[["numerator", "denominator"]].sum()
        parts.append(sums.rename_axis("group").reset_index().assign(strata=name))
    rows = pd.concat(parts, ignore_index=True).astype(
        {"numerator": "int64", "denominator": "int64", "group": str}
    )
    start, end = assessment.period
    months = 12 * (end.year - start.year) + end.month - start.month + 1
    # person-years, so that the rate is a year's
    rows["denominator"] = (rows["denominator"] * months / 12).round().astype("int64")
    first = residents.iloc[0]
    return estimates.build(
        rows,
        assessment.period,
        measure="offences.rate",
        definition=assessment.settings.definition.name,
        characteristic="fifth of areas",
        area_type="police_force",
        area_code=assessment.settings.area.police_force,
        denominator_source=f"{first['denominator_source']}, for {months} months",
        denominator_year=int(first["denominator_year"]),
        **cohorts.about("offences", assessment, assessment.period),
    )
