"""The clean tables: their columns and types, the same whether there are rows or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.intake.coded import Coded

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from sva.intake.frame import Frame
    from sva.intake.keys import KeyBook

__all__ = ["BESIDE", "TABLES", "build_table", "empty", "schema"]

_PERSON = {
    "person_key": "key:person",
    "person_type": "str",
    "age": "Int64",
    "sex": "str",
    "ethnicity_self": "str",
    "ethnicity_officer": "str",
    "ethnic_group": "str",
    "disability": "str",
    "religion": "str",
    "sexual_orientation": "str",
    "gender_identity": "str",
    "marital_status": "str",
    "pregnancy": "str",
    "looked_after": "boolean",
    "care_leaver": "boolean",
    "exploited": "boolean",
    "excluded": "boolean",
}
_HOME = {"home_lsoa_code": "str", "home_district_code": "str"}
_INCIDENT = {"incident_key": "key:incident", "offence_key": "key:offence"}
_REF = {"row_ref": "str"}

#: Clean table to column to type. A type "key:person" is a text column of random keys.
TABLES: dict[str, dict[str, str]] = {
    "offences": {
        **_INCIDENT,
        "committed_from": "datetime64[s]",
        "committed_to": "datetime64[s]",
        "time_known": "bool",
        "date_known": "str",
        "month": "datetime64[s]",
        "recorded_on": "datetime64[s]",
        "offence_code": "str",
        "offence_group": "str",
        "knife_enabled": "boolean",
        "firearm_enabled": "boolean",
        "domestic": "boolean",
        "alcohol_related": "boolean",
        "location_type": "str",
        "public_place": "boolean",
        "lsoa_code": "str",
        "lsoa_vintage": "str",
        "msoa_code": "str",
        "district_code": "str",
        "csp_code": "str",
        "place_status": "str",
        "easting": "Float64",
        "northing": "Float64",
        "outcome_code": "str",
        "outcome_on": "datetime64[s]",
        **_REF,
    },
    "victims": {**_INCIDENT, **_PERSON, "relationship": "str", **_HOME, **_REF},
    "suspects": {**_INCIDENT, **_PERSON, **_HOME, "arrested": "boolean", **_REF},
    "disposals": {
        **_INCIDENT,
        "person_key": "key:person",
        "outcome_code": "str",
        "offered_on": "datetime64[s]",
        "disposal_on": "datetime64[s]",
        **_REF,
    },
    "stops": {
        "search_key": "key:search",
        "searched_at": "datetime64[s]",
        "month": "datetime64[s]",
        "age_from": "Int64",
        "age_to": "Int64",
        "sex": "str",
        "ethnicity_self": "str",
        "ethnicity_officer": "str",
        "ethnic_group": "str",
        "legislation": "str",
        "object": "str",
        "outcome": "str",
        "outcome_linked": "boolean",
        "more_than_outer_clothing": "boolean",
        "lsoa_code": "str",
        "district_code": "str",
        "csp_code": "str",
        "force": "str",
        **_REF,
    },
    "street": {
        "crime_key": "key:crime",
        "month": "datetime64[s]",
        "reported_by": "str",
        "falls_within": "str",
        "crime_type": "str",
        "outcome_label": "str",
        "lsoa_code": "str",
        "lsoa_vintage": "str",
        "district_code": "str",
        "csp_code": "str",
        "place_status": "str",
        "longitude": "Float64",
        "latitude": "Float64",
        **_REF,
    },
    "police_outcomes": {
        "crime_key": "key:crime",
        "month": "datetime64[s]",
        "reported_by": "str",
        "falls_within": "str",
        "outcome_label": "str",
        "lsoa_code": "str",
        "lsoa_vintage": "str",
        "district_code": "str",
        "csp_code": "str",
        "place_status": "str",
        "longitude": "Float64",
        "latitude": "Float64",
        **_REF,
    },
    "training": {"month": "datetime64[s]", "trained": "Int64", "officers": "Int64", **_REF},
    "looked_after": {
        "group": "str",
        "area_code": "str",
        "period_start": "datetime64[s]",
        "period_end": "datetime64[s]",
        "sent": "Int64",
        "matched": "Int64",
        "followed": "Int64",
        "suspected_again": "Int64",
        **_REF,
    },
}

#: Tables beside the clean ones, which say how they came to be.
BESIDE: dict[str, dict[str, str]] = {
    "_accounting": {
        "source": "str",
        "file": "str",
        "sha256": "str",
        "rows_in": "Int64",
        "clean": "Int64",
        "duplicate": "Int64",
        "quarantined": "Int64",
    },
    "_log": {"source": "str", "file": "str", "rule": "str", "rows": "Int64", "sentence": "str"},
    "_changes": {
        "source": "str",
        "field": "str",
        "category": "str",
        "kind": "str",
        "month": "datetime64[s]",
        "rows": "Int64",
    },
    "_completeness": {
        "source": "str",
        "table": "str",
        "field": "str",
        "month": "datetime64[s]",
        "rows": "Int64",
        "known": "Int64",
    },
    "quarantine": {
        "row_ref": "str",
        "file": "str",
        "row": "Int64",
        "field": "str",
        "reason": "str",
        "sentence": "str",
    },
}

#: Kinds of characteristic that are "Unknown", not null, where the source does not say.
_UNKNOWN_TEXT = frozenset(
    [
        "sex",
        "ethnic_group",
        "ethnicity_officer",
        "disability",
        "religion",
        "sexual_orientation",
        "gender_identity",
        "marital_status",
        "pregnancy",
        "relationship",
        "location_type",
    ]
)
_ARROW = {
    "str": "string",
    "bool": "bool",
    "boolean": "bool",
    "Int64": "int64",
    "Float64": "double",
    "datetime64[s]": "timestamp[s]",
}


def empty(columns: dict[str, str]) -> pd.DataFrame:
    """Return a table without rows, in the given types.

    Examples
    --------
    >>> empty(TABLES["disposals"]).dtypes["disposal_on"]
    dtype('<M8[s]')
    """
    import pandas as pd

    return pd.DataFrame(
        {
            name: pd.Series([], dtype="str" if kind.startswith("key:") else kind)
            for name, kind in columns.items()
        }
    )


def schema(columns: dict[str, str]) -> pa.Schema:
    """Return the Arrow schema, with what pandas needs to read the same types back."""
    import pyarrow as pa

    frame = empty(columns)
    fields = [
        pa.field(name, pa.type_for_alias(_ARROW["str" if kind.startswith("key:") else kind]))
        for name, kind in columns.items()
    ]
    return pa.schema(fields, metadata=pa.Schema.from_pandas(frame, preserve_index=False).metadata)


def build_table(frame: Frame, rows: Any, keys: dict[str, Any], book: KeyBook) -> pa.Table:
    """Put the kept rows of a frame into the columns of its clean table.

    Parameters
    ----------
    frame : Frame
        After conversion and rules.
    rows : numpy.ndarray of int64
        Positions of the rows that are clean.
    keys : dict of str to numpy.ndarray
        By kind: the number of every row's reference.
    book : KeyBook
        Writes numbers as keys.

    Returns
    -------
    pyarrow.Table
    """
    import numpy as np
    import pyarrow as pa

    columns = columns_of(frame.contract)
    arrays = []
    for name, kind in columns.items():
        value = frame.values.get(name)
        if kind.startswith("key:"):
            arrays.append(book.text(kind[4:], keys[kind[4:]][rows]))
        elif name == "row_ref":
            arrays.append(row_refs(frame, rows))
        elif kind == "str":
            if value is None or not isinstance(value, Coded):
                default = "Unknown" if name in _UNKNOWN_TEXT else None
                arrays.append(
                    pa.array([default], pa.string()).take(pa.array(np.zeros(len(rows), np.int8)))
                )
            else:
                arrays.append(value.take(rows).array())
        elif kind in ("bool", "boolean"):
            flags = value[rows] if value is not None else np.full(len(rows), -1, np.int8)
            arrays.append(pa.array(flags == 1, mask=flags < 0 if kind == "boolean" else None))
        elif kind == "datetime64[s]":
            found = frame.moments(name)[rows].astype("datetime64[s]")
            arrays.append(pa.array(found, pa.timestamp("s"), from_pandas=True))
        else:
            numbers = frame.numbers_of(name)[rows]
            blank = np.isnan(numbers)
            if kind == "Int64":
                whole = np.where(blank, 0, numbers).astype(np.int64)
                arrays.append(pa.array(whole, mask=blank))
            else:
                arrays.append(pa.array(numbers, mask=blank))
    return pa.Table.from_arrays(arrays, schema=schema(columns))


def columns_of(contract: Any) -> dict[str, str]:
    """Give the columns of a contract's clean table: as architecture fixes them, else as its fields say."""
    if contract.table in TABLES:
        return TABLES[contract.table]
    kinds = {
        "reference": "key",
        "boolean": "boolean",
        "integer": "Int64",
        "age": "Int64",
        "number": "Float64",
        "date": "datetime64[s]",
        "datetime": "datetime64[s]",
        "month": "datetime64[s]",
    }
    out: dict[str, str] = {}
    for field in contract.fields.values():
        if not field.keep:
            continue
        kind = kinds.get(field.type, "str")
        if kind == "key":
            out[f"{field.key}_key"] = f"key:{field.key}"
        elif field.type == "age_range":
            out |= {"age_from": "Int64", "age_to": "Int64"}
        else:
            out[field.name] = kind
            if kind in ("Int64", "Float64") and field.type != "age":
                out[f"{field.name}_suppressed"] = "str"
        if field.name == "ethnicity_self":
            out["ethnic_group"] = "str"
    if contract.date_field and "month" not in out and contract.date_field in out:
        out["month"] = "datetime64[s]"
    if "place" in contract.rules:
        out |= dict.fromkeys(
            ("lsoa_code", "lsoa_vintage", "msoa_code", "district_code", "csp_code", "place_status"),
            "str",
        )
    return {**out, "row_ref": "str"}


def row_refs(frame: Frame, rows: Any) -> pa.Array:
    """Write the partner's row references: file and row of the file."""
    import numpy as np
    import pyarrow as pa

    from sva.intake.arrow import pc

    if not len(rows):
        return pa.array([], pa.string())
    files = pa.DictionaryArray.from_arrays(
        pa.array(frame.file_of[rows].astype(np.int32)), pa.array(frame.files, pa.string())
    ).cast(pa.string())
    return pc.binary_join_element_wise(files, pa.array(frame.numbers[rows]).cast(pa.string()), ":")
