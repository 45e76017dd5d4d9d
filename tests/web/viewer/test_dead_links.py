"""Links that are over, or end while somebody opens them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Event
from uuid import UUID

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from backend.services.sealing import Hasher
from backend.store.account_tables import PatientRow
from backend.store.tables import ShareLinkRow
from tests.conftest import House
from tests.people import dan
from tests.web.viewer.links import (
    Counting,
    hurried,
    made,
    outcomes,
    right,
    secrets_of,
    seen_by_her,
    stop,
    wrong,
)


def mangled(secret: str) -> list[str]:
    return [
        secret[:-1],
        secret + "A",
        secret.upper(),
        secret[:20] + "\n" + secret[20:],
        "",
        "shlink:/x",
    ]


def test_links_that_are_not_open_all_answer_alike_before_any_passcode_is_judged(
    house: House, phone: TestClient, doctor: TestClient, judge: Counting
) -> None:
    unknown = made(phone)
    expired, stopped, locked, key = made(phone, open_days=1), made(phone), made(phone), made(phone)
    erased = made(house.phone(house.settle(dan)))
    for _ in range(10):
        doctor.post("/v", json=wrong(locked))
    stop(phone, stopped)
    with Session(house.engines.writing) as session, session.begin():
        found = UUID(erased["id"])
        owner = select(ShareLinkRow.patient_id).where(ShareLinkRow.id == found)
        session.delete(session.get_one(PatientRow, session.exec(owner).one()))
    house.clock.moment += timedelta(days=1)
    judged, answers = judge.asked, []
    for said in (
        right(unknown) | {"token": "A" * 43},
        right(expired),
        right(stopped),
        right(locked),
        right(erased),
        right(key) | {"key": "A" * 43},
        *(right(key) | {"key": other} for other in mangled(secrets_of(key)["key"])),
        *(right(key) | {"token": other} for other in mangled(secrets_of(key)["token"])),
    ):
        answer = doctor.post("/v", json=said)
        answers.append((answer.status_code, answer.content, sorted(answer.headers.items())))
    assert answers == [answers[0]] * len(answers)
    assert answers[0][0] == 404
    assert judge.asked == judged
    assert outcomes(phone, key) == []
    assert doctor.post("/v", json=right(key)).status_code == 200


def test_a_clock_that_is_moved_back_revives_no_link(
    house: House, phone: TestClient, doctor: TestClient
) -> None:
    link = made(phone, open_days=1)
    house.clock.moment += timedelta(days=1)
    assert doctor.post("/v", json=right(link)).status_code == 404
    house.clock.moment -= timedelta(hours=12)
    assert doctor.post("/v", json=right(link)).status_code == 404
    assert outcomes(phone, link) == ["after_end", "after_end"]


def test_knocking_at_a_dead_link_is_written_down_fifty_times(
    phone: TestClient, doctor: TestClient
) -> None:
    link = made(phone)
    stop(phone, link)
    for _ in range(60):
        assert doctor.post("/v", json=right(link)).status_code == 404
    assert outcomes(phone, link) == ["after_end"] * 50


@pytest.mark.parametrize("passcode", [True, False])
def test_stopping_holds_for_every_opening_that_begins_after_it(
    house: House, phone: TestClient, passcode: bool
) -> None:
    hurried(house)
    link = made(phone, passcode=passcode)
    said = right(link) if passcode else secrets_of(link)
    stopped, begun = Event(), Event()

    def open_one(n: int) -> tuple[bool, int]:
        after = stopped.is_set()
        status = house.stranger().post("/v", json=said).status_code
        if n > 5:
            begun.set()
        return after, status

    def stop_it() -> None:
        begun.wait()
        stop(phone, link)
        stopped.set()

    with ThreadPoolExecutor(12) as crowd:
        stopping = crowd.submit(stop_it)
        answers = list(crowd.map(open_one, range(50)))
        stopping.result()
    assert {status for after, status in answers if after} <= {404}
    assert {status for _, status in answers} <= {200, 404}
    assert house.stranger().post("/v", json=said).status_code == 404
    opened = sum(status == 200 for _, status in answers)
    assert seen_by_her(phone, link)["opened"] == opened > 0


class Stopping(Hasher):
    """A judge so slow that the owner stops the link while the passcode is judged."""

    def __init__(self, stop_it: Callable[[], None]) -> None:
        super().__init__()
        self.stop_it = stop_it

    def match(self, kept: str, passcode: str) -> bool:
        self.stop_it()
        return super().match(kept, passcode)


def test_a_link_stopped_while_its_passcode_is_judged_does_not_open(
    house: House, phone: TestClient, doctor: TestClient
) -> None:
    link = made(phone)
    slow = Stopping(lambda: stop(phone, link))
    house.app.state.reception = replace(house.app.state.reception, passcodes=slow)
    assert doctor.post("/v", json=right(link)).status_code == 404
    assert outcomes(phone, link) == ["after_end"]


def test_parallel_right_passcodes_never_starve_each_other(
    house: House, phone: TestClient, doctor: TestClient
) -> None:
    hurried(house)
    link = made(phone)
    for _ in range(9):
        doctor.post("/v", json=wrong(link))
    with ThreadPoolExecutor(12) as crowd:
        answers = crowd.map(lambda _: house.stranger().post("/v", json=right(link)), range(24))
        assert {answer.status_code for answer in answers} == {200}
    hers = seen_by_her(phone, link)
    assert (hers["opened"], hers["failed"], hers["attempts_left"]) == (24, 9, 1)


# Looking costs nothing
