"""Coming in with a code that works once: set-up, invitation, let in again, recovery."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlmodel import Session
from starlette.testclient import TestClient

from backend.app import create_app
from backend.domain.credentials import CodeKind, WaysIn, spell_code
from backend.services import joining
from backend.settings import Settings
from backend.store import accounts, credentials
from tests.authenticator import Authenticator
from tests.conftest import House
from tests.entering import PASSPHRASE, give_passphrase
from tests.people import Someone, amina, dan

NEXT = "/account/recovery-code"
LOCALHOST = "http://localhost:8000"
Rule = Callable[..., House]


def soup(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "html.parser")


def secured_amina(session: Session) -> Someone:
    her = amina(session)
    give_passphrase(session, her)
    return her


def secured_dan(session: Session) -> Someone:
    him = dan(session)
    give_passphrase(session, him, name="Dan")
    return him


@pytest.fixture
def her(house: House) -> Someone:
    """Amina, who can sign in, so that others may be invited."""
    return house.settle(secured_amina)


with_amina = pytest.mark.usefixtures("her")


@pytest.fixture
def ruled(house: House, tmp_path: Path) -> Iterator[Rule]:
    """The same people under other settings."""
    made: list[House] = []

    def under(**how: Any) -> House:
        url = house.engines.writing.url.render_as_string(hide_password=False)
        app = create_app(Settings(data_dir=tmp_path, database_url=url, **how), now=house.clock)
        made.append(House(app, house.clock, app.state.engines))
        return made[-1]

    yield under
    for one in made:
        one.engines.dispose()


def code_of(house: House, kind: CodeKind, someone: Someone | None = None) -> str:
    with Session(house.engines.writing) as session, session.begin():
        owner = someone.id if someone else None
        return joining.make_code(session, kind, now=house.clock(), patient_id=owner)


def recovery_of(house: House, someone: Someone) -> str:
    with Session(house.engines.writing) as session, session.begin():
        return joining.make_recovery_code(session, someone.id, now=house.clock())


def ways(house: House, someone: Someone) -> WaysIn:
    with house.read() as session:
        return credentials.read_ways_in(session, someone.id)


def people(house: House) -> int:
    with house.read() as session:
        return len(accounts.patient_keys(session))


def chosen(code: str, name: str = "Ben", passphrase: str = PASSPHRASE) -> dict[str, str]:
    return {"code": code, "name": name, "passphrase": passphrase}


def on_localhost(house: House) -> TestClient:
    """A browser at the address that passkeys work at."""
    browser = house.stranger()
    browser.base_url = LOCALHOST
    browser.headers["Accept"] = "application/json"
    return browser


def by_passkey(browser: TestClient, code: str, key: Authenticator) -> Any:
    """Make a passkey with a code, as the page's button does; gives the last answer."""
    offered = browser.post("/join/passkey/options", json={"code": code})
    if offered.status_code != 200:
        return offered
    said = {"code": code, "credential": key.register(offered.json())}
    return browser.post("/join/passkey", json=said)


def came_back(answer: Any, field: str, sentence: str, status: int = 422) -> BeautifulSoup:
    """The form is there again and says beside this field what is wrong; no secret stands in it."""
    assert answer.status_code == status
    assert "set-cookie" not in answer.headers
    assert PASSPHRASE not in answer.text
    page = soup(answer.text)
    said = page.select_one(f"#{field}-error")
    assert said is not None
    assert sentence in said.get_text()
    assert page.select_one(f".errsum a[href='#{field}']")
    assert page.select_one(f"#{field}[aria-invalid=true]")
    assert page.title is not None
    assert page.title.get_text().startswith("Error: ")
    return page


# The page


def test_the_page_asks_for_the_code_first_and_offers_a_passkey_before_a_passphrase(
    house: House,
) -> None:
    page = soup(on_localhost(house).get("/join").text)
    field = page.select_one("#code")
    assert field is not None
    assert field["autocomplete"] == "off"
    assert field.has_attr("data-from-fragment")
    assert field.has_attr("data-with")
    button = page.select_one("passkey-button[kind=make]")
    assert button is not None
    assert (button["options"], button["save"]) == ("/join/passkey/options", "/join/passkey")
    second = page.select_one("details.passphrase")
    assert second is not None
    assert not second.has_attr("open")
    assert "At least 12 characters" in second.get_text()
    assert page.select_one("#passphrase[type=password][autocomplete=new-password]")
    assert page.select_one("#name[autocomplete=username]")


