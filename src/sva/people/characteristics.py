"""The characteristics of people: their column, their groups, and whether residents are counted by them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "AGE_BANDS",
    "BANDS",
    "BESIDES",
    "CHARACTERISTICS",
    "NOT_STATED",
    "OF_SUSPECTS",
    "OF_VICTIMS",
    "OLDEST",
    "RECORDED_OF_SUSPECTS",
    "RECORDED_OF_VICTIMS",
    "SEARCH_BANDS",
    "SETTING",
    "TIMES",
    "UNKNOWN",
    "Characteristic",
    "band_ages",
    "label_groups",
    "order_groups",
]

#: What an unrecorded characteristic is called. It is shown last and never shared out among the others.
UNKNOWN = "Unknown"

#: How records mark that somebody was asked and did not say; nobody is in a group by it.
NOT_STATED = ("NS", "Not stated", "Refused", "Prefer not to say")

#: No recorded age is higher: intake sets others aside.
OLDEST = 120

#: Label to lowest and highest age.
AGE_BANDS: dict[str, tuple[int, int]] = {
    "Under 10": (0, 9),
    "10 to 17": (10, 17),
    "18 to 24": (18, 24),
    "25 to 34": (25, 34),
    "35 to 49": (35, 49),
    "50 to 64": (50, 64),
    "65 and over": (65, OLDEST),
}

#: The bands in which searches record ages.
SEARCH_BANDS: dict[str, tuple[int, int]] = {
    "Under 10": (0, 9),
    "10 to 17": (10, 17),
    "18 to 24": (18, 24),
    "25 to 34": (25, 34),
    "35 and over": (35, OLDEST),
}

#: Parts of the day by the first and the last hour.
TIMES: dict[str, tuple[int, int]] = {
    "Night, 0 to 6": (0, 5),
    "Morning, 6 to 12": (6, 11),
    "Afternoon, 12 to 18": (12, 17),
    "Evening, 18 to 24": (18, 23),
}

#: Characteristics whose groups are bands of ages.
BANDS = {"age_band": AGE_BANDS, "search_age": SEARCH_BANDS}


@dataclass(frozen=True)
class Characteristic:
    """One characteristic of a person.

    Parameters
    ----------
    name : str
        As in the column ``characteristic``.
    label : str
        As a reader is told it.
    column : str
        Of the clean tables.
    groups : tuple of str
        Groups that always have a row, none or some; others are added as they occur.
    protected : str
        The protected characteristic of the Equality Act 2010 that it describes; empty for the rest.
    no_base : str
        Why there is no rate against residents; empty where there can be one.
    """

    name: str
    label: str
    column: str
    groups: tuple[str, ...] = ()
    protected: str = ""
    no_base: str = ""


_FIVE = ("Asian", "Black", "Mixed", "Other", "White")
_FLAG = "no count of residents with and without it"

CHARACTERISTICS: dict[str, Characteristic] = {
    entry.name: entry
    for entry in (
        Characteristic("age_band", "Age", "age", tuple(AGE_BANDS), "age"),
        Characteristic("search_age", "Age", "search_age", tuple(SEARCH_BANDS), "age"),
        Characteristic("sex", "Sex", "sex", ("Female", "Male"), "sex"),
        Characteristic("ethnic_group", "Ethnic group, self-defined", "ethnic_group", _FIVE, "race"),
        Characteristic(
            "ethnic_group_19",
            "Ethnic group, self-defined, in detail",
            "ethnicity_self",
            (),
            "race",
        ),
        Characteristic(
            "ethnicity_officer",
            "Ethnicity, as the officer saw it",
            "ethnicity_officer",
            (),
            "race",
            "the officers' list has no Mixed group, so the census does not match it",
        ),
        Characteristic("disability", "Disability", "disability", (), "disability"),
        Characteristic("religion", "Religion or belief", "religion", (), "religion or belief"),
        Characteristic(
            "sexual_orientation",
            "Sexual orientation",
            "sexual_orientation",
            (),
            "sexual orientation",
        ),
        Characteristic(
            "gender_identity",
            "Gender identity",
            "gender_identity",
            (),
            "gender reassignment",
            "the census figures for small groups are uncertain",
        ),
        Characteristic(
            "marital_status",
            "Marriage and civil partnership",
            "marital_status",
            (),
            "marriage and civil partnership",
        ),
        Characteristic(
            "pregnancy",
            "Pregnancy and maternity",
            "pregnancy",
            (),
            "pregnancy and maternity",
            "no census counts it",
        ),
        Characteristic("looked_after", "Looked after", "looked_after", ("No", "Yes"), "", _FLAG),
        Characteristic("care_leaver", "Care leaver", "care_leaver", ("No", "Yes"), "", _FLAG),
        Characteristic("exploited", "Exploited", "exploited", ("No", "Yes"), "", _FLAG),
        Characteristic("excluded", "Excluded from school", "excluded", ("No", "Yes"), "", _FLAG),
        Characteristic(
            "previous_victim",
            "Harmed in the twelve months before",
            "previous_victim",
            ("No", "Yes"),
            "",
            _FLAG,
        ),
        Characteristic(
            "relationship", "Suspect's relationship to the victim", "relationship", (), "", _FLAG
        ),
        Characteristic("object", "What was looked for", "object", (), "", _FLAG),
        Characteristic("location_type", "Kind of place", "location_type", (), "", _FLAG),
        Characteristic("time_of_day", "Time of day", "time_of_day", tuple(TIMES), "", _FLAG),
        Characteristic("arrested", "Arrested", "arrested", ("No", "Yes"), "", _FLAG),
    )
}

#: Described beside age, sex and ethnic group where enough is recorded.
BESIDES = (
    "disability",
    "religion",
    "sexual_orientation",
    "gender_identity",
    "marital_status",
    "pregnancy",
    "looked_after",
    "care_leaver",
    "exploited",
    "excluded",
    "previous_victim",
)
#: Of the offence, not of the person.
SETTING = ("location_type", "time_of_day")
_FIRST = ("age_band", "sex", "ethnic_group", "ethnicity_officer")
#: What a record of a victim, or of a suspect, can hold.
OF_VICTIMS = (*_FIRST, *BESIDES, "relationship")
#: What an officer records, or does not, of a victim, or of a suspect.
RECORDED_OF_VICTIMS = (*_FIRST, *BESIDES[:-1], "relationship")
RECORDED_OF_SUSPECTS = (*_FIRST, *BESIDES[:-1], "arrested")
OF_SUSPECTS = (*_FIRST, *BESIDES, "arrested")


def _find(name: str) -> Characteristic:
    if name not in CHARACTERISTICS:
        raise SvaError(
            "no such characteristic",
            [Fault(f"{name!r}", f"one of {', '.join(CHARACTERISTICS)}", "sva.people")],
        )
    return CHARACTERISTICS[name]


def label_groups(people: pd.DataFrame, name: str) -> pd.Series:
    """Give each row its group of a characteristic.

    Parameters
    ----------
    people : pandas.DataFrame
        A clean table of people, or of searches.
    name : str
        A key of `CHARACTERISTICS`.

    Returns
    -------
    pandas.Series of str
        ``"Unknown"`` where it is not recorded, and in every row where the column was not supplied. True and false
        read "Yes" and "No". The index of `people`.

    Raises
    ------
    SvaError
        If there is no such characteristic.

    Examples
    --------
    >>> import pandas as pd
    >>> label_groups(pd.DataFrame({"age": pd.array([9, 17, 70, None], dtype="Int64")}), "age_band").tolist()
    ['Under 10', '10 to 17', '65 and over', 'Unknown']
    """
    import pandas as pd

    characteristic = _find(name)
    if characteristic.column not in people.columns:
        return pd.Series(UNKNOWN, index=people.index, dtype="str")
    values = people[characteristic.column]
    if name == "ethnic_group_19":
        return _in_detail(values)
    if name in BANDS:
        return band_ages(values, values, BANDS[name])
    if pd.api.types.is_bool_dtype(values.dtype) or str(values.dtype) == "boolean":
        values = values.astype("boolean").map({True: "Yes", False: "No"}, na_action="ignore")
    named = values.astype("str").fillna(UNKNOWN)
    return named.mask(named.isin(NOT_STATED), UNKNOWN)


def _in_detail(codes: pd.Series) -> pd.Series:
    """Name the 19 groups of the census by the police code of self-defined ethnicity."""
    from sva.reference.ethnicity import groups19

    listed = groups19()
    names = dict(zip(listed["code"], listed["label"], strict=True))
    return codes.map(names).astype("str").fillna(UNKNOWN)


def band_ages(
    lowest: pd.Series, highest: pd.Series, bands: dict[str, tuple[int, int]]
) -> pd.Series:
    """Give the band that holds a span of ages.

    Parameters
    ----------
    lowest, highest : pandas.Series of Int64
        The same where the age is known exactly.
    bands : dict of str to tuple of int
        Label to lowest and highest age.

    Returns
    -------
    pandas.Series of str
        ``"Unknown"`` where no band holds the whole span.

    Examples
    --------
    >>> import pandas as pd
    >>> band_ages(pd.Series([10, 10]), pd.Series([17, 24]), SEARCH_BANDS).tolist()
    ['10 to 17', 'Unknown']
    """
    import pandas as pd

    low, high = lowest.astype("Float64"), highest.astype("Float64")
    found = pd.Series(UNKNOWN, index=lowest.index, dtype="str")
    for label, (first, last) in bands.items():
        found[((low >= first) & (high <= last)).fillna(False).to_numpy(bool)] = label
    return found


def order_groups(name: str, found: list[str]) -> list[str]:
    """Put groups in the order in which a reader meets them.

    Parameters
    ----------
    name : str
        A key of `CHARACTERISTICS`.
    found : list of str
        Groups that occur.

    Returns
    -------
    list of str
        Ages by age, all others by alphabet, "Other" with them, Unknown last. Groups that always have a row are
        there though nobody is in them.

    Examples
    --------
    >>> order_groups("sex", ["Unknown", "Male"])
    ['Female', 'Male', 'Unknown']
    """
    characteristic = _find(name)
    known = {*characteristic.groups, *found} - {UNKNOWN}
    in_order = name in BANDS or name == "time_of_day"
    ordered = list(characteristic.groups) if in_order else sorted(known)
    return [*ordered, *([UNKNOWN] if UNKNOWN in found else [])]
