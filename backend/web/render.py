"""Turns one view into a page: the whole document, or only the named blocks for htmx."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from gettext import NullTranslations
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from babel.dates import format_date, format_skeleton, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2_fragments import render_blocks
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from backend.domain.accounts import Patient
from backend.domain.care import CareKind
from backend.domain.checkins import Rated
from backend.domain.days import filed_under, week_of
from backend.domain.journal import in_turn
from backend.domain.library import Library
from backend.domain.progress import MarkKind
from backend.domain.questionnaires import FUNCTION
from backend.domain.sides import FaceZone
from backend.domain.synkinesis import MEANT
from backend.domain.vocabulary import SymptomWords
from backend.domain.wording import LANGUAGES, Sentence, say
from backend.library import read_library
from backend.web import htmx
from backend.web import languages as spoken
from backend.web.assets import Assets
from backend.web.charts import chart_of
from backend.web.fresh_ids import FreshIds
from backend.web.places import PLACES
from backend.web.zones import zone_name

TEMPLATES = Path(__file__).parents[2] / "frontend" / "templates"
LOCALES = Path(__file__).parents[1] / "locales"
DATE_LOCALES = {"en": "en_GB", "zh-Hans": "zh_Hans_CN"}
"""How dates and times are written in each language of the interface."""

MARKS = {"en": (". ", ", ", ", "), "zh-Hans": ("。", "，", "、")}
"""How each language ends a sentence, goes on in one, and parts a list."""

FRESH_ID = FreshIds()

VARY = f"{spoken.VARY}, {htmx.VARY}"

TABS = {
    "today": "today",
    "check-in": "check-in",
    "function": "check-in",
    "linked": "check-in",
    "where": "check-in",
    "screening": "check-in",
    "check-in-answers": "check-in",
    "following": "check-in",
    "journal": "journal",
    "journal-new": "journal",
    "journal-month": "journal",
    "journal-history": "journal",
    "journal-removed": "journal",
    "progress": "progress",
    "more": "more",
    "plan": "more",
    "treatments": "more",
    "gradings": "more",
    "records": "more",
    "visits": "more",
    "sharing": "more",
    "library": "more",
    "library-steps": "more",
    "library-readings": "more",
    "settings": "more",
    "about": "more",
    "account": "more",
    "privacy": "more",
}


@dataclass(frozen=True)
class Frame:
    """What every layout needs: who is here, which day it shows, and which version this is."""

    user: str | None
    language: str
    day: date
    today: date
    week: tuple[date, ...]
    zone: str
    day_starts: str
    begins_ms: int
    ends_ms: int
    seq: int
    digest: str
    path: str
    tab: str | None
    errors: tuple[tuple[str, Sentence], ...]
    typed: Mapping[str, str]
    theme: str = "auto"
    hand: str = "right"


@cache
def words_of(language: str) -> NullTranslations:
    """Give a language's words from its catalogue, compiled in memory: no second file to forget."""
    if language == spoken.DEFAULT:
        return NullTranslations()
    locale = language.replace("-", "_")
    with (LOCALES / locale / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=locale)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def make_environment(language: str, assets: Assets) -> Environment:
    """Build the Jinja environment of one language."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = words_of(language)
    env.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    locale = DATE_LOCALES[language]
    stop, pause, comma = MARKS[language]
    library = read_library(language)
    function = library.instruments[FUNCTION]
    env.globals |= {
        "asset": assets.asset,
        "icon_href": lambda name: f"{assets.asset('icons/marks.svg')}#{name}",
        "modules": assets.modules,
        "fresh_id": FRESH_ID,
        "function_form": function,
        "forms": library.instruments,
        "linked_words": library.linked,
        "meant": lambda doing, moves: (doing, moves) in MEANT,
        "moods": lambda: [(n, words.gettext(word)) for n, word in enumerate(MOOD_WORDS, 1)],
        "languages": lambda: LANGUAGES,
        "gate_reason": lambda gate_id: library.gates[gate_id].reason,
        "symptoms": library.symptoms,
        "red_flags": library.red_flags,
        "care_kinds": lambda: [(kind, words.gettext(CARE_WORDS[kind])) for kind in CareKind],
        "face_zones": lambda zones: [
            (zone.value, words.gettext(PLACES[zone.value, None])) for zone in zones or FaceZone
        ],
        "places": {place: words.gettext(said) for place, said in PLACES.items()},
        "chart_of": chart_of,
        "weekdays": lambda: [date(2001, 1, n) for n in range(1, 8)],
        "beginnings": lambda day: in_turn(tuple(library.prompts.values()), day),
        "offered_tags": lambda: [one.text for one in library.tags.values()],
        "month_name": lambda month: format_date(date(2000, month, 1), "LLLL", locale=locale),
    }
    env.filters |= {
        "tr": lambda sentence: words.gettext(sentence.text).format(**sentence.values),
        "filed_under": lambda day, today: filed_under(day, today=today),
        "day_name": lambda day: format_date(day, "EEEE", locale=locale),
        "day_short": lambda day: format_date(day, "EEEEEE", locale=locale),
        "day_date": lambda day: format_skeleton("MMMMd", day, locale=locale),
        "whole_date": lambda day: format_skeleton("yMMMMd", day, locale=locale),
        "short_date": lambda day: format_skeleton("MMMd", day, locale=locale),
        "short_date_year": lambda day: format_skeleton("yMMMd", day, locale=locale),
        "short_month_year": lambda day: format_skeleton("yMMM", day, locale=locale),
        "month_year": lambda day: format_skeleton("yMMMM", day, locale=locale),
        "full_day": lambda day: (
            words.gettext("%(day)s, %(date)s")
            % {
                "day": format_date(day, "EEEE", locale=locale),
                "date": format_skeleton("MMMMd", day, locale=locale),
            }
        ),
        "ended": lambda text: text + stop,
        "followed": lambda text: text + pause,
        "listed": Markup(comma).join,  # noqa: S704 (a comma)
        "symptom_name": lambda key: library.symptoms[key].plain if key in library.symptoms else key,
        "symptom_term": lambda key: _term(library.symptoms.get(key)),
        "rated_name": lambda rated: pause.join(_where_told(rated, library, words)),
        "function_name": lambda item: function.items[item].name,
        "impression_word": lambda answer: function.answers[answer],
        "zone_name": lambda zone: zone_name(zone, locale),
        "step_title": lambda step_id: (
            library.steps[step_id].title if step_id in library.steps else step_id
        ),
        "stage_title": lambda stage: library.stages[stage].title,
        "treatment_name": lambda kind: words.gettext(TREATMENT_WORDS[MarkKind(kind)]),
        "clock": lambda at: format_time(at.replace(tzinfo=None), "H:mm", locale=locale),
    }
    return env


def _where_told(rated: Rated, library: Library, words: NullTranslations) -> Iterator[str]:
    """Give a symptom's plain name and, where it was said, its place."""
    yield library.symptoms[rated.key].plain if rated.key in library.symptoms else rated.key
    if (rated.zone, rated.side) in PLACES:
        yield words.gettext(PLACES[rated.zone, rated.side])