def test_at_an_address_made_of_numbers_it_says_why_there_is_no_passkey(house: House) -> None:
    page = soup(house.stranger().get("/join").text)
    assert page.select_one("passkey-button") is None
    assert "Passkeys do not work at an address made of numbers." in page.get_text()
    assert page.select_one("a[href='http://localhost:8000/join']")
    assert page.select_one("details.passphrase[open]")
    answer = house.stranger().post("/join/passkey/options", json={"code": ""})
    assert answer.status_code == 422


@with_amina
def test_looking_with_a_code_in_the_address_uses_nothing_up(house: House) -> None:
    code = code_of(house, CodeKind.INVITE)
    browser = house.stranger()
    for address in ("/join", f"/join?code={code}", f"/join?{code}"):
        answer = browser.get(address)
        assert code not in answer.text
        assert "set-cookie" not in answer.headers
    assert browser.post("/join", data=chosen(code)).status_code == 303


# Who comes in


def test_the_first_person_sets_the_server_up_and_comes_to_their_day(
    house: House, ruled: Rule
) -> None:
    server = ruled(public_url="https://rehab.example.org")
    with Session(house.engines.writing) as session, session.begin():
        code = joining.make_set_up_code(session, now=house.clock())
    assert code is not None
    phone = TestClient(
        server.app,
        base_url="https://rehab.example.org",
        headers={"Sec-Fetch-Site": "same-origin"},
        follow_redirects=False,
    )
    key = Authenticator(origin="https://rehab.example.org")
    phone.headers["Accept"] = "application/json"
    answer = by_passkey(phone, spell_code(code), key)
    assert answer.json() == {"next": NEXT}
    del phone.headers["Accept"]
    assert phone.get(NEXT).status_code == 200
    # The first page asks what it asks everybody, and the questions lead to the day.
    assert "I am 18 or over" in phone.get("/").text
    assert phone.post("/start", data={"zone": "Asia/Shanghai"}).headers["location"] == "/start"
    phone.post("/start/side", data={"side": "left", "onset_month": "3", "onset_year": "2024"})
    phone.post("/start/stage", data={"stage": "paresis"})
    phone.post("/start/gates", data={})
    phone.post("/start/programme", data={"programmes": "seed_daily"})
    day = phone.get("/today")
    assert day.status_code == 200
    assert "Asia/Shanghai" in day.text
    again = by_passkey(phone, code, Authenticator(origin="https://rehab.example.org"))
    assert again.status_code == 422


def test_an_invited_person_joins_with_a_passphrase(house: House, her: Someone) -> None:
    code = code_of(house, CodeKind.INVITE)
    browser = house.stranger()
    answer = browser.post("/join", data=chosen(spell_code(code).lower()))
    assert (answer.status_code, answer.headers["location"]) == (303, NEXT)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert browser.get(NEXT).status_code == 200
    assert her.patient.key not in browser.get("/").text
    assert people(house) == 2
    came_back(
        house.stranger().post("/join", data=chosen(code, "Dan")),
        "code",
        "used, too old, or mistyped",
    )


@with_amina
def test_an_invited_person_joins_with_a_passkey_in_their_own_language(house: House) -> None:
    browser = on_localhost(house)
    browser.headers["Accept-Language"] = "zh-CN"
    answer = by_passkey(browser, code_of(house, CodeKind.INVITE), Authenticator())
    assert answer.json() == {"next": NEXT}
    assert people(house) == 2
    assert soup(browser.get("/", headers={"Accept": "*/*"}).text).html["lang"] == "zh-Hans"  # type: ignore[index]


def test_whoever_lost_everything_is_let_in_again_to_their_own_account(
    house: House, her: Someone
) -> None:
    browser = on_localhost(house)
    code = code_of(house, CodeKind.LET_IN, her)
    assert by_passkey(browser, code, Authenticator()).status_code == 200
    assert len(ways(house, her).passkeys) == 1
    assert her.patient.key in browser.get("/today").text
    assert people(house) == 1


