"""The page as a tagged PDF (PDF/UA-1), where the machine has what that needs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sva.errors import Fault, SvaError

__all__ = ["NEEDS", "write_pdf"]

NEEDS = (
    "The PDF was not made: the text library Pango is not installed. On Debian or Ubuntu: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; elsewhere: conda install pango, or brew install pango. "
    "The HTML report is complete."
)
#: 1 January 2000: a PDF must carry a date, and the same report must give the same bytes.
_EPOCH = "946684800"


def write_pdf(html: str, path: Path) -> str | None:
    """Write the page as PDF.

    Parameters
    ----------
    html : str
        The finished page for paper.
    path : pathlib.Path
        Where to.

    Returns
    -------
    str or None
        None where it was made; else one line that says what to install.

    Raises
    ------
    SvaError
        If the page asks for anything that it does not hold.
    """
    weasyprint = _weasyprint()
    if weasyprint is None:
        return NEEDS
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = before or _EPOCH
    try:
        # the page may fetch nothing but what it carries
        fetcher = URLFetcher(allowed_protocols=["data"], fail_on_errors=True)
        page = weasyprint.HTML(string=html, url_fetcher=fetcher)
        part = path.with_name(f".{path.name}.part")
        page.write_pdf(part, pdf_variant="pdf/ua-1")
        part.replace(path)
    except FatalURLFetchingError as reason:
        raise SvaError(
            "the PDF cannot be made", [Fault(str(reason), "a page that holds all it needs")]
        ) from None
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
    return None


def _weasyprint() -> Any:
    import contextlib
    import logging

    try:
        # it prints a banner where its libraries are missing; the one line above says it better
        with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
            import weasyprint
    except OSError:
        return None
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)
    return weasyprint
