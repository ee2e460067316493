"""Geography and populations of the open data beside the repository, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from sva.reference import geography, populations


@pytest.fixture(scope="session")
def open_data(shared: Path) -> Path:
    """The folder of files as published."""
    return shared / "open-data"


@pytest.fixture(scope="session")
def everywhere(open_data: Path) -> geography.Geography:
    """England and Wales on LSOA 2011 and 2021."""
    return geography.from_files(open_data)


@pytest.fixture(scope="session")
def west_mercia(open_data: Path) -> geography.Geography:
    """West Mercia on LSOA 2011 and 2021."""
    return geography.from_files(open_data, geography.WEST_MERCIA)


@pytest.fixture(scope="session")
def people(open_data: Path, west_mercia: geography.Geography) -> populations.Populations:
    """West Mercia's published tables."""
    return populations.from_files(open_data, west_mercia)
