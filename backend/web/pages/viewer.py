"""The doctor's page: one question, then the report. It knows no session and holds nobody's data.

What opens a link stands behind the # of its address, where neither logs nor mail programs that
look at links see it. So reading the page never counts and never opens anything: only POST does.
"""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import JSONResponse, Response

from backend.domain.sharing import Mode
from backend.domain.wording import Sentence, say
from backend.services.opening import (
    AsksForPasscode,
    Closed,
    Opened,
    OpeningDraft,
    TooOften,
    open_link,
)
from backend.web.dependencies import Moment
from backend.web.errors import answer
from backend.web.links import Door
from backend.web.policies import ANYBODY, LINK
from backend.web.render import page, translate
from backend.web.reports import report_html
from backend.web.strict import StrictRoute

router = APIRouter(route_class=StrictRoute)


@dataclass(frozen=True)
class Viewer:
    """The page before anything is opened: the same for everybody."""


@dataclass(frozen=True)
class ViewerReport:
    """An opened link: the report as it is printed too, and from when and until when it is."""

    report: Markup
    mode: Mode
    shared_on: date
    expires_on: date


@router.get("/v", name="viewer", dependencies=[ANYBODY])
def show(request: Request) -> Response:
    """Show the page that asks. It opens nothing, counts nothing and reads no session."""
    return page(request, "viewer", Viewer())


@router.post("/v", name="open_link", dependencies=[LINK])
def open_(request: Request, door: Door, draft: OpeningDraft, now: Moment) -> Response:
    """Open a link: 200 the report, 401 a passcode is asked for, 404 not open, 429 too often."""
    match open_link(door, draft, now=now):
        case Opened() as opened:
            return _report(request, opened)
        case AsksForPasscode(left, tried):
            return _asks(request, left, tried=tried)
        case TooOften(seconds):
            said = say("This link is opened very often just now. Please try again in a minute.")
            response = answer(request, 429, said)
            response.headers["Retry-After"] = str(seconds)
            return response
        case Closed():
            return answer(
                request,
                404,
                say(
                    "This link is not open. It may have ended or been stopped, or a part of it is "
                    "missing. Please ask the person who gave it to you for a new one."
                ),
            )


def _asks(request: Request, left: int, *, tried: bool) -> Response:
    detail = translate(request, _sentence(left, tried=tried))
    return JSONResponse({"remainingAttempts": left, "detail": detail}, status_code=401)


def _sentence(left: int, *, tried: bool) -> Sentence:
    if not tried:
        return say("This link asks for a passcode of six digits.")
    if left == 0:
        return say(
            "This passcode is not right, and it was the last attempt: the link is closed for good."
        )
    return say("This passcode is not right. Attempts left: {n}.", n=left)


def _report(request: Request, opened: Opened) -> Response:
    """Answer with the report, in its own language whatever the reader's browser speaks."""
    request.state.language = opened.report.language
    shown = ViewerReport(
        report_html(request, opened.report, link_ends_on=opened.expires_on),
        opened.mode,
        opened.shared_on,
        opened.expires_on,
    )
    return page(request, "viewer-report", shown)
