"""The fault soak: a person goes on making entries while everything goes wrong around them.

Seeded and random: networks that refuse or hang, answers that are lost, servers that are killed,
reloads, other tabs, browsers that are killed, a sign-out that is thought better of. `--long` takes
ten seeds of 100 entries, otherwise it is one seed of 15. A failure says its seed and what was done;
`--long -k seed-7` does the same again.
"""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from time import monotonic
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.faults import Network
from tests.browser.phone import Phone, expect_waiting, line_of, outbox, step, write_line
from tests.browser.place import Place

pytestmark = pytest.mark.browser

SEEDS, ENTRIES = 10, 100
SLICE = 15
STEPS = 4
MOST_TABS = 3
HEALED_MS = 75_000
"""The longest back-off, and time to send."""
PATIENCE_S = 15
MOODS = 5
NOTE_WHAT_IS_KEPT = """
  window.kept = [];
  document.addEventListener('facekind:kept', ({ detail }) => window.kept.push(detail));
"""
LINE = re.compile(r"Seed \d+, entry \d+\.")
SHOWN_STEPS = """steps => Object.fromEntries(steps.map(
  ({ dataset: { item, occ, state } }) => [`${item} ${occ}`, state]))"""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Take every seed in the long version."""
    long = metafunc.config.getoption("--long")
    seeds = range(1, SEEDS + 1) if long else (1,)
    metafunc.parametrize("seed", seeds, ids=[f"seed-{seed}" for seed in seeds])


class Soak:
    """A person, their phone, and everything that goes wrong."""

    def __init__(self, place: Place, phone: Phone, seed: int) -> None:
        self.place, self.phone, self.seed = place, phone, seed
        self.random = Random(seed)
        self.done: list[str] = []
        self.faults: Counter[str] = Counter()
        self.made: list[dict[str, Any]] = []
        self.sendings: Counter[str] = Counter()
        self.dead_for = 0
        self.began = monotonic()
        self.page = phone.page

    def begin(self) -> None:
        """Take a new phone and let it have the week."""
        self.turn_on()
        self.phone.open("/today")
        ready = self.page.locator("html[data-offline-ready]")
        expect(ready).to_be_attached(timeout=HEALED_MS)

    def turn_on(self) -> None:
        """Look on in a browser that has just been opened."""
        self.phone.context.add_init_script(NOTE_WHAT_IS_KEPT)
        self.phone.context.on("request", self._count)

    def _count(self, request: Request) -> None:
        if request.url.endswith("/sync"):
            batch: dict[str, Any] = request.post_data_json or {}
            self.sendings.update(one["id"] for one in batch["events"])

    def go_on(self, entries: int) -> None:
        """Make so many entries, with a fault before most of them."""
        wrongs: dict[str, Callable[[], None]] = {
            "refuse": lambda: self.place.proxy.set(Network.REFUSE),
            "hang": lambda: self.place.proxy.set(Network.HANG),
            "heal": self.heal,
            "dropped answers": self.drop_answers,
            "server killed": self.kill_server,
            "server killed after the commit": self.kill_after_commit,
            "reload": self.reload,
            "new tab": self.new_tab,
            "browser killed": self.kill_browser,
            "sign-out cancelled": self.nearly_sign_out,
        }
        while len(self.made) < entries:
            if self.random.random() < 0.6:
                wrong = self.random.choice(list(wrongs))
                self.note(wrong)
                self.faults[wrong] += 1
                wrongs[wrong]()
            self.revive()
            self.enter(self.random.choice((self.tick, self.tick, self.tick, self.mood, self.line)))

    def note(self, what: str) -> None:
        self.done.append(f"{monotonic() - self.began:4.0f} s, {len(self.made)} made: {what}")

    # What a person does.

    def enter(self, act: Callable[[], None]) -> None:
        """Make an entry; it counts once the page has said that it is kept."""
        self.note(act.__name__)
        act()
        page = self.page
        page.wait_for_function("() => window.kept.length > 0")
        (entry,) = page.evaluate("window.kept.splice(0)")
        self.made.append(entry)

    def tick(self) -> None:
        """Tick a step, or take it back."""
        self.be_on("/today")
        step(self.page, self.random.randrange(STEPS)).locator("button.tick").click()

    def mood(self) -> None:
        """Say how one is, otherwise than before: saying the same again in a visit is no entry."""
        self.be_on("/check-in")
        others = self.page.locator(".mood-form button[aria-pressed=false]")
        others.nth(self.random.randrange(MOODS - 1)).click()

    def line(self) -> None:
        """Write a line."""
        self.be_on("/journal/new")
        text = self.text(len(self.made))
        write_line(self.page, text)
        expect(line_of(self.page, text)).to_be_visible()
        expect(self.page.locator("textarea")).to_have_value("")

    def text(self, n: int) -> str:
        return f"Seed {self.seed}, entry {n}."

    def be_on(self, path: str) -> None:
        """Stay, or go there."""
        if not self.page.url.endswith(path) or self.random.random() < 0.2:
            self.phone.open(path, self.page)

    # What goes wrong.

    def heal(self) -> None:
        """The network is well; now and then long enough for everything to be sent."""
        self.place.proxy.lose_answers(0)
        self.place.proxy.set(Network.PASS)
        if self.place.is_running and self.random.random() < 0.5:
            self.phone.open("/today", self.page)
            expect_waiting(self.page, 0)

    def drop_answers(self) -> None:
        self.place.proxy.set(Network.PASS)
        self.place.proxy.lose_answers(self.random.randint(1, 3))

    def kill_server(self) -> None:
        """The server is dead for one to three entries."""
        self.place.kill()
        self.dead_for = self.random.randint(1, 3)

    def kill_after_commit(self) -> None:
        """The server stores an entry, cannot say so, and is dead."""
        if not self.place.is_running:
            return
        self.place.proxy.set(Network.PASS)
        self.place.proxy.lose_answers(1000)
        self.enter(self.tick)
        assert self.place.proxy.answer_lost.wait(PATIENCE_S)
        self.kill_server()
        self.place.proxy.lose_answers(0)

    def revive(self) -> None:
        """Start the server again when it has been dead for long enough."""
        self.dead_for -= 1
        if not self.place.is_running and self.dead_for < 0:
            self.place.start()

    def reload(self) -> None:
        self.page.reload()
        expect(self.page.locator("html[data-ready]")).to_be_attached()

    def new_tab(self) -> None:
        """Go on in another tab; the oldest are closed at last."""
        self.page = self.phone.context.new_page()
        self.phone.open(self.random.choice(("/today", "/check-in", "/journal/new")), self.page)
        for old in self.phone.context.pages[:-MOST_TABS]:
            old.close()

    def kill_browser(self) -> None:
        self.phone.kill()
        self.turn_on()
        self.page = self.phone.open("/today")

    def nearly_sign_out(self) -> None:
        """Press "Forget this phone" with entries on it only, and think better of it."""
        self.place.proxy.set(Network.REFUSE)
        self.enter(self.tick)
        self.phone.open("/this-phone", self.page)
        self.page.locator("form[data-forget] button").click()
        self.page.locator("[data-forget-sure] [data-answer=no]").click()
        expect(self.page.locator("form[data-forget]")).to_be_visible()


def shown_steps(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.locator(".step[data-item]").evaluate_all(SHOWN_STEPS)
    return found


def shown_entries(page: Page, list_: str, made: set[str]) -> list[str]:
    """Give which of these a list shows, each as often as it is there."""
    rows = page.locator(f"[data-list={list_}] [data-entry]")
    shown: list[str] = rows.evaluate_all("rows => rows.map(row => row.dataset.entry)")
    return sorted(one for one in shown if one in made)


def shown_lines(page: Page) -> list[str]:
    return sorted(LINE.findall(page.locator("[data-list=journal]").inner_text()))


@contextmanager
def replayable(soak: Soak) -> Iterator[None]:
    """Say, when it fails, which seed it was and what was done."""
    try:
        yield
    except BaseException:
        sys.stdout.write("\n".join((f"\nseed {soak.seed}:", *soak.done, "")))
        sys.stdout.flush()
        raise


def test_every_entry_arrives_once_whatever_goes_wrong(
    place: Place, lasting_phone: Phone, seed: int, long: bool
) -> None:
    # Scenario 37. Given a person, and a world in which everything goes wrong
    soak = Soak(place, lasting_phone, seed)
    entries = ENTRIES if long else SLICE
    with replayable(soak):
        soak.begin()
        # when they make their entries all the same, and in the end all is well
        soak.go_on(entries)
        place.proxy.lose_answers(0)
        place.proxy.set(Network.PASS)
        if not place.is_running:
            place.start()
        page = lasting_phone.open("/today", soak.page)
        expect(page.locator("html")).to_have_attribute("data-waiting", "0", timeout=HEALED_MS)
        tell(soak)
        # then every entry is in the database exactly once, on its day, and nothing else is
        written = place.written()
        stored = Counter(str(UUID(one.id)) for one in written)
        assert [one["id"] for one in soak.made if stored[one["id"]] != 1] == []
        assert len(written) == len(stored) == len(soak.made)
        assert {one.day for one in written} == {place.today}
        # and nothing on the phone waits or needs anybody
        assert {one["state"] for one in outbox(page)} <= {"acked"}
        # and the phone shows what the database holds, online and offline
        day = lasting_phone.context.request.get(f"{place.url}/api/v1/days/today").json()
        held = {f"{one['item_id']} {one['occurrence']}": one["state"] for one in day["items"]}
        lines = sorted(one.payload["text"] for one in written if one.type == "journal.add")
        assert len(lines) == len(set(lines))
        for lose in (False, True):
            if lose:
                lasting_phone.lose_network()
            lasting_phone.open("/today", page)
            assert shown_steps(page) == held
            lasting_phone.open("/journal/new", page)
            assert shown_lines(page) == lines
            lasting_phone.open("/check-in", page)
            moods = sorted(one["id"] for one in soak.made if one["type"] == "checkin.add")
            assert shown_entries(page, "check-ins", set(moods)) == moods


def tell(soak: Soak) -> None:
    """Write down what it took."""
    tries, lost = soak.sendings.total() / len(soak.made), soak.place.proxy.lost
    faults = ", ".join(f"{name} {n}" for name, n in sorted(soak.faults.items()))
    sys.stdout.write(
        f"\nsoak seed {soak.seed}: {len(soak.made)} entries, {soak.faults.total()} faults"
        f" ({faults}), sent {tries:.2f} times an entry, {lost} answers lost,"
        f" {monotonic() - soak.began:.0f} s\n"
    )
