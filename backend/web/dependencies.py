"""What routes ask for: a session, the person, the moment, the day."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Query, Request
from sqlmodel import Session

from backend.domain.accounts import Patient
from backend.domain.days import parse_day, readable
from backend.domain.errors import NotFound
from backend.services import accounts
from backend.store.engines import Engines
from backend.web.errors import SignedOut, for_programs

COOKIE = "facekind"
"""The session cookie over loopback http; https will get `__Host-facekind` with sign-in."""


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


def current_patient(request: Request) -> Patient:
    """Give the person a session cookie or, for programs, a Bearer token belongs to.

    Raises SignedOut for nobody. Opens its own short transaction: authorisation is in the loading.
    """
    patient = find_patient(request)
    if patient is None:
        raise SignedOut
    return patient


def find_patient(request: Request) -> Patient | None:
    """Give the person who asks, or None; pages that work for anybody use it."""
    bearer = request.headers.get("authorization", "")
    if bearer.startswith("Bearer ") and for_programs(request):
        patient = _by_token(request, bearer.removeprefix("Bearer "))
    else:
        patient = _by_cookie(request)
    request.state.patient = patient
    return patient


def _by_token(request: Request, token: str) -> Patient | None:
    with Session(engines(request).reading) as session:
        return accounts.patient_of_api_token(session, token)


def _by_cookie(request: Request) -> Patient | None:
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    now = moment(request)
    with Session(engines(request).reading) as session:
        found = accounts.patient_of_session(session, token, now=now)
    if found is None:
        return None
    patient, noted = found
    if not noted:
        with Session(engines(request).writing) as session, session.begin():
            accounts.touch_session(session, token, now=now)
    return patient


CurrentPatient = Annotated[Patient, Depends(current_patient)]
AnyPatient = Annotated[Patient | None, Depends(find_patient)]


def patients_language(request: Request) -> None:
    """Let a page that is nobody's speak the language of whoever asks, and know no more of them."""
    patient = _by_cookie(request)
    request.state.language = patient.language if patient else None


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


ShownDay = Annotated[date, Depends(shown_day)]
