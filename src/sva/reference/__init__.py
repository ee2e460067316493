"""Reference data that is dated and sourced: codes, ethnicity, geography, populations, deprivation.

Import the module that is needed; nothing heavy is imported here.
"""

__all__ = [
    "catalogue",
    "codes",
    "deprivation",
    "ethnicity",
    "geography",
    "populations",
    "rurality",
    "vintage",
]
