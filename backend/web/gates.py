"""What the web knows of ways in: how this server takes people, and where passphrases are judged."""

from functools import cache
from typing import Annotated

from fastapi import Depends, Request

from backend.services.joining import Gate
from backend.services.sealing import Hasher, new_secret
from backend.services.signing_in import Desk
from backend.settings import Settings
from backend.web.dependencies import engines
from backend.web.links import secret_key_of


@cache
def _hash_of_nothing() -> str:
    return Hasher().hash(new_secret())


def gate(request: Request) -> Gate:
    """Give how this server takes people."""
    settings: Settings = request.app.state.settings
    hasher = request.app.state.reception.passcodes
    return Gate(settings.registration, settings.outside, secret_key_of(settings), hasher)


def desk(request: Request) -> Desk:
    """Give where passphrases are judged."""
    settings: Settings = request.app.state.settings
    hasher = request.app.state.reception.passcodes
    return Desk(engines(request), hasher, secret_key_of(settings), _hash_of_nothing())


TheGate = Annotated[Gate, Depends(gate)]
TheDesk = Annotated[Desk, Depends(desk)]
