"""English and Chinese: chosen before anything else, kept, switched, and never mixed on a page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from bs4.element import NavigableString
from sqlmodel import Session
from starlette.testclient import TestClient
from uuid_utils import uuid7

from backend.domain.accounts import Patient
from backend.services.accounts import LanguageDraft, save_language
from backend.store import accounts
from tests.conftest import House
from tests.parsed import soup
from tests.people import TODAY, Someone

ROOT = Path(__file__).parents[3]
CHINESE = "zh-Hans"
PUBLIC = ("/help-now", "/about", "/offline", "/this-phone")
SPOKEN_BY_SCRIPTS = re.compile(
    r"^(aria-label|alt|title|placeholder|label|content|data-(?!sought$).+)$"
)
"""Attributes with words; what a search looks through is in every language."""

MARK = re.compile(r"[a-z0-9_:, -]*")
"""What scripts and styles go by, as in data-when="today"; no sentence of ours looks like it."""

OWN_NAMES = {"Facekind", "English", "JavaScript", "House-Brackmann", "Sunnybrook", "eFACE"}
ENGLISH_WORDS = re.compile(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")
"""Three words in a row: a sentence or a piece of one, not a name."""


def spoken(phone: TestClient, path: str, **headers: str) -> str:
    """Give the language a page says it is in; its header says the same."""
    answer = phone.get(path, headers=headers)
    html = soup(answer.text).html
    assert html is not None
    assert answer.headers["Content-Language"] == html["lang"]
    return str(html["lang"])


def kept(house: House, her: Someone) -> Patient:
    with house.read() as session:
        patient = accounts.read_patient(session, her.id)
    assert patient is not None
    return patient


@pytest.fixture
def chinese(house: House, her: Someone, phone: TestClient) -> TestClient:
    """Amina, who reads Chinese now; her phone has not noticed yet."""
    with Session(house.engines.writing) as session, session.begin():
        save_language(session, her.id, LanguageDraft(language=CHINESE))
    return phone


def test_before_anything_else_each_language_is_offered_in_its_own_words(house: House) -> None:
    page = soup(house.stranger().get("/").text)
    offered = page.select("form.languages button")
    assert [(one["lang"], one.get_text(strip=True)) for one in offered] == [
        ("en", "English"),
        (CHINESE, "中文"),
    ]
    first = page.select_one("main h1, main form")
    assert first is not None
    assert "languages" in (first.get("class") or [])


def test_a_choice_made_before_there_is_a_person_lasts_and_becomes_theirs(house: House) -> None:
    phone = house.stranger()
    answer = phone.post("/language?back=home", data={"language": CHINESE})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"facekind_language={CHINESE};")
    assert "samesite=lax" in cookie.lower()
    for path in ("/", *PUBLIC, "/nothing-here"):
        assert spoken(phone, path) == CHINESE
    phone.post("/start", data={"zone": "Asia/Shanghai"})
    assert spoken(phone, "/start/side") == CHINESE
    assert spoken(phone, "/settings") == CHINESE
    with house.read() as session:
        found = accounts.only_patient_id(session)
        assert found is not None
        patient = accounts.read_patient(session, found)
    assert patient is not None
    assert patient.language == CHINESE


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", CHINESE),
        ("zh-Hant-TW", CHINESE),
        ("en-GB,zh;q=0.5", "en"),
        ("fr;q=0.9, zh;q=0.5, en;q=0.7", "en"),
        ("zh;q=0, de", "en"),
        ("fr", "en"),
        ("", "en"),
        (";q=;;,zh;q=x", "en"),
        ("*", "en"),
    ],
)
def test_a_browser_says_what_it_likes_best(house: House, header: str, language: str) -> None:
    for path in ("/", *PUBLIC):
        assert spoken(house.stranger(), path, **{"Accept-Language": header}) == language


def test_what_was_chosen_counts_more_than_what_the_browser_likes(house: House) -> None:
    phone = house.stranger()
    phone.post("/language", data={"language": "en"})
    assert spoken(phone, "/help-now", **{"Accept-Language": "zh"}) == "en"


def test_the_person_counts_more_than_the_phone(chinese: TestClient) -> None:
    chinese.cookies.set("facekind_language", "en", domain="127.0.0.1", path="/")
    for path in PUBLIC:
        page = chinese.get(path)
        assert page.headers["Content-Language"] == CHINESE
        assert {"Cookie", "Accept-Language"} <= set(page.headers["Vary"].split(", "))
        assert not soup(page.text).select("[data-user]")
    assert chinese.get("/today").headers["Content-Language"] == CHINESE
    assert chinese.cookies.get("facekind_language") == CHINESE


@pytest.mark.parametrize("said", ["", "xx", "zh", "en\0", "../en", "e" * 5000])
def test_a_language_that_is_none_is_not_taken(
    house: House, phone: TestClient, her: Someone, said: str
) -> None:
    before = kept(house, her)
    assert phone.post("/language?back=settings", data={"language": said}).status_code == 422
    assert kept(house, her) == before
    stranger = house.stranger()
    stranger.cookies.set("facekind_language", said.replace("\0", "") or "xx")
    assert spoken(stranger, "/") == "en"


def test_the_settings_switch_it_for_good_and_kept_pages_count_as_old(
    house: House, phone: TestClient, her: Someone
) -> None:
    before = kept(house, her)
    etag = phone.get("/today").headers["ETag"]
    answer = phone.post("/language?back=settings", data={"language": CHINESE})
    assert answer.headers["location"] == "/settings?saved=language"
    after = kept(house, her)
    assert (after.language, after.seq) == (CHINESE, before.seq + 1)
    assert phone.get("/today", headers={"If-None-Match": etag}).status_code == 200
    page = soup(phone.get("/settings?saved=language").text)
    assert page.select_one(f'.languages button[value="{CHINESE}"][aria-pressed="true"]')
    assert page.select_one(".note[role=status]")
    phone.post("/language?back=settings", data={"language": CHINESE})
    assert kept(house, her).seq == after.seq


def test_a_choice_leads_only_to_our_own_pages(phone: TestClient) -> None:
    for back in ("//evil.example", "https://evil.example", "today", ""):
        answer = phone.post("/language", params={"back": back}, data={"language": "en"})
        assert answer.headers["location"] == "/"


def test_the_manifest_is_in_the_language(house: House, chinese: TestClient) -> None:
    told = chinese.get("/manifest.webmanifest")
    assert {"Cookie", "Accept-Language"} <= set(told.headers["Vary"].split(", "))
    described = told.json()
    assert (described["lang"], described["name"]) == (CHINESE, "Facekind")
    assert [one["name"] for one in described["shortcuts"]] == ["今天", "写一行"]
    assert "面瘫" in described["description"]
    assert house.stranger().get("/manifest.webmanifest").json()["lang"] == "en"


def test_dates_times_and_places_are_written_as_in_chinese(chinese: TestClient) -> None:
    assert "11月24日 星期二" in chinese.get("/check-in").text
    page = soup(chinese.get("/settings").text)
    chosen = page.select_one("#zone option[selected]")
    assert chosen is not None
    assert (chosen["value"], chosen.get_text()) == ("Europe/London", "伦敦")
    assert "欧洲" in {str(one["label"]) for one in page.select("optgroup")}
    months = chinese.get("/start/side?back=plan").text
    assert "十一月" in months or "11月" in months


def test_what_is_refused_is_said_in_the_language(chinese: TestClient, her: Someone) -> None:
    event = {
        "id": str(uuid7()),
        "type": "checkin.add",
        "local_date": f"{TODAY}",
        "tz": "Europe/London",
        "offset_min": 0,
        "occurred_at": f"{TODAY}T08:00:00Z",
        "payload": {},
    }
    sent_at = f"{TODAY}T09:00:00Z"
    batch = {"v": 1, "user": her.patient.key, "sent_at": sent_at, "events": [event]}
    [result] = chinese.post("/sync", json=batch).json()["results"]
    assert result["reason"] == "至少回答一项才能保存感受。"
    problem = chinese.post("/sync", json={**batch, "user": "another"}).json()
    assert problem["detail"] == "这些记录属于另一个人，会留在手机上。"


# No mixed pages.


def english() -> frozenset[str]:
    """Give every sentence of the interface that a page could have forgotten to translate."""
    with (ROOT / "backend/locales/messages.pot").open("rb") as file:
        ids = [one.id for one in read_po(file) if one.id]
    forms = {form for one in ids for form in ([one] if isinstance(one, str) else one)}
    return frozenset(forms) - OWN_NAMES


def said_on(page: BeautifulSoup) -> Iterator[str]:
    """Give what a page says: texts and the attributes that are read out or shown by a script."""
    for node in page.find_all(string=True):
        parent = node.parent
        if type(node) is NavigableString and parent and parent.name not in {"script", "style"}:
            yield node.strip()
    for tag in page.find_all(True):
        for name, value in tag.attrs.items():
            mark = name.startswith("data-") and MARK.fullmatch(str(value))
            if SPOKEN_BY_SCRIPTS.match(name) and not mark:
                yield str(value).strip()


def crawl(phone: TestClient, *first: str) -> Iterator[tuple[str, BeautifulSoup]]:
    """Follow every link of our own; of pages that differ only in their day, one is enough."""
    waiting, seen = list(first), set()
    while waiting:
        path = waiting.pop()
        place = re.sub(r"[#?].*|(?<=/journal/)[0-9a-f-]{36}", "", path)
        if place in seen or place.startswith(("/api", "/static", "/manifest", "/records/")):
            continue
        seen.add(place)
        answer = phone.get(path.partition("#")[0])
        if "location" in answer.headers:
            waiting.append(answer.headers["location"])
            continue
        page = soup(answer.text)
        yield path, page
        waiting += [str(one["href"]) for one in page.select("a[href^='/']")]


def test_no_page_mixes_languages(chinese: TestClient) -> None:
    chinese.post("/journal/new", data={"day": f"{TODAY}", "text": "今天的话"})
    never = english()
    questions = tuple(f"/start/{one}" for one in ("side", "stage", "gates", "programme"))
    found, seen = [], []
    for path, page in crawl(chinese, "/today", "/more", *questions, "/nothing", *PUBLIC):
        assert page.html is not None
        assert page.html["lang"] == CHINESE, path
        for aside in page.select("[lang='en'], .sources, template[data-words] [lang]"):
            aside.decompose()
        found += [(path, said) for said in said_on(page) if said in never]
        found += [(path, said) for said in said_on(page) if ENGLISH_WORDS.search(said)]
        seen.append(path)
    assert len(seen) > 15
    assert found == []


def test_the_first_page_of_a_newcomer_is_whole_too(house: House) -> None:
    phone = house.stranger()
    phone.post("/language", data={"language": CHINESE})
    page = soup(phone.get("/").text)
    for aside in page.select("[lang='en']"):
        aside.decompose()
    assert [said for said in said_on(page) if said in english()] == []
