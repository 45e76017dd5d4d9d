"""What routes ask for: a session, the person, the moment, the day."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Query, Request
from sqlmodel import Session

from backend.domain.accounts import Patient
from backend.domain.days import parse_day, readable
from backend.domain.errors import NotFound
from backend.domain.tokens import TokenScope
from backend.services import devices
from backend.services.devices import Present
from backend.services.tokens import owner_of_token, touch_token
from backend.store.engines import Engines
from backend.web.cookies import session_token
from backend.web.errors import ProofNeeded, ScopeMissing, SignedOut


def engines(request: Request) -> Engines:
    """Give the app's two engines."""
    found: Engines = request.app.state.engines
    return found


def writing_session(request: Request) -> Iterator[Session]:
    """One request, one transaction, committed before the answer leaves."""
    with Session(engines(request).writing, expire_on_commit=False) as session, session.begin():
        yield session


def reading_session(request: Request) -> Iterator[Session]:
    """One snapshot that cannot write."""
    with Session(engines(request).reading, expire_on_commit=False) as session, session.begin():
        yield session


Writing = Annotated[Session, Depends(writing_session, scope="function")]
Reading = Annotated[Session, Depends(reading_session, scope="function")]


def moment(request: Request) -> datetime:
    """Give the present moment (UTC) by the app's clock."""
    now: datetime = request.app.state.now()
    return now


Moment = Annotated[datetime, Depends(moment)]


def host_name(host: str) -> str:
    """Give the name of a Host header without its port; IPv6 keeps its brackets."""
    name, _, port = host.rpartition(":")
    return (name if port.isdigit() else host).lower()


def address_of(request: Request) -> str:
    """Give the address somebody asks from; behind a trusted proxy, the one it names."""
    return request.client.host if request.client else ""


def own_address(request: Request) -> str:
    """Give where this server is reached: its public address, else the one somebody asks at."""
    public: str | None = request.app.state.settings.public_url
    return public or f"{request.url.scheme}://{request.headers.get('host', '')}"


def current_patient(request: Request) -> Patient:
    """Give the person a session cookie or, for programs, a Bearer token belongs to.

    Raises SignedOut for nobody. Opens its own short transaction: authorisation is in the loading.
    """
    patient = find_patient(request)
    if patient is None:
        raise SignedOut
    return patient


def proved_patient(request: Request, patient: "CurrentPatient", now: "Moment") -> Patient:
    """Give the person, who showed a credential here within ten minutes. Raises ProofNeeded.

    Whoever has no credential yet, on this computer, has none to show. A token's scope was proved
    when it was made.
    """
    present: Present | None = request.state.present
    if present is not None and present.secured and not present.device.proved(now):
        raise ProofNeeded
    return patient


def find_patient(request: Request) -> Patient | None:
    """Give the person who asks, or None; pages that work for anybody use it."""
    bearer = request.headers.get("authorization", "")
    request.state.present = None
    if bearer.startswith("Bearer ") and takes_tokens(request.url.path):
        patient = _by_token(request, bearer.removeprefix("Bearer "))
    else:
        request.state.present = find_present(request)
        patient = request.state.present.patient if request.state.present else None
    request.state.patient = patient
    return patient


def takes_tokens(path: str) -> bool:
    """Whether a program's Bearer token is a way in at this address."""
    return path.startswith("/api/") or path == "/sync"


def needed_scope(method: str, path: str) -> TokenScope:
    """Give what a token must be allowed for a request."""
    if method in {"GET", "HEAD"}:
        return TokenScope.READ
    return TokenScope.SHARE if path.startswith("/api/v1/share-links") else TokenScope.WRITE


def _by_token(request: Request, secret: str) -> Patient | None:
    """Give whom a token belongs to. Raises ScopeMissing where it may not do this."""
    now = moment(request)
    with Session(engines(request).reading) as session:
        found = owner_of_token(session, secret)
    if found is None:
        return None
    patient, token = found
    scope = needed_scope(request.method, request.url.path)
    if scope not in token.scopes:
        raise ScopeMissing(scope)
    if token.last_used_on != now.date():
        with Session(engines(request).writing) as session, session.begin():
            touch_token(session, patient.id, token, now=now)
    return patient


def find_present(request: Request) -> Present | None:
    """Give whoever the session cookie belongs to, and note that they were here today.

    On a server that others can reach nobody is in without a credential, whatever session they have.
    """
    token = session_token(request)
    if token is None:
        return None
    now = moment(request)
    with Session(engines(request).reading) as session:
        present = devices.who_is(session, token, now=now)
    if present is None or (request.app.state.settings.outside and not present.secured):
        return None
    if not present.noted:
        with Session(engines(request).writing) as session, session.begin():
            devices.touch_session(session, token, now=now)
    return present


CurrentPatient = Annotated[Patient, Depends(current_patient)]
ProvedPatient = Annotated[Patient, Depends(proved_patient)]
AnyPatient = Annotated[Patient | None, Depends(find_patient)]


def patients_language(request: Request) -> None:
    """Let a page that is nobody's speak the language of whoever asks, and know no more of them."""
    present = find_present(request)
    request.state.language = present.patient.language if present else None


InTheirLanguage = Depends(patients_language)


def local_day(patient: CurrentPatient, now: Moment) -> date:
    """Give the person's current day."""
    return patient.days.day_of(now)


LocalDay = Annotated[date, Depends(local_day)]


def shown_day(request: Request, today: LocalDay, d: Annotated[str | None, Query()] = None) -> date:
    """Give the day an address asks for (`?d=`), or today. Raises NotFound outside the window."""
    try:
        day = parse_day(d) if d is not None else today
    except ValueError:
        raise NotFound from None
    if not readable(day, today=today):
        raise NotFound
    request.state.day = day
    return day


def present(request: Request, _patient: CurrentPatient) -> Present:
    """Give the session somebody is signed in by. Raises SignedOut for a program's token."""
    found: Present | None = request.state.present
    if found is None:
        raise SignedOut
    return found


CurrentPresent = Annotated[Present, Depends(present)]
"""The session that asks, and whether its person has a credential."""

ShownDay = Annotated[date, Depends(shown_day)]
