"""The throw-away demo: its own database file, its people, and one line that says where it is."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlmodel import Session

from backend.domain.accounts import Patient
from backend.domain.sharing import USUAL
from backend.domain.tokens import TokenScope
from backend.seeds import demo_key, seed_person
from backend.services.devices import open_session
from backend.services.reports import read_choice
from backend.services.sharing import Issuer, ShareDraft, make_link
from backend.services.tokens import TokenDraft, mint_token
from backend.store.accounts import patient_keys, read_patient_by_key
from backend.store.engines import open_engines
from backend.web.cookies import COOKIE

CAST = {"amina": ("amina", "ben", "dan"), "ben": ("amina", "ben", "dan"), "new": ("new",)}
"""Who is in the database for whom. A newcomer is alone, so that the first run can be tried."""


EVERYTHING = TokenDraft(name="demo", scopes=tuple(TokenScope))


class DemoRefused(Exception):
    """The database holds somebody who is not of the demo."""


@dataclass(frozen=True)
class Cookie:
    """The session cookie to set: the way in."""

    name: str
    value: str


@dataclass(frozen=True)
class Share:
    """A doctor's link and its passcode."""

    link: str
    passcode: str


SHARED_FOR = 30
"""Days that the demo's link stays open."""


@dataclass(frozen=True)
class Demo:
    """What the demo prints once it is ready. A newcomer has nothing to `share` yet."""

    url: str
    patient: str
    today: date
    cookie: Cookie
    api_token: str
    share: Share | None

    def line(self) -> str:
        """Give the one JSON line."""
        return json.dumps(asdict(self), default=str)

    @property
    def door(self) -> str:
        """Give the address a person opens: the code stays behind the #."""
        return f"{self.url}/enter#{self.cookie.value}"


def prepare_demo(
    database_url: str, *, issuer: Issuer, patient: str, now: datetime, language: str = "en"
) -> Demo:
    """Seed the demo people where they are missing and open a session for one of them.

    Started again on the same database it keeps what is there. Raises DemoRefused where anybody
    else lives.
    """
    engines = open_engines(database_url)
    try:
        with Session(engines.writing, expire_on_commit=False) as session, session.begin():
            _seed_missing(session, patient, now, language)
            found = read_patient_by_key(session, demo_key(patient))
            if found is None:
                raise DemoRefused("The demo's person is missing.")
            token = open_session(session, found.id, now=now)
            api_token = mint_token(session, found.id, EVERYTHING, now=now)
            today = found.days.day_of(now)
            share = _share(session, found, issuer, now) if found.agreed_at else None
    finally:
        engines.dispose()
    return Demo(issuer.base, patient, today, Cookie(COOKIE, token), api_token, share)


def _share(session: Session, patient: Patient, issuer: Issuer, now: datetime) -> Share:
    """Make a link to what is usually shown, as it is now."""
    choice = read_choice(session, patient.id)
    draft = ShareDraft(
        categories=tuple(sorted(USUAL)),
        window=choice.window.window,
        since=choice.window.since,
        until=choice.window.until,
        name=choice.name,
        full_name=patient.name or "",
        cause=patient.cause or "",
        language=choice.language,
        open_days=SHARED_FOR,
    )
    made = make_link(session, patient.id, draft, issuer=issuer, now=now)
    return Share(made.address or "", made.passcode or "")


def _seed_missing(session: Session, patient: str, now: datetime, language: str) -> None:
    """Seed who is missing of this demo's cast."""
    there = patient_keys(session)
    if not there <= {demo_key(name) for names in CAST.values() for name in names}:
        raise DemoRefused("This database holds somebody who is not of the demo.")
    for name in CAST[patient]:
        if demo_key(name) not in there:
            seed_person(session, name, now=now, language=language)
