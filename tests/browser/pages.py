"""Every page there is, for the tests that look at all of them."""

from datetime import date, timedelta

PUBLIC = (
    "/about",
    "/help-now",
    "/install",
    "/join",
    "/offline",
    "/pair",
    "/privacy",
    "/this-phone",
    "/nothing-here",
)
OWN = (
    "/today",
    "/today/player",
    "/check-in",
    "/check-in/following",
    "/check-in/function",
    "/check-in/where",
    "/check-in/linked",
    "/check-in/phq4",
    "/check-in/phq8",
    "/check-in/gad7",
    "/journal",
    "/journal/new",
    "/journal?q=the",
    "/journal?q=nothing+like+this",
    "/journal?on=2026-02-30",
    "/journal/month",
    "/progress",
    "/progress?window=all&axis=injection",
    "/progress?window=own&since=2026-02-30",
    "/plan",
    "/treatments",
    "/visits",
    "/gradings",
    "/records",
    "/report",
    "/hand-over",
    "/sharing",
    "/sharing/new",
    "/library",
    "/library/steps",
    "/library/steps#warm_compress",
    "/library/readings",
    "/settings",
    "/more",
    "/account",
    "/account/passkeys/new",
    "/account/passphrase",
    "/account/phone",
    "/account/activity",
    "/account/tokens",
    "/account/delete",
    "/start/side",
    "/start/stage",
    "/start/gates",
    "/start/programme",
    "/start/side?back=plan",
)


def every_page(today: str) -> tuple[str, ...]:
    """Give the address of every page somebody with a plan can open."""
    day = date.fromisoformat(today)
    past, future = day - timedelta(days=3), day + timedelta(days=3)
    days = (f"/today?d={past}", f"/today?d={future}", f"/check-in?d={past}")
    return PUBLIC + OWN + days