def _term(symptom: SymptomWords | None) -> str:
    """Give the clinical term of a symptom where it says more than the plain name; else ""."""
    if symptom is None or symptom.clinical is None:
        return ""
    return "" if symptom.clinical.casefold() == symptom.plain.casefold() else symptom.clinical


MOOD_WORDS = tuple(
    str(said) for said in (say("Very low"), say("Low"), say("Okay"), say("Good"), say("Very good"))
)


CARE_WORDS = {
    kind: str(said)
    for kind, said in {
        CareKind.DROPS: say("Eye drops"),
        CareKind.OINTMENT: say("Eye ointment"),
        CareKind.TAPE: say("Tape at night"),
        CareKind.BLINK: say("Blink breaks"),
    }.items()
}

TREATMENT_WORDS = {
    kind: str(said)
    for kind, said in {
        MarkKind.VISIT: say("Visit"),
        MarkKind.BOTULINUM_TOXIN: say("Relaxing injection (botulinum toxin)"),
        MarkKind.SURGERY: say("Operation (surgery)"),
        MarkKind.INJECTIONS: say("Course of prescribed injections"),
        MarkKind.ACUPUNCTURE: say("Acupuncture"),
        MarkKind.THERAPY: say("Therapy"),
        MarkKind.PLAN: say("Plan changed"),
    }.items()
}
"""What treatments and marks are called: the plain name first, the clinical one in brackets."""


def language_of(request: Request) -> str:
    """Give the language of whoever asks."""
    return spoken.language_of(request)


def environment(request: Request) -> Environment:
    """Give the Jinja environment of whoever asks."""
    environments: Mapping[str, Environment] = request.app.state.environments
    return environments[language_of(request)]


def translate(request: Request, sentence: Sentence) -> str:
    """Say a sentence in the language of whoever asks."""
    return str(environment(request).filters["tr"](sentence))


