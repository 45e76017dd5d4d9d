"""Somebody who answers questions of mood and worry, and is asked them."""

from datetime import timedelta

from sqlmodel import Session
from uuid_utils.compat import uuid7

from backend.services.following import switch_screening
from tests.conftest import House
from tests.people import NOW, Someone, event, send


def done(
    house: House,
    someone: Someone,
    instrument: str,
    answers: dict[str, int],
    *,
    days_ago: int = 0,
    finished: bool = True,
) -> str:
    """Answer a form some days ago; gives its id."""
    at, form_id = NOW - timedelta(days=days_ago), str(uuid7())
    about = {"form_id": form_id, "instrument": instrument, "version": "1"}
    said: list[tuple[str, dict[str, object]]] = [
        ("form.answer", {"item": item, "answer": answer}) for item, answer in answers.items()
    ]

    def fill(session: Session) -> Someone:
        for kind, more in [*said, ("form.finish", {})][: None if finished else -1]:
            send(session, someone, event(kind, {**about, **more}, day=at.date(), at=at))
        return someone

    house.settle(fill)
    return form_id


def ask(house: House, someone: Someone) -> None:
    """Let somebody be asked every two weeks."""

    def switch(session: Session) -> Someone:
        switch_screening(session, someone.id, on=True)
        return someone

    house.settle(switch)
