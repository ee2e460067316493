"""What partners sent: what became of every row, how complete it is, what was chosen, what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva import estimates

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = [
    "account_for_rows",
    "count_choices",
    "count_months",
    "find_changes",
    "measure_completeness",
    "system_changes",
]

_FATES = ("clean", "duplicate", "quarantined")
#: From this share on a field counts as known throughout; from so many months on, a source as a series.
_FULL, _SERIES = 0.99, 6


def _built(rows: pd.DataFrame, assessment: Assessment, measure: str, **rest: Any) -> pd.DataFrame:
    """Make estimates of the force, stamped with when each source was drawn; published files are public already."""
    if rows.empty:
        return estimates.blank()
    rows = rows.drop(columns=["kind", "field", "month", "category", "rows"], errors="ignore")
    names = [str(name) for name in rows["source"].unique()]
    published = {name: _grain(name) == "published" for name in names}
    drawn = {name: assessment.data_as_at(_contract(name)) for name in names}
    return estimates.build(
        rows.assign(
            cohort=None if measure == "rows.known" else rows["source"],
            data_as_at=rows["source"].map(drawn),
            already_public=rows["source"].map(published),
        ),
        assessment.period,
        measure=measure,
        area_type="police_force",
        area_code=assessment.settings.area.police_force,
        **rest,
    )


def _contract(source: str) -> str:
    """Name the contract of a source; a second source of one contract carries a number behind it."""
    from sva.intake import list_contracts

    return source if source in list_contracts() else source.rpartition("-")[0]


def _grain(source: str) -> str:
    from sva.intake import list_contracts, load_contract

    name = _contract(source)
    return load_contract(name).grain if name in list_contracts() else ""


def account_for_rows(accounting: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Count the rows of every source and of every file by what became of them.

    Parameters
    ----------
    accounting : pandas.DataFrame
        ``source``, ``file``, ``rows_in``, ``clean``, ``duplicate``, ``quarantined``, a row a file.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``rows.count``, the source in ``cohort``, the file in ``strata`` (null for all of a source), one row
        for all rows ("All") and one for each fate in ``group``.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> files = pd.DataFrame({"source": "police-offences", "file": ["a.csv", "b.csv"], "rows_in": [10, 5],
    ...     "clean": [8, 5], "duplicate": [1, 0], "quarantined": [1, 0]})
    >>> rows = account_for_rows(files, load_assessment("west-mercia-2023-05"))
    >>> rows[rows["strata"].isna()][["group", "numerator"]].to_numpy().tolist()
    [['All', 15], ['clean', 13], ['duplicate', 1], ['quarantined', 1]]
    """
    import pandas as pd

    if accounting.empty:
        return estimates.blank()
    counted = ["rows_in", *_FATES]
    sums = accounting.groupby("source", sort=True)[counted].sum().reset_index().assign(file=None)
    parts = accounting[["source", "file", *counted]]
    twice = parts["file"].duplicated(keep=False)
    parts = parts.assign(file=parts["file"].where(~twice, parts["source"] + "/" + parts["file"]))
    both = pd.concat([sums, parts.astype({"file": "object"})], ignore_index=True)
    long = both.rename(columns={"rows_in": "All", "file": "strata"}).melt(
        ["source", "strata"], ["All", *_FATES], var_name="group", value_name="numerator"
    )
    long["numerator"] = long["numerator"].astype("int64")
    order = ["source", "strata", "group"]
    long = long.sort_values(order, kind="stable", na_position="first", ignore_index=True)
    start, end = assessment.period
    return _built(
        long,
        assessment,
        "rows.count",
        characteristic="what became of them",
        period_start=start,
        period_end=end,
    )


