"""One table from what went wrong to how it is answered: as a page or as problem+json.

Who has to sign in first is asked by `asking.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from backend.domain.errors import Conflict, NotFound, RuleBroken
from backend.domain.tokens import TokenScope
from backend.domain.wording import Sentence, say
from backend.logs import log
from backend.services.problems import problem_sentence, problems_by_field
from backend.web.pace import TooOften
from backend.web.render import page, translate

PROBLEM = "application/problem+json"
CANNOT_BE_READ = say("This request could not be read. Nothing was stored.")
SECONDS_TOLD = 91
"""A longer wait is told in minutes."""


class SignedOut(Exception):
    """Nobody is signed in, and what was asked for belongs to somebody."""


class ProofNeeded(Exception):
    """Signed in, and asked to show once more that it is oneself."""


class ScopeMissing(Exception):
    """A program's token that may not do this."""

    def __init__(self, scope: TokenScope) -> None:
        super().__init__(scope)
        self.scope = scope


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    field: str
    message: str


class Problem(BaseModel):
    """application/problem+json: what went wrong, in words."""

    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = []


@dataclass(frozen=True)
class ErrorPage:
    """What an error page says."""

    status: int
    title: Sentence
    sentence: Sentence


@dataclass(frozen=True)
class Unsafe:
    """What the page says at an address that is not https, or not one of this server's."""

    sentence: Sentence


def for_programs(request: Request) -> bool:
    """Whether the answer is read by a program: the API, the phone's outbox, a script of a page."""
    path = request.url.path
    asked = request.headers.get("accept") == "application/json"
    doctor = (path, request.method) == ("/v", "POST")
    return asked or doctor or path.startswith("/api/") or path == "/sync"


def answer(
    request: Request,
    status: int,
    sentence: Sentence,
    *,
    errors: Sequence[tuple[str, Sentence]] = (),
) -> Response:
    """Answer an error in the form its reader expects."""
    if for_programs(request):
        return problem(request, status, sentence, errors=errors)
    return page(request, "error", ErrorPage(status, _title(status), sentence), status=status)


def answer_unsafe(request: Request, status: int, sentence: Sentence) -> Response:
    """Answer at an address where nothing can work; people read why, and what can be done."""
    if for_programs(request):
        return problem(request, status, sentence)
    return page(request, "unsafe", Unsafe(sentence), status=status)


def problem(
    request: Request,
    status: int,
    sentence: Sentence,
    *,
    errors: Sequence[tuple[str, Sentence]] = (),
) -> JSONResponse:
    """Answer as problem+json, with one message a field when the input was wrong."""
    body: dict[str, object] = {
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": translate(request, sentence),
    }
    if errors:
        body["errors"] = [
            {"field": field, "message": translate(request, said)} for field, said in errors
        ]
    return JSONResponse(body, status_code=status, media_type=PROBLEM)


def refuse_form(request: Request, errors: Sequence[tuple[str, Sentence]]) -> Response:
    """Answer a one-tap form whose fields no person typed: one sentence is enough."""
    return answer(request, 422, errors[0][1])


def _title(status: int) -> Sentence:
    match status:
        case 404:
            return say("This page is not here")
        case 500:
            return say("Something went wrong on our side")
        case 403:
            return say("This door is closed")
        case _:
            return say("This did not work")


def _not_found(request: Request, _broken: Exception) -> Response:
    return answer(request, 404, say("There is nothing at this address, or it is not yours."))


def _rule_broken(request: Request, broken: Exception) -> Response:
    if not isinstance(broken, RuleBroken):
        raise broken
    named = ((broken.field, broken.sentence),) if broken.field else ()
    return answer(request, 422, broken.sentence, errors=named)


def _conflict(request: Request, broken: Exception) -> Response:
    if not isinstance(broken, Conflict):
        raise broken
    return answer(request, 409, broken.sentence)


