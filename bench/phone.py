"""Measure what a person waits for on a phone: a tap, today, a network that hangs, a full outbox.

A real Chromium against the demo, behind the proxy of the browser tests. The times are taken inside
the page. Floors: of a tap, an entry written to a database of the phone's own, and a frame; of
today, a kept page that is nobody's; of a hanging network, the second that the worker gives it; of
the drain, what its requests took. The aims are 100, 300 and 1500 ms, and 5 s.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.faults import Network
from tests.browser.phone import Phone, expect_waiting, lasting, undone
from tests.browser.place import Place

TAPS, OPENINGS, HANGINGS, DRAINS, QUEUED = 60, 30, 10, 5, 200
WORKERS_PATIENCE_MS = 1000.0

LOOK_ON = """
  new MutationObserver((_, looking) => {
    if (!('ready' in document.documentElement.dataset)) return;
    looking.disconnect();
    window.readyAt = performance.now();
  }).observe(document, { subtree: true, attributeFilter: ['data-ready'] });
"""
TAP = """(place) => new Promise((resolve) => {
  const step = document.querySelector(`.step[data-item][data-order='${place}']`);
  const before = step.dataset.state;
  const began = performance.now();
  new MutationObserver((_, looking) => {
    if (step.dataset.state === before) return;
    looking.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - began));
  }).observe(step, { attributeFilter: ['data-state'] });
  step.querySelector('button.tick').click();
})"""
WRITE = """() => new Promise((resolve, reject) => {
  const asked = indexedDB.open('floor');
  asked.onupgradeneeded = () => asked.result.createObjectStore('row', { autoIncrement: true });
  asked.onerror = () => reject(asked.error);
  asked.onsuccess = () => {
    const began = performance.now();
    const write = asked.result.transaction('row', 'readwrite', { durability: 'strict' });
    write.objectStore('row').add({ type: 'item.set', payload: { state: 'done' } });
    write.oncomplete = () => requestAnimationFrame(() => {
      asked.result.close();
      resolve(performance.now() - began);
    });
  };
})"""
QUEUE = """async (moods) => {
  const { keep } = await import(document.querySelector('link[href*="/offline/outbox.js"]').href);
  for (let n = 0; n < moods; n++) await keep('checkin.add', { mood: 1 + (n % 5) });
}"""
DRAIN = """() => {
  window.drained = new Promise((resolve) => {
    addEventListener('online', () => {
      const began = performance.now();
      performance.clearResourceTimings();
      new MutationObserver((_, looking) => {
        if (document.documentElement.dataset.waiting !== '0') return;
        looking.disconnect();
        const asked = performance.getEntriesByType('resource');
        const sent = asked.filter(({ name }) => name.endsWith('/sync'));
        resolve([performance.now() - began, sent.reduce((sum, one) => sum + one.duration, 0)]);
      }).observe(document.documentElement, { attributeFilter: ['data-waiting'] });
    }, { once: true });
  });
}"""


class Taken(NamedTuple):
    """The times of one thing and of its floor, in milliseconds."""

    name: str
    actions: list[float]
    floors: list[float]


def measure() -> Iterator[Taken]:
    """Give the times, one figure after the other."""
    with a_phone() as phone:
        page = phone.keep_week()
        phone.lose_network()
        yield taps(phone.open("/today"))
        yield Taken("phone_today", *openings(phone, "/today", "/about"))
        phone.context.set_offline(False)
        phone.place.proxy.set(Network.HANG)
        hanging = [opened(phone, "/today") for _ in range(HANGINGS)]
        yield Taken("phone_hanging", hanging, [WORKERS_PATIENCE_MS])
        phone.find_network()
        phone.open("/today")
        expect_waiting(page, 0)
        yield drains(phone)


@contextmanager
def a_phone() -> Iterator[Phone]:
    """Give Amina's phone, with a demo of its own."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        place = Place(Path(folder), "amina")
        try:
            place.renew()
            phone = lasting(playwright, place, Path(folder) / "profile")
            phone.context.add_init_script(LOOK_ON)
            yield phone
            phone.close()
            place.proxy.close()
        finally:
            place.kill()


def taps(page: Page) -> Taken:
    """Tick a step and take it back, again and again, offline."""
    (place,) = undone(page)
    both = [(page.evaluate(TAP, place), page.evaluate(WRITE)) for _ in range(TAPS)]
    return Taken("phone_tap", [tap for tap, _ in both], [floor for _, floor in both])


def openings(phone: Phone, path: str, floor: str) -> tuple[list[float], list[float]]:
    """Open a kept page and its floor in turns."""
    both = [(opened(phone, path), opened(phone, floor)) for _ in range(OPENINGS)]
    return [action for action, _ in both], [idle for _, idle in both]


def opened(phone: Phone, path: str) -> float:
    """Give how long it takes until a page can be used."""
    ready: float = phone.open(path).evaluate("window.readyAt")
    return ready


def drains(phone: Phone) -> Taken:
    """Queue moods without a network, and let it come back."""
    taken = [drained(phone) for _ in range(DRAINS)]
    return Taken("phone_drain_200", [whole for whole, _ in taken], [sent for _, sent in taken])


def drained(phone: Phone) -> tuple[float, float]:
    """Give how long it took from the network's return, and how long the requests took of that."""
    page = phone.open("/check-in")
    phone.lose_network()
    page.evaluate(QUEUE, QUEUED)
    expect(page.locator("html")).to_have_attribute("data-waiting", str(QUEUED))
    page.evaluate(DRAIN)
    phone.find_network()
    whole, sent = page.evaluate("window.drained")
    return whole, sent
