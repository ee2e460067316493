"""The registry of measures: sound, complete, and strict about its own file."""

import pytest

from sva.errors import SvaError
from sva.estimates import MEASURES
from sva.estimates.registry import load_registry

ENTRY = '["x.{kind}"]\nlabel = "X"\nkind = "{kind}"\nunit = "x"\ncounted = "x"\nadds_up = {adds}\nover = {over}\ndenominator = "{base}"\n'


def entry(kind="count", adds="true", over='["area"]', base=""):
    return ENTRY.format(kind=kind, adds=adds, over=over, base=base)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda measure: measure.name)
def test_every_measure_is_named_after_what_it_counts_and_says_its_unit(measure):
    family, _, kind = measure.name.partition(".")
    assert family
    assert kind
    assert measure.label[0].isupper()
    assert measure.unit
    assert 1 <= measure.cost <= 9
    if measure.kind == "count":
        assert measure.denominator == ""
    if measure.kind == "proportion":
        assert (measure.per, measure.unit) == (100, "%")
    if measure.kind == "rate":
        assert measure.per in (1000, 100_000)
        assert f"{measure.per:,}" in measure.unit


def test_only_counts_add_up():
    assert {measure.kind for measure in MEASURES.values() if measure.adds_up} == {"count"}


def test_the_registry_cannot_be_changed_in_passing():
    with pytest.raises(TypeError):
        MEASURES["victims.mood"] = MEASURES["victims.count"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (entry(kind="mood"), "kind 'mood'"),
        (entry(over='["weather"]'), "hierarchies"),
        (entry(adds="false"), "adds_up and over disagree"),
        (entry(kind="rate", adds="false", over="[]"), "denominator ''"),
        (entry() + 'colour = "red"\n', "colour"),
    ],
)
def test_an_entry_that_contradicts_itself_is_refused(text, words):
    with pytest.raises(SvaError, match=words):
        load_registry(text)


def test_all_faults_of_the_registry_are_told_at_once():
    text = (
        entry(kind="mood")
        + entry(kind="rate", adds="false", over="[]")
        + '["y.count"]\nlabel = "Y"\n'
    )
    with pytest.raises(SvaError) as caught:
        load_registry(text)
    assert len(caught.value.faults) >= 3
