"""What becomes of a run whose editions hold what they must not."""

from __future__ import annotations

import pytest

from sva.disclosure.attack import Leak, Verdict
from sva.errors import SvaError
from sva.pipeline.attack import refuse


def verdict(edition: str, *leaks: Leak) -> Verdict:
    return Verdict(edition, leaks, 10, 100, edition == "public", 0.1)


@pytest.mark.parametrize("edition", ["public", "restricted"])
def test_a_number_that_nothing_accounts_for_stops_the_run_and_is_named(edition: str) -> None:
    words = "7,654 in 'Some 7,654 people took part.' is no released number"
    odd = Leak("not released", "needs-assessment.html, text", words)
    with pytest.raises(SvaError) as told:
        refuse(
            [verdict("public" if edition == "restricted" else "restricted"), verdict(edition, odd)]
        )
    message = str(told.value)
    assert f"{edition} edition, needs-assessment.html, text" in message
    assert "7,654" in message
    assert "'notes' of the assessment file" in message
    assert "The last good report stands." in message


def test_counts_won_back_are_told_before_numbers_that_are_only_odd() -> None:
    won = Leak("narrowed", "victims, Black", "it is 3: groups add up")
    odd = Leak("drawn", "needs-assessment.html", "a mark stands at 3")
    with pytest.raises(SvaError, match="won withheld numbers back"):
        refuse([verdict("public", odd, won), verdict("restricted")])


def test_editions_without_leaks_pass() -> None:
    refuse([verdict("public"), verdict("restricted")])