def test_the_recovery_code_opens_once_and_ends_every_other_session(
    house: House, her: Someone
) -> None:
    stolen = house.phone(her)
    code = recovery_of(house, her)
    browser = house.stranger()
    answer = browser.post("/join", data=chosen(code, "Amina"))
    assert answer.headers["location"] == NEXT
    assert her.patient.key in browser.get("/today").text
    assert her.patient.key not in stolen.get("/today").text
    came_back(house.stranger().post("/join", data=chosen(code, "Amina")), "code", "used")


@with_amina
def test_where_registration_is_open_nobody_needs_a_code(house: House, ruled: Rule) -> None:
    server = ruled(registration="open")
    page = soup(server.stranger().get("/join").text)
    assert page.select_one("h1").get_text() == "Begin here"  # type: ignore[union-attr]
    assert server.stranger().post("/join", data=chosen("")).status_code == 303
    assert by_passkey(on_localhost(server), "", Authenticator()).status_code == 200
    assert people(house) == 3
    wrong = server.stranger().post("/join", data=chosen("WRONG", "Cleo"))
    came_back(wrong, "code", "used, too old, or mistyped")


@pytest.mark.parametrize(
    ("registration", "sentence"),
    [("invite", "Please type the code first."), ("closed", "takes nobody new")],
)
@with_amina
def test_without_a_code_nobody_joins_a_server_that_is_not_open(
    ruled: Rule, registration: str, sentence: str
) -> None:
    server = ruled(registration=registration)
    came_back(server.stranger().post("/join", data=chosen("")), "code", sentence)
    refused = by_passkey(on_localhost(server), "", Authenticator())
    assert refused.status_code == 422
    assert sentence in refused.json()["detail"]


def test_while_the_only_person_here_has_no_credential_nobody_else_joins(house: House) -> None:
    house.settle(amina)
    code = code_of(house, CodeKind.INVITE)
    came_back(house.stranger().post("/join", data=chosen(code)), "code", "needs a way to sign in")


# What is refused


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"passphrase": "short"}, "passphrase", "too short"),
        ({"passphrase": "password1234"}, "passphrase", "Others would guess this"),
        ({"passphrase": ""}, "passphrase", ""),
        ({"name": ""}, "name", ""),
        ({"name": "x" * 41}, "name", "too long"),
        ({"name": "aMINA "}, "name", "Please choose another name"),
    ],
)
@with_amina
def test_what_will_not_do_uses_the_code_not_up_and_keeps_code_and_name(
    house: House, fields: dict[str, str], field: str, sentence: str
) -> None:
    code = code_of(house, CodeKind.INVITE)
    browser = house.stranger()
    page = came_back(browser.post("/join", data=chosen(code) | fields), field, sentence)
    assert page.select_one("#code").get_text() == code  # type: ignore[union-attr]
    typed = {"Ben": "Ben", **fields}.get("name", "Ben")
    assert page.select_one("#name")["value"] == typed[:100]  # type: ignore[index]
    assert not page.select_one("#passphrase").has_attr("value")  # type: ignore[union-attr]
    assert page.select_one("details.passphrase[open]")
    assert people(house) == 1
    assert browser.post("/join", data=chosen(code)).status_code == 303


@with_amina
def test_an_unknown_field_and_half_a_form_are_refused(house: House) -> None:
    code = code_of(house, CodeKind.INVITE)
    browser = house.stranger()
    assert browser.post("/join", data=chosen(code) | {"admin": "true"}).status_code == 422
    assert browser.post("/join", data={"code": code}).status_code == 422
    assert browser.post("/join").status_code == 422
    assert people(house) == 1


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"code":1}', b'{"code":"a","code":"b"}'])
def test_a_scripts_nonsense_is_refused_plainly(house: House, body: bytes) -> None:
    browser = on_localhost(house)
    for path in ("/join/passkey/options", "/join/passkey"):
        headers = {"Content-Type": "application/json"}
        answer = browser.post(path, content=body, headers=headers)
        assert answer.status_code in {400, 422}
        assert answer.headers["content-type"] == "application/problem+json"


