"""Two people with one code, or one name, in the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import Session

from backend.domain.credentials import CodeKind
from backend.domain.errors import RuleBroken
from backend.services import joining
from backend.services.joining import (
    DEAD_CODE,
    make_code,
    make_recovery_code,
    make_set_up_code,
)
from backend.services.pairing import add_phone, make_phone_code
from backend.services.passphrases import (
    TAKEN,
)
from backend.services.signing_in import Outcome, Refused, SignedIn
from backend.store import accounts
from backend.store.engines import Engines
from tests.entering import (
    gate,
    there,
)
from tests.people import NOW
from tests.services.test_joining import (
    by_phrase,
    secured,
)


def both(
    engines: Engines, use: Callable[[Session, int], Outcome], *, people: int = 2
) -> list[object]:
    """What several people are told who do the same in one moment, each in a transaction."""

    def one(number: int) -> object:
        try:
            with Session(engines.writing) as session, session.begin():
                return use(session, number)
        except RuleBroken as broken:
            return broken.sentence

    with ThreadPoolExecutor(people) as at_once:
        return list(at_once.map(one, range(people)))


@pytest.mark.parametrize("kind", ["set-up", "invite", "let-in", "recovery", "pair"])
def test_of_two_people_with_one_code_one_gets_in(engines: Engines, kind: str) -> None:
    with Session(engines.writing) as session, session.begin():
        if kind == "set-up":
            code = str(make_set_up_code(session, now=NOW))
        else:
            her = secured(session)
            code = {
                "invite": lambda: make_code(session, CodeKind.INVITE, now=NOW),
                "let-in": lambda: joining.let_in_again(session, her.patient.key, now=NOW),
                "recovery": lambda: make_recovery_code(session, her.id, now=NOW),
                "pair": lambda: make_phone_code(session, her.id, now=NOW),
            }[kind]()

    def use(session: Session, number: int) -> Outcome:
        if kind == "pair":
            return add_phone(session, gate(), code, asker=there(number), now=NOW)
        return by_phrase(session, code, asker=there(number), name=f"person {number}")

    told = both(engines, use, people=4)
    assert sum(isinstance(one, SignedIn) for one in told) == 1
    assert all(isinstance(one, SignedIn | Refused) or one == DEAD_CODE for one in told)
    with Session(engines.reading) as session:
        assert len(accounts.patient_keys(session)) == (2 if kind == "invite" else 1)


def test_of_two_people_with_a_set_up_code_each_one_gets_in(engines: Engines) -> None:
    with Session(engines.writing) as session, session.begin():
        codes = [make_code(session, CodeKind.SET_UP, now=NOW) for _ in range(3)]
    told = both(
        engines,
        lambda session, number: by_phrase(
            session, codes[number], asker=there(number), name=f"person {number}"
        ),
        people=3,
    )
    assert sum(isinstance(one, SignedIn) for one in told) == 1
    with Session(engines.reading) as session:
        assert len(accounts.patient_keys(session)) == 1


def test_of_two_people_who_choose_one_name_one_has_it(engines: Engines) -> None:
    with Session(engines.writing) as session, session.begin():
        secured(session)
        codes = [make_code(session, CodeKind.INVITE, now=NOW) for _ in range(3)]
    told = both(
        engines,
        lambda session, number: by_phrase(session, codes[number], asker=there(number)),
        people=3,
    )
    assert sum(isinstance(one, SignedIn) for one in told) == 1
    assert all(isinstance(one, SignedIn) or one in (TAKEN, Refused(TAKEN, "name")) for one in told)
