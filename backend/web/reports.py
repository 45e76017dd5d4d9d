"""The report as HTML, the same for its owner, the doctor and the printer, in its own language."""

from collections.abc import Mapping
from datetime import date

from jinja2 import Environment
from markupsafe import Markup
from starlette.requests import Request

from backend.domain.reports import Report


def report_html(request: Request, report: Report, *, link_ends_on: date | None = None) -> Markup:
    """Render a report in the language it was made for, whatever whoever asks speaks.

    `link_ends_on` is the last day of the link it was opened by.
    """
    environments: Mapping[str, Environment] = request.app.state.environments
    return report_markup(environments[report.language], report, link_ends_on=link_ends_on)


def report_markup(env: Environment, report: Report, *, link_ends_on: date | None = None) -> Markup:
    """Render a report with the words of an environment."""
    module = env.get_template("components/report.html").make_module()
    drawn: str = vars(module)["report"](report, link_ends_on)
    return Markup(drawn)  # noqa: S704 (our own template made it)
