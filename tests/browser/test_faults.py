"""What is sent arrives once, whatever happens to the answer or to the server."""

import pytest

from tests.browser.phone import Phone, expect_step, expect_waiting, item_of, tap_tick, undone
from tests.browser.place import Place

pytestmark = pytest.mark.browser

PATIENCE_S = 15


@pytest.mark.parametrize("times", [1, 2, 3])
def test_an_answer_lost_after_the_commit_leaves_one_row(
    place: Place, phone: Phone, times: int
) -> None:
    # Scenario 8. Given a network that loses the next answers to /sync
    page = phone.keep_week()
    place.proxy.lose_answers(times)
    # when a step is ticked
    (place_of,) = undone(page)
    item = item_of(page, place_of)
    tap_tick(page, place_of)
    assert place.proxy.answer_lost.wait(PATIENCE_S)
    # then the phone sends again until it has an answer, and the server has it once
    expect_waiting(page, 0)
    expect_step(page, place_of, "done")
    assert place.proxy.lost == times
    (written,) = place.written()
    assert written.payload["item_id"] == item


def test_a_server_killed_between_commit_and_answer_has_the_entry_once(
    place: Place, phone: Phone
) -> None:
    # Scenario 9. Given a tick that the server has stored without being able to say so
    page = phone.keep_week()
    place.proxy.lose_answers(1000)
    tap_tick(page, *undone(page))
    assert place.proxy.answer_lost.wait(PATIENCE_S)
    place.kill()
    assert len(place.written()) == 1
    expect_waiting(page, 1)
    # when the server is back
    place.proxy.lose_answers(0)
    place.start()
    # then the phone is told, and there is still one
    expect_waiting(page, 0)
    assert len(place.written()) == 1


def test_a_server_killed_before_the_commit_loses_nothing(place: Place, phone: Phone) -> None:
    # Scenario 10. Given a server that has taken a tick in and is killed before it stores it
    page = phone.keep_week()
    place.freeze()
    (place_of,) = undone(page)
    tap_tick(page, place_of)
    assert place.proxy.sync_forwarded.wait(PATIENCE_S)
    expect_waiting(page, 1)
    place.kill()
    assert place.written() == []
    # when the server is back, and the page is opened again
    place.start()
    page = phone.open("/today")
    # then the entry was still there, and is stored once
    expect_waiting(page, 0)
    expect_step(page, place_of, "done")
    assert len(place.written()) == 1
