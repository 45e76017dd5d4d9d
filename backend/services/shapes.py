"""The shapes that drafts are made of. Strict: a boolean is no number, a number is no date."""

from datetime import date, datetime
from typing import Annotated
from unicodedata import category
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    StrictStr,
)

from backend.domain.days import FIRST_YEAR, LAST_YEAR, parse_day
from backend.domain.wording import LANGUAGES

UUID_VERSION = 7


class Draft(BaseModel):
    """What somebody sends before it is accepted. An unknown field is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _only_text(value: object) -> object:
    if isinstance(value, str | date | datetime | UUID):
        return value
    raise ValueError("this must be text")


def _spelled_day(value: object) -> object:
    if isinstance(value, str):
        try:
            return parse_day(value)
        except ValueError:
            raise ValueError("this is not a day") from None
    return _only_text(value)


def _of_our_times(value: datetime) -> datetime:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError("this time is not of our times")
    return value


def _version_seven(value: UUID) -> UUID:
    if value.version != UUID_VERSION:
        raise ValueError("this must be a UUID of version 7")
    return value


def _storable(value: str) -> str:
    """Refuse what no database can keep: NUL, and halves of characters."""
    if "\0" in value:
        raise ValueError("this holds a character that cannot be kept (NUL)")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError("this holds half a character, which cannot be kept") from None
    return value


def _one_line(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


def _without_controls(value: str) -> str:
    if any(category(sign) in {"Cc", "Zl", "Zp"} for sign in value):
        raise ValueError("this has control characters")
    return value.strip()


def _known_language(value: str) -> str:
    if value not in LANGUAGES:
        raise ValueError("this is not a language of ours")
    return value


def _said(value: str) -> str:
    if not value.strip():
        raise ValueError("this is empty")
    return value


Words = Annotated[StrictStr, AfterValidator(_storable)]
"""Text that both databases can keep."""

Said = Annotated[Words, AfterValidator(_said)]
"""Text with something in it."""

OneLine = Annotated[Words, BeforeValidator(_one_line)]
"""Text of one line: line ends and runs of spaces become one space."""

PlainLine = Annotated[Words, AfterValidator(_without_controls)]
"""Text of one line, shown as typed: line breaks and other control characters are refused."""

Language = Annotated[Words, AfterValidator(_known_language)]
"""A language of the interface, by its tag."""

Uuid = Annotated[UUID, BeforeValidator(_only_text)]
NewId = Annotated[Uuid, AfterValidator(_version_seven)]
"""An id made on the phone: a UUIDv7."""

Day = Annotated[date, BeforeValidator(_spelled_day)]
"""A day as YYYY-MM-DD."""

Moment = Annotated[AwareDatetime, BeforeValidator(_only_text), AfterValidator(_of_our_times)]
"""A moment in RFC 3339 with its offset, from 1970 to 2200."""

Rating = Annotated[StrictInt, Field(ge=0, le=10)]
Tags = Annotated[tuple[Annotated[Said, Field(max_length=40)], ...], Field(max_length=20)]
Zone = Annotated[Words, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_+\-/]+$")]
"""A time zone's name as a phone gives it; kept as said, never used to judge a day."""

OffsetMinutes = Annotated[StrictInt, Field(ge=-1080, le=1080)]
