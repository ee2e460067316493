"""Who has supplied what, how good it is, and what it lets the assessment say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.intake.contract import list_contracts, load_contract

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment
    from sva.intake.contract import Contract

__all__ = ["monthly_completeness", "readiness"]

_DERIVED = {"ethnicity_self": "ethnic_group", "age_range": "age_from"}


def readiness(
    assessment: Assessment, completeness: pd.DataFrame, accounting: pd.DataFrame
) -> pd.DataFrame:
    """Give the readiness matrix: one row per contract, supplied or not.

    Parameters
    ----------
    assessment : Assessment
    completeness, accounting : pandas.DataFrame
        As intake wrote them (``_completeness``, ``_accounting``).

    Returns
    -------
    pandas.DataFrame
        ``contract``, ``title``, ``partner``, ``supplied``, ``rows_in``, ``clean``, ``first_month``, ``last_month``,
        ``months_missing`` (months of the period without a row), ``usable`` (share of the rows with every essential
        field), ``protected_known`` (lowest share known of any protected characteristic; null where it has none), ``weakest``
        (the protected characteristic with that share), ``days_to_supply`` (from the end of the last month to the day
        drawn), ``grain``, ``legal_basis``, ``says`` (what it lets the assessment say, or would).
    """
    import pandas as pd

    start, end = assessment.period
    wanted = pd.date_range(start, end, freq="MS")
    rows = []
    for name in list_contracts():
        contract = load_contract(name)
        source = assessment.source(name)
        mine = accounting[
            accounting["source"].eq(name) | accounting["source"].str.startswith(f"{name}-")
        ]
        if source is None or mine.empty:
            mine = mine.iloc[:0]
        known = completeness[completeness["source"].isin(mine["source"].unique())]
        months = known.loc[known["rows"] > 0, "month"].dropna()
        shares = _shares(known, contract)
        protected = {f: shares[f] for f in contract.protected if f in shares}
        weakest = min(protected, key=lambda f: (protected[f], f)) if protected else None
        last = months.max() if len(months) else pd.NaT
        rows.append(
            {
                "contract": name,
                "title": contract.title,
                "partner": source.partner if source else contract.partner,
                "supplied": bool(len(mine)),
                "rows_in": int(mine["rows_in"].sum()),
                "clean": int(mine["clean"].sum()),
                "first_month": months.min() if len(months) else pd.NaT,
                "last_month": last,
                "months_missing": int((~wanted.isin(months)).sum()) if len(months) else pd.NA,
                "usable": _usable(mine),
                "protected_known": protected[weakest] if weakest else None,
                "weakest": weakest,
                "days_to_supply": _days(source.data_as_at, months.max())
                if source and len(months)
                else pd.NA,
                "grain": contract.grain,
                "legal_basis": contract.legal_basis,
                "says": contract.supports,
            }
        )
    kinds = {
        "rows_in": "Int64",
        "clean": "Int64",
        "months_missing": "Int64",
        "days_to_supply": "Int64",
        "usable": "Float64",
        "protected_known": "Float64",
        "weakest": "str",
    }
    return (
        pd.DataFrame(rows)
        .astype(kinds)
        .sort_values(["supplied", "contract"], ascending=[False, True], ignore_index=True)
    )


def _usable(mine: pd.DataFrame) -> float | None:
    """Give the share of rows whose essential fields can all be read; the rest is in quarantine."""
    total = int(mine["rows_in"].sum())
    return 1 - int(mine["quarantined"].sum()) / total if total else None


def _days(drawn: date, last: Any) -> int:
    """Count the days from the end of the last month to the day on which the data were drawn."""
    import pandas as pd

    return (pd.Timestamp(drawn) - (last + pd.offsets.MonthEnd(0))).days


def _shares(known: pd.DataFrame, contract: Contract) -> dict[str, float]:
    """Give the share known of every field, under the contract's own names."""
    sums = known.groupby("field")[["rows", "known"]].sum()
    sums = sums[sums["rows"] > 0]
    shares: dict[Any, Any] = (sums["known"] / sums["rows"]).to_dict()
    for field, derived in _DERIVED.items():
        if field in contract.fields and derived in shares:
            shares[field] = shares[derived]
    return {str(field): float(share) for field, share in shares.items() if field in contract.fields}


def monthly_completeness(assessment: Assessment, completeness: pd.DataFrame) -> pd.DataFrame:
    """Give the share known of essential fields and protected characteristics by month, changes of system marked.

    Parameters
    ----------
    assessment : Assessment
    completeness : pandas.DataFrame

    Returns
    -------
    pandas.DataFrame
        ``source``, ``field``, ``kind`` ("essential" or "protected"), ``month``, ``rows``, ``known``, ``share``,
        ``system_change`` (true in the month from which another system recorded, as the mapping says).
    """
    import pandas as pd

    parts = []
    for source in assessment.settings.sources:
        contract = load_contract(source.contract)
        kinds = {_DERIVED.get(f, f): "protected" for f in contract.protected}
        kinds |= dict.fromkeys(contract.essential, "essential")
        mine = completeness[
            (
                completeness["source"].eq(contract.name)
                | completeness["source"].str.startswith(f"{contract.name}-")
            )
            & completeness["field"].isin(list(kinds))
            & completeness["month"].notna()
        ]
        changes = pd.to_datetime(
            pd.Series(_system_changes(assessment, source, contract), dtype="str")
        )
        parts.append(
            mine.assign(
                kind=mine["field"].map(kinds),
                share=mine["known"] / mine["rows"],
                system_change=mine["month"].isin(changes),
            )
        )
    columns = ["source", "field", "kind", "month", "rows", "known", "share", "system_change"]
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True).drop_duplicates()[columns]


def _system_changes(assessment: Assessment, source: object, contract: Contract) -> list[str]:
    from sva.intake.mapping import load_mapping

    named = getattr(source, "mapping", None)
    if not named:
        return []
    return [
        f"{month}-01" for month in load_mapping(assessment.folder / named, contract).system_changes
    ]
