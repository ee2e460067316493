"""Lawful grain: a file that names people where it may not is refused before anything of it is written."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError, collect

if TYPE_CHECKING:
    from sva.intake.coded import Coded
    from sva.intake.contract import Contract
    from sva.intake.mapping import Mapping
    from sva.intake.text import TextTable

__all__ = [
    "find_identifiers",
    "heading_shown",
    "is_name",
    "looks_like",
    "names_somebody",
    "refuse_identifiers",
    "valid_nhs_number",
]

_WHO = r"(?:patient|pt|client|child|pupil|student|learner|parent|mother|father|guardian|victim|suspect|offender|person|carer|resident|tenant|service ?user|staff|officer|practitioner|gp|contact|witness|complainant|subject)"
_HEADINGS = (
    (r"\bnhs\b(?! ?(trust|provider|region|site|england|org\w*|area|body|board|icb))", "an NHS number"),
    (rf"\b(?:fore|first|given|middle|sur|last|family|full|maiden|{_WHO})[ _]?names?\b|\b[fls][ _]?name\b|\bnames? of (?:the )?{_WHO}\b|\bnext of kin\b", "a name"),
    (r"^(name|initials|alias|nickname|also known as|aka)$", "a name"),
    (r"\b(dob|d\.o\.b\.?|(date|month) ?(of )?birth|birth ?(date|dt|day|month)|born)\b", "a date of birth"),
    (r"\b(home |full |street |postal |patient )?addr(ess)?\b|\baddr(ess)? ?(line)? ?\d?\b|\bhouse (no|number|name)\b|\bflat (no|number)\b", "an address"),
    (r"\b(post|p) ?code\b", "a postcode"),
    (r"\b(e-?mail|phone|telephone|mobile)\b", "a way to reach a person"),
    (r"\b(ni ?number|nino|national insurance|passport|driving licence|upn|unique pupil|uln|pnc ?id|cro number|liquid ?logic|mosaic id|patient (id|no|number|ref)|hospital (no|number)|mrn)\b", "a person's reference"),
)  # fmt: skip
#: So many distinct values of a column are looked at: all of them in any file that a person can send by hand.
_MOST_VALUES = 250_000
#: A title with a name behind it.
_TITLED = r"\b(?:Mr|Mrs|Ms|Miss|Dr)\.? [A-Z][a-z]{2,}|\b(?:MR|MRS)\.? [A-Z]{3,}"
#: What makes a pair of names the name of a place: "Robert Jones and Agnes Hunt Hospital".
_NAMED_AFTER = r"(?: (?:and|of|the|[A-Z][A-Za-z]*)){0,5} (?:Hospital|School|Academy|College|University|Infirmary|Surgery)\b"
_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
_EMAIL = r"[^@\s]{1,64}@[^@\s]{1,255}\.[a-zA-Z]{2,}"
_NINO = r"[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]"
#: In small letters, without what stands for ordinals and measures: "b2 1st floor" is none.
_SMALL_POSTCODE = r"[a-z]{1,2}\d[a-z\d]? ?\d(?!st|nd|rd|th|ft|lb|hr|yr)[abd-hjlnp-uw-z]{2}"
_PHONE = r"(?:(?:\+44(?: ?\(0\))?|0)(?: ?\d){9,10}|0\d{2,4}-\d{3}-?\d{3,4})"
_ADDRESS = r"\d{1,4}[A-Za-z]?,? (?:[A-Z][A-Za-z']+ ){1,3}(?:Road|Street|Avenue|Lane|Close|Drive|Way|Court|Crescent|Place|Terrace|Gardens|Rd|St|Ave)\b"
_NAMES = frozenset(
    ["oliver", "george", "noah", "arthur", "harry", "leo", "muhammad", "jack", "charlie", "oscar", "jacob", "henry", "thomas", "james", "william", "alfie", "joshua", "freddie", "archie", "theo", "ethan", "alexander", "joseph", "edward", "samuel", "max", "daniel", "john", "david", "michael", "peter", "paul", "mark", "andrew", "robert", "richard", "stephen", "christopher", "matthew", "anthony", "mohammed", "ahmed", "ali", "olivia", "amelia", "isla", "ava", "ivy", "freya", "lily", "florence", "mia", "willow", "rosie", "sophie", "isabella", "grace", "daisy", "emily", "charlotte", "ella", "evie", "sarah", "emma", "laura", "rebecca", "claire", "susan", "margaret", "jane", "mary", "elizabeth", "helen", "karen", "julie", "alison", "catherine", "jessica", "hannah", "chloe", "megan", "fatima", "aisha", "smith", "jones", "taylor", "brown", "williams", "wilson", "johnson", "davies", "robinson", "wright", "thompson", "evans", "walker", "roberts", "green", "hall", "wood", "jackson", "clarke", "patel", "khan", "lewis", "edwards", "hughes", "turner", "hill", "cooper", "morris", "ward", "moore", "clark", "baker", "harrison", "morgan", "king", "allen", "hussain", "begum", "singh", "kaur", "doe"]
)  # fmt: skip


def valid_nhs_number(text: str) -> bool:
    """Tell whether ten digits are an NHS number, by their check digit.

    References
    ----------
    NHS Data Dictionary, NHS NUMBER: modulus 11.

    Examples
    --------
    >>> valid_nhs_number("943 476 5919"), valid_nhs_number("943 476 5918")
    (True, False)
    """
    digits = re.sub(r"[ -]", "", text)
    if not re.fullmatch(r"\d{10}", digits) or len(set(digits)) == 1:
        return False
    total = sum(
        int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)
    )
    check = 11 - total % 11
    return check != 10 and int(digits[9]) == (0 if check == 11 else check)


def looks_like(text: str) -> str | None:
    """Say what identifier a value looks like, or None.

    Examples
    --------
    >>> looks_like("WR5 3DB"), looks_like("jane.doe@example.org"), looks_like("A. Street")
    ('a postcode', 'an e-mail address', None)
    """
    flat = text.strip()
    if valid_nhs_number(flat):
        return "an NHS number"
    if re.fullmatch(_POSTCODE, flat.upper()):
        return "a postcode"
    if "@" in flat and re.search(_EMAIL, flat):
        return "an e-mail address"
    if re.fullmatch(_NINO, flat.upper()):
        return "a National Insurance number"
    if re.fullmatch(_PHONE, flat):
        return "a telephone number"
    if re.match(_ADDRESS, flat):
        return "an address"
    words = re.findall(r"[A-Za-z']+", flat)
    if (
        2 <= len(words) <= 3
        and len(" ".join(words)) >= len(flat) - 3
        and all(w[0].isupper() for w in words)
    ) and sum(word.lower() in _NAMES for word in words) >= 2:
        return "a person's name"
    return None


def heading_shown(heading: str) -> str:
    """Give a heading for a message, unless data may stand in its place.

    Examples
    --------
    >>> heading_shown("Crime Ref No"), heading_shown("22/104001/22")
    ('Crime Ref No', '(a heading that is not shown)')
    """
    odd = len(heading) > 60 or re.search(r"\d{4,}", heading) or looks_like(heading)
    return "(a heading that is not shown)" if odd else heading


def names_somebody(text: str) -> str | None:
    """Say what identifier stands in a short text, such as the title of a sheet; None where none does.

    Examples
    --------
    >>> names_somebody("Jane Smith"), names_somebody("April 2022")
    ("a person's name", None)
    """
    return looks_like(text) or _within(text)


def find_identifiers(table: TextTable, free_text: frozenset[str] = frozenset()) -> dict[str, str]:
    """Name the columns of a file that hold identifiers, by heading or by what stands in them.

    Parameters
    ----------
    table : TextTable
    free_text : frozenset of str
        Headings of free text, in which single words are searched too.

    Returns
    -------
    dict of str to str
        From heading to what it holds.
    """
    found: dict[str, str] = {}
    for heading, column in table.columns.items():
        apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", heading)
        flat = re.sub(r"[^a-z0-9.]+", " ", apart.lower()).strip()
        for pattern, what in _HEADINGS:
            if re.search(pattern, flat):
                found[heading] = f"its heading says {what}"
                break
        else:
            hit = _in_values(column, heading in free_text)
            if hit:
                found[heading] = hit
    return found


def _in_values(column: Coded, free: bool) -> str | None:
    """Look at the distinct values of a column: a few could be chance, a share of them is not."""
    texts = column.texts()
    if len(texts) > _MOST_VALUES:
        texts = texts[:: -(-len(texts) // _MOST_VALUES)]
    kinds: dict[str, int] = {}
    for text in texts:
        what = looks_like(text) or (_within(text) if free or " " in text else None)
        if what:
            kinds[what] = kinds.get(what, 0) + 1
    for what, count in sorted(kinds.items(), key=lambda item: -item[1]):
        sure = what not in ("an NHS number", "a telephone number")
        # One ten-digit number in eleven passes the check by chance; so does one count in many.
        if sure or count > 0.3 * len(texts):
            return f"{count:,} of its values look like {what}"
    return None


def _within(text: str) -> str | None:
    """Look for identifiers inside longer text."""
    if re.search(rf"\b(?:{_POSTCODE}|{_SMALL_POSTCODE})\b", text):
        return "a postcode"
    if any(valid_nhs_number(part) for part in re.findall(r"\b\d{3} ?\d{3} ?\d{4}\b", text)):
        return "an NHS number in text"
    if re.search(r"\b(?:dob|d\.o\.b|born on|date of birth)\b", text, re.I):
        return "a date of birth in text"
    if re.search(rf"(?<![\d.]){_PHONE}(?!\d)", text):
        return "a telephone number in text"
    if re.search(rf"\b{_NINO}\b", text):
        return "a National Insurance number in text"
    if re.search(_TITLED, text):
        return "a person's name"
    if _has_name(text):
        return "a person's name"
    if re.search(_ADDRESS, text):
        return "an address"
    return None


def _refuse_kept_text(table: TextTable, contract: Contract, mapping: Mapping) -> None:
    """Refuse identifiers in the columns of text that a police table keeps as they are."""
    from sva.intake.columns import resolve_columns

    at = resolve_columns(table.columns, contract, mapping)
    faults = []
    for field in contract.fields.values():
        if field.type != "text" or not field.keep or field.name not in at:
            continue
        if hit := _in_values(table.columns[at[field.name]], free=True):
            faults.append(
                Fault(
                    f"column {heading_shown(at[field.name])!r}, mapped to {field.name}: {hit}",
                    "a kind from a list, not free text",
                    table.file,
                    "Map another column to it, or leave it out.",
                )
            )
    collect(f"{table.file} is refused: {contract.name} keeps no identifier", faults)


def is_name(word: str) -> bool:
    """Tell whether a word is a common first or family name.

    Examples
    --------
    >>> is_name("Khan"), is_name("Unk")
    (True, False)
    """
    return word.lower() in _NAMES


def _has_name(text: str) -> bool:
    """Tell whether two common names stand side by side, and no school or hospital is called by them."""
    words = list(re.finditer(r"[A-Za-z']+", text))
    return any(
        one[0][0].isupper()
        and other[0][0].isupper()
        and one[0].lower() in _NAMES
        and other[0].lower() in _NAMES
        and not re.match(_NAMED_AFTER, text[other.end() :])
        for one, other in itertools.pairwise(words)
    )


def refuse_identifiers(table: TextTable, contract: Contract, mapping: Mapping) -> None:
    """Refuse a file whose contract takes no persons' data and that holds them.

    Parameters
    ----------
    table : TextTable
    contract : Contract
        Grains "anonymised" and "aggregate" are guarded. Records of the force's own are not: their references
        become random keys, and no column that the contract does not name is kept.
    mapping : Mapping

    Raises
    ------
    SvaError
        Naming the columns and what they look like, never a value.
    """
    if contract.grain == "record":
        _refuse_kept_text(table, contract, mapping)
    if contract.grain not in ("anonymised", "aggregate"):
        return
    free = frozenset(
        heading
        for name, spec in mapping.columns.items()
        if contract.fields[name].type == "text"
        for heading in spec.column
    )
    found = find_identifiers(table, free)
    if what := names_somebody(table.title):
        raise SvaError(
            f"{table.file} is refused: it holds what {contract.name} may not lawfully carry",
            [
                Fault(
                    f"the name of a sheet looks like {what}",
                    "sheets named by what they hold",
                    table.file,
                    "Ask the partner to send it again without the name; delete this copy.",
                )
            ],
        )
    if found:
        raise SvaError(
            f"{table.file} is refused: it holds what {contract.name} may not lawfully carry",
            [
                Fault(
                    f"column {heading_shown(heading)!r}: {what}",
                    "anonymised rows" if contract.grain == "anonymised" else "counts only",
                    table.file,
                    "Ask the partner to send it again without the column; delete this copy.",
                )
                for heading, what in found.items()
            ],
        )
