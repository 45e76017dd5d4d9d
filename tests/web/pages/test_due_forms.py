"""What the check-in page asks about mood and worry: what is due, what follows, and low days."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session
from starlette.testclient import TestClient

from backend.domain.questionnaires import FUNCTION
from backend.domain.screening import GAD7, PHQ4
from tests.conftest import House
from tests.parsed import only, soup
from tests.people import NOW, TODAY, Someone, event, send
from tests.screened import ask, done


def asked_for(phone: TestClient, query: str = "") -> list[str]:
    """Give the forms of mood and worry that the check-in page asks for."""
    page = soup(phone.get(f"/check-in{query}").text)
    return [str(one["data-asked"]) for one in page.select("[data-asked]")]


def test_the_check_in_page_asks_for_what_is_due_and_offers_what_follows(
    house: House, phone: TestClient, her: Someone
) -> None:
    assert asked_for(phone) == []
    ask(house, her)
    assert asked_for(phone) == [PHQ4]
    done(house, her, PHQ4, {"gad1": 2, "gad2": 2, "phq1": 0, "phq2": 0})
    assert asked_for(phone) == [GAD7]
    card = only(soup(phone.get("/check-in").text), "[data-asked]")
    assert card.select_one('a[href="/check-in/gad7"]')
    assert only(card, "form")["action"] == "/check-in/gad7/decline"
    done(house, her, FUNCTION, {"smile": 3})
    card = only(soup(phone.get("/check-in").text), "[data-asked]")
    assert "tomorrow is soon enough" in card.get_text()
    assert card.select("a") == []
    phone.post("/check-in/gad7/decline")
    assert asked_for(phone) == []
    later = TODAY + timedelta(days=4)
    assert asked_for(phone, f"?d={later}") == [], "each day says what will be true on it"


def say_moods(house: House, someone: Someone, *moods: int) -> None:
    """Say a mood on each of the last days, the newest first."""

    def say(session: Session) -> Someone:
        for ago, mood in enumerate(moods):
            at = NOW - timedelta(days=ago)
            send(session, someone, event("checkin.add", {"mood": mood}, day=at.date(), at=at))
        return someone

    house.settle(say)


def test_after_five_low_days_of_seven_help_is_offered_gently(
    house: House, phone: TestClient, her: Someone
) -> None:
    say_moods(house, her, 1, 1, 3, 1, 1)
    assert "These days are heavy" not in phone.get("/check-in").text
    at = NOW - timedelta(days=2)

    def say(session: Session) -> Someone:
        later = at + timedelta(hours=3)
        send(session, her, event("checkin.add", {"mood": 1}, day=at.date(), at=later))
        return her

    house.settle(say)
    page = soup(phone.get("/check-in").text)
    (note,) = [one for one in page.select(".note") if "These days are heavy" in one.get_text()]
    assert "5 of the last 7 days" in note.get_text()
    assert [link["href"] for link in note.select("a")] == ["/help-now", "/check-in/phq4"]
    assert note.find_parent(attrs={"data-only": "today"})


def test_the_check_in_page_takes_few_queries_with_all_of_it(
    house: House, phone: TestClient, her: Someone
) -> None:
    ask(house, her)
    say_moods(house, her, 1, 1, 1, 1, 1)
    done(house, her, PHQ4, {"gad1": 2, "gad2": 2, "phq1": 0, "phq2": 0})
    asked: list[str] = []
    for engine in (house.engines.reading, house.engines.writing):
        sa.event.listen(engine, "before_cursor_execute", lambda *told: asked.append(str(told[2])))
    assert phone.get("/check-in").status_code == 200
    reading = [one for one in asked if one.lstrip().startswith("SELECT")]
    assert len(reading) <= 10, reading
