"""Keys for a person's own programs."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class TokenScope(StrEnum):
    """What a program may do: read everything, write entries, make and stop doctors' links."""

    READ = "read"
    WRITE = "write"
    SHARE = "share"


@dataclass(frozen=True)
class ApiToken:
    """A token as its owner sees it: never the token itself."""

    id: UUID
    name: str
    scopes: frozenset[TokenScope]
    created_at: datetime
    last_used_on: date | None
    revoked_at: datetime | None
