"""What I follow: what a check-in asks beside the mood. A setting, so it needs the server."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from backend.domain.errors import RuleBroken
from backend.domain.folding import fold
from backend.domain.following import MOST_PINNED, Following, Pin
from backend.domain.synkinesis import EVERY_DAYS, INTERVALS
from backend.domain.vocabulary import SymptomWords
from backend.domain.wording import LANGUAGES, say
from backend.library import read_library
from backend.services.following import FollowingDraft, follow, read_following
from backend.services.problems import problems_by_field
from backend.web.dependencies import CurrentPatient, Reading, Writing
from backend.web.forms import TWICE, Errors, Form
from backend.web.render import language_of, page

router = APIRouter()
PATH = "/check-in/following"
SWITCHES = ("energy", "sleep", "eye_care", "linked", "screening")
TOO_MANY = say("Three at most, so that it takes no longer than a minute.")


@dataclass(frozen=True)
class Choice:
    """A symptom that may be pinned: the library's, or one's own (then `words` is None).

    `sought` is what a search looks through; `found` whether it is shown for what is sought now.
    """

    key: str
    words: SymptomWords | None
    pin: Pin | None
    sought: str
    found: bool


@dataclass(frozen=True)
class FollowingPage:
    """What may be followed, what is, and what was sought."""

    following: Following
    choices: tuple[Choice, ...]
    added: str
    intervals: tuple[int, ...]
    q: str
    saved: bool


@router.get(PATH, name="following")
def show(
    request: Request,
    db: Reading,
    patient: CurrentPatient,
    q: Annotated[str, Query(max_length=200)] = "",
    *,
    saved: bool = False,
) -> Response:
    """Show what may be followed, and what is sought among it."""
    view = _view(request, read_following(db, patient.id), q=q, saved=saved)
    return page(request, "following", view)


@router.post(PATH, name="save_following")
def save(request: Request, db: Writing, patient: CurrentPatient, form: Form) -> Response:
    """Keep what is followed; what cannot be comes back as it was chosen."""
    draft, errors = _bind(form)
    try:
        if draft is not None:
            follow(db, patient.id, draft)
            return RedirectResponse(f"{PATH}?saved=true", status_code=303)
    except RuleBroken as broken:
        errors = ((broken.field or "pinned", broken.sentence),)
    view = _view(request, _chosen(form), added=str(form.get("add") or ""))
    return page(request, "following", view, status=422, errors=errors)


def _bind(form: FormData) -> tuple[FollowingDraft | None, Errors]:
    """Read the form. A symptom of one's own that is taken away is not asked for either."""
    single = (*SWITCHES, "linked_every", "add")
    twice = tuple(name for name in single if len(form.getlist(name)) > 1)
    if twice:
        return None, tuple((name, TWICE) for name in twice)
    if len(form.getlist("pin")) > MOST_PINNED:
        return None, (("pinned", TOO_MANY),)
    pinned = [_place(pin) for pin in _pins(form)]
    values = {"pinned": tuple(pinned), "own": _own(form), "linked_every": _days(form)}
    try:
        return FollowingDraft.model_validate({**values, **_switched(form)}), ()
    except ValidationError as broken:
        return None, problems_by_field(broken)


def _place(pin: Pin) -> dict[str, str]:
    said = {"key": pin.key, "zone": pin.zone, "side": pin.side}
    return {name: value for name, value in said.items() if value}


def _pins(form: FormData) -> tuple[Pin, ...]:
    gone = {str(name) for name in form.getlist("gone")}
    keys = [str(key) for key in form.getlist("pin") if str(key) not in gone]
    return tuple(_pin(form, key) for key in keys)


def _pin(form: FormData, key: str) -> Pin:
    """Read a symptom's place. The only place there is says nothing without a side."""
    side = str(form.get(f"side:{key}") or "") or None
    only = form.get(f"only:{key}") if side else None
    return Pin(key, str(form.get(f"zone:{key}") or only or "") or None, side)


def _own(form: FormData) -> tuple[str, ...]:
    gone = {str(name) for name in form.getlist("gone")}
    added = [str(form.get("add") or "").strip()]
    kept = [str(name) for name in form.getlist("own") if str(name) not in gone]
    return tuple(name for name in (*kept, *added) if name)


def _switched(form: FormData) -> Mapping[str, bool]:
    return {name: form.get(name) == "true" for name in SWITCHES}


def _days(form: FormData) -> int:
    said = str(form.get("linked_every") or EVERY_DAYS)
    return int(said[:6]) if said.isascii() and said.isdigit() else 0


def _chosen(form: FormData) -> Following:
    """Give what was chosen, whether or not it can be kept."""
    on = _switched(form)
    return Following(
        pinned=_pins(form),
        own=tuple(str(name) for name in form.getlist("own")),
        energy=on["energy"],
        sleep=on["sleep"],
        eye_care=on["eye_care"],
        linked=on["linked"],
        linked_every=_days(form),
        screening=on["screening"],
    )


def _view(
    request: Request, following: Following, *, q: str = "", added: str = "", saved: bool = False
) -> FollowingPage:
    pins = {pin.key: pin for pin in following.pinned}
    known = read_library(language_of(request)).symptoms
    names: list[tuple[str, SymptomWords | None]] = [(name, None) for name in following.own]
    names += known.items()
    choices = [_choice(key, words, pins.get(key), fold(q)) for key, words in names]
    chosen = list(pins)
    choices.sort(key=lambda one: chosen.index(one.key) if one.pin else len(chosen))
    return FollowingPage(following, tuple(choices), added, INTERVALS, q, saved)


def _choice(key: str, words: SymptomWords | None, pin: Pin | None, sought: str) -> Choice:
    said = fold(" ".join(_all_words(key) if words else (key,)))
    return Choice(key, words, pin, said, pin is not None or sought in said)


def _all_words(key: str) -> Iterable[str]:
    """Give a symptom's names in every language: people know one or the other."""
    for language in LANGUAGES:
        words = read_library(language).symptoms[key]
        yield from (words.plain, words.clinical or "")