def signed_out_problem(request: Request) -> Response:
    """Tell a program that nobody is signed in; a page asks (`asking.py`)."""
    return problem(request, 401, say("Please sign in again. Nothing was stored."))


def proof_problem(request: Request) -> Response:
    """Tell a script that a proof is asked for first."""
    return problem(request, 403, say("Please confirm first that it is you. Nothing was done."))


def _scope_missing(request: Request, broken: Exception) -> Response:
    if not isinstance(broken, ScopeMissing):
        raise broken
    sentence = say("This key may not do this: it lacks “{scope}”.", scope=broken.scope.value)
    return problem(request, 403, sentence)


def _too_often(request: Request, broken: Exception) -> Response:
    if not isinstance(broken, TooOften):
        raise broken
    return wait(request, broken.seconds)


def wait(request: Request, seconds: int) -> Response:
    """Answer that this was asked for too often, and when to come again."""
    response = answer(request, 429, wait_sentence(seconds))
    response.headers["Retry-After"] = str(seconds)
    return response


def wait_sentence(seconds: int) -> Sentence:
    """Say how long to wait, in minutes once it is one."""
    if seconds < SECONDS_TOLD:
        return say("That was a little too often. Please try again in {n} seconds.", n=seconds)
    return say("That was too often. Please try again in {n} minutes.", n=ceil(seconds / 60))


def _input_wrong(request: Request, broken: Exception) -> Response:
    if not isinstance(broken, RequestValidationError):
        raise broken
    problems: list[ErrorDetails] = list(broken.errors())
    if not for_programs(request) and any(one["loc"][0] == "path" for one in problems):
        return _not_found(request, broken)
    named = [(_field(one), problem_sentence(one)) for one in problems]
    return answer(request, 422, say("Please check what was sent."), errors=named)


def _field(one: ErrorDetails) -> str:
    parts = [str(part) for part in one["loc"] if part not in {"body", "query", "path", "header"}]
    return ".".join(parts) or "body"


def _draft_wrong(request: Request, broken: Exception) -> Response:
    """A draft made of parts that were each fine and together are not."""
    if not isinstance(broken, ValidationError):
        raise broken
    errors = problems_by_field(broken)
    return answer(request, 422, errors[0][1], errors=errors)


def _http(request: Request, broken: Exception) -> Response:
    if not isinstance(broken, HTTPException):
        raise broken
    match broken.status_code:
        case 404:
            return _not_found(request, broken)
        case 405:
            sentence = say("This cannot be done at this address.")
        case 408:
            sentence = say("This arrived too slowly to be read. Nothing was stored.")
        case 413:
            sentence = say("This is too much at once. Nothing was stored.")
        case _:
            sentence = CANNOT_BE_READ
    response = answer(request, broken.status_code, sentence)
    response.headers.update(broken.headers or {})
    return response


def crashed(request: Request, broken: Exception) -> Response:
    """Answer what nobody foresaw: its kind goes to the log, nothing of what was sent.

    A database that is busy for too long asks to come again.
    """
    log().error("crashed", kind=type(broken).__name__)
    request.state.day = None
    if type(broken).__name__ == "OperationalError":
        response = answer(request, 503, say("The server is busy. Please try again in a moment."))
        response.headers["Retry-After"] = "1"
        return response
    return answer(request, 500, say("Nothing you wrote is lost on this phone. Please try again."))


def answer_errors(app: FastAPI) -> None:
    """Hang the table on the app."""
    app.add_exception_handler(RuleBroken, _rule_broken)
    app.add_exception_handler(NotFound, _not_found)
    app.add_exception_handler(Conflict, _conflict)
    app.add_exception_handler(ScopeMissing, _scope_missing)
    app.add_exception_handler(TooOften, _too_often)
    app.add_exception_handler(RequestValidationError, _input_wrong)
    app.add_exception_handler(ValidationError, _draft_wrong)
    app.add_exception_handler(HTTPException, _http)
