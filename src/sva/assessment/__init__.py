"""One assessment folder, loaded and checked: the only configuration object."""

from sva.assessment.load import (
    DEFAULT_ASSESSMENT,
    Assessment,
    find_root,
    list_assessments,
    load_assessment,
)

__all__ = ["DEFAULT_ASSESSMENT", "Assessment", "find_root", "list_assessments", "load_assessment"]
