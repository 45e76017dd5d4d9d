"""Takes pictures of every screen × size × theme × language of the demo people, into screens/."""

import shutil
from collections.abc import Callable
from datetime import date, timedelta

from picturing import (
    BROWSER_LOCALES,
    MORE_THEMES,
    READY,
    SCREENS,
    THEMES,
    chromium_open,
    demo,
    tab,
    take,
    take_screenful,
)
from playwright.sync_api import Browser, Page

PAGES = {
    "check-in": "/check-in",
    "following": "/check-in/following",
    "following-search": "/check-in/following?q=eye",
    "function": "/check-in/function",
    "where": "/check-in/where",
    "linked": "/check-in/linked",
    "phq4": "/check-in/phq4",
    "phq8": "/check-in/phq8",
    "gad7": "/check-in/gad7",
    "journal": "/journal",
    "journal-new": "/journal/new",
    "journal-search": "/journal?q=the",
    "journal-month": "/journal/month",
    "progress": "/progress",
    "progress-all": "/progress?window=all&axis=injection",
    "plan": "/plan",
    "treatments": "/treatments",
    "visits": "/visits",
    "gradings": "/gradings",
    "records": "/records",
    "report": "/report",
    "hand-over": "/hand-over",
    "sharing": "/sharing",
    "sharing-new": "/sharing/new",
    "library": "/library",
    "library-steps": "/library/steps",
    "library-step": "/library/steps#warm_compress",
    "library-readings": "/library/readings",
    "library-reading": "/library/readings#tradition",
    "settings": "/settings",
    "account": "/account",
    "passphrase": "/account/passphrase",
    "phone": "/account/phone",
    "activity": "/account/activity",
    "tokens": "/account/tokens",
    "delete": "/account/delete",
    "more": "/more",
    "about": "/about",
    "privacy": "/privacy",
    "help-now": "/help-now",
    "offline": "/offline",
    "this-phone": "/this-phone",
    "install": "/install",
    "join-signed-in": "/join",
    "pair-signed-in": "/pair",
    "error": "/nothing-here",
}
SHORT_SESSION = """() => {
  const next = document.querySelector('[data-group="next"] .step');
  Object.assign(next.dataset, { pace: '', heat: '10', minutes: '10' });
  document.querySelectorAll('[data-group="after"] .step').forEach((row, n) => n && row.remove());
}"""
LINES = ("The wind was cold today.", "Slept well. The eye is calmer.", "דף יומן", "Drops at noon.")
REFUSE = """(today) => new Promise((resolve) => {
  const refusals = [
    { local_date: '2026-01-01', field: 'local_date', refused: 'rejected', reason: 'No such day.' },
    { refused: 'conflict', reason: 'An entry with this number is already kept.' },
    { refused: 'rejected', reason: 'This could not be stored as it is.' },
  ];
  const asked = indexedDB.open('facekind');
  asked.onsuccess = () => {
    const outbox = asked.result.transaction('outbox', 'readwrite').objectStore('outbox');
    const all = outbox.getAll();
    all.onsuccess = () => refusals.forEach((said, n) => {
      outbox.put({ ...all.result[n], local_date: today, ...said, state: 'rejected' });
    });
    outbox.transaction.oncomplete = () => { asked.result.close(); resolve(); };
  };
})"""
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def take_player(browser: Browser, language: str) -> None:
    """The player in each of its states; its clock stands still where the picture needs it."""
    with demo("amina", language) as told, tab(browser, told, language=language) as page:
        page.clock.install()
        page.goto("/today")
        page.wait_for_selector(READY, state="attached")
        page.evaluate(SHORT_SESSION)
        page.locator("[data-group=next] [data-start]").click()
        page.wait_for_selector("#player[data-kept=waiting]")
        take_screenful(page, "player-waiting")
        page.locator("[data-p=pause]").click()
        page.wait_for_selector("#player[data-kept=running]")
        page.clock.run_for(125_000)
        page.locator("[data-p=pause]").click()
        page.wait_for_selector("#player[data-kept=paused]")
        take_screenful(page, "player-paused")
        page.locator("[data-p=cues] summary").click()
        take_screenful(page, "player-switches")
        page.locator("[data-p=cues] summary").click()
        page.locator("[data-p=how-box] summary").click()
        take_screenful(page, "player-how")
        page.locator("[data-p=how-box] summary").click()
        page.locator("[data-p=skip]").click()
        take_screenful(page, "player-skip")
        page.locator("[data-p=stay]").click()
        page.locator("[data-p=pause]").click()
        page.wait_for_selector("#player[data-kept=running]")
        page.clock.fast_forward(1_200_000)
        page.wait_for_selector("#player[data-kept=finished]")
        take_screenful(page, "player-finished")
        page.locator("[data-p=pause]").click()
        page.locator("[data-p=skip]").click()
        page.locator("[data-p=reasons] [value=time]").click()
        page.wait_for_selector("#player[data-kept=felt]")
        take_screenful(page, "player-felt-empty")
        page.locator("#player [name=effort][value='4']").check(force=True)
        page.locator("#player [name=pain][value='4']").check(force=True)
        take_screenful(page, "player-felt")


