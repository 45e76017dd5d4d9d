"""Ending a session on this phone; in the demo, entering one by its printed code."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from backend.domain.accounts import SESSION_LONGEST
from backend.services.accounts import end_session, patient_of_session
from backend.web.dependencies import COOKIE, Moment, Reading, Writing
from backend.web.forms import Form
from backend.web.render import page

router = APIRouter()
demo_router = APIRouter()


def keep_session(request: Request, response: Response, token: str) -> None:
    """Hand the phone its session: not readable by scripts, not sent by other sites' forms."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(SESSION_LONGEST.total_seconds()),
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


@router.post("/session/end", name="end_session")
def end(request: Request, db: Writing) -> Response:
    """End the session of this phone. Its rows and caches are deleted by the page before."""
    token = request.cookies.get(COOKIE)
    if token:
        end_session(db, token)
    response = RedirectResponse("/", status_code=303)
    response.delete_cookie(COOKIE, path="/")
    return response


@demo_router.get("/enter", name="enter_demo")
def show_enter(request: Request) -> Response:
    """Show the demo's way in; the code stays behind the # and is posted by a button."""
    return page(request, "enter", None)


@demo_router.post("/enter", name="post_enter_demo")
def enter(request: Request, db: Reading, now: Moment, form: Form) -> Response:
    """Take the demo's printed code for a session."""
    token = str(form.get("code", ""))
    response = RedirectResponse("/", status_code=303)
    if patient_of_session(db, token, now=now) is not None:
        keep_session(request, response, token)
    return response
