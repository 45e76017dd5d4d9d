"""Signing in: a passkey or a passphrase, where it leads, and what nobody learns from a refusal."""

from datetime import timedelta

import httpx2
import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from tests.authenticator import Authenticator
from tests.conftest import House
from tests.entering import PASSPHRASE, give_passkey, give_passphrase
from tests.parsed import only, soup
from tests.people import Someone, ben

GUESS = "a guess like any other"
JSON = {"Accept": "application/json"}
ELSEWHERE = (
    "//evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "/today\\..\\evil",
    "https://evil.example/",
    "javascript:alert(1)",
    "/today\r\nX-Evil: 1",
    "/\t/evil.example",
    "/..//evil.example",
    "/today/%2e%2e//evil.example",
    "today",
    "",
)


@pytest.fixture
def key() -> Authenticator:
    return Authenticator()


@pytest.fixture
def amina(house: House, her: Someone, key: Authenticator) -> Someone:
    """Amina, with a passphrase and a passkey."""
    with Session(house.engines.writing) as session, session.begin():
        give_passphrase(session, her)
        give_passkey(session, her, key)
    return her


@pytest.fixture
def browser(house: House, amina: Someone) -> TestClient:  # noqa: ARG001 (she is there)
    """A browser that nobody is signed in on, at an address with a name."""
    return at_home(house.stranger())


def at_home(client: TestClient) -> TestClient:
    client.base_url = "http://localhost:8000"
    return client


def sign_in(browser: TestClient, **said: str) -> httpx2.Response:
    fields = {"name": "Amina", "passphrase": PASSPHRASE, **said}
    return browser.post("/sign-in", data=fields)


def by_passkey(browser: TestClient, key: Authenticator, way: str = "/sign-in") -> httpx2.Response:
    options = browser.post(f"{way}/passkey/options", headers=JSON)
    assert options.status_code == 200, options.text
    signed = {"credential": key.sign_in(options.json()), "next": "/plan"}
    return browser.post(f"{way}/passkey", json=signed, headers=JSON)


def test_the_page_offers_a_passkey_first_and_then_name_and_passphrase(browser: TestClient) -> None:
    page = soup(browser.get("/sign-in?next=/plan").text)
    button = page.select_one("passkey-button[kind=use]")
    assert button is not None
    assert button["save"] == "/sign-in/passkey"
    form = page.select_one("form[action='/sign-in']")
    assert form is not None
    filled = {one["name"]: one.get("autocomplete") for one in form.select("input[name]")}
    assert filled == {"next": None, "name": "username", "passphrase": "current-password"}
    assert button.sourceline is not None
    for one in form.select("input:not([type=hidden])"):
        assert page.select_one(f"label[for='{one['id']}']")
    assert {one["href"] for one in page.select(".other-ways a")} == {"/join", "/pair"}


@pytest.mark.usefixtures("amina")
def test_a_number_for_an_address_has_no_passkeys_and_says_where_they_work(house: House) -> None:
    page = soup(house.stranger().get("/sign-in").text)
    assert page.select_one("passkey-button") is None
    assert only(page, "main .note a")["href"] == "http://localhost:8000/sign-in"


def test_her_name_and_passphrase_let_her_in_to_where_she_was_going(browser: TestClient) -> None:
    answer = sign_in(browser, name=" amina ", next="/plan?x=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/plan?x=1")
    assert browser.get("/today").status_code == 200
    assert browser.get("/session", headers=JSON).json()["proved"] is True
    again = browser.get("/sign-in?next=/journal")
    assert (again.status_code, again.headers["location"]) == (303, "/journal")


def test_her_passkey_lets_her_in_without_a_name(browser: TestClient, key: Authenticator) -> None:
    answer = by_passkey(browser, key)
    assert (answer.status_code, answer.json()) == (200, {"next": "/plan"})
    assert browser.get("/plan").status_code == 200


def test_a_challenge_is_answered_only_by_the_browser_that_asked(
    house: House, browser: TestClient, key: Authenticator
) -> None:
    options = browser.post("/sign-in/passkey/options", headers=JSON).json()
    signed = {"credential": key.sign_in(options)}
    thief = at_home(house.stranger())
    assert thief.post("/sign-in/passkey", json=signed, headers=JSON).status_code == 422
    assert thief.get("/today").status_code == 303


