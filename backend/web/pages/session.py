"""Ending a session on this phone; in the demo, entering one by its printed code."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from backend.services.devices import sign_out, who_is
from backend.web.cookies import drop_session, keep_session, session_token
from backend.web.dependencies import Moment, Reading, Writing
from backend.web.forms import Form
from backend.web.policies import ANYBODY, WAY_IN
from backend.web.render import page

router = APIRouter()
demo_router = APIRouter()


@router.post("/session/end", name="end_session", dependencies=[ANYBODY])
def end(request: Request, db: Writing, now: Moment) -> Response:
    """End the session of this phone. Its rows and caches are deleted by the page before."""
    token = session_token(request)
    if token:
        sign_out(db, token, now=now)
    response = RedirectResponse("/", status_code=303)
    drop_session(request, response)
    return response


@demo_router.get("/enter", name="enter_demo", dependencies=[ANYBODY])
def show_enter(request: Request) -> Response:
    """Show the demo's way in; the code stays behind the # and is posted by a button."""
    return page(request, "enter", None)


@demo_router.post("/enter", name="post_enter_demo", dependencies=[WAY_IN])
def enter(request: Request, db: Reading, now: Moment, form: Form) -> Response:
    """Take the demo's printed code for a session."""
    token = str(form.get("code", ""))
    response = RedirectResponse("/", status_code=303)
    if who_is(db, token, now=now) is not None:
        keep_session(request, response, token)
    return response
