"""Every route × everybody who must not get in by it. A new route is in here by itself."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from backend.services.devices import open_session
from backend.services.tokens import TokenDraft, mint_token, read_tokens, revoke_token
from backend.web.policies import Policy
from tests.people import NOW, TODAY
from tests.web.matrices.world import MARK, UNSAFE, Asked, World, draft_of

OWNED = {Policy.PERSON, Policy.PROVED}
DAY = {"day": TODAY.isoformat()}
VISIT = {"on": TODAY.isoformat(), "with_whom": "x"}
LETTER = {"scale": "eface", "on": TODAY.isoformat(), "clinician": "x"}
GRADING, NUMBERS = LETTER | {"total": "50"}, LETTER | {"numbers": {"total": 50}}
CELL = {"doing": "smile", "moves": "eye", "level": 1}
DATED = {"local_date": TODAY.isoformat()}

WORKING: dict[str, dict[str, Any]] = {
    "POST /check-in/{entry_id}/remove": DAY | {"of": "check-in.entry_id"},
    "POST /check-in/entries/{entry_id}": DAY | {"mood": "2", "of": "check-in.entry_id"},
    "POST /check-in/linked/{entry_id}/remove": DAY | {"of": "synkinesis.entry_id"},
    "POST /check-in/where/{entry_id}/remove": DAY | {"place": "cheek-left", "symptom": "tight"},
    "POST /care/{entry_id}/remove": DAY | {"of": "care.entry_id"},
    "POST /journal/{entry_id}": DAY | {"text": "x", "of": "journal.entry_id"},
    "POST /journal/{entry_id}/remove": DAY | {"of": "journal.entry_id"},
    "POST /journal/{entry_id}/put-back": DAY,
    "POST /visits/{visit_id}": VISIT,
    "POST /treatments/{treatment_id}": {"kind": "therapy", "on": TODAY.isoformat()},
    "POST /gradings/{grading_id}": GRADING,
    "POST /today/items/{item_id}/{occurrence}": DAY
    | {"item_id": "item_id", "occurrence": "1", "state": "done"},
    "PUT /api/v1/days/{day}/items/{item_id}/occurrences/{occurrence}": {"state": "done"},
    "POST /account/passkeys/{passkey_id}": {"name": "x"},
}
"""What these forms say when their owner sends them, so that ids alone decide. A value that is the
name of something of hers stands for it."""

ONES_OWN: dict[str, dict[str, Any]] = {
    "PUT /api/v1/journal/{entry_id}": DATED | {"text": "x"},
    "PUT /api/v1/check-ins/{entry_id}": DATED | {"mood": 1},
    "PUT /api/v1/visits/{visit_id}": VISIT,
    "PUT /api/v1/treatments/{treatment_id}": {"kind": "therapy", "on": TODAY.isoformat()},
    "PUT /api/v1/gradings/{grading_id}": NUMBERS,
    "PUT /api/v1/care/{entry_id}": DATED | {"kind": "drops", "count": 1},
    "PUT /api/v1/synkinesis/{entry_id}": DATED | {"cells": [CELL]},
    "PUT /api/v1/questionnaires/forms/{form_id}": DATED
    | {"instrument": "own_function", "version": "1", "answers": {"smile": 1}},
}
"""Here somebody chooses an id for something new of their own: another's id is free to them."""

KNOWN_TO_ALL = {"/plan/programmes/{programme_id}/drop"}
"""What stands in these addresses is of the library, and nobody's."""


def ask(client: TestClient, asked: Asked, world: World) -> Any:
    """Ask as the address wants to be asked, where that is known."""
    body = WORKING.get(str(asked)) or ONES_OWN.get(str(asked)) or {}
    said: Any = {name: world.hers.get(str(value), value) for name, value in body.items()}
    if asked.programs:
        return client.request(asked.method, asked.path, json=said or None)
    return client.request(asked.method, asked.path, data=said)


def shut_out(asked: Asked, status: int, headers: object, text: str) -> str | None:
    """Say what is wrong with an answer to somebody who is not in; None when it shuts them out."""
    if MARK in text:
        return "shows something of hers"
    if status == 401 or (status == 303 and not asked.programs and _leads_in(headers)):
        return None
    return f"answers {status}"


def _leads_in(headers: object) -> bool:
    place = str(headers["location"])  # type: ignore[index]
    return place == "/" or place.startswith(("/sign-in?", "/sign-in/again"))


