"""What changed since an earlier assessment, whether beyond chance, and what cannot be compared and why.

The earlier side is always a release: what passed the gate of the same edition then. `compare` sets two releases side by
side; `since` makes numbers of this assessment that pass the gate with the others.
"""

from sva.compare.changes import Comparison, compare
from sva.compare.comparable import Barrier, RecordingChange, barriers
from sva.compare.since import since

__all__ = ["Barrier", "Comparison", "RecordingChange", "barriers", "compare", "since"]