def take_amina(browser: Browser, language: str) -> None:
    """Week five: every page of somebody with a plan and a past."""
    with demo("amina", language) as told, tab(browser, told, language=language) as page:
        today = date.fromisoformat(told["today"])
        page.goto("/today")
        take(page, "today", THEMES | MORE_THEMES)
        for name, days in (("past", -3), ("future", 3)):
            page.goto(f"/today?d={today + timedelta(days=days)}")
            take(page, f"today-{name}")
        for name, path in PAGES.items():
            page.goto(path)
            take(page, name)
        page.goto("/today")
        page.wait_for_selector(READY, state="attached")
        page.locator("button[name=kind][value=rest]").click()
        page.wait_for_selector("main[data-kind=rest]")
        page.wait_for_selector("html[data-waiting='0'][data-sync=saved]", state="attached")
        page.goto("/today")
        take(page, "today-rest")


def take_this_phone(browser: Browser, language: str) -> None:
    """What is on a phone without network: entries in each state, and the question at leaving."""
    with demo("amina", language) as told, tab(browser, told, language=language) as page:
        page.route("**/sync", lambda route: route.abort())
        page.goto("/journal/new")
        page.wait_for_selector(READY, state="attached")
        for n, line in enumerate(LINES, start=1):
            page.locator("textarea").fill(line)
            page.locator("form.writing .act button").click()
            page.wait_for_selector(f"html[data-waiting='{n}']", state="attached")
        page.locator("textarea").fill(LINES[0])
        page.locator("[data-draft-note]").wait_for()
        page.evaluate(REFUSE, told["today"])
        page.goto("/this-phone")
        page.wait_for_selector("[data-phone][data-ready]")
        take(page, "this-phone-waiting")
        page.locator("form[data-forget] button").click()
        page.locator("[data-forget-sure]").wait_for()
        take(page, "this-phone-leaving")


def take_shared(browser: Browser, language: str) -> None:
    """A link just made, and what a doctor sees of it, before and after opening it."""
    with demo("amina", language) as told, tab(browser, told, language=language) as page:
        page.goto("/sharing/new")
        page.locator("form.question .act .btn:not(.quiet)").click()
        page.wait_for_selector("main[data-page=sharing-link]")
        take(page, "sharing-made")
        address = page.locator("#address").input_value()
        passcode = page.locator("[data-passcode]").inner_text()
        with tab(browser, told, language=language, signed_in=False) as reader:
            reader.goto(address)
            take(reader, "viewer")
            reader.locator("#passcode").fill(passcode)
            reader.locator("#open button").click()
            reader.wait_for_selector("main[data-page=viewer-report]")
            take(reader, "viewer-report")


def take_ways_in(browser: Browser, language: str) -> None:
    """The first passkey, the recovery code this once, and the account afterwards."""
    with demo("amina", language) as told:
        # No passkey is for an address made of numbers.
        named = {**told, "url": told["url"].replace("127.0.0.1", "localhost")}
        with tab(browser, named, language=language) as page:
            devtools = page.context.new_cdp_session(page)
            devtools.send("WebAuthn.enable")
            devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
            page.goto("/account/passkeys/new")
            take(page, "passkeys-new")
            page.locator("passkey-button button").click()
            page.wait_for_selector("main[data-page=recovery-code]")
            take(page, "recovery-code")
            page.goto("/account")
            take(page, "account-secured")
            page.goto("/account/recovery-code")
            page.locator("form .act button").click()
            page.wait_for_selector("#code")
            take(page, "recovery-code-made")
        with tab(browser, named, language=language, signed_in=False) as page:
            page.goto("/sign-in")
            take(page, "sign-in")


