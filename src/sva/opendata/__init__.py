"""Open data as published: recognised by what is in it, copied with its source, kept apart from demonstration data."""

from sva.opendata.copying import MANIFEST, Fetched, fetch
from sva.opendata.recognise import Published, recognise

__all__ = ["MANIFEST", "Fetched", "Published", "fetch", "recognise"]
