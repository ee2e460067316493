"""What changed since an earlier assessment, whether beyond chance, and what cannot be compared and why.

Both sides are releases: what passed the gate of the same edition. Nothing here reads estimates or rows.
"""

from sva.compare.changes import Comparison, compare
from sva.compare.comparable import Barrier, RecordingChange, barriers
from sva.compare.since import since

__all__ = ["Barrier", "Comparison", "RecordingChange", "barriers", "compare", "since"]