@pytest.mark.usefixtures("amina")
def test_nothing_leads_away_from_here(house: House) -> None:
    for where in ELSEWHERE:
        browser = at_home(house.stranger())
        page = soup(browser.get("/sign-in", params={"next": where}).text)
        assert only(page, "input[name=next]")["value"] == "/today", where
    for where in ELSEWHERE[:3]:
        assert sign_in(at_home(house.stranger()), next=where).headers["location"] == "/today"
    sign_in(browser)
    for path in ("/sign-in", "/sign-in/again"):
        for where in ELSEWHERE:
            assert browser.get(path, params={"next": where}).headers["location"] == "/today"


def test_a_name_nobody_has_looks_like_one_with_another_passphrase(browser: TestClient) -> None:
    known = sign_in(browser, name="Amina", passphrase=GUESS)
    unknown = sign_in(browser, name="Anima", passphrase=GUESS)
    assert known.status_code == unknown.status_code == 422
    assert known.text.replace("Amina", "") == unknown.text.replace("Anima", "")
    assert known.headers.keys() == unknown.headers.keys()


def test_a_refusal_keeps_the_name_and_never_shows_the_passphrase(browser: TestClient) -> None:
    answer = sign_in(browser, passphrase=GUESS, next="/plan")
    page = soup(answer.text)
    assert GUESS not in answer.text
    assert only(page, "#sign-in-name")["value"] == "Amina"
    assert only(page, "input[name=next]")["value"] == "/plan"
    assert page.title is not None
    assert page.title.get_text().startswith("Error: ")
    (link,) = page.select(".errsum[autofocus] a")
    assert "do not belong together" in link.get_text()
    assert page.select_one(str(link["href"]))


@pytest.mark.parametrize("said", [{"name": "x" * 300}, {"passphrase": "x" * 300}, {"name": "\0"}])
def test_whatever_is_typed_only_does_not_match(browser: TestClient, said: dict[str, str]) -> None:
    answer = sign_in(browser, **said)
    assert answer.status_code == 422
    assert "do not belong together" in answer.text


def test_who_guesses_waits_and_is_told_for_how_long(house: House, browser: TestClient) -> None:
    for _ in range(12):
        answer = sign_in(browser, passphrase=GUESS)
        if answer.status_code == 429:
            break
        house.clock.moment += timedelta(milliseconds=1)
    assert answer.status_code == 429
    seconds = int(answer.headers["retry-after"])
    page = soup(answer.text)
    assert f"{seconds} second" in only(page, ".errsum").get_text()
    assert only(page, "#sign-in-name")["value"] == "Amina"
    assert sign_in(browser).status_code == 429
    house.clock.moment += timedelta(seconds=seconds)
    assert sign_in(browser).status_code == 303


def test_a_script_of_ours_is_told_in_json(browser: TestClient) -> None:
    wrong = {"name": "Amina", "passphrase": GUESS}
    refused = browser.post("/sign-in", data=wrong, headers=JSON)
    assert (refused.status_code, "do not belong" in refused.json()["detail"]) == (422, True)
    right = {"name": "Amina", "passphrase": PASSPHRASE, "next": "/plan"}
    assert browser.post("/sign-in", data=right, headers=JSON).json() == {"next": "/plan"}


def test_signing_in_changes_the_token_and_ends_the_session_before(
    house: House, amina: Someone
) -> None:
    phone = at_home(house.phone(amina))
    before = phone.cookies["facekind"]
    sign_in(phone)
    now = phone.cookies.get("facekind", domain="localhost.local")
    assert now not in {before, None}
    old = at_home(house.stranger())
    old.cookies.set("facekind", before)
    assert old.get("/today").headers["location"].startswith("/sign-in")


def test_who_asks_for_a_page_signs_in_and_comes_back_to_it(browser: TestClient) -> None:
    answer = browser.get("/treatments?a=1&b=/x")
    where = answer.headers["location"]
    assert (answer.status_code, where) == (303, "/sign-in?next=%2Ftreatments%3Fa%3D1%26b%3D%2Fx")
    page = soup(browser.get(where).text)
    assert only(page, "input[name=next]")["value"] == "/treatments?a=1&b=/x"


