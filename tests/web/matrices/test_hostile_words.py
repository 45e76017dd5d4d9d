"""Whatever somebody writes is shown as they wrote it, and never becomes a part of the page.

The same pages are read twice: once where Amina wrote harmless words, once where she wrote hostile
ones. Their skeletons (every element, every attribute's name, every address) must be the same.
"""

import csv
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from backend.app import create_app
from backend.domain.following import MOST_OWN, MOST_PINNED
from backend.settings import Settings
from backend.web.links import LinkPace
from backend.web.pace import Pace
from tests.conftest import Clock, House
from tests.hostile import HARMLESS, WORDS
from tests.people import NOW, TODAY
from tests.web.matrices.world import SHARED, World, make_world

EVERY = 6
"""One of so many words is taken where each needs requests of its own."""

ADDRESSES = ("href", "src", "action", "formaction", "srcdoc", "data", "poster", "hx-get", "hx-post")
OURS_ALONE = re.compile(r"(?<=tag=)[\w%.~/-]+|[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z0-9_-]{43}")
"""Ids, secrets and tags, which are other ones in the other house."""

NUMBER = re.compile(r"-?\d+")
RAW = re.compile('[<>"]|&quot;')
"""What a word that is written into a page must lose on the way."""

PAGES = (
    "/today", "/check-in", "/check-in/answers", "/check-in/following", "/check-in/linked",
    "/check-in/phq4", "/check-in/where", "/journal", "/journal/month", "/journal/new", "/progress",
    "/progress?window=all", "/treatments", "/visits", "/gradings", "/records", "/report",
    "/hand-over", "/sharing", "/sharing/new", "/more", "/settings", "/account",
    "/account/activity", "/account/tokens", "/account/passphrase", "/plan",
)  # fmt: skip


def _house(folder: Path, migrated: Path) -> World:
    file = folder / "facekind.sqlite3"
    shutil.copy(migrated, file)
    clock = Clock()
    app = create_app(Settings(data_dir=folder, database_url=f"sqlite:///{file}"), now=clock)
    app.state.ways_in_pace = Pace(1_000_000)
    app.state.reception = replace(app.state.reception, pace=LinkPace(1_000_000))
    return make_world(House(app, clock, app.state.engines), file)


def _number(n: int, kind: int) -> UUID:
    """Give the same UUIDv7 in both houses."""
    return UUID(f"019ab000-{n:04x}-7000-8000-{kind:012x}")


def own_symptoms(words: tuple[str, ...]) -> list[str]:
    """Give as many names of one's own as there may be; a number makes each another one."""
    few = words[:: len(words) // MOST_OWN][:MOST_OWN]
    return [f"{word[:56].strip()} {n}" for n, word in enumerate(few)]


def _write(world: World, words: tuple[str, ...]) -> None:
    """Put each of the words into every text of its own that there is."""
    her = world.browser(world.her)
    own = own_symptoms(words)
    follows = {"own": own, "pinned": [{"key": name} for name in own[:MOST_PINNED]]}
    switches = dict.fromkeys(("energy", "sleep", "eye_care", "linked", "screening"), True)
    assert her.put("/api/v1/following", json=follows | switches).status_code == 200
    events = []
    for n, word in enumerate(words):
        day = TODAY - timedelta(days=n % 28)
        asked = own if n == 0 else own[:MOST_PINNED]
        rated = {"mood": 1 + n % 5, "symptoms": [{"key": one, "rating": n % 11} for one in asked]}
        for kind, payload in (
            ("journal.add", {"text": word, "tags": [word[:40].strip()]}),
            ("checkin.add", rated | {"note": word, "tags": [word[:40].strip()]}),
        ):
            at = NOW - timedelta(days=n % 28, seconds=n)
            events.append(
                {
                    "id": str(_number(n, 3 if kind == "journal.add" else 4)),
                    "type": kind,
                    "local_date": day.isoformat(),
                    "tz": "Europe/London",
                    "offset_min": 0,
                    "occurred_at": at.isoformat(),
                    "payload": payload,
                }
            )
    for start in range(0, len(events), 50):
        body = {"v": 1, "user": world.her.patient.key, "sent_at": NOW.isoformat()}
        answer = her.post("/sync", json=body | {"events": events[start : start + 50]})
        told = answer.json()["results"]
        assert [one for one in told if one["status"] != "applied"] == []
    for n, word in enumerate(words[::EVERY]):
        on = (TODAY - timedelta(days=n)).isoformat()
        visit = {"on": on, "with_whom": word, "questions": [word] * 3, "goal": word}
        assert her.put(f"/api/v1/visits/{_number(n, 1)}", json=visit).status_code == 201
        said = {"scale": "eface", "on": on, "clinician": word[:80].strip()}
        letter = {**said, "numbers": {"total": n}}
        assert her.put(f"/api/v1/gradings/{_number(n, 5)}", json=letter).status_code == 201
        treatment = {"kind": "therapy", "on": on, "note": word}
        assert her.put(f"/api/v1/treatments/{_number(n, 2)}", json=treatment).status_code == 201


@pytest.fixture(scope="module")
def houses(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, World]]:
    """The house of harmless words, and that of hostile ones."""
    both = []
    for words in (HARMLESS, WORDS):
        both.append(_house(tmp_path_factory.mktemp("words"), migrated_file))
        _write(both[-1], words)
    yield both[0], both[1]
    for one in both:
        one.house.engines.dispose()


