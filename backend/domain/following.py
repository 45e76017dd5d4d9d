"""What a person has chosen to follow. By default nothing: ticks and mood are asked, and no more."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from backend.domain.errors import RuleBroken
from backend.domain.synkinesis import EVERY_DAYS
from backend.domain.wording import say

MOST_PINNED = 3
"""Symptoms rated in a daily check-in at most: it takes a minute (clinical reference 1.8)."""

MOST_OWN = 20
LONGEST_OWN = 60
"""Own symptoms: how many, and how many characters of a name."""


@dataclass(frozen=True)
class Pin:
    """A symptom that each check-in asks for, where it is if that was said.

    `key` is one of the library's, or the name of an own symptom.
    """

    key: str
    zone: str | None = None
    side: str | None = None


@dataclass(frozen=True)
class Following:
    """What is asked beside ticks and mood. `linked_every` is in days.

    `own` are symptoms in the person's words. `declined` says on which day a questionnaire that was
    offered was declined, by its instrument.
    """

    pinned: tuple[Pin, ...] = ()
    own: tuple[str, ...] = ()
    energy: bool = False
    sleep: bool = False
    eye_care: bool = False
    linked: bool = False
    linked_every: int = EVERY_DAYS
    screening: bool = False
    declined: Mapping[str, date] = field(default_factory=dict)


def check_following(wanted: Following, known: Collection[str]) -> None:
    """Refuse more pins than a minute bears, one twice, and a symptom nobody knows.

    `known` are the library's symptoms. Raises RuleBroken with the field.
    """
    if len(wanted.pinned) > MOST_PINNED:
        raise RuleBroken(
            say("Three at most, so that it takes no longer than a minute."), field="pinned"
        )
    if len(set(wanted.pinned)) < len(wanted.pinned):
        raise RuleBroken(say("One of these is chosen twice."), field="pinned")
    names = {one.casefold() for one in wanted.own}
    if len(names) < len(wanted.own):
        raise RuleBroken(say("One of these names is there twice."), field="own")
    if names & {one.casefold() for one in known}:
        raise RuleBroken(say("This name is on the list already."), field="own")
    if not {pin.key for pin in wanted.pinned} <= {*known, *wanted.own}:
        raise RuleBroken(
            say("This symptom is not on the list, nor among your own."), field="pinned"
        )