def count_months(completeness: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Count the months of the assessment's period in which every source has rows.

    Parameters
    ----------
    completeness : pandas.DataFrame
        ``source``, ``month``, ``rows``, as intake counts them.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``rows.months``: one row per source, out of all months; its period is the one that the source covers. A
        source of counts for whole periods, a snapshot or a single survey has no months to be out of.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> months = pd.DataFrame({"source": "police-victims", "month": pd.to_datetime(["2022-01-01", "2022-03-01"]), "rows": 9})
    >>> count_months(months, load_assessment("west-mercia-2023-05"))[["numerator", "denominator"]].to_numpy().tolist()
    [[2, 36]]
    """
    import pandas as pd

    start, end = assessment.period
    wanted = pd.date_range(start, end, freq="MS")
    there = completeness[completeness["rows"] > 0].dropna(subset=["month"])
    rows = [
        {
            "source": source,
            "numerator": int(wanted.isin(months).sum()),
            "denominator": None if _counts_periods(str(source)) else len(wanted),
            "period_start": months.min().date(),
            "period_end": (months.max() + pd.offsets.MonthEnd(0)).date(),
        }
        for source, months in there.groupby("source", sort=True)["month"]
    ]
    return _built(pd.DataFrame(rows), assessment, "rows.months")


def _counts_periods(source: str) -> bool:
    from sva.intake import list_contracts, load_contract

    name = _contract(source)
    if name not in list_contracts():
        return False
    contract = load_contract(name)
    return contract.grain == "aggregate" or contract.date_field in ("snapshot_on", "asked_on")


def measure_completeness(
    completeness: pd.DataFrame, assessment: Assessment, *, by_month: bool = False
) -> pd.DataFrame:
    """Give the share of rows in which each essential field and each protected characteristic is known.

    Parameters
    ----------
    completeness : pandas.DataFrame
        ``source``, ``field``, ``month``, ``rows``, ``known``, as intake counts them; quarantined rows are among those of an
        essential field.
    assessment : Assessment
    by_month : bool, optional
        Every month of the last two years, of fields that some month knows in less than 99% of rows, of sources with at
        least six months; else the last twelve months as one.

    Returns
    -------
    pandas.DataFrame
        Estimates ``rows.known``: "Victims: ethnicity" in ``strata``.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> fields = pd.DataFrame({"source": ["police-victims"], "field": ["age"], "month": pd.to_datetime(["2022-06-01"]),
    ...     "rows": [200], "known": [180]})
    >>> measure_completeness(fields, load_assessment("west-mercia-2023-05"))[["strata", "value"]].to_numpy().tolist()
    [['Victims: age', 90.0]]
    """
    import pandas as pd

    from sva.intake import monthly_completeness

    if completeness.empty:
        return estimates.blank()
    first = assessment.previous_year[0] if by_month else assessment.year[0]
    last = assessment.year[1]
    found = monthly_completeness(assessment, completeness)
    if not len(found):
        return estimates.blank()
    inside = found[found["month"].between(pd.Timestamp(first), pd.Timestamp(last))]
    names = ["source", "kind", "field"]
    if by_month:
        sums = inside.groupby([*names, "month"])[["rows", "known"]].sum().reset_index()
        by_field = [sums[name] for name in names]
        full = (sums["known"] >= _FULL * sums["rows"]).groupby(by_field).transform("all")
        seldom = sums["month"].groupby(sums["source"]).transform("nunique") < _SERIES
        sums = sums[~full & ~seldom]
        sums["period_start"] = sums["month"].dt.date
        sums["period_end"] = (sums["month"] + pd.offsets.MonthEnd(0)).dt.date
    else:
        sums = inside.groupby(names)[["rows", "known"]].sum().reset_index()
        sums = sums.assign(period_start=first, period_end=last)
    said = [
        f"{_source_words(source)}: {_field_words(field)}"
        for source, field in sums[["source", "field"]].itertuples(index=False)
    ]
    return _built(
        sums.assign(strata=said).rename(columns={"rows": "denominator", "known": "numerator"}),
        assessment,
        "rows.known",
    )


def _source_words(source: str) -> str:
    return source.removeprefix("police-").replace("-", " ").capitalize()


def _field_words(field: str) -> str:
    known = {"ethnic_group": "ethnicity", "age_from": "age", "committed_from": "date"}
    return known.get(field, field.replace("_", " "))


def system_changes(completeness: pd.DataFrame, assessment: Assessment) -> list[dict[str, str]]:
    """List the months from which another system recorded, as the mappings say, for marks in a chart.

    Parameters
    ----------
    completeness : pandas.DataFrame
        As for `measure_completeness`.
    assessment : Assessment

    Returns
    -------
    list of dict
        ``month`` and ``label``, each month once.
    """
    from sva.intake import monthly_completeness

    found = monthly_completeness(assessment, completeness)
    months = sorted({f"{month:%Y-%m}" for month in found.loc[found["system_change"], "month"]})
    return [{"month": month, "label": "Another recording system"} for month in months]


def count_choices(log: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Count the rows that every automatic choice of intake touched.

    Parameters
    ----------
    log : pandas.DataFrame
        ``source``, ``rule``, ``rows``, as intake wrote it.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``rows.chosen``: source in ``cohort``, the choice in ``group``; none of rows where it was about whole files.
    """
    from sva.intake.choices import choices

    start, end = assessment.period
    found = choices(log).rename(columns={"choice": "group", "rows": "numerator"})
    return _built(
        found.astype({"numerator": "int64"}),
        assessment,
        "rows.chosen",
        characteristic="automatic choice",
        period_start=start,
        period_end=end,
    )


def find_changes(changes: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Count the rows of every category that vanishes or appears within the files.

    Parameters
    ----------
    changes : pandas.DataFrame
        ``source``, ``field``, ``category``, ``kind``, ``month``, ``rows``, as intake wrote them.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``rows.changed``: source in ``cohort``, field in ``characteristic``, category in ``group``, "vanished" or
        "appeared" in ``strata``; the period begins with the quarter of the change.
    """
    _, end = assessment.period
    inside = changes[changes["month"].dt.date <= end]
    return _built(
        inside.assign(
            characteristic=inside["field"],
            group=inside["category"],
            strata=inside["kind"],
            numerator=inside["rows"].astype("int64"),
            period_start=inside["month"].dt.date,
            period_end=end,
        ),
        assessment,
        "rows.changed",
    )