@with_amina
def test_a_code_is_not_used_up_by_a_passkey_that_is_not_the_answer(house: House) -> None:
    code = code_of(house, CodeKind.INVITE)
    browser, other, key = on_localhost(house), on_localhost(house), Authenticator()
    offered = browser.post("/join/passkey/options", json={"code": code}).json()
    made = key.register(offered)
    # Another browser does not answer this one's question,
    assert other.post("/join/passkey", json={"code": code, "credential": made}).status_code == 422
    # nor does another site, nor nonsense;
    elsewhere = Authenticator(origin="https://evil.example").register(offered)
    for wrong in (elsewhere, {}, {"id": "x"}, made | {"response": {}}):
        answer = browser.post("/join/passkey", json={"code": code, "credential": wrong})
        assert answer.status_code == 422
    assert people(house) == 1
    # the right one still does, once.
    assert by_passkey(browser, code, key).status_code == 200
    assert people(house) == 2


def test_somebody_elses_offer_makes_no_account_of_theirs(house: House, her: Someone) -> None:
    """A passkey made for one account opens no other, whatever code is sent with it."""
    browser = on_localhost(house)
    offered = browser.post("/join/passkey/options", json={"code": code_of(house, CodeKind.INVITE)})
    made = Authenticator().register(offered.json())
    code = code_of(house, CodeKind.LET_IN, her)
    answer = browser.post("/join/passkey", json={"code": code, "credential": made})
    assert answer.status_code == 422
    assert ways(house, her).passkeys == ()


def test_codes_end_in_their_own_time(house: House, her: Someone) -> None:
    let_in, invited = code_of(house, CodeKind.LET_IN, her), code_of(house, CodeKind.INVITE)
    house.clock.moment += timedelta(hours=1, seconds=1)
    came_back(house.stranger().post("/join", data=chosen(let_in)), "code", "too old")
    assert house.stranger().post("/join", data=chosen(invited)).status_code == 303


def test_a_code_for_a_phone_opens_nothing_here(house: House, her: Someone) -> None:
    code = code_of(house, CodeKind.PAIR, her)
    came_back(house.stranger().post("/join", data=chosen(code)), "code", "does not open")


@with_amina
def test_whoever_guesses_waits_and_the_right_code_works_after_that(house: House) -> None:
    code = code_of(house, CodeKind.INVITE)
    browser = house.stranger()
    for number in range(5):
        assert browser.post("/join", data=chosen(f"WRONG{number}")).status_code == 422
    answer = browser.post("/join", data=chosen(code))
    came_back(answer, "code", "Please try again in", status=429)
    assert int(answer.headers["Retry-After"]) >= 1
    script = on_localhost(house).post("/join/passkey/options", json={"code": code})
    assert (script.status_code, "Retry-After" in script.headers) == (429, True)
    house.clock.moment += timedelta(seconds=2)
    assert browser.post("/join", data=chosen(code)).status_code == 303


# Two people on one browser


def test_where_somebody_else_is_signed_in_a_code_is_not_used(house: House, her: Someone) -> None:
    his = house.phone(house.settle(secured_dan))
    page = soup(his.get("/join").text)
    assert "Somebody is signed in on this browser." in page.get_text()
    assert page.select_one('main a[href="/this-phone#forget"]')
    for code in (code_of(house, CodeKind.INVITE), recovery_of(house, her)):
        came_back(his.post("/join", data=chosen(code, "Eve")), "code", "Somebody else is signed in")
        # Nothing of it is used up: on another browser it opens what it is for.
        assert house.stranger().post("/join", data=chosen(code, code)).status_code == 303


def test_somebody_signed_in_may_use_a_code_of_their_own_and_has_one_session_after(
    house: House, her: Someone
) -> None:
    phone = house.phone(her)
    code = code_of(house, CodeKind.LET_IN, her)
    old = phone.cookies["facekind"]
    answer = phone.post("/join", data=chosen(code, "Amina"))
    assert answer.headers["location"] == NEXT
    assert old not in answer.headers["set-cookie"]
    late = house.stranger()
    late.cookies.set("facekind", old)
    assert her.patient.key not in late.get("/today").text
