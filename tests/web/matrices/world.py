"""Amina with something at every address, Dan beside her, and every route of the app asked for."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi.routing import APIRoute
from sqlmodel import Session
from starlette.testclient import TestClient
from uuid_utils.compat import uuid7

from backend.domain.tokens import TokenScope
from backend.services.devices import open_session, read_devices
from backend.services.tokens import TokenDraft, mint_token, read_tokens
from backend.web.policies import Policy, every_route, policy_of
from tests.authenticator import ORIGIN, Authenticator
from tests.conftest import House
from tests.entering import give_passphrase
from tests.own_account import add_passkey, ways_of
from tests.people import TODAY, Someone, amina, dan

MARK = "HERONWORDS"
"""Stands in everything Amina wrote: whoever reads it has read something of hers."""

NOUNS = (
    "journal", "check-in", "care", "synkinesis", "visit", "treatment", "grading", "form"
)  # fmt: skip
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
SHARED = [
    "routine", "symptoms", "function", "linked_movements", "eye_care", "treatments", "gradings",
    "questions", "mood", "questionnaires", "journal",
]  # fmt: skip
"""All there is to share."""


@dataclass(frozen=True)
class Asked:
    """One method of one route, its address filled in with what is Amina's."""

    method: str
    template: str
    path: str
    policy: Policy
    named: bool

    @property
    def programs(self) -> bool:
        return self.path.startswith("/api/") or self.path == "/sync"

    def __str__(self) -> str:
        return f"{self.method} {self.template}"


@dataclass
class World:
    """The people, their browsers, and what Amina has."""

    house: House
    file: Path
    her: Someone
    him: Someone
    hers: Mapping[str, str] = field(default_factory=dict)
    token: str = ""
    passkey: Authenticator = field(default_factory=Authenticator)

    def asked(self) -> Iterator[Asked]:
        """Give every method of every route of the app. A parameter nobody fills in raises."""
        for template, route in every_route(self.house.app.routes):
            if isinstance(route, APIRoute):
                policy = policy_of(route)
                assert policy is not None, template
                for method in sorted(route.methods or ()):
                    path = self._filled(template)
                    yield Asked(method, template, path, policy, "_id}" in template)

    def _filled(self, template: str) -> str:
        """Put what is Amina's into an address."""
        noun = template.removeprefix("/api/v1").partition("/{")[0].strip("/")
        prefix = noun.partition("/")[0]
        path = template
        for name in re.findall(r"\{(\w+)\}", template):
            keys = (f"{noun}.{name}", f"{prefix}.{name}", name)
            value = next((self.hers[key] for key in keys if key in self.hers), None)
            assert value, f"{template}: say what stands for {name} (tests/web/matrices/world.py)"
            path = path.replace(f"{{{name}}}", value)
        return path

    def browser(self, someone: Someone | None, *, proved: bool = True) -> TestClient:
        """A browser at the address where passkeys work; nobody's without someone."""
        client = TestClient(
            self.house.app,
            base_url=ORIGIN,
            headers={"Sec-Fetch-Site": "same-origin"},
            follow_redirects=False,
            raise_server_exceptions=False,
        )
        if someone is not None:
            now = self.house.clock()
            with Session(self.house.engines.writing) as session, session.begin():
                token = open_session(session, someone.id, now=now, proved=proved)
            client.cookies.set("facekind", token)
        return client

    def program(self, token: str) -> TestClient:
        """A program with a key of its own."""
        client = self.browser(None)
        del client.headers["Sec-Fetch-Site"]
        client.headers["Authorization"] = f"Bearer {token}"
        return client

    def rows(self) -> dict[str, str]:
        """Give a digest of every table, and of Amina's own rows in it."""
        with closing(sqlite3.connect(self.file)) as database:
            tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            found = {}
            for (table,) in tables.fetchall():
                rows = database.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608
                found[table] = _digest(rows)
            return found

    def hers_in(self) -> dict[str, str]:
        """Give a digest of what is Amina's in each table, but for where she is signed in."""
        with closing(sqlite3.connect(self.file)) as database:
            tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            found = {}
            for (table,) in tables.fetchall():
                columns = {row[1] for row in database.execute(f'PRAGMA table_info("{table}")')}
                if "patient_id" in columns and table != "session":
                    mine = f'SELECT * FROM "{table}" WHERE patient_id = ?'  # noqa: S608
                    rows = database.execute(mine, [self.her.id.hex]).fetchall()
                    found[table] = _digest(rows)
            return found


