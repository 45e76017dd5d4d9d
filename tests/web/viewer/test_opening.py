"""Opening a doctor's link: what is shown, what a passcode costs, and what is no answer."""

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from backend.store.account_tables import PatientRow
from tests.conftest import House
from tests.web.viewer.links import Counting, made, outcomes, right, secrets_of, seen_by_her, wrong


def test_a_doctor_opens_a_link_with_its_passcode(phone: TestClient, doctor: TestClient) -> None:
    link = made(phone)
    opened = doctor.post("/v", json=right(link) | {"recipient": "Dr Chen"})
    assert opened.status_code == 200
    assert opened.headers["content-type"].startswith("text/html")
    assert "<main" in opened.text
    hers = seen_by_her(phone, link)
    assert (hers["opened"], hers["failed"], hers["attempts_left"]) == (1, 0, 10)
    assert (hers["last"]["outcome"], hers["last"]["reader"]) == ("opened", "Dr Chen")


def test_the_report_speaks_the_language_it_was_shared_in(
    phone: TestClient, doctor: TestClient
) -> None:
    link = made(phone, language="zh-Hans")
    opened = doctor.post("/v", json=right(link), headers={"Accept-Language": "en"})
    assert opened.headers["Content-Language"] == "zh-Hans"
    assert 'lang="zh-Hans"' in opened.text


@pytest.mark.parametrize("mode", ["snapshot", "live"])
def test_a_snapshot_stays_as_it_was_and_a_live_link_does_not(
    house: House, phone: TestClient, doctor: TestClient, mode: str
) -> None:
    link = made(phone, mode=mode, name="full", full_name="Before Then")
    with Session(house.engines.writing) as session, session.begin():
        session.exec(select(PatientRow)).one().name = "After Now"
    text = doctor.post("/v", json=right(link)).text
    assert ("Before Then" in text, "After Now" in text) == (mode == "snapshot", mode == "live")


def test_a_passcode_may_be_typed_in_groups_and_in_full_width_digits(
    phone: TestClient, doctor: TestClient
) -> None:
    link = made(phone)
    first, second = link["passcode"][:3], link["passcode"][3:]
    wide = "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in link["passcode"])
    for typed in (f"{first} {second}", f"{first}-{second}", f" {first}–{second} ", wide):
        assert doctor.post("/v", json=secrets_of(link) | {"passcode": typed}).status_code == 200


def test_a_link_without_a_passcode_opens_at_once(phone: TestClient, doctor: TestClient) -> None:
    link = made(phone, passcode=False)
    assert doctor.post("/v", json=secrets_of(link)).status_code == 200
    assert doctor.post("/v", json=secrets_of(link) | {"passcode": "1"}).status_code == 200
    assert outcomes(phone, link) == ["opened", "opened"]


# What asking and guessing cost


def test_asking_without_a_passcode_costs_nothing(
    phone: TestClient, doctor: TestClient, judge: Counting
) -> None:
    link = made(phone)
    for given in ({}, {"passcode": ""}, {"passcode": "  - "}):
        for _ in range(5):
            asked = doctor.post("/v", json=secrets_of(link) | given)
            assert asked.status_code == 401
            assert asked.json()["remainingAttempts"] == 10
    assert outcomes(phone, link) == []
    assert judge.asked == 0


def test_ten_wrong_passcodes_in_a_lifetime_and_a_right_one_refills_nothing(
    phone: TestClient, doctor: TestClient
) -> None:
    link = made(phone)
    left = [doctor.post("/v", json=wrong(link)).json()["remainingAttempts"] for _ in range(9)]
    assert left == [9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert doctor.post("/v", json=right(link)).status_code == 200
    assert seen_by_her(phone, link)["attempts_left"] == 1
    last = doctor.post("/v", json=wrong(link))
    assert (last.status_code, last.json()["remainingAttempts"]) == (401, 0)
    assert doctor.post("/v", json=right(link)).status_code == 404
    assert seen_by_her(phone, link)["failed"] == 10
    assert outcomes(phone, link) == [
        "locked",
        *["wrong_passcode"],
        "opened",
        *["wrong_passcode"] * 9,
    ]


NO_ANSWERS: list[dict[str, object]] = [
    {"passcode": ["472915"]},
    {"passcode": {"is": "472915"}},
    {"passcode": 472915},
    {"passcode": True},
    {"passcode": None},
    {"passcode": "4" * 41},
    {"passcode": "47\0"},
    {"recipient": "x" * 201},
    {"recipient": "Dr\nChen"},
    {"recipient": "Dr\x07Chen"},
    {"recipient": ["Dr Chen"]},
    {"token": 1},
    {"key": []},
    {"colour": "blue"},
]


def test_what_is_no_answer_gets_a_sentence_and_costs_nothing(
    phone: TestClient, doctor: TestClient, judge: Counting
) -> None:
    link = made(phone)
    for bad in NO_ANSWERS:
        refused = doctor.post("/v", json=right(link) | bad)
        assert refused.status_code == 422, bad
        assert refused.json()["errors"][0]["message"]
        assert link["passcode"] not in refused.text
        assert secrets_of(link)["key"] not in refused.text
    assert (judge.asked, outcomes(phone, link)) == (0, [])
    assert seen_by_her(phone, link)["attempts_left"] == 10


def test_what_is_not_json_gets_a_sentence(doctor: TestClient) -> None:
    for body in (b"", b"{", b"null", b"[]", b'"x"', b'{"token": "x"', b"\xff"):
        sent = doctor.post("/v", content=body, headers={"Content-Type": "application/json"})
        assert sent.status_code in {400, 422}, body
        assert sent.json()["detail"]


def test_ten_megabytes_of_passcode_are_too_much(
    phone: TestClient, doctor: TestClient, judge: Counting
) -> None:
    link = made(phone)
    huge = doctor.post("/v", json=secrets_of(link) | {"passcode": "4" * 10_000_000})
    assert huge.status_code == 413
    assert (judge.asked, outcomes(phone, link)) == (0, [])


def test_a_readers_name_with_markup_is_kept_as_typed(phone: TestClient, doctor: TestClient) -> None:
    link, name = made(phone), "<script>alert(1)</script> \u202eDr عالم"
    doctor.post("/v", json=right(link) | {"recipient": name})
    assert seen_by_her(phone, link)["last"]["reader"] == name


# Dead links