def skeleton(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Give a page without what people wrote: its elements, attributes and addresses."""
    found = []
    for tag in BeautifulSoup(text, "html.parser").find_all(True):
        places = [f"{name}={tag.get(name)}" for name in ADDRESSES if tag.has_attr(name)]
        found.append(
            (tag.name, (*sorted(tag.attrs), *(OURS_ALONE.sub("…", one) for one in places)))
        )
    return found


def verbatim(text: str) -> list[str]:
    """Give the words that stand in a page as they were written, markup and all."""
    return [word for word in WORDS if RAW.search(word) and len(word) > 3 and word in text]


def spoken(text: str) -> str:
    """Give what a page says, with what stands in its fields."""
    page = BeautifulSoup(text, "html.parser")
    values = [
        str(one["value"]) for one in page.find_all(["input", "button"]) if one.has_attr("value")
    ]
    return " ".join([page.get_text(" "), *values])


def shown_in(text: str, words: tuple[str, ...]) -> int:
    """Count which of the words a page shows just as they were written."""
    said = " ".join(spoken(text).split())
    return sum(" ".join(word.split()) in said for word in words)


def test_there_are_more_than_a_hundred() -> None:
    assert len(set(WORDS)) == len(WORDS) >= 100


@pytest.mark.parametrize("path", PAGES)
def test_no_page_of_hers_takes_words_for_markup(houses: tuple[World, World], path: str) -> None:
    plain, hostile = (one.browser(one.her).get(path).text for one in houses)
    assert skeleton(hostile) == skeleton(plain)
    assert verbatim(hostile) == []


def test_every_word_is_shown_as_it_was_written(houses: tuple[World, World]) -> None:
    her = houses[1].browser(houses[1].her)
    text, path = "", "/journal"
    while path:
        page = her.get(path).text
        text += page
        older = BeautifulSoup(page, "html.parser").find("a", href=re.compile("older="))
        path = str(older["href"]) if older else ""
    assert shown_in(text, WORDS) == len(WORDS)
    few = WORDS[::EVERY]
    assert shown_in(her.get("/visits").text, few) == len(few)
    assert shown_in(her.get("/treatments").text, few) == len(few)
    assert shown_in(her.get("/gradings").text, tuple(word[:80] for word in few)) == len(few)
    names = tuple(own_symptoms(WORDS))
    assert shown_in(her.get("/check-in/following").text, names) == len(names)
    for n in range(len(few)):
        for noun, kind in (("visits", 1), ("treatments", 2), ("gradings", 5)):
            path = f"/{noun}/{_number(n, kind)}"
            page = her.get(path).text
            assert shown_in(page, (few[n][:80],)) == 1, (path, few[n])
            assert verbatim(page) == []


TEXTS = {
    "check-ins": ("Note", WORDS),
    "journal": ("Text", WORDS),
    "symptoms": ("Key", tuple(own_symptoms(WORDS))),
    "gradings": ("Clinician", tuple(word[:80].strip() for word in WORDS[::EVERY])),
    "treatments": ("Note", WORDS[::EVERY]),
    "visits": ("Goal", WORDS[::EVERY]),
}
"""Which words stand in which column of which file."""


def bare(text: str) -> str:
    """Give a text without the apostrophe before it, and without what one line of it lost."""
    return text.strip().lstrip("'").strip()


@pytest.mark.parametrize("kind", TEXTS)
def test_every_word_is_in_its_file_and_no_spreadsheet_takes_one_for_a_formula(
    houses: tuple[World, World], kind: str
) -> None:
    column, words = TEXTS[kind]
    answer = houses[1].browser(houses[1].her).get(f"/records/{kind}.csv")
    read = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline="")))
    said = {bare(row[column]) for row in read}
    assert {bare(word) for word in words} <= said
    for cell in (cell for row in read for cell in row.values()):
        assert not cell.startswith(tuple("=+-@\t\r\n")) or NUMBER.fullmatch(cell), cell


def _opened(world: World, words: tuple[str, ...]) -> tuple[str, str]:
    """Share all of it under a hostile name, let doctors of hostile names open it; give the
    doctor's page and hers."""
    her, doctor = world.browser(world.her), world.browser(None)
    said = {
        "full_name": words[13],
        "cause": words[70],
        "name": "full",
        "categories": SHARED,
        "passcode": False,
    }
    made = her.post("/api/v1/share-links", json=said | {"window": "all"}).json()
    token, key = made["link"].partition("/v#")[2].split(".")
    opening = {"token": token, "key": key}
    for word in words[::EVERY]:
        answer = doctor.post("/v", json=opening | {"recipient": word})
        assert answer.status_code == 200
    return answer.text, her.get(f"/sharing/{made['id']}").text


def test_neither_the_doctors_page_nor_the_list_of_readers_does(
    houses: tuple[World, World],
) -> None:
    plain, hostile = (
        _opened(one, words) for one, words in zip(houses, (HARMLESS, WORDS), strict=True)
    )
    for n in (0, 1):
        assert skeleton(hostile[n]) == skeleton(plain[n])
        assert verbatim(hostile[n]) == []
    assert shown_in(hostile[0], WORDS) > 15
    assert shown_in(hostile[1], WORDS[::EVERY]) > 15


Echo = Callable[[World, TestClient, str], str]


def _wrong_visit(_world: World, her: TestClient, word: str) -> str:
    return her.post("/visits", data={"on": "never", "with_whom": word, "goal": word}).text


def _wrong_treatment(_world: World, her: TestClient, word: str) -> str:
    return her.post("/treatments", data={"on": "never", "kind": "x", "note": word}).text


def _wrong_letter(_world: World, her: TestClient, word: str) -> str:
    form = {"scale": "eface", "on": "never", "clinician": word, "total": word}
    return her.post("/gradings", data=form).text


def _days_that_are_none(_world: World, her: TestClient, word: str) -> str:
    return her.get("/records/journal.csv", params={"from": word, "to": word}).text


def _one_symptom_too_many(_world: World, her: TestClient, word: str) -> str:
    form = {
        "add": word[:60].strip(),
        "pin": ["tight", "light", "taste", word],
        "linked_every": "28",
    }
    return her.post("/check-in/following", data=form).text


def _sought(_world: World, her: TestClient, word: str) -> str:
    return her.get("/journal", params={"q": f"{word} nowhere"}).text


def _far_line(_world: World, her: TestClient, word: str) -> str:
    return her.post("/journal", data={"day": "2026-01-01", "text": word}).text


def _nobody_signs_in(world: World, _her: TestClient, word: str) -> str:
    return world.browser(None).post("/sign-in", data={"name": word, "passphrase": "x"}).text


def _a_form_that_waits(world: World, _her: TestClient, word: str) -> str:
    form = {"day": TODAY.isoformat(), "text": word[:39], word[:20]: word[:39]}
    return world.browser(None).post("/journal", data=form).text


def _ones_name(_world: World, her: TestClient, word: str) -> str:
    her.post("/settings/name", data={"name": word})
    return her.get("/settings").text


def _a_passkeys_name(world: World, her: TestClient, word: str) -> str:
    her.post(f"/account/passkeys/{world.hers['passkey_id']}", data={"name": word[:60]})
    return her.get("/account").text


def _where_next(world: World, _her: TestClient, word: str) -> str:
    return world.browser(None).get("/sign-in", params={"next": word}).text


@pytest.mark.parametrize(
    "echo",
    [
        _wrong_visit,
        _wrong_treatment,
        _wrong_letter,
        _days_that_are_none,
        _one_symptom_too_many,
        _sought,
        _far_line,
        _nobody_signs_in,
        _a_form_that_waits,
        _ones_name,
        _a_passkeys_name,
        _where_next,
    ],
)
def test_no_answer_gives_words_back_as_markup(houses: tuple[World, World], echo: Echo) -> None:
    hostile = houses[1]
    her = hostile.browser(hostile.her)
    harmless = skeleton(echo(hostile, her, "Plain words."))
    for word in WORDS[::EVERY]:
        page = echo(hostile, her, word)
        assert skeleton(page) == harmless, word
        assert verbatim(page) == [], word