def _digest(rows: list[Any]) -> str:
    return sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()


def make_world(house: House, file: Path) -> World:
    """Let Amina write, plan, share and sign in with everything there is."""
    world = World(house, file, house.settle(amina), house.settle(dan))
    with Session(house.engines.writing) as session, session.begin():
        give_passphrase(session, world.her)
        world.token = mint_token(session, world.her.id, draft_of("hers"), now=house.clock())
    phone = world.browser(world.her)
    add_passkey(phone, world.passkey, name=MARK)
    ids = {name: str(uuid7()) for name in NOUNS}
    _write(phone, ids)
    link = phone.post("/api/v1/share-links", json={"categories": SHARED, "full_name": MARK})
    assert link.status_code == 201, link.text
    with house.read() as session:
        token_id = str(read_tokens(session, world.her.id)[0].id)
        device_id = str(read_devices(session, world.her.id, now=house.clock())[0].id)
    item = world.her.items[0]
    world.hers = {
        "journal.entry_id": ids["journal"],
        "check-in.entry_id": ids["check-in"],
        "check-ins.entry_id": ids["check-in"],
        "care.entry_id": ids["care"],
        "synkinesis.entry_id": ids["synkinesis"],
        "check-in/linked.entry_id": ids["synkinesis"],
        "visit_id": ids["visit"],
        "treatment_id": ids["treatment"],
        "grading_id": ids["grading"],
        "records.kind": "journal",
        "form_id": ids["form"],
        "link_id": link.json()["id"],
        "token_id": token_id,
        "passkey_id": str(ways_of(house, world.her).passkeys[0].id),
        "device_id": device_id,
        "item_id": str(item.id),
        "occurrence": "1",
        "programme_id": "seed_daily",
        "day": "today",
    }
    return world


def draft_of(name: str) -> TokenDraft:
    return TokenDraft(name=f"{MARK} {name}", scopes=tuple(TokenScope))


def _write(phone: TestClient, ids: Mapping[str, str]) -> None:
    """Put one of each thing there, all with the mark in it."""
    day = TODAY.isoformat()
    put: dict[str, dict[str, Any]] = {
        f"journal/{ids['journal']}": {"local_date": day, "text": f"{MARK} line", "tags": [MARK]},
        f"check-ins/{ids['check-in']}": {"local_date": day, "mood": 2, "note": f"{MARK} note"},
        f"visits/{ids['visit']}": {"on": day, "with_whom": MARK, "questions": [MARK], "goal": MARK},
        f"treatments/{ids['treatment']}": {"kind": "therapy", "on": day, "note": MARK},
        f"gradings/{ids['grading']}": {
            "scale": "house_brackmann",
            "on": day,
            "clinician": MARK,
            "numbers": {"grade": 3},
        },
        f"care/{ids['care']}": {"local_date": day, "kind": "drops", "count": 3},
        f"synkinesis/{ids['synkinesis']}": {
            "local_date": day,
            "cells": [{"doing": "smile", "moves": "eye", "level": 2}],
        },
        f"questionnaires/forms/{ids['form']}": {
            "local_date": day,
            "instrument": "own_function",
            "version": "1",
            "answers": {"smile": 3},
        },
    }
    for address, body in put.items():
        answer = phone.put(f"/api/v1/{address}", json=body)
        assert answer.status_code == 201, (address, answer.text)
