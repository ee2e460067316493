"""Blank files for partners, with their dictionary; and the letter that asks for them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError
from sva.intake.contract import GRAINS, Contract, list_contracts, load_contract
from sva.intake.lists import values

if TYPE_CHECKING:
    from sva.assessment import Assessment
    from sva.intake.contract import Field

__all__ = ["dictionary", "dictionary_page", "request", "template"]


def dictionary(contract: str | Contract) -> list[dict[str, str]]:
    """Give the data dictionary of a contract, one entry a column.

    Parameters
    ----------
    contract : str or Contract

    Returns
    -------
    list of dict
        ``column``, ``type``, ``essential``, ``permitted``, ``meaning``, ``example``.

    Examples
    --------
    >>> dictionary("police-street")[1]["essential"]
    'yes'
    """
    found = contract if isinstance(contract, Contract) else load_contract(contract)
    return [
        {
            "column": field.name,
            "type": field.type.replace("_", " "),
            "essential": "yes" if field.essential else "no",
            "permitted": permitted(field),
            "meaning": field.meaning,
            "example": field.example,
        }
        for field in found.fields.values()
    ]


def dictionary_page() -> str:
    """Write the data dictionary of every contract as one page, ``docs/data-dictionary.md``.

    Returns
    -------
    str
        Markdown: for each contract its partner, grain, legal basis, use, duplicate key, and a table of columns.
    """
    lines = [
        "# Data dictionary: what partners are asked for",
        "",
        "One section a contract, made from `src/sva/intake/contracts` by `sva.intake.templates.dictionary_page`. `sva template",
        "CONTRACT` writes the same as blank files; `sva request PARTNER` as a letter. **Bold** columns are essential: a row",
        "without them cannot be used.",
    ]
    for name in list_contracts():
        contract = load_contract(name)
        lines += [
            "",
            f"## {name}",
            "",
            f"{contract.title}. From: {contract.partner}. Grain: {contract.grain} ({GRAINS[contract.grain]}).",
            f"Legal basis: {contract.legal_basis}. With it the assessment can say: {contract.supports}",
        ]
        if contract.duplicate_key:
            lines.append(f"A duplicate is alike in {', '.join(contract.duplicate_key)}.")
        lines += ["", "| column | type | may hold | meaning |", "| --- | --- | --- | --- |"]
        for entry, field in zip(dictionary(contract), contract.fields.values(), strict=True):
            column = f"**{entry['column']}**" if field.essential else entry["column"]
            cells = (column, entry["type"], entry["permitted"], entry["meaning"])
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def permitted(field: Field) -> str:
    """Say which values a column may hold."""
    if field.type == "choice":
        return "; ".join([*values(field.codes), "Unknown"])
    if field.type == "boolean":
        return "Yes; No; blank where unknown"
    if field.type == "code":
        return f"a code of the list {field.codes}"
    if field.type == "ethnicity":
        return "codes or words of one scheme, the same in the whole column"
    if field.type in ("date", "datetime"):
        return (
            "dd/mm/yyyy"
            + (" hh:mm" if field.type == "datetime" else "")
            + ", or mm/yyyy where no more is known"
        )
    if field.type == "month":
        return "yyyy-mm"
    if field.type == "lsoa":
        return "a code such as E01014012"
    if field.type == "reference":
        return "as the record system writes it; it is turned into a random key and written nowhere"
    if field.type == "age":
        return "0 to 120; blank where unknown"
    if field.minimum is not None or field.maximum is not None:
        low = "" if field.minimum is None else f"{field.minimum:g}"
        high = "" if field.maximum is None else f"{field.maximum:g}"
        return f"{low} to {high}".strip() if high else f"{low} or more"
    return ""


def template(contract: str | Contract, folder: str | Path) -> list[Path]:
    """Write the blank XLSX and CSV of a contract, with dictionary and example rows.

    Parameters
    ----------
    contract : str or Contract
    folder : str or pathlib.Path
        Made if absent.

    Returns
    -------
    list of pathlib.Path
        Workbook (data, dictionary), CSV, and the dictionary as CSV.
    """
    found = contract if isinstance(contract, Contract) else load_contract(contract)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    book, table, words = (
        folder / f"{found.name}{end}" for end in (".xlsx", ".csv", "-dictionary.csv")
    )
    entries = dictionary(found)
    examples = [field.example for field in found.fields.values()]
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(list(found.fields))
        writer.writerow(examples)
    with words.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(entries[0]))
        writer.writeheader()
        writer.writerows(entries)
    _write_book(found, entries, examples, book)
    return [book, table, words]


def _write_book(
    contract: Contract, entries: list[dict[str, str]], examples: list[str], path: Path
) -> None:
    import xlsxwriter

    from sva.intake.writing import EPOCH

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": contract.title, "created": EPOCH})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        grey = book.add_format({"italic": True, "font_color": "#505050"})
        text = book.add_format({"num_format": "@"})
        data = book.add_worksheet("Data")
        for index, entry in enumerate(entries):
            data.set_column(index, index, max(14, len(entry["column"]) + 2), text)
            data.write_string(0, index, entry["column"], bold)
            data.write_string(1, index, examples[index], grey)
            _add_choices(data, contract.fields[entry["column"]], index)
        data.freeze_panes(1, 0)
        words = book.add_worksheet("Dictionary")
        words.write_string(
            0, 0, f"{contract.title}. Row 2 of the sheet Data is an example: take it out.", bold
        )
        for index, heading in enumerate(entries[0]):
            words.write_string(2, index, heading.capitalize(), bold)
        for at, entry in enumerate(entries, start=3):
            for index, value in enumerate(entry.values()):
                words.write_string(at, index, value, wrap)
        for index, width in enumerate((26, 14, 10, 44, 60, 28)):
            words.set_column(index, index, width)
        for at, line in enumerate(_conditions(contract), start=len(entries) + 4):
            words.write_string(at, 0, line)


def _add_choices(sheet: Any, field: Field, index: int) -> None:
    """Offer the permitted values as a list, where Excel can hold it (255 characters)."""
    if field.type == "choice":
        options = [*values(field.codes), "Unknown"]
        if len(",".join(options)) <= 250 and not any("," in option for option in options):
            sheet.data_validation(
                1,
                index,
                20_000,
                index,
                {"validate": "list", "source": options, "error_type": "warning"},
            )


def _conditions(contract: Contract) -> list[str]:
    return [
        f"Grain: {GRAINS[contract.grain]}.",
        f"Legal basis: {contract.legal_basis}.",
        f"What it lets the assessment say: {contract.supports}",
    ]


def request(partner: str, assessment: Assessment) -> str:
    """Write the covering request to a partner.

    Parameters
    ----------
    partner : str
        A contract (``police-victims``), a partner as a contract names it (``Police force``), or as the assessment does.
    assessment : Assessment

    Returns
    -------
    str
        Markdown: legal power, fields, grain, period, template.

    Raises
    ------
    SvaError
        If no contract is for that partner.
    """
    found = _contracts_of(partner, assessment)
    settings = assessment.settings
    start, end = assessment.period
    lines = [
        f"# Request for data: {settings.title}",
        "",
        f"From: {settings.commissioner}  ",
        f"To: {_addressee(partner, found, assessment)}",
        "",
        f"We are preparing the serious violence needs assessment for {settings.area.name}. The Police, Crime, Sentencing and Courts Act 2022 requires specified authorities to identify the kinds and causes of serious violence in the area (section 8). Section 16 permits you to share information for that purpose; section 17 requires it where the local policing body asks, if you hold it and no other law forbids it.",
        "",
        f"Period: {start.day} {start:%B %Y} to {end.day} {end:%B %Y}, and the twelve months before, if you have them. Please tell us of any change of system, form or recording practice in that time.",
        "",
    ]
    if any(contract.name in _FOLLOWED for contract in found):
        lines += [_longer(assessment), ""]
    for contract in found:
        lines += [
            f"## {contract.title}",
            "",
            f"- **Legal basis:** {contract.legal_basis}.",
            f"- **Grain:** {GRAINS[contract.grain]}.",
            f"- **What it lets the assessment say:** {contract.supports}",
            f"- **Template:** `{contract.name}.xlsx` or `{contract.name}.csv` (`sva template {contract.name}`). Your own export will do as well: we map it.",
            "",
            "| column | essential | meaning |",
            "| --- | --- | --- |",
            *(
                f"| {entry['column']} | {entry['essential']} | {entry['meaning']} |"
                for entry in dictionary(contract)
            ),
            "",
        ]
        if contract.grain in ("anonymised", "aggregate"):
            lines += [
                "Please send no NHS number, name, date of birth, address or postcode: the program refuses such a file, and we would have to delete it and ask again.",
                "",
            ]
        if contract.grain == "aggregate":
            lines += [
                "Where you suppress small counts, leave your mark (`*`, `<5`, `c`) in place; please write no zero for it.",
                "",
            ]
        if contract.grain == "record":
            lines += [
                "References become random keys as the file is read; they are kept nowhere. Please send the files through your secure transfer, never by e-mail.",
                "",
            ]
    lines += [
        "Every row that you send is accounted for: we will tell you how many could be used, which could not, and why.",
        "",
    ]
    return "\n".join(lines)


def _addressee(partner: str, found: list[Contract], assessment: Assessment) -> str:
    """Give the partner's own name, however the analyst wrote it."""
    key = partner.strip().lower()
    named = [source.partner for source in assessment.settings.sources]
    names = [name for name in (*named, *(c.partner for c in found)) if name.lower() == key]
    return names[0] if names else found[0].partner


