"""Account and sign-in: how the account can be entered, in words; the last way in stays."""

from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from backend.domain.activity import ActivityKind
from backend.services.activity import note
from backend.services.pairing import make_phone_code
from backend.services.passkeys import remove_passkey
from backend.services.ways_in import read_ways_in
from tests.authenticator import Authenticator
from tests.conftest import House
from tests.entering import PASSPHRASE, give_passkey, give_passphrase
from tests.own_account import (
    add_passkey,
    assert_refused,
    browser,
    main_of,
    offered,
    ways_of,
    words,
)
from tests.parsed import soup
from tests.people import Someone, amina, dan


@pytest.fixture
def her(house: House) -> Someone:
    return house.settle(amina)


def give(house: House, someone: Someone, *, key: str = "", phrase: str = "") -> None:
    with Session(house.engines.writing) as session, session.begin():
        if key:
            give_passkey(session, someone, Authenticator(), name=key)
        if phrase:
            give_passphrase(session, someone, name=phrase)


def test_whoever_has_no_credential_is_told_who_can_come_in(house: House, her: Someone) -> None:
    page = soup(browser(house, her).get("/account").text)
    said = words(page)
    assert "Anybody at this computer can open Facekind" in said
    hrefs = [str(one["href"]) for one in main_of(page).select("a[href]")]
    assert hrefs[:2] == ["/account/passkeys/new", "/account/passphrase"]
    assert "locked out" not in said


def test_the_page_ends_with_the_rest_of_the_account(house: House, her: Someone) -> None:
    page = soup(browser(house, her).get("/account").text)
    last = main_of(page).select("ul.rows")[-1]
    assert [str(one["href"]) for one in last.select("a")] == [
        "/account/activity", "/account/tokens", "/settings", "/records", "/privacy",
        "/account/delete",
    ]  # fmt: skip
    more = soup(browser(house, her).get("/more").text)
    assert more.select_one("a[href='/account']")


def test_a_passkey_is_listed_with_its_days(house: House, her: Someone) -> None:
    phone = browser(house, her)
    add_passkey(phone, Authenticator(backed_up=True), name="Kitchen tablet")
    page = soup(phone.get("/account").text)
    row = page.select_one("[data-list=passkeys] li")
    assert row is not None
    said = " ".join(row.get_text().split())
    assert said.startswith(
        "Kitchen tablet Made on 24 Nov 2026. Not used yet. Your phone's maker keeps a copy."
    )
    assert "Anybody at this computer" not in words(page)


def test_a_passkey_of_another_address_says_where_it_works(house: House, her: Someone) -> None:
    give(house, her, key="My phone")
    with Session(house.engines.writing) as session, session.begin():
        session.execute(sa.text("UPDATE passkey SET site = 'rehab.example.org'"))
    row = soup(browser(house, her).get("/account").text).select_one("[data-list=passkeys] li")
    assert row is not None
    assert "Works at rehab.example.org." in row.get_text()


def test_one_way_in_is_not_enough_and_the_page_says_so(house: House, her: Someone) -> None:
    nudge = "If you lose this phone, you are locked out. Print a recovery code."
    give(house, her, key="My phone")
    phone = browser(house, her)
    assert nudge in words(soup(phone.get("/account").text))
    phone.post("/account/recovery-code", data={"before": ""})
    said = words(soup(phone.get("/account").text))
    assert nudge not in said
    assert "Made on 24 Nov 2026" in said


def test_whoever_has_only_a_passphrase_is_told_what_forgetting_it_means(
    house: House, her: Someone
) -> None:
    give(house, her, phrase="Amina")
    said = words(soup(browser(house, her).get("/account").text))
    assert "If you forget the passphrase, you are locked out." in said
    assert "lose this phone" not in said


