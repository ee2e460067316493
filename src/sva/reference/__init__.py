"""Reference data that is dated and sourced: codes, ethnicity, geography, populations, deprivation.

Import the module that is needed; nothing heavy is imported here.
"""

from sva.reference.areas import Geography
from sva.reference.population_tables import NotAssessableError
from sva.reference.residents import Populations

__all__ = [
    "Geography",
    "NotAssessableError",
    "Populations",
    "ages",
    "catalogue",
    "changes",
    "codes",
    "deprivation",
    "ethnicity",
    "geography",
    "populations",
    "rurality",
    "vintage",
]
