"""The report as HTML, the same for its owner, the doctor and the printer, in its own language."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from jinja2 import Environment
from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.requests import Request

from backend.domain.accounts import Patient
from backend.domain.periods import Period
from backend.domain.reports import Rated, Report
from backend.domain.sharing import Scope
from backend.domain.wording import say
from backend.web.charts import Chart, chart_of
from backend.web.plots import LOW

OWN_WORDS = {
    "categories": say("Choose at least one thing to show."),
    "since": say("Write a day of the calendar, or choose another period."),
    "until": say("Write a day of the calendar, or choose another period."),
    "window": say("Please choose one of the answers."),
    "name": say("Please choose one of the answers."),
    "language": say("Please choose one of the languages."),
}
"""What is wrong with a choice, in the words of its questions."""


@dataclass(frozen=True)
class Chosen:
    """What the report shows as its form has it: as kept, or as it was typed."""

    categories: Collection[str]
    window: str
    since: str
    until: str
    name: str
    full_name: str
    cause: str
    language: str


def chosen_of(scope: Scope, patient: Patient) -> Chosen:
    """Give a choice as it is kept."""
    window = scope.window
    return Chosen(
        categories=scope.categories,
        window=window.window,
        since=window.since.isoformat() if window.since else "",
        until=window.until.isoformat() if window.until else "",
        name=scope.name,
        full_name=patient.name or "",
        cause=patient.cause or "",
        language=scope.language,
    )


def chosen_in(form: FormData) -> Chosen:
    """Give a choice as it was typed."""
    names = ("window", "since", "until", "name", "full_name", "cause", "language")
    return Chosen(
        [one for one in form.getlist("categories") if isinstance(one, str)],
        *(str(form.get(name, "")) for name in names),
    )


def report_html(request: Request, report: Report, *, link_ends_on: date | None = None) -> Markup:
    """Render a report in the language it was made for, whatever whoever asks speaks.

    `link_ends_on` is the last day of the link it was opened by.
    """
    environments: Mapping[str, Environment] = request.app.state.environments
    return report_markup(environments[report.language], report, link_ends_on=link_ends_on)


def report_markup(env: Environment, report: Report, *, link_ends_on: date | None = None) -> Markup:
    """Render a report with the words of an environment."""
    module = env.get_template("components/report.html").make_module()
    charts = [_drawn(report, rated) for rated in report.symptoms]
    drawn: str = vars(module)["report"](report, charts, link_ends_on)
    return Markup(drawn)  # noqa: S704 (our own template made it)


def report_text(env: Environment, report: Report) -> str:
    """Give the eight to twelve lines for the notes."""
    module = env.get_template("components/report_text.html").make_module()
    lines: Markup = vars(module)["notes"](report)
    return lines.unescape()


def _drawn(report: Report, rated: Rated) -> Chart:
    """Draw the weeks of a symptom, from the first that has room on."""
    measure = rated.lately
    since = max(report.period.since, measure.weeks[0].starts) if measure.weeks else report.made_on
    period = Period(min(since, report.period.until), report.period.until)
    flares = report.routine.flares if report.routine else ()
    return chart_of(
        measure,
        period,
        [mark for mark in report.marks if mark.on in period],
        [flare for flare in flares if flare.until >= period.since],
        height=LOW,
    )
