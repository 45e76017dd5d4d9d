"""Builds programmes and refuses one that is over a cap or does not fit its steps."""

from collections.abc import Mapping, Sequence

from backend.domain.library import (
    ACTIVE_DAY_CAP,
    ACTIVE_SESSION_CAP,
    Heat,
    Kind,
    Minutes,
    Programme,
    ProgrammeStep,
    Step,
)
from backend.library.marks import LibraryBroken, Place
from backend.library.shelf import Entry, Shelf
from backend.library.steps import HEAT_CAPS, told_stages


def read_programmes(shelf: Shelf, steps: Mapping[str, Step]) -> dict[str, Programme]:
    """Read every programme and check it against its steps."""
    return {entry.id: _programme(entry, steps) for entry in shelf.entries("programmes")}


def _programme(entry: Entry, steps: Mapping[str, Step]) -> Programme:
    data = entry.data.fields("stages", "total", "max_sessions", "reviewed_by", "steps")
    words = entry.words.fields("title", "summary", "safety", maybe=("banner",))
    places = data["steps"].items()
    programme = Programme(
        id=entry.id,
        stages=told_stages(data["stages"]),
        steps=tuple(_programme_step(entry.id, place, steps) for place in places),
        total=Minutes(*data["total"].span()),
        max_sessions=data["max_sessions"].number(),
        reviewed_by=data["reviewed_by"].maybe_text(),
        title=words["title"].text(),
        summary=words["summary"].text(),
        banner=words["banner"].text() if "banner" in words else None,
        safety=words["safety"].texts(),
    )
    for place, planned in zip(places, programme.steps, strict=True):
        _check_step(place, planned, programme, steps)
    _check_total(data["total"], programme)
    _check_active(data["steps"], programme, steps)
    _check_heat(data["steps"], programme, steps)
    _check_sessions(data["max_sessions"], programme, steps)
    return programme


def _programme_step(name: str, place: Place, steps: Mapping[str, Step]) -> ProgrammeStep:
    data = place.fields("step", maybe=("minutes", "optional"))
    step_id = data["step"].text()
    if step_id not in steps:
        raise data["step"].broken(f"programme '{name}' names unknown step '{step_id}'")
    step = steps[step_id]
    minutes = Minutes(*data["minutes"].span()) if "minutes" in data else step.minutes
    if minutes.low not in step.minutes or minutes.high not in step.minutes:
        raise data["minutes"].broken(
            f"programme '{name}' gives '{step_id}' {minutes.low} to {minutes.high} minutes, "
            f"outside its own {step.minutes.low} to {step.minutes.high}"
        )
    optional = data["optional"].flag() if "optional" in data else False
    return ProgrammeStep(step_id, minutes, required=not optional)


def _check_step(
    place: Place, planned: ProgrammeStep, programme: Programme, steps: Mapping[str, Step]
) -> None:
    step = steps[planned.step_id]
    unsuited = sorted(stage for stage in programme.stages if not step.suits(stage))
    if unsuited:
        raise _broken(
            place, programme, f"is for stage '{unsuited[0]}', which step '{step.id}' does not suit"
        )
    if step.rx and planned.required:
        raise _broken(place, programme, f"requires prescribed step '{step.id}'")


def _check_total(place: Place, programme: Programme) -> None:
    required = [planned.minutes for planned in programme.steps if planned.required]
    total = Minutes(sum(one.low for one in required), sum(one.high for one in required))
    if total != programme.total:
        raise _broken(
            place,
            programme,
            f"says {programme.total.low} to {programme.total.high} minutes, "
            f"but its required steps come to {total.low} to {total.high}",
        )


def _check_active(place: Place, programme: Programme, steps: Mapping[str, Step]) -> None:
    session = _longest(
        [planned for planned in programme.steps if steps[planned.step_id].kind is Kind.ACTIVE]
    )
    if session > ACTIVE_SESSION_CAP:
        raise _broken(
            place,
            programme,
            f"has {session} minutes of movement in a session, more than {ACTIVE_SESSION_CAP}",
        )
    if session * programme.max_sessions > ACTIVE_DAY_CAP:
        raise _broken(
            place,
            programme,
            f"has {session * programme.max_sessions} minutes of movement a day, "
            f"more than {ACTIVE_DAY_CAP}",
        )


def _check_heat(place: Place, programme: Programme, steps: Mapping[str, Step]) -> None:
    for heat in Heat:
        warm = _longest(
            [planned for planned in programme.steps if steps[planned.step_id].heat is heat]
        )
        if warm > HEAT_CAPS[heat]:
            raise _broken(
                place,
                programme,
                f"warms the {heat} for {warm} minutes in a session, more than {HEAT_CAPS[heat]}",
            )


def _check_sessions(place: Place, programme: Programme, steps: Mapping[str, Step]) -> None:
    if programme.max_sessions < 1:
        raise _broken(place, programme, "has no session")
    for planned in programme.steps:
        times = steps[planned.step_id].max_times
        if planned.required and times < programme.max_sessions:
            raise _broken(
                place,
                programme,
                f"has {programme.max_sessions} sessions, "
                f"but '{planned.step_id}' is for {times} a day",
            )


def _longest(planned: Sequence[ProgrammeStep]) -> int:
    return sum(one.minutes.high for one in planned)


def _broken(place: Place, programme: Programme, what: str) -> LibraryBroken:
    return place.broken(f"programme '{programme.id}' {what}")