#: What must reach back further than the period, to say what follows an outcome.
_FOLLOWED = ("police-offences", "police-suspects", "police-disposals", "police-victims")


def _longer(assessment: Assessment) -> str:
    """Ask for what it takes to follow people: years enough, and every offence."""
    rule = assessment.settings.outcomes
    return (
        "Of recorded offences, victims, suspects and disposals we ask for five years to the end of the period, and for all "
        "offences, serious or not: whether somebody is suspected again after a diversion can only be said of people whose "
        f"record is known for {rule.look_back_months} months before and who were followed for {rule.follow_up_months} months and "
        f"{rule.waiting_months} months' waiting after it, and any offence is one. Of disposals we ask for the day on which "
        "diversion was offered, whether or not it was taken up or completed: the day on which outcome 22 was recorded is not enough."
    )


def _contracts_of(partner: str, assessment: Assessment) -> list[Contract]:
    everything = [load_contract(name) for name in list_contracts()]
    key = partner.strip().lower()
    by_source = [
        source.contract for source in assessment.settings.sources if source.partner.lower() == key
    ]
    found = [
        contract
        for contract in everything
        if contract.grain != "published"
        and (contract.name == key or contract.partner.lower() == key or contract.name in by_source)
    ]
    if not found:
        near = [
            c
            for c in everything
            if c.grain != "published" and key in f"{c.name} {c.partner}".lower()
        ]
        found = near
    if not found:
        known = sorted({c.partner for c in everything if c.grain != "published"})
        raise SvaError(
            f"no contract is for {partner!r}",
            [
                Fault(
                    "unknown partner",
                    f"a contract ({', '.join(list_contracts())}) or one of: {'; '.join(known)}",
                )
            ],
        )
    return found
