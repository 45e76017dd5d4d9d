"""Turns what a model refused into one plain sentence for a person."""

from collections.abc import Mapping

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from backend.domain.wording import Sentence, say

LONGEST_NAME = 100

_OUT_OF_RANGE = say("This number is outside its range.")
_NOT_WHOLE = say("This must be a whole number.")
_NO_ANSWER = say("Please choose one of the answers.")
_NO_DAY = say("This is not a day of the calendar.")
_NO_TEXT = say("Please write something first.")

PLAIN: Mapping[str, Sentence] = {
    "missing": say("Something is missing here."),
    "extra_forbidden": say("There is a field here that Facekind does not know."),
    "string_too_short": _NO_TEXT,
    "too_short": say("Something is missing here."),
    "greater_than_equal": _OUT_OF_RANGE,
    "less_than_equal": _OUT_OF_RANGE,
    "int_type": _NOT_WHOLE,
    "int_parsing": _NOT_WHOLE,
    "int_from_float": _NOT_WHOLE,
    "string_type": say("This must be text."),
    "bool_type": _NO_ANSWER,
    "json_invalid": say("This could not be read."),
    "model_attributes_type": say("This could not be read."),
    "enum": _NO_ANSWER,
    "literal_error": _NO_ANSWER,
    "date_type": _NO_DAY,
    "date_parsing": _NO_DAY,
    "date_from_datetime_parsing": _NO_DAY,
    "too_long": say("This is more than one entry can hold."),
}
"""What pydantic's kinds of error mean to a person."""

OWN_RULES: Mapping[str, Sentence] = {
    "this is empty": _NO_TEXT,
    "this is not a day": _NO_DAY,
    "a check-in needs at least one answer": say("A check-in needs at least one answer."),
    "one cell is answered twice": say("One of the cells is answered twice."),
    "no cell is answered": say("Please answer at least one cell."),
    "this belongs to the movement itself": say(
        "One of these belongs to the movement itself, so it cannot move along."
    ),
    "a form needs at least one answer": say("Please answer at least one question."),
    "effort or pain has to be said": say("Please say how hard it was, or whether it hurt."),
    "this holds a character that cannot be kept (NUL)": say(
        "This holds a character that cannot be kept (NUL). Please take it out."
    ),
    "this holds half a character, which cannot be kept": say(
        "This holds half a character, which cannot be kept. Please take it out."
    ),
    "this time is not of our times": say("This time lies outside the years 1970 to 2200."),
    "this is not a time zone": say("Please choose one of the time zones."),
    "this is not a language of ours": say("Please choose one of the languages."),
    "this is not one of the lengths": _NO_ANSWER,
    "this is not one of the hours": say("Please choose a full hour from 0:00 to 6:00."),
    "this is not one of the countries": say("Please choose one of the countries of the list."),
    "this has control characters": say(
        "This has line breaks or other control characters. Please take them out."
    ),
    "this version is not known": say(
        "This version of Facekind does not know the form these entries came in. They stay on the "
        "phone."
    ),
    "only a skipped step has a reason": say("Only a skipped step has a reason."),
    "this must be a UUID of version 7": say(
        "The entry's number is not one that Facekind makes (UUID version 7)."
    ),
}
"""What our own drafts raise, said to a person."""


def first_problem(broken: ValidationError) -> Sentence:
    """Say what is wrong with the first field that is."""
    return problem_sentence(broken.errors(include_url=False)[0])


def problems_by_field(broken: ValidationError) -> tuple[tuple[str, Sentence], ...]:
    """Say what is wrong, one sentence a field, in the order of the fields."""
    found: dict[str, Sentence] = {}
    for problem in broken.errors(include_url=False):
        name = _place(problem)
        found.setdefault(name, problem_sentence(problem))
    return tuple(found.items())


def problem_sentence(problem: ErrorDetails) -> Sentence:
    """Say one problem in plain words; the technical message only for what a person never sees."""
    ctx = problem.get("ctx", {})
    if problem["type"] in {"string_too_long", "too_long"} and isinstance(problem["input"], str):
        return say("This is too long: at most {n} characters.", n=ctx["max_length"])
    known = PLAIN.get(problem["type"]) or OWN_RULES.get(str(ctx.get("error", "")))
    if known is not None:
        return known
    return say("{field}: {problem}", field=_place(problem), problem=problem["msg"])


def _place(problem: ErrorDetails) -> str:
    """Name the field; a sender may have called it anything."""
    name = ".".join(str(part) for part in problem["loc"]) or "body"
    return name[:LONGEST_NAME].encode("utf-8", "replace").decode()
