"""Keys for a person's own programs: the list, making one, revoking one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from backend.domain.accounts import Patient
from backend.domain.tokens import ApiToken, TokenScope
from backend.domain.wording import Sentence, say
from backend.services.tokens import TokenDraft, mint_token, read_tokens, revoke_token
from backend.web.dependencies import (
    CurrentPatient,
    Moment,
    ProvedPatient,
    Reading,
    Writing,
    own_address,
)
from backend.web.forms import Form, bind, refused
from backend.web.render import page

router = APIRouter()

SCOPES: Mapping[TokenScope, Sentence] = {
    TokenScope.READ: say("Read everything you keep here"),
    TokenScope.WRITE: say("Write, change and remove entries"),
    TokenScope.SHARE: say("Make and stop links for doctors"),
}
API = "/api/v1/openapi.json"
"""Where programs read what the API can do."""

WORDS = {
    "name": say("Give the key a name of 1 to 60 characters."),
    "scopes": say("Choose at least one thing that the program may do."),
}


@dataclass(frozen=True)
class ShownToken:
    """A key as its owner sees it, with the day it was made in their own zone."""

    token: ApiToken
    made: datetime
    scopes: tuple[Sentence, ...]


@dataclass(frozen=True)
class TokensPage:
    """The keys, newest first, and the form for one more.

    `secret` is a key that was just made: it is in this answer and never again.
    """

    tokens: tuple[ShownToken, ...]
    scopes: Mapping[TokenScope, Sentence]
    chosen: frozenset[str]
    api: str
    revoked: bool
    secret: str | None = None


@router.get("/account/tokens", name="tokens")
def show(request: Request, db: Reading, patient: CurrentPatient) -> Response:
    """Show the keys there are. Looking and revoking ask for no proof, making one does."""
    return page(request, "tokens", _view(request, db, patient))


@router.post("/account/tokens", name="make_token")
def make(
    request: Request,
    db: Writing,
    patient: ProvedPatient,
    now: Moment,
    form: Form,
) -> Response:
    """Make a key and show it, this once: it is stored nowhere and in no address."""
    bound, made = bind(TokenDraft, form), list[str]()

    def save(draft: TokenDraft) -> None:
        made.append(mint_token(db, patient.id, draft, now=now))

    errors = refused(bound, save, beside="name", words=WORDS)
    view = _view(request, db, patient)
    if not errors:
        return page(request, "tokens", replace(view, secret=made[0]))
    asked = replace(view, chosen=frozenset(str(one) for one in form.getlist("scopes")))
    return page(request, "tokens", asked, status=422, errors=errors, typed=bound.typed)


@router.post("/account/tokens/{token_id}/revoke", name="revoke_token")
def revoke(db: Writing, patient: CurrentPatient, now: Moment, token_id: UUID) -> Response:
    """Revoke a key, from the next request on."""
    revoke_token(db, patient.id, token_id, now=now)
    return RedirectResponse("/account/tokens?revoked", status_code=303)


def _view(request: Request, db: Session, patient: Patient) -> TokensPage:
    zone = patient.days.zone
    shown = (
        ShownToken(
            token,
            token.created_at.astimezone(zone),
            tuple(words for scope, words in SCOPES.items() if scope in token.scopes),
        )
        for token in read_tokens(db, patient.id)
    )
    return TokensPage(
        tokens=tuple(shown),
        scopes=SCOPES,
        chosen=frozenset({TokenScope.READ}),
        api=own_address(request) + API,
        revoked=request.query_params.get("revoked") is not None,
    )