def test_without_any_credential_there_is_nothing_to_sign_in_with(house: House) -> None:
    house.settle(ben)
    stranger = house.stranger()
    for path in ("/sign-in", "/treatments"):
        assert stranger.get(path).headers["location"] == "/"
    assert stranger.get("/session", headers=JSON).json()["door"] == "go_on"


def test_a_page_can_ask_who_is_signed_in(house: House, amina: Someone) -> None:
    nobody = {"signed_in": False, "proved": False, "user": None, "door": "sign_in"}
    assert house.stranger().get("/session", headers=JSON).json() == nobody
    phone = house.phone(amina)
    her = {"signed_in": True, "proved": False, "user": amina.patient.key, "door": None}
    assert phone.get("/session", headers=JSON).json() == her
    sign_in(phone)
    assert phone.get("/session", headers=JSON).json()["proved"] is True
    house.clock.moment += timedelta(minutes=11)
    assert phone.get("/session", headers=JSON).json()["proved"] is False


def test_who_has_no_credential_is_asked_for_none(house: House) -> None:
    phone = house.phone(house.settle(ben))
    assert phone.get("/session", headers=JSON).json()["proved"] is True
    assert phone.get("/sign-in/again?next=/sharing/new").headers["location"] == "/sharing/new"


def test_before_a_link_is_made_she_shows_that_it_is_her(house: House, amina: Someone) -> None:
    phone = at_home(house.phone(amina))
    where = phone.get("/sharing/new").headers["location"]
    assert where == "/sign-in/again?next=%2Fsharing%2Fnew"
    page = soup(phone.get(where).text)
    assert page.select_one("passkey-button[save='/sign-in/again/passkey']")
    assert page.select_one("form input[name=name]") is None
    before = phone.cookies["facekind"]
    wrong = phone.post("/sign-in/again", data={"passphrase": GUESS})
    assert (wrong.status_code, "This is not your passphrase." in wrong.text) == (422, True)
    assert GUESS not in wrong.text
    right = {"passphrase": PASSPHRASE, "next": "/sharing/new"}
    answer = phone.post("/sign-in/again", data=right)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sharing/new")
    assert phone.get("/sharing/new").status_code == 200
    old = at_home(house.stranger())
    old.cookies.set("facekind", before)
    assert old.get("/today").status_code == 303


def test_her_own_passkey_is_a_proof_and_nobody_elses(
    house: House, amina: Someone, key: Authenticator
) -> None:
    other, his = house.settle(ben), Authenticator()
    with Session(house.engines.writing) as session, session.begin():
        give_passkey(session, other, his)
    phone = at_home(house.phone(amina))
    options = phone.post("/sign-in/again/passkey/options", headers=JSON).json()
    assert len(options["allowCredentials"]) == 1
    foreign = {"credential": his.sign_in({**options, "allowCredentials": []})}
    assert phone.post("/sign-in/again/passkey", json=foreign, headers=JSON).status_code == 422
    assert phone.get("/sharing/new").status_code == 303
    answer = by_passkey(phone, key, "/sign-in/again")
    assert (answer.status_code, answer.json()) == (200, {"next": "/plan"})
    assert phone.get("/sharing/new").status_code == 200


def test_guesses_at_a_proof_wait_too(house: House, amina: Someone) -> None:
    phone = house.phone(amina)
    said = {"passphrase": GUESS}
    statuses = [phone.post("/sign-in/again", data=said).status_code for _ in range(8)]
    assert statuses[0] == 422
    assert statuses[-1] == 429


def test_nobody_proves_anything_who_is_not_signed_in(browser: TestClient) -> None:
    assert browser.get("/sign-in/again").headers["location"].startswith("/sign-in?")
    assert browser.post("/sign-in/again").headers["location"].startswith("/sign-in?")
    answer = browser.post("/sign-in/again/passkey/options", headers=JSON)
    assert answer.status_code == 401


@pytest.mark.usefixtures("amina")
def test_where_anybody_may_join_they_can_begin_from_here(house: House) -> None:
    settings = house.app.state.settings
    house.app.state.settings = settings.model_copy(update={"registration": "open"})
    page = soup(house.stranger().get("/sign-in").text)
    assert "Begin here" in page.get_text()