def test_after_a_recovery_the_keys_of_a_phone_that_may_be_gone_are_named(
    house: House, her: Someone
) -> None:
    give(house, her, key="Old phone", phrase="Amina")
    house.clock.moment += timedelta(hours=1)
    with Session(house.engines.writing) as session, session.begin():
        note(session, her.id, ActivityKind.RECOVERED, now=house.clock())
    phone = browser(house, her)
    assert "You came in with a recovery code on" in words(soup(phone.get("/account").text))
    with Session(house.engines.writing) as session, session.begin():
        old = read_ways_in(session, her.id).passkeys[0]
        remove_passkey(session, her.id, old.id, now=house.clock())
    assert "recovery code on" not in words(soup(phone.get("/account").text))


def test_the_page_takes_few_queries_however_many_passkeys_there_are(
    house: House, her: Someone
) -> None:
    asked: list[str] = []

    def count(*happened: object) -> None:
        asked.append(str(happened[2]))

    for number in range(8):
        give(house, her, key=f"Number {number}")
    phone = browser(house, her)
    phone.get("/account")
    for engine in (house.engines.reading, house.engines.writing):
        sa.event.listen(engine, "before_cursor_execute", count)
    assert phone.get("/account").status_code == 200
    assert sum(one.lstrip().startswith("SELECT") for one in asked) <= 10
    assert not any(one.lstrip().startswith(("INSERT", "UPDATE", "DELETE")) for one in asked)


def test_a_passkey_gets_another_name(house: House, her: Someone) -> None:
    give(house, her, key="My phone")
    phone, one = browser(house, her), ways_of(house, her).passkeys[0]
    answer = phone.post(f"/account/passkeys/{one.id}", data={"name": "  Old phone "})
    assert (answer.status_code, answer.headers["location"]) == (303, "/account?done=renamed")
    assert ways_of(house, her).passkeys[0].name == "Old phone"
    assert "new name" in words(soup(phone.get("/account?done=renamed").text))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Something is missing here."),
        ("  ", "Please write something first."),
        ("x" * 200_000, "This is too long: at most 60 characters."),
        ("a\0b", "NUL"),
        ("a\nb", "line breaks"),
    ],
)
def test_a_name_that_cannot_be_is_said_beside_it(
    house: House, her: Someone, name: str, sentence: str
) -> None:
    give(house, her, key="My phone")
    one = ways_of(house, her).passkeys[0]
    answer = browser(house, her).post(f"/account/passkeys/{one.id}", data={"name": name})
    page = assert_refused(answer, f"name-{one.id}", sentence)
    opened = page.select_one("[data-list=passkeys] details[open]")
    assert opened is not None
    assert ways_of(house, her).passkeys[0].name == "My phone"


def test_markup_in_a_name_stays_text(house: House, her: Someone) -> None:
    give(house, her, key="My phone")
    phone, one = browser(house, her), ways_of(house, her).passkeys[0]
    phone.post(f"/account/passkeys/{one.id}", data={"name": "<b>x</b><script>y</script>"})
    page = soup(phone.get("/account").text)
    assert "<b>x</b><script>y</script>" in words(page)
    assert not main_of(page).select("script, .t b")


def test_the_last_way_in_cannot_be_removed(house: House, her: Someone) -> None:
    give(house, her, key="My phone")
    phone, one = browser(house, her), ways_of(house, her).passkeys[0]
    answer = phone.post(f"/account/passkeys/{one.id}/remove")
    assert answer.status_code == 422
    page = soup(answer.text)
    said = page.select_one("[role=alert][autofocus]")
    assert said is not None
    assert "This is your only way to sign in. Add another one first." in said.get_text()
    assert len(ways_of(house, her).passkeys) == 1


def test_a_passphrase_that_is_the_last_way_in_stays(house: House, her: Someone) -> None:
    give(house, her, phrase="Amina")
    answer = browser(house, her).post("/account/passphrase/remove")
    assert answer.status_code == 422
    assert "your only way to sign in" in words(soup(answer.text))
    assert ways_of(house, her).sign_in_name == "Amina"


