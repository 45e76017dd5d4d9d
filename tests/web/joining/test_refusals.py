"""What does not let anybody in, and uses no code up."""

from datetime import timedelta

import pytest

from backend.domain.credentials import CodeKind
from tests.authenticator import Authenticator
from tests.conftest import House
from tests.parsed import soup
from tests.people import Someone
from tests.web.joining.coming import (
    NEXT,
    by_passkey,
    came_back,
    chosen,
    code_of,
    on_localhost,
    people,
    recovery_of,
    secured_dan,
    ways,
    with_amina,
)


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
    assert page.select("#code")[0].get_text() == code
    typed = {"Ben": "Ben", **fields}.get("name", "Ben")
    assert page.select("#name")[0]["value"] == typed[:100]
    assert not page.select("#passphrase")[0].has_attr("value")
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
