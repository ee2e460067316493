"""Speed and memory, as ratios against a named peer in the same run. Never part of a timed test."""
