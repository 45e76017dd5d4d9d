"""Choosing what to follow: at most three symptoms, and nothing by default."""

from datetime import date

import pytest
from pydantic import ValidationError
from sqlmodel import Session

from backend.domain.errors import RuleBroken
from backend.domain.following import Following, Pin
from backend.services.following import (
    FollowingDraft,
    PinDraft,
    decline,
    follow,
    read_following,
    switch_screening,
)
from backend.store import accounts
from tests.people import amina, dan

CHEEK = PinDraft(key="tight", zone="cheek", side="left")


def test_nothing_is_followed_before_it_is_chosen(session: Session) -> None:
    assert read_following(session, amina(session).id) == Following()


def test_what_is_chosen_stands_and_tells_the_phones(session: Session) -> None:
    her = amina(session)
    before = accounts.lock_patient(session, her.id).seq
    draft = FollowingDraft(
        pinned=(CHEEK, PinDraft(key="Jaw click")), own=("Jaw click",), sleep=True
    )
    follow(session, her.id, draft)
    found = read_following(session, her.id)
    assert found.pinned == (Pin("tight", "cheek", "left"), Pin("Jaw click"))
    assert (found.sleep, found.energy) == (True, False)
    assert accounts.lock_patient(session, her.id).seq == before + 1
    follow(session, her.id, draft)
    assert accounts.lock_patient(session, her.id).seq == before + 1


def test_a_symptom_nobody_knows_cannot_be_pinned(session: Session) -> None:
    her = amina(session)
    for pinned, own in (((PinDraft(key="nonsense"),), ()), ((CHEEK, CHEEK), ()), ((), ("a", "A"))):
        with pytest.raises(RuleBroken):
            follow(session, her.id, FollowingDraft(pinned=pinned, own=own))
    assert read_following(session, her.id) == Following()


def test_more_than_three_pins_and_odd_intervals_are_refused() -> None:
    for wrong in ({"pinned": [{"key": "tight"}] * 4}, {"linked_every": 3}, {"linked_every": True}):
        with pytest.raises(ValidationError):
            FollowingDraft.model_validate(wrong)


def test_declining_keeps_what_is_followed(session: Session) -> None:
    her, him = amina(session), dan(session)
    follow(session, her.id, FollowingDraft(pinned=(CHEEK,), screening=True))
    decline(session, her.id, "phq8", on=date(2026, 11, 20))
    found = read_following(session, her.id)
    assert found.declined == {"phq8": date(2026, 11, 20)}
    assert (found.screening, len(found.pinned)) == (True, 1)
    assert not switch_screening(session, her.id, on=False).screening
    assert read_following(session, him.id) == Following()
