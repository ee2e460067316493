"""A serious violence needs assessment as a program.

Nothing heavy is imported here: ``sva --help`` must answer at once.
"""

__version__ = "0.1.0"
__all__ = ["__version__"]