def frame_of(
    request: Request,
    *,
    name: str,
    seq: int,
    errors: Sequence[tuple[str, Sentence]],
    typed: Mapping[str, str],
) -> Frame:
    """Gather what the layout needs of a request whose dependencies have run."""
    patient: Patient | None = getattr(request.state, "patient", None)
    now: datetime = request.app.state.now()
    today = patient.days.day_of(now) if patient else now.date()
    day: date = getattr(request.state, "day", None) or today
    return Frame(
        user=patient.key if patient else None,
        language=language_of(request),
        day=day,
        today=today,
        week=week_of(today),
        zone=patient.zone if patient else "UTC",
        day_starts=patient.day_starts.strftime("%H:%M") if patient else "04:00",
        begins_ms=_ms(patient.days.begins(day)) if patient else 0,
        ends_ms=_ms(patient.days.ends(day)) if patient else 0,
        seq=seq,
        digest=request.app.state.assets.digest,
        path=request.url.path,
        tab=TABS.get(name),
        errors=tuple(errors),
        typed=typed,
    )


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def page(
    request: Request,
    name: str,
    view: object,
    *,
    status: int = 200,
    blocks: Sequence[str] = (),
    errors: Sequence[tuple[str, Sentence]] = (),
    typed: Mapping[str, str] | None = None,
) -> Response:
    """Render `pages/<name>.html` with its one view, or only `blocks` when htmx asks for a part.

    `errors` are (field, sentence) pairs of a form that comes back with what was `typed`.
    """
    patient: Patient | None = getattr(request.state, "patient", None)
    seq = getattr(view, "seq", patient.seq if patient else 0)
    frame = frame_of(request, name=name, seq=seq, errors=errors, typed=typed or {})
    context = {name.replace("-", "_"): view, "frame": frame}
    env = environment(request)
    template = f"{'errors' if name == 'error' else 'pages'}/{name}.html"
    if blocks and htmx.wants_part(request):
        html = render_blocks(env, template, list(blocks), **context)
    else:
        html = env.get_template(template).render(context)
    headers = {"Vary": VARY, "Content-Language": frame.language}
    response = HTMLResponse(html, status_code=status, headers=headers)
    if patient:
        spoken.keep_language(request, response, frame.language)
    return response


def etag(request: Request, seq: int) -> str:
    """Name one state of a daily page: address, person, language, version, days and counter."""
    frame = frame_of(request, name="", seq=seq, errors=(), typed={})
    parts = (frame.path, frame.user, frame.language, frame.digest, frame.day, frame.today, seq)
    return f'W/"{sha256(repr(parts).encode()).hexdigest()[:24]}"'


def unchanged(request: Request) -> Response | None:
    """Answer 304 when the phone's copy of a daily page still says all there is to say."""
    patient: Patient = request.state.patient
    known = request.headers.get("if-none-match")
    if known is None or htmx.wants_part(request):
        return None
    current = etag(request, patient.seq)
    return (
        Response(status_code=304, headers={"ETag": current, "Vary": VARY})
        if known == current
        else None
    )


def kept_page(request: Request, name: str, view: object, *, shows: Sequence[str]) -> Response:
    """Render a page of no day that the phone keeps, or answer 304 when its copy is as good.

    `shows` is what of the person the page depends on. It is new each day: every page says which
    day it is, so that the phone knows the week to keep.
    """
    frame = frame_of(request, name=name, seq=0, errors=(), typed={})
    days = (frame.today, frame.zone, frame.day_starts)
    parts = (frame.path, frame.user, frame.language, frame.digest, *days, *shows)
    current = f'W/"{sha256(repr(parts).encode()).hexdigest()[:24]}"'
    patient: Patient = request.state.patient
    said = {"ETag": current, "X-Facekind-Seq": str(getattr(view, "seq", patient.seq))}
    if request.headers.get("if-none-match") == current:
        return Response(status_code=304, headers=said | {"Vary": VARY})
    response = page(request, name, view)
    response.headers.update(said | {"X-Facekind-User": frame.user or ""})
    return response


def daily_page(request: Request, name: str, view: object, *, plan: int, seq: int) -> Response:
    """Render a page of one day with what the phone needs to keep it and to know when it is old."""
    response = page(request, name, view)
    frame = frame_of(request, name=name, seq=seq, errors=(), typed={})
    response.headers.update(
        {
            "ETag": etag(request, seq),
            "X-Facekind-User": frame.user or "",
            "X-Facekind-Day": frame.day.isoformat(),
            "X-Facekind-Begins": str(frame.begins_ms),
            "X-Facekind-Ends": str(frame.ends_ms),
            "X-Facekind-Seq": str(seq),
            "X-Facekind-Plan": str(plan),
        }
    )
    return response
