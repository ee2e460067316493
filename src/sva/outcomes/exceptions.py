"""What stands out, for the accountability meeting and the criminal justice board: rows, not verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.outcomes.groups import decided

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["area_funnel", "exceptions", "together"]

#: Months back within which a month beyond its limits is still news.
_RECENT = 12


def area_funnel(
    offences: pd.DataFrame, code: str, assessment: Assessment, *, settle: int = 0
) -> pd.DataFrame:
    """Place each partnership in the funnel of one outcome's share of decided crimes.

    Parameters
    ----------
    offences : pandas.DataFrame
        Clean offences with ``csp_code``.
    code : str
        An outcome code.
    assessment : Assessment
    settle : int
        Months that outcomes take: so many of the latest months are left out.

    Returns
    -------
    pandas.DataFrame
        Estimates ``outcomes.funnel`` of twelve settled months; `lower` and `upper` are the 99.8% limits for a
        partnership of that size, about the share of all others and with their spread: with a handful of
        partnerships, one that stands out would otherwise widen the limits that it is held against. A limit that the
        value lies beyond is missing and `method` says on which side it lies.

    References
    ----------
    Spiegelhalter DJ (2005). Funnel plots for comparing institutional performance. Statistics in Medicine 24: 1185-1202
    (arcsine limits, multiplicative over-dispersion).
    """
    import numpy as np
    import pandas as pd

    if offences.empty or "csp_code" not in offences.columns:
        return estimates.blank()
    end = pd.Timestamp(assessment.period[1]) + pd.Timedelta(days=1) - pd.DateOffset(months=settle)
    start = end - pd.DateOffset(months=12)
    period = (max(start, pd.Timestamp(assessment.period[0])), end - pd.Timedelta(days=1))
    kept = cohorts.within(offences, period)
    kept = kept[decided(kept["outcome_code"]) & kept["csp_code"].notna()]
    kept = kept[kept["csp_code"].isin([each.code for each in assessment.settings.partnerships])]
    if kept["csp_code"].nunique() < 3:
        return estimates.blank()
    table = (kept["outcome_code"] == code).groupby(kept["csp_code"]).agg(["sum", "size"])
    value, lower, upper = _beside_others(
        table["sum"].to_numpy(float), table["size"].to_numpy(float)
    )
    low, high = value < lower, value > upper
    columns = cohorts.about("offences", assessment, assessment.year)
    columns |= {"period_start": period[0], "period_end": period[1]}
    return estimates.build(
        pd.DataFrame(
            {
                "area_code": table.index,
                "numerator": table["sum"].to_numpy(int),
                "denominator": table["size"].to_numpy(int),
                "value": 100 * value,
                "lower": np.where(low, np.nan, 100 * lower),
                "upper": np.where(high, np.nan, 100 * upper),
                "method": [
                    _SIDE[bool(under), bool(over)] for under, over in zip(low, high, strict=True)
                ],
            }
        ),
        assessment.period,
        measure="outcomes.funnel",
        characteristic="outcome_code",
        group=f"given outcome {code}",
        area_type="csp",
        definition=assessment.settings.definition.name if "serious" in offences.columns else None,
        **columns,
    )


_SIDE = {
    (False, False): "within the funnel of the others",
    (True, False): "out of the funnel of the others, low",
    (False, True): "out of the funnel of the others, high",
}
_Z998 = 3.090232306167813


def _beside_others(
    count: np.ndarray, base: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give each share, and the 99.8% limits for one of its size about the share of the others."""
    import numpy as np

    value = count / base
    lower, upper = np.empty(len(base)), np.empty(len(base))
    scaled = np.arcsin(np.sqrt(value))
    for at in range(len(base)):
        rest = np.arange(len(base)) != at
        centre = np.arcsin(np.sqrt(count[rest].sum() / base[rest].sum()))
        z = (scaled[rest] - centre) * 2 * np.sqrt(base[rest])
        spread = max(1.0, float((z**2).sum() / max(rest.sum() - 1, 1)))
        half = _Z998 * np.sqrt(spread / base[at]) / 2
        lower[at] = np.sin(max(0.0, centre - half)) ** 2
        upper[at] = np.sin(min(np.pi / 2, centre + half)) ** 2
    return value, lower, upper


def exceptions(*frames: pd.DataFrame) -> pd.DataFrame:
    """Pick the rows that stand out of estimates already made.

    Parameters
    ----------
    *frames : pandas.DataFrame
        Estimates of ``outcomes.chart`` (a month of the last twelve that breaks a rule without a known cause),
        ``outcomes.funnel`` (a partnership out of its limits) and ``disposals.ratio`` (a group whose corrected p is under
        0.05 and whose limits and unknown bounds all leave 1 out). Others are passed over.

    Returns
    -------
    pandas.DataFrame
        Those rows, unchanged, months first, the latest first. The last sentence of each is what to ask, not who is
        to blame.

    Examples
    --------
    >>> len(exceptions())
    0
    """
    import pandas as pd

    parts = []
    for frame in frames:
        if frame.empty:
            continue
        kind = frame["measure"].iloc[0]
        if kind == "outcomes.chart":
            parts.append(_months(frame))
        elif kind == "outcomes.funnel":
            parts.append(frame[frame["method"].str.startswith("out of")])
        elif kind == "disposals.ratio":
            apart = (frame["lower"] > 1) & (frame["unknown_lower"] > 1)
            apart |= (frame["upper"] < 1) & (frame["unknown_upper"] < 1)
            parts.append(frame[(apart & (frame["q"] < 0.05)).fillna(False).astype(bool)])
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else estimates.blank()


def together(*frames: pd.DataFrame) -> pd.DataFrame:
    """Put estimates of several kinds into one table, for one sentence.

    Parameters
    ----------
    *frames : pandas.DataFrame
        Estimates; those without rows are passed over.

    Returns
    -------
    pandas.DataFrame
    """
    import pandas as pd

    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else estimates.blank()


def _months(frame: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    rule = frame["method"].str.contains(r"astronomical|shift|trend|two of three", regex=True)
    last = frame["period_start"].max()
    recent = frame["period_start"] > last - pd.DateOffset(months=_RECENT)
    return frame[rule & recent].sort_values("period_start", ascending=False)