def test_one_of_two_ways_in_is_removed_once(house: House, her: Someone) -> None:
    give(house, her, key="My phone", phrase="Amina")
    phone, one = browser(house, her), ways_of(house, her).passkeys[0]
    answers = [phone.post(f"/account/passkeys/{one.id}/remove") for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 404]
    assert answers[0].headers["location"] == "/account?done=removed"
    assert ways_of(house, her).passkeys == ()


def test_dan_sees_and_changes_nothing_of_amina(house: House, her: Someone) -> None:
    him = house.settle(dan)
    give(house, her, key="Hers", phrase="Amina")
    give(house, him, key="His", phrase="Dan")
    one, his = ways_of(house, her).passkeys[0], browser(house, him)
    assert "Hers" not in his.get("/account").text
    for path in (f"/account/passkeys/{one.id}", f"/account/passkeys/{uuid4()}"):
        assert his.post(path, data={"name": "Mine now"}).status_code == 404
        assert his.post(f"{path}/remove").status_code == 404
    assert his.post("/account/passkeys/no-id/remove").status_code == 404
    assert [key.name for key in ways_of(house, her).passkeys] == ["Hers"]


PAGES = ("/account/passkeys/new", "/account/passphrase", "/account/recovery-code", "/account/phone")


@pytest.mark.parametrize("path", PAGES)
def test_changing_ways_in_asks_for_a_proof_first(house: House, her: Someone, path: str) -> None:
    give(house, her, key="My phone", phrase="Amina")
    phone = browser(house, her)
    assert phone.get(path).status_code == 200
    house.clock.moment += timedelta(minutes=11)
    answer = phone.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in/again?next=%2Faccount%2F")
    assert phone.get("/account").status_code == 200


def test_nothing_is_changed_without_a_proof(house: House, her: Someone) -> None:
    give(house, her, key="My phone", phrase="Amina")
    phone, before = browser(house, her), ways_of(house, her)
    made = Authenticator().register(offered(phone))
    house.clock.moment += timedelta(minutes=11)
    json = {"Accept": "application/json"}
    body = {"name": "x", "credential": made}
    assert phone.post("/account/passkeys", json=body, headers=json).status_code == 403
    assert phone.post("/account/passkeys/options", json={}, headers=json).status_code == 403
    one = before.passkeys[0].id
    for path in (f"passkeys/{one}", f"passkeys/{one}/remove", "passphrase", "passphrase/remove"):
        answer = phone.post(f"/account/{path}", data={"name": "Other", "passphrase": "x" * 20})
        assert answer.status_code in {303, 403}, path
    for path in ("recovery-code", "phone"):
        assert phone.post(f"/account/{path}").status_code in {303, 403}
    assert ways_of(house, her) == before


def test_nobody_signed_in_sees_no_account(house: House, her: Someone) -> None:
    give(house, her, key="My phone")
    for path in ("/account", *PAGES):
        assert house.stranger().get(path).status_code == 303


@pytest.mark.parametrize("change", ["another passphrase", "no passphrase", "no passkey"])
def test_what_was_shown_elsewhere_counts_no_more_once_a_way_in_changes(
    house: House, her: Someone, change: str
) -> None:
    give(house, her, key="Lost phone", phrase="Amina")
    here, lost = browser(house, her), browser(house, her)
    with Session(house.engines.writing) as session, session.begin():
        code = make_phone_code(session, her.id, now=house.clock())
    key = ways_of(house, her).passkeys[0].id
    path, said = {
        "another passphrase": ("passphrase", {"name": "Amina", "passphrase": PASSPHRASE}),
        "no passphrase": ("passphrase/remove", {}),
        "no passkey": (f"passkeys/{key}/remove", {}),
    }[change]
    assert here.post(f"/account/{path}", data=said).status_code == 303
    assert here.get("/session").json()["proved"]
    assert lost.get("/session").json()["signed_in"]
    assert not lost.get("/session").json()["proved"]
    assert house.stranger().post("/pair", data={"code": code}).status_code == 422
