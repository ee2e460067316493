"""The documentation site: prose by hand, dictionaries and pictures from the code, every warning a failure."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))

from sva import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "sva"
author = "The sva maintainers"
copyright = "the sva maintainers; MIT licence"  # noqa: A001
release = version = __version__
language = "en-GB"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "numpydoc", "mathml"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_build", "_templates", "gallery/*.py"]
templates_path = ["_templates"]
html_theme = "furo"
html_title = f"sva {__version__}"
html_static_path: list[str] = []
# no request leaves the reader's machine: browsers draw MathML by themselves
html_math_renderer = "mathml"
numpydoc_show_class_members = False
autodoc_typehints = "none"
autosummary_generate = True
# each package's page holds what its __all__ names, no more
autosummary_ignore_module_all = False
autosummary_imported_members = True
nitpicky = False
suppress_warnings: list[str] = []


def setup(app: Sphinx) -> None:
    """Write the generated pages before the site is read."""
    import generate

    generate.write_all(Path(app.srcdir))
