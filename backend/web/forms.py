"""Reads a posted form into a draft, or says in plain words what is wrong, field by field."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin
from uuid import UUID

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from backend.domain.days import parse_day
from backend.domain.errors import NotFound, RuleBroken
from backend.domain.wording import Sentence, say
from backend.services.problems import problems_by_field

Made = TypeVar("Made", bound=BaseModel)
Errors = tuple[tuple[str, Sentence], ...]
"""What is wrong with a form: the field it belongs beside, and the sentence."""

MOST_FIELDS = 200
LARGEST_FIELD = 2 * 1024 * 1024
"""Bytes of one field: the whole body may be one, so that what was typed can be shown again."""

ENVELOPE = frozenset({"id", "day"})
"""What every daily form carries beside its payload: the server-made id and the day shown."""

TWICE = say("This came more than once. Please send the page again.")


@dataclass(frozen=True)
class Bound(Generic[Made]):
    """A form as read: the draft, or what is wrong; and what was typed, to show it again."""

    draft: Made | None
    errors: Errors
    typed: Mapping[str, str]


async def posted_form(request: Request) -> FormData:
    """Read the posted form (in the event loop; routes themselves are plain functions).

    UTF-8 only: a sender does not choose how its bytes become letters.
    """
    charset = parse_options_header(request.headers.get("content-type"))[1].get(b"charset", b"utf-8")
    if charset.lower() not in {b"utf-8", b"utf8"}:
        raise HTTPException(400)
    form = await request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=LARGEST_FIELD)
    request.state.posted = form  # a body arrives once; the page that holds it wants it too
    return form


Form = Annotated[FormData, Depends(posted_form)]


def bind(model: type[Made], form: FormData) -> Bound[Made]:
    """Read a form into a draft. Empty fields count as not given; unknown ones are refused, and
    one that takes a single answer and came with two: nobody can know which was meant."""
    typed = {name: value for name, value in form.items() if isinstance(value, str)}
    twice = tuple(name for name in form if len(form.getlist(name)) > 1 and not _many(model, name))
    if twice:
        return Bound(None, tuple((name, TWICE) for name in twice), typed)
    values = {
        name: _value(model, name, [one for one in form.getlist(name) if isinstance(one, str)])
        for name in form
        if name not in ENVELOPE and any(form.getlist(name))
    }
    try:
        return Bound(model.model_validate(values), (), typed)
    except ValidationError as broken:
        return Bound(None, problems_by_field(broken), typed)


def _many(model: type[BaseModel], name: str) -> bool:
    return tuple in _kinds_of(model, name)


def _kinds_of(model: type[BaseModel], name: str) -> set[type]:
    field = model.model_fields.get(name)
    return set(_kinds(field.annotation)) if field else set()


def _value(model: type[BaseModel], name: str, said: list[str]) -> object:
    kinds = _kinds_of(model, name)
    if tuple in kinds:
        return tuple(said)
    text = said[0]
    if bool in kinds:
        return {"true": True, "false": False}.get(text, text)
    if int in kinds and text.removeprefix("-").isascii() and text.removeprefix("-").isdigit():
        return int(text[:12])
    return text


def _kinds(annotation: Any) -> Iterable[type]:
    """Give the plain types an annotation is made of, through Annotated and unions."""
    origin = get_origin(annotation)
    if origin in {Union, UnionType, Annotated}:
        for part in get_args(annotation):
            yield from _kinds(part)
    elif origin is not None:
        yield origin
    elif isinstance(annotation, type):
        yield annotation


def refused(
    bound: Bound[Made],
    save: Callable[[Made], object],
    *,
    beside: str,
    words: Mapping[str, Sentence] | None = None,
    names: Mapping[str, str] | None = None,
) -> Errors:
    """Save what a form said; gives what is wrong with it if that cannot be, else nothing.

    A broken rule that names no field is said `beside` this one. With `words`, what cannot be read
    is said once a question, in the question's own words where it has some; `names` gives the
    question that a field belongs to, where it is called otherwise.
    """
    if bound.draft is None:
        return bound.errors if words is None else _own_words(bound.errors, words, names or {})
    try:
        save(bound.draft)
    except RuleBroken as broken:
        return ((broken.field or beside, broken.sentence),)
    return ()


def _own_words(errors: Errors, words: Mapping[str, Sentence], names: Mapping[str, str]) -> Errors:
    found: dict[str, Sentence] = {}
    for field, sentence in errors:
        question = field.partition(".")[0]
        found.setdefault(names.get(question, question), words.get(question, sentence))
    return tuple(found.items())


def form_day(form: FormData) -> date:
    """Give the day a daily form was filled in for. Raises NotFound when it is no day."""
    try:
        return parse_day(_single(form, "day"))
    except ValueError:
        raise NotFound from None


def form_id(form: FormData) -> UUID | None:
    """Give the id the server made for a daily form, so that posting it twice is one entry."""
    try:
        return UUID(_single(form, "id")) if "id" in form else None
    except ValueError:
        raise NotFound from None


def _single(form: FormData, name: str) -> str:
    said = form.getlist(name)
    if len(said) != 1:
        raise ValueError(name)
    return str(said[0])
