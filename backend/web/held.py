"""Forms that are held: one that meets an expired sign-in stays in the page that asks to sign in,
and is sent again once its owner has. For anybody else it is shown to be copied, and not sent.
"""

from dataclasses import dataclass

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.routing import compile_path

from backend.domain.accounts import Patient
from backend.domain.errors import NotFound
from backend.web.forms import LARGEST_FIELD, MOST_FIELDS
from backend.web.policies import Policy, every_route, policy_of
from backend.web.render import page

HOME = "/today"
PREFIX = "held."
ACTION, OWNER = "held-action", "held-owner"
SECRETS = frozenset({"passphrase", "code"})
"""Fields that no page ever shows again: they are left out, and asked for once more."""

LONG = 40
"""Bytes from which a text is shown to be copied, about fourteen Chinese characters: nobody types it
twice."""

ROOM_FIELDS = 8
ROOM_BYTES = 256 * 1024
"""What signing in adds to a held form, and the frame that each of its fields travels in."""


@dataclass(frozen=True)
class HeldForm:
    """A form that waits: where it goes, whose it is ("" when nobody knows), and what was typed."""

    action: str
    owner: str
    fields: tuple[tuple[str, str], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """What was written and would be a pity to lose."""
        return tuple(text for _, text in self.fields if len(text.encode()) >= LONG or "\n" in text)

    @property
    def sendable(self) -> bool:
        """Whether it fits into a request once more; if not it can be copied."""
        size = sum(len(name.encode()) + len(text.encode()) for name, text in self.fields)
        room = len(self.fields) <= MOST_FIELDS - ROOM_FIELDS
        return room and size <= LARGEST_FIELD - ROOM_BYTES

    @property
    def inputs(self) -> tuple[tuple[str, str], ...]:
        """What a page keeps of it while somebody signs in."""
        mine = tuple((PREFIX + name, text) for name, text in self.fields)
        return ((ACTION, self.action), (OWNER, self.owner), *mine)

    @property
    def page(self) -> str:
        """The page to go back to where the form itself cannot be sent."""
        return self.action.partition("?")[0]


@dataclass(frozen=True)
class CarryOn:
    """A form whose owner may have come back. `theirs` is None when nobody knows whose it is."""

    form: HeldForm
    theirs: bool | None


def own_path(said: object, *, otherwise: str = HOME) -> str:
    """Give an address of ours as it is, and `otherwise` for anything that could lead elsewhere."""
    text = said if isinstance(said, str) else ""
    # Two slashes further on count too: once "/..//" is resolved they stand in front.
    ours = text.startswith("/") and "//" not in text.partition("?")[0]
    plain = all(" " < sign != "\x7f" for sign in text) and "\\" not in text
    return text if ours and plain else otherwise


def asked_address(request: Request) -> str:
    """Give the address that was asked for, query and all."""
    return f"{request.url.path}?{request.url.query}".rstrip("?")


def takes_forms(request: Request, address: str) -> bool:
    """Whether a form of somebody's own is sent to this address, by our route table."""
    path = own_path(address, otherwise="").partition("?")[0]
    if not path or path.startswith(("/api/", "/sync", "/sign-in")):
        return False
    return any(
        isinstance(route, APIRoute)
        and "POST" in (route.methods or ())
        and policy_of(route) in {Policy.PERSON, Policy.PROVED}
        and compile_path(whole)[0].match(path)
        for whole, route in every_route(request.app.routes)
    )


def read_held(request: Request, form: FormData) -> HeldForm | None:
    """Give the form that waits in a posted page, if one does. Raises NotFound for one that would
    go anywhere else than to a form of ours."""
    action = form.get(ACTION)
    if action is None:
        return None
    if not isinstance(action, str) or not takes_forms(request, action):
        raise NotFound
    fields = tuple(
        (name.removeprefix(PREFIX), text)
        for name, text in form.multi_items()
        if name.startswith(PREFIX) and isinstance(text, str)
    )
    return HeldForm(action, str(form.get(OWNER, "")), fields)


def hold(request: Request, form: FormData, owner: str) -> HeldForm:
    """Take a form that cannot be done now, all but what no page shows again."""
    fields = tuple(
        (name, text)
        for name, text in form.multi_items()
        if isinstance(text, str) and name not in SECRETS
    )
    return HeldForm(asked_address(request), owner, fields)


def carry_on(request: Request, held: HeldForm, patient: Patient) -> Response:
    """Give a form back to whoever has just signed in, to be sent if it is theirs."""
    request.state.patient = patient
    theirs = held.owner == patient.key if held.owner else None
    return page(request, "carry-on", CarryOn(held, theirs))
