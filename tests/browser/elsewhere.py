"""The same person at another device, or another person at theirs: over HTTP, past every fault."""

import httpx2
from sqlmodel import Session
from uuid_utils import uuid7

from backend import clock
from backend.seeds import demo_key
from backend.services.devices import open_session
from backend.store.accounts import read_patient_by_key
from backend.store.engines import open_engines
from backend.web.cookies import COOKIE
from tests.browser.place import Place
from tests.entering import give_passphrase
from tests.people import Someone


class Elsewhere:
    """A signed-in device that has nothing to do with the phone of the test."""

    def __init__(self, place: Place, person: str = "amina") -> None:
        engines = open_engines(place.database_url)
        with Session(engines.writing, expire_on_commit=False) as session, session.begin():
            found = read_patient_by_key(session, demo_key(person))
            assert found is not None
            self.patient = found
            token = open_session(session, found.id, now=clock.now())
        engines.dispose()
        self._cookies = {COOKIE: token}
        self.place = place

    def post(self, path: str, **fields: str) -> None:
        """Send a form, as a page of ours does."""
        url = self.place.direct_url
        headers = {"Origin": url}
        answer = httpx2.post(url + path, data=fields, cookies=self._cookies, headers=headers)
        assert answer.status_code in {200, 303}, answer.text

    def take_out(self, item_id: str) -> None:
        """Take a step out of the plan."""
        self.post(f"/plan/items/{item_id}/remove")

    def write_line(self, text: str) -> None:
        """Write into today's journal."""
        self.post("/journal", id=str(uuid7()), day=self.place.today, text=text)


def give_passphrase_to(place: Place, person: str, name: str) -> None:
    """Let somebody have a passphrase."""
    engines = open_engines(place.database_url)
    with Session(engines.writing, expire_on_commit=False) as session, session.begin():
        found = read_patient_by_key(session, demo_key(person))
        assert found is not None
        give_passphrase(session, Someone(found, ()), name=name)
    engines.dispose()
