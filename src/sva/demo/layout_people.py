"""The columns of victims' and suspects' files, in the old and the new layout."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported, so no checker knows them.

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sva.demo.page import Columns, Page
from sva.demo.render import blanks, choose, district_names, numbers, pick, plain, recode, words

__all__ = ["people"]

_TYPES = ({"person": "Person", "organisation": "Business/Organisation", "police officer": "Police Officer", "emergency worker": "Emergency Worker"},
          {"person": "Individual", "organisation": "Organisation", "police officer": "Police", "emergency worker": "Emergency Services"})  # fmt: skip
_SEXES = (
    {"Female": "F", "Male": "M", "Unknown": "U"},
    {"Female": "Female", "Male": "Male", "Unknown": "Unknown"},
)
_PNC = {"White": "1", "Black": "3", "Asian": "4", "Chinese or South East Asian": "5", "Arab or North African": "6", "Unknown": "0"}  # fmt: skip
_BORN = ({}, {"Same as registered at birth": "Yes", "Different from registered at birth": "No"})
_PREGNANT = (
    {"Pregnant or in maternity": "Y", "Neither": "N"},
    {"Pregnant or in maternity": "Pregnant", "Neither": "Not pregnant"},
)
_MARRIED = ({"Never married or in a civil partnership": "Single", "Married or in a civil partnership": "Married", "Divorced or dissolved": "Divorced", "Widowed or surviving partner": "Widowed"}, {})  # fmt: skip


@cache
def _free_text() -> dict[str, tuple[str, ...]]:
    """How each code is typed by hand."""
    from sva.reference._data import read_bundled

    own = {"W1": ("White - British", "white british ", "White – British", "WHITE BRITISH"), "W9": ("Any other White background", "White - Any other White background")}  # fmt: skip
    table = read_bundled("codes/ethnicity-policeuk-self.csv")
    labels = dict(zip(table["canonical"], table["label"], strict=True))
    return {
        code: own.get(code, (label, label.lower(), label + " "))
        for code, label in labels.items()
        if code != "NS"
    }


def _ethnicity(values: pd.Series, share: float, rng: np.random.Generator) -> pa.Array:
    """Self-defined ethnicity as codes, some of them as free text."""
    text = plain(values).dictionary_encode()
    codes = text.dictionary.to_pylist()
    ways = [_free_text().get(c, (c,)) for c in codes]
    flat = pa.array([w for way in ways for w in way])
    start = np.concatenate([[0], np.cumsum([len(w) for w in ways])])[:-1]
    size = np.array([len(w) for w in ways])
    at = text.indices.to_numpy()
    typed = flat.take(pa.array(start[at] + (rng.random(len(at)) * size[at]).astype(int)))
    return choose(rng.random(len(at)) < share, typed, pc.dictionary_decode(text))


def _ages(values: pd.Series, odd: float, rng: np.random.Generator) -> pa.Array:
    """Ages; the unknown ones as systems fill them in."""
    lost = values.isna().to_numpy()
    fill = pick(("", "", "", "1020", "1020", "-3", "0", "0"), rng, len(lost))
    fill = choose(
        rng.random(len(lost)) < odd,
        pa.array(["148"]).take(pa.array(np.zeros(len(lost), int))),
        fill,
    )
    return choose(lost, fill, numbers(values))


def people(name: str) -> Callable[..., Columns]:
    """Give the writer of the columns of victims or suspects."""

    def fill(page: Page) -> Columns:
        tables, refs, rows, system, truth, rng = page
        t = tables[name].iloc[rows]
        new = int(system.new)
        offence = tables.hidden[name]["offence_row"].to_numpy()[rows]
        seen = recode(t["ethnicity_officer"], _PNC, rng)
        south = (pc.equal(seen, "1").to_numpy(zero_copy_only=False)) & (
            rng.random(len(rows)) < 0.03
        )
        seen = choose(south, pa.array(["2"]).take(pa.array(np.zeros(len(rows), int))), seen)
        flag = ("Yes", "No", "Not known") if new else ("Y", "N", "NOT RECORDED")
        kind = plain(t["person_type"])
        own = _ethnicity(t["ethnicity_self"], truth.mess.untidy_ethnicity, rng)
        asked = tables.hidden[name]["not_stated"].to_numpy()[rows]
        own = choose(asked, pa.array(["NS"]).take(pa.array(np.zeros(len(rows), int))), own)
        columns: list[tuple[tuple[str, str], pa.Array]] = [
            (("Crime Number", "Crime Ref No"), refs.crime(offence)),
            (("Incident Reference", "Occurrence No"), refs.incident(offence)),
            (
                ("Victim Ref" if name == "victims" else "Suspect Ref", "Person URN"),
                refs.person(name, rows),
            ),
            (
                ("Victim Type" if name == "victims" else "Suspect Type", "Party Type"),
                words(pd.Series(kind), _TYPES[new]),
            ),
            (("Age", "Age At Offence"), _ages(t["age"], truth.mess.odd_age * 20, rng)),
            (("Gender", "Sex"), words(t["sex"], _SEXES[new])),
            (
                ("Self Defined Ethnicity", "SDE 18+1"),
                own,
            ),
            (("Officer Defined Ethnicity", "ODE 6+1"), seen),
            (("Disability", "Disability"), recode(t["disability"], {}, rng)),
            (("Religion", "Religion"), recode(t["religion"], {}, rng)),
            (
                ("Sexual Orientation", "Sexual Orientation"),
                recode(t["sexual_orientation"], {}, rng),
            ),
            (
                ("Gender Identity", "Gender Same As Birth"),
                recode(t["gender_identity"], _BORN[new], rng),
            ),
            (("Marital Status", "Marital Status"), recode(t["marital_status"], _MARRIED[new], rng)),
            (("Pregnant", "Pregnancy"), recode(t["pregnancy"], _PREGNANT[new], rng)),
            (("Looked After Child", "LAC"), blanks(t["looked_after"], *flag, rng)),
            (("Care Leaver", "Care Leaver"), blanks(t["care_leaver"], *flag, rng)),
            (("Exploitation Marker", "CE Flag"), blanks(t["exploited"], *flag, rng)),
            (("Excluded From School", "Excluded"), blanks(t["excluded"], *flag, rng)),
        ]
        if name == "victims":
            columns.append(
                (("Relationship To Suspect", "Relationship"), recode(t["relationship"], {}, rng))
            )
        columns += [
            (("Home LSOA", "Resident LSOA11CD"), plain(t["home_lsoa_code"])),
            (("Home District", "Resident LA"), words(t["home_district_code"], district_names())),
        ]
        if name == "suspects":
            columns.append((("Arrested", "Arrested"), blanks(t["arrested"], *flag, rng)))
        return {names[new]: value for names, value in columns}

    return fill
