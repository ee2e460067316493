"""Who is followed: one index event a person, with time zero, earlier record, what came after, and maturity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sva import cohorts
from sva.errors import Fault, collect

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["Clock", "FollowUp", "follow", "index_events", "suspicions"]

#: When the clock starts. "offer": as offered; "identified": first identification as suspect, for all;
#: "outcome": the day the disposal was recorded, which is biased and shown as such only.
Clock = Literal["offer", "identified", "outcome"]

_PERSON = ("age", "sex", "ethnic_group", "looked_after")
_OFFENCE = ("offence_group", "offence_code", "district_code", "domestic")
_KEYS = ["offence_key", "person_key"]


@dataclass(frozen=True)
class FollowUp:
    """How long people are followed.

    Parameters
    ----------
    months : int
        Offences committed within so many months after time zero count.
    waiting : int
        Months more, in which such an offence may still be recorded.
    look_back : int
        Months of records that must lie before an index event, so that an earlier record can be seen.
    code : str
        The outcome whose offer is followed.

    Raises
    ------
    SvaError
        If a length is negative, or there is no follow-up.

    Examples
    --------
    >>> FollowUp().mature_after
    18
    """

    months: int = 12
    waiting: int = 6
    look_back: int = 24
    code: str = "22"

    def __post_init__(self) -> None:
        faults = (
            [Fault(f"{self.months} months of follow-up", "1 or more")] if self.months < 1 else []
        )
        faults += [
            Fault(f"{name} of {getattr(self, name)} months", "0 or more")
            for name in ("waiting", "look_back")
            if getattr(self, name) < 0
        ]
        collect("people cannot be followed so", faults)

    @classmethod
    def of(cls, assessment: Assessment) -> FollowUp:
        """Return what the assessment file says under ``outcomes``: 12, 6 and 24 months where it says nothing."""
        given = assessment.settings.outcomes
        return cls(
            given.follow_up_months,
            given.waiting_months,
            given.look_back_months,
            given.followed_code,
        )

    @property
    def mature_after(self) -> int:
        """Months after which an index event has been followed to the end."""
        return self.months + self.waiting


def _blank(rule: FollowUp) -> pd.DataFrame:
    import pandas as pd

    names = [
        "person_key",
        "index_on",
        "index_month",
        "offered",
        "recorded",
        "outcome_code",
        *_PERSON,
        *_OFFENCE,
    ]
    names += [
        "prior",
        "prior_victim",
        "again_on",
        "again_days",
        "again_count",
        "followed_days",
        "mature",
    ]
    return pd.DataFrame({name: [] for name in names})


def index_events(
    offences: pd.DataFrame,
    suspects: pd.DataFrame,
    disposals: pd.DataFrame,
    assessment: Assessment,
    *,
    victims: pd.DataFrame | None = None,
    rule: FollowUp | None = None,
    clock: Clock = "offer",
) -> pd.DataFrame:
    """Give each suspect the first event in the window from which follow-up is possible, and what came after.

    An event is an incident with a suspect. Each person has one, the first in the window, so that nobody is chosen by
    what came later. Time zero is the day of the offer; for those without an offer it is the day on which the offence
    was recorded with them as suspect, plus the usual time from there to an offer (the median of those offered), so
    that both have been at large as long. Whoever was suspected of another offence before time zero is left out on
    either side. What follows counts as offered, whether or not the activity was completed.

    Parameters
    ----------
    offences, suspects, disposals : pandas.DataFrame
        The clean tables, all offences and all years: an offence outside the definition of serious violence is
        reoffending too.
    assessment : Assessment
    victims : pandas.DataFrame, optional
        The clean table: whether the person was a victim in the year before, for the placebo comparison.
    rule : FollowUp, optional
        By default as the assessment file says, else twelve months, six months' waiting, 24 months of record before.
    clock : {"offer", "identified", "outcome"}
        See `Clock`.

    Returns
    -------
    pandas.DataFrame
        One row a person: ``person_key, index_on, index_month, offered, recorded`` (the outcome itself was recorded),
        ``outcome_code``, age, sex, ethnic group and looked-after status as recorded at the event, ``offence_group,
        offence_code, district_code, domestic``, ``prior`` (earlier incidents as suspect since records begin),
        ``prior_victim`` (nullable boolean), ``again_on, again_days`` (first offence after time zero, whenever),
        ``again_count`` (incidents within the follow-up), ``followed_days`` (from time zero to the extract), ``mature``.

    References
    ----------
    Ministry of Justice (2019). Guide to proven reoffending statistics: one year, and six months in which an offence
    may still be proven. Hernán MA, Robins JM (2016). Using big data to emulate a target trial. American Journal of
    Epidemiology 183: 758-764.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> day = pd.to_datetime(["2020-06-01", "2020-12-01"])
    >>> offences = pd.DataFrame({"incident_key": ["i", "j"], "offence_key": ["a", "b"], "recorded_on": day,
    ...     "committed_from": day, "month": day})
    >>> suspects = pd.DataFrame({"incident_key": ["i", "j"], "offence_key": ["a", "b"], "person_key": ["p", "p"], "age": 15})
    >>> disposals = pd.DataFrame({"offence_key": ["a"], "person_key": ["p"], "outcome_code": ["22"],
    ...     "offered_on": pd.to_datetime(["2020-06-08"]), "disposal_on": pd.to_datetime(["2020-09-01"])})
    >>> index_events(offences, suspects, disposals, load_assessment("west-mercia-2023-05"), rule=FollowUp(look_back=0))[
    ...     ["offered", "prior", "again_days", "again_count", "mature"]]
       offered  prior  again_days  again_count  mature
    0     True      0         176            1    True
    """
    rule = rule or FollowUp.of(assessment)
    events = suspicions(offences, suspects, disposals, rule)
    return follow(events, offences, assessment, victims=victims, rule=rule, clock=clock)


def follow(
    events: pd.DataFrame,
    offences: pd.DataFrame,
    assessment: Assessment,
    *,
    victims: pd.DataFrame | None = None,
    rule: FollowUp,
    clock: Clock = "offer",
) -> pd.DataFrame:
    """Follow each person from the first event in the window: `index_events` from events already put together.

    Parameters
    ----------
    events : pandas.DataFrame
        From `suspicions`, of the same outcome code.
    offences : pandas.DataFrame
        The clean table.
    assessment : Assessment
    victims, rule, clock
        As for `index_events`.

    Returns
    -------
    pandas.DataFrame
        As `index_events`.
    """
    import pandas as pd

    if events.empty:
        return _blank(rule)
    drawn = pd.Timestamp(
        assessment.data_as_at(cohorts.CONTRACTS["suspects"]) or assessment.period[1]
    )
    start = events["identified"].min().to_period("M").to_timestamp()
    start += pd.DateOffset(months=rule.look_back)
    events = _time_zero(events, clock)
    window = events[events["index_on"].between(max(start, _first_offer(events)), drawn)]
    if clock == "outcome":
        window = window[window["disposal_on"].notna()]
    chosen = window.sort_values(["identified", "incident_key"]).drop_duplicates("person_key")
    chosen = _before(chosen, events, victims, offences)
    chosen = _after(chosen, events, rule)
    # Another suspicion between identification and time zero: gone on either side. The biased clock keeps to the
    # same rule, which is what makes it biased: only those who stay out of trouble until then are left.
    chosen = chosen[~chosen["between"]].drop(columns="between")
    chosen["followed_days"] = (drawn - chosen["index_on"]).dt.days
    chosen["mature"] = chosen["index_on"] + pd.DateOffset(months=rule.mature_after) <= drawn
    chosen["index_month"] = chosen["index_on"].dt.to_period("M").dt.to_timestamp()
    wanted = [name for name in _blank(rule).columns if name in chosen.columns]
    return chosen[wanted].sort_values(["index_on", "person_key"], ignore_index=True)


def suspicions(
    offences: pd.DataFrame, suspects: pd.DataFrame, disposals: pd.DataFrame, rule: FollowUp
) -> pd.DataFrame:
    """Give one row for each person and incident, with the day of identification and of the offence.

    Parameters
    ----------
    offences, suspects, disposals : pandas.DataFrame
        The clean tables.
    rule : FollowUp
        Of it only the outcome's code is used.

    Returns
    -------
    pandas.DataFrame
    """
    import pandas as pd

    if suspects.empty or offences.empty:
        return pd.DataFrame()
    known = suspects[suspects["person_key"].notna()]
    if "person_type" in known.columns:
        known = known[known["person_type"] == "person"]
    about = [name for name in _OFFENCE if name in offences.columns]
    people = [name for name in _PERSON if name in known.columns]
    base = offences[
        ["offence_key", "recorded_on", "committed_from", "month", *about]
    ].drop_duplicates("offence_key")
    rows = known[["incident_key", *_KEYS, *people]].merge(base, on="offence_key", how="inner")
    given = disposals[[*_KEYS, "outcome_code", "offered_on", "disposal_on"]].drop_duplicates(_KEYS)
    rows = rows.merge(given, on=_KEYS, how="left")
    rows["committed"] = (
        pd.to_datetime(rows["committed_from"]).fillna(pd.to_datetime(rows["month"])).dt.normalize()
    )
    rows["identified"] = (
        pd.to_datetime(rows["recorded_on"]).fillna(rows["committed"]).dt.normalize()
    )
    rows["recorded"] = (rows["outcome_code"] == rule.code).fillna(False).astype(bool)
    rows["offered"] = rows["offered_on"].notna() | rows["recorded"]
    # One incident may hold several offences: the offence of the offer stands for it, else the first.
    rows = rows.sort_values(["person_key", "incident_key", "offered", "identified", "offence_key"],
                            ascending=[True, True, False, True, True])  # fmt: skip
    return rows.drop_duplicates(["person_key", "incident_key"], ignore_index=True)


def _first_offer(events: pd.DataFrame) -> pd.Timestamp:
    """Give the month of the first offer: before it nobody could have been offered."""
    import pandas as pd

    first = events.loc[events["offered"], "identified"].min()
    return events["identified"].min() if pd.isna(first) else first.to_period("M").to_timestamp()


def _time_zero(events: pd.DataFrame, clock: Clock) -> pd.DataFrame:
    import pandas as pd

    offered_on = pd.to_datetime(events["offered_on"]).dt.normalize()
    if clock == "identified":
        zero = events["identified"]
    elif clock == "outcome":
        zero = pd.to_datetime(events["disposal_on"]).dt.normalize()
    else:
        delay = (offered_on - events["identified"]).dt.days
        usual = delay[events["offered"] & (delay >= 0)].median()
        usual = 0 if pd.isna(usual) else round(usual)
        zero = offered_on.fillna(events["identified"] + pd.Timedelta(days=usual))
        zero = zero.where(zero >= events["identified"], events["identified"])
    return events.assign(index_on=zero)


def _before(
    chosen: pd.DataFrame, events: pd.DataFrame, victims: pd.DataFrame | None, offences: pd.DataFrame
) -> pd.DataFrame:
    """Count earlier incidents as suspect, and say whether the person was a victim in the year before."""
    import pandas as pd

    pairs = chosen[["person_key", "incident_key", "identified"]].merge(
        events[["person_key", "incident_key", "identified"]],
        on="person_key",
        suffixes=("", "_then"),
    )
    earlier = pairs[pairs["identified_then"] < pairs["identified"]].groupby("person_key").size()
    out = chosen.assign(prior=chosen["person_key"].map(earlier).fillna(0).astype(int))
    out["prior_victim"] = pd.array([pd.NA] * len(out), dtype="boolean")
    if victims is None or victims.empty:
        return out
    harmed = victims.loc[
        victims["person_key"].isin(out["person_key"]), ["person_key", "offence_key"]
    ].merge(offences[["offence_key", "month"]], on="offence_key")
    pairs = out[["person_key", "index_on"]].merge(harmed, on="person_key")
    month = pd.to_datetime(pairs["month"])
    first = pairs["index_on"].dt.to_period("M").dt.to_timestamp()
    hit = pairs.loc[(month < first) & (month >= first - pd.DateOffset(months=12)), "person_key"]
    out["prior_victim"] = out["person_key"].isin(hit).astype("boolean")
    return out


def _after(chosen: pd.DataFrame, events: pd.DataFrame, rule: FollowUp) -> pd.DataFrame:
    """Find the offences committed after time zero and recorded in time."""
    import pandas as pd

    zero = chosen[["person_key", "incident_key", "identified", "index_on"]]
    later = events[["person_key", "incident_key", "committed", "identified"]]
    pairs = zero.merge(later, on="person_key", suffixes=("", "_then"))
    pairs = pairs[
        (pairs["incident_key"] != pairs["incident_key_then"])
        & (pairs["committed"] > pairs["identified"])
    ]
    between = pairs.loc[pairs["committed"] <= pairs["index_on"], "person_key"]
    pairs = pairs[pairs["committed"] > pairs["index_on"]]
    first = pairs.groupby("person_key")["committed"].min()
    within = (pairs["committed"] <= pairs["index_on"] + pd.DateOffset(months=rule.months)) & (
        pairs["identified_then"] <= pairs["index_on"] + pd.DateOffset(months=rule.mature_after)
    )
    count = pairs[within].groupby("person_key").size()
    out = chosen.assign(
        again_on=pd.to_datetime(first.reindex(chosen["person_key"]).to_numpy()),
        again_count=chosen["person_key"].map(count).fillna(0).astype(int),
        between=chosen["person_key"].isin(between),
    )
    out["again_days"] = (out["again_on"] - out["index_on"]).dt.days
    return out
