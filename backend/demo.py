"""The throw-away demo: its own database file, its people, and one line that says where it is."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlmodel import Session

from backend.seeds import demo_key, seed_person
from backend.services import accounts
from backend.store.accounts import patient_keys, read_patient_by_key
from backend.store.engines import open_engines
from backend.web.dependencies import COOKIE

CAST = {"amina": ("amina", "ben", "dan"), "ben": ("amina", "ben", "dan"), "new": ("new",)}
"""Who is in the database for whom. A newcomer is alone, so that the first run can be tried."""


class DemoRefused(Exception):
    """The database holds somebody who is not of the demo."""


@dataclass(frozen=True)
class Cookie:
    """The session cookie to set: the way in."""

    name: str
    value: str


@dataclass(frozen=True)
class Demo:
    """What the demo prints once it is ready. `share` is null until sharing exists."""

    url: str
    patient: str
    today: date
    cookie: Cookie
    api_token: str
    share: None = None

    def line(self) -> str:
        """Give the one JSON line."""
        return json.dumps(asdict(self), default=str)

    @property
    def door(self) -> str:
        """Give the address a person opens: the code stays behind the #."""
        return f"{self.url}/enter#{self.cookie.value}"


def prepare_demo(
    database_url: str, *, url: str, patient: str, now: datetime, language: str = "en"
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
            token = accounts.open_session(session, found.id, now=now)
            api_token = accounts.mint_api_token(session, found.id, name="demo", now=now)
            today = found.days.day_of(now)
    finally:
        engines.dispose()
    return Demo(url, patient, today, Cookie(COOKIE, token), api_token)


def _seed_missing(session: Session, patient: str, now: datetime, language: str) -> None:
    """Seed who is missing of this demo's cast."""
    there = patient_keys(session)
    if not there <= {demo_key(name) for names in CAST.values() for name in names}:
        raise DemoRefused("This database holds somebody who is not of the demo.")
    for name in CAST[patient]:
        if demo_key(name) not in there:
            seed_person(session, name, now=now, language=language)
