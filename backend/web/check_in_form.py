"""Reads the plain form of a check-in, and puts what was said back into it.

A scale's field is called `rating:zone:side:key`, so that each says all there is to say about it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError
from starlette.datastructures import FormData

from backend.domain.checkins import CheckIn, Rated
from backend.domain.journal import parted
from backend.services.checkins import CheckInDraft
from backend.services.problems import problems_by_field
from backend.web.forms import ENVELOPE, TWICE, Errors

RATING = "rating:"
NUMBERS = ("mood", "energy", "sleep")
BUTTONS = frozenset({"same"})
Made = TypeVar("Made", bound=CheckInDraft)


@dataclass(frozen=True)
class Said:
    """What a check-in says, by the names of its fields: as it is kept, or as it was typed."""

    numbers: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    note: str = ""


def rating_field(rated: Rated) -> str:
    """Name the field of a scale."""
    return f"{RATING}{rated.zone or ''}:{rated.side or ''}:{rated.key}"


def said_in(entry: CheckIn | None) -> Said:
    """Give what a kept check-in says; of none, nothing."""
    if entry is None:
        return Said()
    numbers = {name: getattr(entry, name) for name in NUMBERS}
    numbers |= {rating_field(one): one.rating for one in entry.symptoms}
    told = {name: str(int(n)) for name, n in numbers.items() if n is not None}
    return Said(told, entry.tags, entry.note or "")


def said_by(form: FormData) -> Said:
    """Give what was typed, whatever it is."""
    numbers = {name: str(said) for name, said in form.items() if _is_number(name) and said}
    tags = parted(str(one) for one in form.getlist("tags"))
    return Said(numbers, tags, str(form.get("note") or ""))


def bind_check_in(
    model: type[Made], form: FormData, before: CheckIn | None = None, **more: object
) -> tuple[Made | None, Errors]:
    """Read a form into a draft, or say what is wrong with it.

    What is not rated is taken from `before`: the same as yesterday.
    """
    twice = tuple(name for name in form if name != "tags" and len(form.getlist(name)) > 1)
    if twice:
        return None, tuple((name, TWICE) for name in twice)
    said, ratings = said_by(form), said_in(before).numbers
    numbers = {name: n for name, n in {**ratings, **said.numbers}.items() if n}
    values: dict[str, Any] = {
        name: form[name]
        for name in form
        if name not in ENVELOPE | BUTTONS and not _is_number(name) and form[name] != ""
    }
    values |= {name: _whole(n) for name, n in numbers.items() if name in NUMBERS}
    values["symptoms"] = tuple(
        _symptom(name, n) for name, n in numbers.items() if name.startswith(RATING)
    )
    values["tags"] = said.tags
    told = {name: value for name, value in values.items() if value not in ((), "")}
    try:
        return model.model_validate(told | more), ()
    except ValidationError as broken:
        return None, problems_by_field(broken)


def _is_number(name: str) -> bool:
    return name in NUMBERS or name.startswith(RATING)


def _symptom(name: str, rating: str) -> dict[str, object]:
    zone, _, rest = name.removeprefix(RATING).partition(":")
    side, _, key = rest.partition(":")
    place = {"zone": zone, "side": side}
    return {"key": key, "rating": _whole(rating), **{k: v for k, v in place.items() if v}}


def _whole(said: str) -> object:
    """Read a whole number; anything else is left for the draft to refuse."""
    bare = said.removeprefix("-")
    return int(said[:12]) if bare.isascii() and bare.isdigit() else said
