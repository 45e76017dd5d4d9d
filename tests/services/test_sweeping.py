"""What is past its time goes, and nothing else; on both databases."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from backend.domain.accounts import SESSION_IDLE, SESSION_LONGEST
from backend.domain.activity import KEPT_FOR, ActivityKind
from backend.domain.credentials import CHALLENGE_LASTS, CODE_LASTS, FORGOTTEN_AFTER, CodeKind
from backend.services import passkeys
from backend.services.activity import note
from backend.services.devices import open_session
from backend.services.joining import make_code, make_recovery_code
from backend.services.pairing import make_phone_code
from backend.services.sweeping import sweep
from backend.services.throttling import MOST_SUBJECTS, subjects, take_try, try_was_right
from backend.services.tokens import TokenDraft, mint_token
from backend.store.account_tables import SignInFailureRow
from tests.authenticator import Authenticator
from tests.entering import HERE, HOME, SECRET, give_passkey, give_passphrase, newcomer
from tests.people import NOW, Someone

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def counted(session: Session) -> dict[str, int]:
    """How many rows every table has that has any."""
    counts = {
        name: session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        for name, table in SQLModel.metadata.tables.items()
    }
    return {name: count for name, count in counts.items() if count}


def settle_in(session: Session) -> Someone:
    """Somebody with one of everything that goes by itself, and of everything that stays."""
    her = newcomer(session)
    give_passkey(session, her, Authenticator())
    give_passphrase(session, her)
    make_recovery_code(session, her.id, now=NOW)
    program = TokenDraft.model_validate({"name": "x", "scopes": ("read",)})
    mint_token(session, her.id, program, now=NOW)
    for kind in CODE_LASTS:
        if kind is CodeKind.PAIR:
            make_phone_code(session, her.id, now=NOW)
        else:
            make_code(session, kind, now=NOW)
    passkeys.offer_sign_in(session, HOME, asker=HERE.key, now=NOW)
    open_session(session, her.id, now=NOW)
    take_try(session, subjects(SECRET, address=HERE.address, account="amina"), now=NOW)
    return her


def test_nothing_goes_before_its_time(session: Session) -> None:
    settle_in(session)
    before = counted(session)
    sweep(session, now=NOW + CHALLENGE_LASTS - SECOND)
    assert counted(session) == before
    assert before | {"entry_code": 4, "challenge": 1, "session": 1, "sign_in_failure": 2} == before


def test_each_goes_when_its_time_is_over(session: Session) -> None:
    settle_in(session)
    expected = counted(session)
    for after, gone in (
        (CHALLENGE_LASTS, {"challenge": 0}),
        (CODE_LASTS[CodeKind.PAIR], {"entry_code": 3}),
        (CODE_LASTS[CodeKind.SET_UP], {"entry_code": 2}),
        (CODE_LASTS[CodeKind.LET_IN], {"entry_code": 1}),
        (FORGOTTEN_AFTER + SECOND, {"sign_in_failure": 0}),
        (CODE_LASTS[CodeKind.INVITE], {"entry_code": 0}),
        (SESSION_IDLE + DAY, {"session": 0}),
        (KEPT_FOR + SECOND, {"activity": 0}),
    ):
        sweep(session, now=NOW + after)
        expected = {name: count for name, count in (expected | gone).items() if count}
        assert counted(session) == expected
    assert expected == {
        "patient": 1,
        "passkey": 1,
        "passphrase": 1,
        "recovery_code": 1,
        "api_token": 1,
    }


def test_a_session_of_half_a_year_goes_although_it_is_used(session: Session) -> None:
    her = newcomer(session)
    open_session(session, her.id, now=NOW)
    at = NOW + SESSION_LONGEST
    session.execute(sa.text("UPDATE session SET seen_on = :day"), {"day": at.date().isoformat()})
    sweep(session, now=at - SECOND)
    assert counted(session)["session"] == 1
    sweep(session, now=at)
    assert "session" not in counted(session)


def test_failures_do_not_fill_the_database(session: Session) -> None:
    flood = [
        {"subject": f"{number:064}", "failures": 1, "failed_at": NOW + number * SECOND / 1000}
        for number in range(MOST_SUBJECTS + 300)
    ]
    session.execute(sa.insert(SignInFailureRow), flood)
    sweep(session, now=NOW + timedelta(hours=1))
    oldest = sa.select(sa.func.min(SignInFailureRow.subject))
    assert counted(session) == {"sign_in_failure": MOST_SUBJECTS}
    assert session.execute(oldest).scalar_one() == f"{300:064}"


def test_where_somebody_got_in_is_known_for_a_month(session: Session) -> None:
    who = subjects(SECRET, address=HERE.address, account="amina")
    take_try(session, who, now=NOW)
    try_was_right(session, who, now=NOW)
    sweep(session, now=NOW + SESSION_IDLE)
    assert counted(session) == {"sign_in_failure": 3}
    sweep(session, now=NOW + SESSION_IDLE + SECOND)
    assert counted(session) == {}


def test_what_people_wrote_down_is_not_swept(session: Session) -> None:
    her = newcomer(session)
    note(session, her.id, ActivityKind.JOINED, now=NOW)
    sweep(session, now=NOW + 600 * DAY)
    assert counted(session) == {"patient": 1, "activity": 1}
