"""Sentences from released numbers, from templates in one place, and the five findings of the first page."""

from sva.findings.check import unfounded
from sva.findings.context import Context
from sva.findings.headline import Finding, headline
from sva.findings.payload import to_json
from sva.findings.sentence import Sentence
from sva.findings.templates import TEMPLATES, sentence

__all__ = [
    "TEMPLATES",
    "Context",
    "Finding",
    "Sentence",
    "headline",
    "sentence",
    "to_json",
    "unfounded",
]
