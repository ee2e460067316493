"""Arrow's functions, which are made when it is imported, so that a type checker cannot see them."""

from __future__ import annotations

from typing import Any

import pyarrow.compute

__all__ = ["pc"]

pc: Any = pyarrow.compute