def take_answers(browser: Browser, language: str) -> None:
    """A check-in as it is answered, a sign that needs a doctor, places, cells, and a result."""
    with demo("amina", language) as told, tab(browser, told, language=language) as page:
        answer_a_check_in(page)
        page.goto("/check-in/where")
        page.wait_for_selector(READY, state="attached")
        page.locator(".zone[data-place=cheek-left]").click()
        take(page, "where-chosen")
        page.goto("/check-in/linked")
        page.wait_for_selector(READY, state="attached")
        page.locator("button[data-cell='smile eye']").click()
        take(page, "linked-answered")
        page.goto("/check-in/phq4")
        page.wait_for_selector(READY, state="attached")
        for item in ("gad1", "gad2", "phq1", "phq2"):
            page.locator(f"input[name={item}][value='3']").check(force=True)
        page.locator("form[data-rules] .act button").click()
        page.locator("[data-part=result]").wait_for()
        take(page, "phq4-result")


def answer_a_check_in(page: Page) -> None:
    """Rate a few things, one of them so that a sign is shown."""
    page.goto("/check-in")
    page.locator("[data-check-in] .check-in-form").wait_for()
    page.locator("button[name=mood][value='4']").click()
    page.locator("[data-same]").click()
    page.locator("fieldset[data-symptom=eye_open] input[value='8']").check(force=True)
    page.locator(".mood-row .parts").wait_for()
    take(page, "check-in-answered")
    page.locator("fieldset[data-symptom=eye_pain] input[value='8']").check(force=True)
    page.locator("dialog.red-flag").wait_for()
    take_screenful(page, "check-in-sign")


def take_visits(browser: Browser, language: str) -> None:
    """The appointment, the day it is over, and a treatment."""
    with demo("amina", language) as told, tab(browser, told, language=language) as page:
        page.goto("/visits")
        page.locator("main a[href^='/visits/']").first.click()
        take(page, "visit")
        page.goto("/visits")
        page.locator("#on").fill(str(date.fromisoformat(told["today"]) - timedelta(days=2)))
        page.locator("main form button").last.click()
        page.wait_for_url("**/after")
        take(page, "visit-after")
        page.goto("/treatments")
        page.locator("main a[href^='/treatments/']").first.click()
        take(page, "treatment")
        page.goto("/gradings")
        page.locator("main a[href^='/gradings/']").first.click()
        take(page, "grading")


def take_ben(browser: Browser, language: str) -> None:
    """Day one, not sure of the stage."""
    with demo("ben", language) as told, tab(browser, told, language=language) as page:
        for name, path in (("progress-ben", "/progress"), ("report-ben", "/report")):
            page.goto(path)
            take(page, name)
        page.goto("/today")
        take(page, "today-ben")
        page.goto("/plan")
        take(page, "plan-ben")


def take_newcomer(browser: Browser, language: str) -> None:
    """The front door, the questions, and the first day."""
    answers: dict[str, Callable[[Page], None]] = {
        "home": lambda page: page.locator("form[action='/start'] button").click(),
        "start-side": answer_side,
        "start-stage": lambda page: page.locator("button[value=not_sure]").click(),
        "start-gates": lambda page: page.locator("form.question button.btn").click(),
        "start-programme": lambda page: page.locator("#programmes button").first.click(),
    }
    with (
        demo("new", language) as told,
        tab(browser, told, language=language, signed_in=False) as page,
    ):
        # Passkeys are for names: under its number the page says why there is none.
        by_name = told["url"].replace("127.0.0.1", "localhost")
        for name, address in (
            ("join", f"{by_name}/join#ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-23"),
            ("join-number", "/join"),
            ("pair", "/pair#ABCD-EFGH"),
        ):
            page.goto(address)
            take(page, name)
        page.goto("/")
        for name, answer in answers.items():
            page.wait_for_selector(f"main[data-page={name}]")
            take(page, name)
            answer(page)
        page.wait_for_selector("main[data-page=today]")
        take(page, "today-first")


def answer_side(page: Page) -> None:
    """Say left, and go on."""
    page.locator("label.choice:has([value=left])").click()
    page.locator("form.question button.btn").click()


EVERYTHING = (
    take_amina,
    take_answers,
    take_ways_in,
    take_visits,
    take_this_phone,
    take_shared,
    take_player,
    take_ben,
    take_newcomer,
)


def main() -> None:
    """Take them all, and say where they are."""
    shutil.rmtree(SCREENS, ignore_errors=True)
    SCREENS.mkdir()
    with chromium_open() as browser:
        for language in BROWSER_LOCALES:
            for take_all in EVERYTHING:
                take_all(browser, language)
    print(f"{len(list(SCREENS.iterdir()))} pictures are in {SCREENS}")


if __name__ == "__main__":
    main()
