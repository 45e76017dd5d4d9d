"""A person's own record as tables: what there is, and each file for the days they choose."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID
from zlib import compress, decompress

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import Response, StreamingResponse

from backend.domain.errors import RuleBroken
from backend.domain.records import RecordKind, Span
from backend.domain.wording import Sentence
from backend.library import read_library
from backend.services.records import SpanDraft, read_record
from backend.web.dependencies import CurrentPatient, LocalDay, engines
from backend.web.forms import Errors, bind
from backend.web.render import language_of, page, translate
from backend.web.sheets import SHEETS, Row, Speaker
from backend.web.spreadsheets import as_csv

router = APIRouter()

FIELDS = ("from", "to")
QUICKLY = 1


@dataclass(frozen=True)
class RecordsPage:
    """The files there are, and the days chosen for them."""

    files: tuple[tuple[RecordKind, Sentence], ...]
    span: Span

    @property
    def query(self) -> str:
        """What an address says of the days; empty for all of them."""
        said = (("from", self.span.since), ("to", self.span.until))
        return "&".join(f"{name}={day}" for name, day in said if day)


@router.get("/records", name="records")
def show(request: Request, _patient: CurrentPatient) -> Response:
    """Show which files there are. Days that are wrong come back with a sentence."""
    span, errors = _asked(request)
    return _page(request, span, errors)


@router.get("/records/{kind}.csv", name="record")
def download(
    request: Request, patient: CurrentPatient, today: LocalDay, kind: RecordKind
) -> Response:
    """Give one file; for days that are wrong, the page with a sentence.

    It is read whole, and packed, before any of it is sent: however slowly somebody downloads, no
    connection to the database waits for them.
    """
    span, errors = _asked(request)
    if errors:
        return _page(request, span, errors)
    packed = [compress(piece, QUICKLY) for piece in _pieces(request, patient.id, kind, span)]
    name = f"facekind-{kind}-{today}.csv"
    return StreamingResponse(
        map(decompress, packed),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


def _pieces(request: Request, patient_id: UUID, kind: RecordKind, span: Span) -> Iterator[bytes]:
    """Read a file in one snapshot, a piece at a time."""
    sheet = SHEETS[kind]
    spoken = _speaker(request)
    headings = [spoken.say(heading) for heading in sheet.columns.values()]
    with Session(engines(request).reading) as session, session.begin():
        kept = read_record(session, patient_id, kind, span)
        rows: Iterator[Row] = (row for one in kept for row in sheet.rows(one, spoken))
        yield from as_csv(headings, rows)


def _speaker(request: Request) -> Speaker:
    library = read_library(language_of(request))
    return Speaker(library, lambda sentence: translate(request, sentence))


def _asked(request: Request) -> tuple[Span, Errors]:
    asked = FormData([(name, request.query_params.get(name, "")) for name in FIELDS])
    bound = bind(SpanDraft, asked)
    if bound.draft is None:
        return Span(), bound.errors
    try:
        return bound.draft.span, ()
    except RuleBroken as broken:
        return Span(), ((broken.field or "from", broken.sentence),)


def _page(request: Request, span: Span, errors: Errors) -> Response:
    view = RecordsPage(
        files=tuple((kind, sheet.title) for kind, sheet in SHEETS.items()),
        span=span,
    )
    typed = {name: request.query_params.get(name, "") for name in FIELDS}
    status = 422 if errors else 200
    return page(request, "records", view, status=status, errors=errors, typed=typed)