def outsiders(world: World) -> dict[str, TestClient]:
    """Everybody who is not in: nobody, the late, revoked keys, a doctor with a link."""
    now = world.house.clock()
    with Session(world.house.engines.writing) as session, session.begin():
        old = now - timedelta(days=181)
        expired = open_session(session, world.her.id, now=old, proved=True)
        revoked = mint_token(session, world.her.id, draft_of("revoked"), now=now)
        newest = next(one for one in read_tokens(session, world.her.id) if "revoked" in one.name)
        revoke_token(session, world.her.id, newest.id, now=now)
    made = {"nobody": world.browser(None)}
    for name, cookie in {"expired": expired}.items():
        made[name] = world.browser(None)
        made[name].cookies.set("facekind", cookie)
    made["a revoked key"] = world.program(revoked)
    made["a doctor with a link"] = world.browser(None)
    made["a doctor with a link"].cookies.set("facekind", world.hers["link_id"])
    return made


def test_whoever_is_not_in_gets_nothing_of_hers_at_any_address(world: World) -> None:
    wrong = []
    people = outsiders(world)
    before = world.hers_in()
    for asked in world.asked():
        for name, client in people.items():
            if name == "a revoked key" and not asked.programs:
                continue
            answer = client.request(asked.method, asked.path)
            said = None
            if asked.policy in OWNED:
                said = shut_out(asked, answer.status_code, answer.headers, answer.text)
            elif MARK in answer.text or answer.status_code >= 500:
                said = f"answers {answer.status_code}"
            if said:
                wrong.append(f"{asked} to {name}: {said}")
    assert not wrong, "\n".join(wrong)
    after = world.hers_in()
    after["activity"] = before["activity"]  # an old phone that signs out is noted
    assert after == before


def test_dan_with_her_ids_finds_nothing_and_changes_nothing(world: World) -> None:
    him, before, wrong = world.browser(world.him), world.hers_in(), []
    owned = [asked for asked in world.asked() if asked.policy in OWNED]
    for asked in sorted(owned, key=lambda one: str(one) in ONES_OWN):
        answer = ask(him, asked, world)
        if MARK in answer.text or answer.status_code >= 500:
            wrong.append(f"{asked}: {answer.status_code}, or shows something of hers")
        sure = asked.method in {"GET", "DELETE"} or str(asked) in WORKING
        expected = {404} if sure else {404, 422}
        if str(asked) in ONES_OWN:
            expected = {201}
        elif not asked.named or asked.template in KNOWN_TO_ALL:
            continue
        if answer.status_code not in expected:
            wrong.append(f"{asked}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert world.hers_in() == before


def test_without_a_proof_the_proved_addresses_ask_for_one(world: World) -> None:
    unsure, before, wrong = world.browser(world.her, proved=False), world.hers_in(), []
    proved = [asked for asked in world.asked() if asked.policy is Policy.PROVED]
    assert len(proved) > 3
    for asked in proved:
        answer = unsure.request(asked.method, asked.path)
        leads = answer.status_code == 303 and answer.headers["location"].startswith(
            "/sign-in/again?"
        )
        if MARK in answer.text or not (answer.status_code == 403 or (leads and not asked.programs)):
            wrong.append(f"{asked}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert world.hers_in() == before


@pytest.mark.parametrize("scope", ["read", "write", "share"])
def test_a_key_does_what_it_was_made_for_and_nothing_else(world: World, scope: str) -> None:
    draft = TokenDraft.model_validate({"name": scope, "scopes": (scope,)})
    with Session(world.house.engines.writing) as session, session.begin():
        program = world.program(mint_token(session, world.him.id, draft, now=NOW))
    wrong = []
    for asked in world.asked():
        if asked.policy not in OWNED:
            continue
        answer = program.request(asked.method, asked.path)
        if not asked.programs:
            if answer.status_code not in {303, 401, 403} or MARK in answer.text:
                wrong.append(f"{asked}: {answer.status_code} to a key on a page")
            continue
        needed = "read"
        if asked.method in UNSAFE:
            needed = "share" if "/share-links" in asked.path else "write"
        if (answer.status_code == 403) == (needed == scope):
            wrong.append(f"{asked}: {answer.status_code}, needs {needed}")
    assert not wrong, "\n".join(wrong)


def test_the_probes_are_real_amina_herself_is_answered(world: World) -> None:
    """Last in this file: it takes away what the others looked for."""
    her, shown, wrong = world.browser(world.her), 0, []
    for asked in sorted(world.asked(), key=lambda one: one.method != "GET"):
        if asked.method == "GET" or str(asked) in WORKING:
            answer = ask(her, asked, world)
            shown += MARK in answer.text
            if answer.status_code not in {200, 201, 303}:
                wrong.append(f"{asked}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert shown > 15
