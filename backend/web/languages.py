"""Which language a page speaks: the person's, else the one chosen on this phone, else the
browser's."""

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response

from backend.domain.accounts import Patient
from backend.domain.wording import LANGUAGES

COOKIE = "facekind_language"
"""Holds a language's name and nothing else: a choice made before there is a person lasts."""

VARY = "Cookie, Accept-Language"
"""What a page's language depends on."""

SPOKEN = {name.partition("-")[0]: name for name in LANGUAGES}
"""Ours by the first part of a browser's tag: zh, zh-CN and zh-TW are all read in our Chinese."""

DEFAULT = next(iter(LANGUAGES))


def language_of(request: Request) -> str:
    """Give the language of whoever asks. What is not a language of ours counts as not said."""
    patient: Patient | None = getattr(request.state, "patient", None)
    said = (
        patient.language if patient else None,
        getattr(request.state, "language", None),
        request.cookies.get(COOKIE),
        *_accepted(request.headers.get("accept-language", "")),
    )
    return next((one for one in said if one in LANGUAGES), DEFAULT)


def _accepted(header: str) -> Iterator[str]:
    """Give the languages of ours that a browser's header names, the best liked first."""
    liked = sorted(_weighed(header), key=lambda pair: -pair[0])
    for weight, tag in liked:
        name = SPOKEN.get(tag.partition("-")[0].lower())
        if name and weight > 0:
            yield name


def _weighed(header: str) -> Iterator[tuple[float, str]]:
    for part in header.split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            yield float(weight or 1), tag
        except ValueError:
            continue


def keep_language(request: Request, response: Response, language: str) -> None:
    """Let the phone remember a language for pages that are nobody's; said once, not each time."""
    if request.cookies.get(COOKIE) == language:
        return
    response.set_cookie(
        COOKIE,
        language,
        max_age=400 * 24 * 3600,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
