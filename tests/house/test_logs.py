"""Everything is done to make a log line or an error say something it must not."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session
from starlette.testclient import TestClient
from uvicorn import Config

from backend.app import create_app
from backend.logs import MAY_BE_LOGGED, log, set_up_logs
from backend.services.devices import open_session
from backend.services.tokens import TokenDraft, mint_token
from backend.settings import Settings
from tests.conftest import Clock, House
from tests.entering import PASSPHRASE, give_passphrase
from tests.people import TODAY, amina

CANARY = "CANARYxyz"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(params=["json", "console"])
def chatty(
    request: pytest.FixtureRequest,
    sqlite_url: str,
    tmp_path: Path,
) -> Iterator[House]:
    """A house that writes down as much as it can."""
    settings = Settings(
        data_dir=tmp_path, database_url=sqlite_url, log_level="debug", log_format=request.param
    )
    clock = Clock()
    app = create_app(settings, now=clock)
    logging.getLogger().setLevel(logging.DEBUG)
    yield House(app, clock, app.state.engines)
    logging.getLogger().setLevel(logging.WARNING)
    app.state.engines.dispose()


def listen(house: House) -> None:
    """Let the lines go to where the test reads."""
    set_up_logs(form=house.app.state.settings.log_format, level="debug")


def everything(house: House, capsys: pytest.CaptureFixture[str]) -> tuple[str, list[str]]:
    """Write, share, sign in and go wrong; give what was logged and every secret there was."""
    listen(house)
    her = house.settle(amina)
    with Session(house.engines.writing) as session, session.begin():
        give_passphrase(session, her, name=CANARY)
        cookie = open_session(session, her.id, now=house.clock(), proved=True)
        draft = TokenDraft.model_validate({"name": CANARY, "scopes": ("read",)})
        token = mint_token(session, her.id, draft, now=house.clock())
    phone = house.stranger()
    phone.cookies.set("facekind", cookie)
    link = _write(phone)
    secret, key = link["link"].partition("/v#")[2].split(".")
    _go_wrong(phone, house.stranger(), secret, key, token)
    secrets = [CANARY, cookie, token, secret, key, link["passcode"], PASSPHRASE, link["id"]]
    written = capsys.readouterr()
    return written.out + written.err, secrets


def _write(phone: TestClient) -> dict[str, str]:
    day = TODAY.isoformat()
    phone.post("/journal", data={"day": day, "text": CANARY})
    phone.post("/check-in", data={"day": day, "mood": "1", "note": CANARY})
    phone.post("/visits", data={"on": day, "with_whom": CANARY, "goal": CANARY})
    phone.post("/treatments", data={"on": day, "kind": "therapy", "note": CANARY})
    phone.post("/settings/name", data={"name": CANARY})
    asked = {"categories": ["routine", "journal"], "full_name": CANARY, "cause": CANARY}
    made: dict[str, str] = phone.post("/api/v1/share-links", json=asked).json()
    return made


def _go_wrong(phone: TestClient, stranger: TestClient, secret: str, key: str, token: str) -> None:
    opening = {"token": secret, "key": key, "passcode": "000000", "recipient": CANARY}
    stranger.post("/v", json=opening)
    stranger.post("/v", json=opening | {CANARY: CANARY})
    stranger.get(f"/v?token={secret}&{CANARY}={key}")
    stranger.get(f"/{CANARY}/{secret}")
    stranger.get(f"/today?q={CANARY}", headers={"X-Name": CANARY, "User-Agent": CANARY})
    stranger.post("/sign-in", data={"name": CANARY, "passphrase": PASSPHRASE + CANARY})
    stranger.post("/join", data={"code": CANARY})
    stranger.get("/api/v1/plan", headers={"Authorization": f"Bearer {token}"})
    stranger.get("/api/v1/plan", headers={"Authorization": f"Bearer {CANARY}"})
    stranger.request(f"{CANARY}", "/today")
    stranger.post("/today", headers={"Host": CANARY, "Origin": CANARY, "Referer": CANARY})
    phone.get(f"/journal/{CANARY}?text={CANARY}")
    phone.post("/check-in", data={"day": CANARY, "mood": CANARY, CANARY: CANARY})
    phone.put(f"/api/v1/journal/{CANARY}", json={"text": CANARY, CANARY: [CANARY]})
    phone.post(
        "/sync", content=f'{{"{CANARY}": "{CANARY}', headers={"Content-Type": "application/json"}
    )
    broken = f'--X\r\nContent-Disposition: form-data; name="{CANARY}"\r\n\r\n{CANARY}'
    phone.post(
        "/journal", content=broken, headers={"Content-Type": "multipart/form-data; boundary=X"}
    )


def test_whatever_happens_no_line_holds_what_somebody_wrote_or_a_secret(
    chatty: House, capsys: pytest.CaptureFixture[str]
) -> None:
    written, secrets = everything(chatty, capsys)
    assert len(written.splitlines()) > 15
    for secret in secrets:
        assert secret not in written
    assert "mood" not in written


def test_a_database_that_breaks_says_nothing_of_what_it_was_given(
    chatty: House, capsys: pytest.CaptureFixture[str]
) -> None:
    listen(chatty)
    phone = chatty.phone(chatty.settle(amina))
    with chatty.engines.writing.begin() as connection:
        connection.execute(sa.text("ALTER TABLE journal RENAME COLUMN text TO words"))
    said = {"day": TODAY.isoformat(), "text": CANARY}
    answer = phone.post("/journal", data=said)
    assert answer.status_code >= 500
    put = phone.post("/sync", content=json.dumps({"v": CANARY}), headers=JSON)
    written = "".join(capsys.readouterr())
    assert CANARY not in answer.text + put.text + written
    assert "OperationalError" in written


def test_an_error_tells_its_reader_nothing_of_what_another_wrote(house: House) -> None:
    stranger = house.stranger()
    answer = stranger.post("/sign-in", data={"name": "a", "passphrase": CANARY})
    assert CANARY not in answer.text
    problem = house.phone(house.settle(amina)).put(
        f"/api/v1/journal/{CANARY}", json={"text": {"a": CANARY}, "local_date": CANARY}
    )
    assert problem.status_code == 422
    assert CANARY not in problem.text


def test_what_no_list_allows_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(form="json", level="debug")
    log().info("answered", status=200, passphrase=CANARY, anything=CANARY, mood=3)
    line = json.loads(capsys.readouterr().err)
    assert line["status"] == 200
    assert {line["passphrase"], line["anything"], line["mood"]} == {"(not logged)"}
    assert not MAY_BE_LOGGED & {"name", "text", "token", "code", "url", "path", "query", "body"}


@pytest.mark.parametrize("name", ["uvicorn.error", "uvicorn.access", "asyncio", "sqlalchemy.pool"])
def test_libraries_speak_without_values_and_without_tracebacks(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs(form="json", level="debug")
    try:
        raise RuntimeError(CANARY)
    except RuntimeError:
        logging.getLogger(name).exception("Broke off: %s\nfuture: %s", CANARY, CANARY)
    lines = capsys.readouterr().err
    assert CANARY not in lines
    line = json.loads(lines)
    assert (line["logger"], line["kind"]) == (name, "RuntimeError")
    assert line["said"] == "Broke off: %s"


def test_a_servers_own_way_of_writing_is_taken_from_it(capsys: pytest.CaptureFixture[str]) -> None:
    Config("backend.main:app", log_level="trace", access_log=True)
    set_up_logs(form="console", level="debug")
    logging.getLogger("uvicorn.access").warning('%s - "GET /v?%s"', "1.2.3.4", CANARY)
    logging.getLogger("uvicorn.error").info("GET %s", CANARY)
    written = "".join(capsys.readouterr())
    assert CANARY not in written
    assert "uvicorn.access" in written
