"""A doctor's link as its owner makes it, shows it again and stops it; on both databases."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlmodel import Session, select
from uuid_utils.compat import uuid7

from backend.domain.errors import NotFound, RuleBroken
from backend.domain.periods import Window
from backend.domain.sharing import USUAL, Category, LinkEnd, Mode, NameShown
from backend.services import sharing
from backend.services.accounts import read_seq
from backend.services.reports import read_choice
from backend.services.sealing import KEY_FILE, Hasher, keep_secret_key, seal, unseal
from backend.services.sharing import Issuer, MadeLink, ShareDraft, make_link
from backend.store import accounts
from backend.store.tables import ShareLinkRow
from tests.people import NOW, Someone, amina, dan

HOME = Issuer("http://127.0.0.1:8000", b"k" * 32, Hasher())


def fresh_id() -> UUID:
    return UUID(str(uuid7()))


def draft(**more: object) -> ShareDraft:
    return ShareDraft.model_validate({"categories": tuple(USUAL), "language": "en"} | more)


def made(
    session: Session, her: Someone, *, link_id: UUID | None = None, **more: object
) -> MadeLink:
    return make_link(session, her.id, draft(**more), issuer=HOME, now=NOW, link_id=link_id)


def row_of(session: Session, link_id: UUID) -> ShareLinkRow:
    wanted = select(ShareLinkRow).where(ShareLinkRow.id == link_id)
    return session.exec(wanted.execution_options(populate_existing=True)).one()


def test_a_link_has_two_secrets_behind_the_hash_and_a_passcode(session: Session) -> None:
    link = made(session, amina(session))
    assert link.address is not None
    before, _, secret = link.address.partition("#")
    token, key = secret.split(".")
    assert before == "http://127.0.0.1:8000/v"
    assert (len(token), len(key)) == (43, 43)
    assert link.passcode is not None
    assert (len(link.passcode), link.passcode.isdecimal()) == (6, True)
    assert link.link.has_passcode
    assert link.link.expires_at == NOW + timedelta(days=7)
    assert (link.link.mode, link.link.attempts_left) == (Mode.SNAPSHOT, 10)


def test_nothing_that_opens_a_link_is_kept_in_the_open(session: Session) -> None:
    link = made(session, amina(session))
    row = row_of(session, link.link.id)
    kept = repr(row.model_dump()).encode() + (row.sealed_report or b"") + (row.sealed_secret or b"")
    for secret in (link.address or "").partition("#")[2].split("."):
        assert secret.encode() not in kept
    assert (link.passcode or "").encode() not in kept
    assert (row.passcode_hash or "").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_no_two_links_share_anything(session: Session) -> None:
    her = amina(session)
    addresses = {made(session, her).address for _ in range(5)}
    assert len(addresses) == 5


def test_a_link_is_shown_again_and_its_passcode_is_not(session: Session) -> None:
    her = amina(session)
    link = made(session, her)
    again = sharing.show_again(session, her.id, link.link.id, issuer=HOME, now=NOW)
    assert again == link.address
    assert (link.passcode or "x") not in repr(sharing.read_link(session, her.id, link.link.id))


def test_with_another_server_key_a_link_is_not_shown_again(session: Session) -> None:
    her = amina(session)
    other = Issuer(HOME.base, b"o" * 32, HOME.passcodes)
    link = made(session, her).link
    assert sharing.show_again(session, her.id, link.id, issuer=other, now=NOW) is None


def test_a_double_tap_gives_the_same_link_and_a_passcode_that_opens_it(session: Session) -> None:
    her, link_id = amina(session), fresh_id()
    first = made(session, her, link_id=link_id)
    again = make_link(
        session,
        her.id,
        draft(),
        issuer=HOME,
        now=NOW + timedelta(seconds=5),
        link_id=link_id,
    )
    assert (again.address, again.link.id) == (first.address, link_id)
    assert again.passcode is not None
    assert HOME.passcodes.match(row_of(session, link_id).passcode_hash or "", again.passcode)
    assert len(sharing.read_links(session, her.id)) == 1


def test_the_same_form_later_gives_the_link_without_a_passcode(session: Session) -> None:
    her, link_id = amina(session), fresh_id()
    first = made(session, her, link_id=link_id)
    later = make_link(
        session, her.id, draft(), issuer=HOME, now=NOW + timedelta(minutes=2), link_id=link_id
    )
    assert (later.address, later.passcode) == (first.address, None)
    assert HOME.passcodes.match(row_of(session, link_id).passcode_hash or "", first.passcode or "")


def test_the_same_form_with_other_choices_is_another_link(session: Session) -> None:
    her, link_id = amina(session), fresh_id()
    made(session, her, link_id=link_id, categories=(Category.ROUTINE, Category.MOOD))
    other = made(session, her, link_id=link_id, categories=(Category.ROUTINE,))
    assert other.link.id != link_id
    assert other.link.scope.categories == {Category.ROUTINE}


def test_a_form_of_somebody_else_makes_nothing(session: Session) -> None:
    link = made(session, amina(session)).link
    stranger = dan(session)
    with pytest.raises(NotFound):
        made(session, stranger, link_id=link.id)
    assert sharing.read_links(session, stranger.id) == ()


def test_a_link_without_a_passcode_has_none(session: Session) -> None:
    link = made(session, amina(session), passcode=False)
    assert (link.passcode, link.link.has_passcode) == (None, False)


@pytest.mark.parametrize("base", ["http://rehab.example.org", "http://192.168.1.5:8000"])
def test_without_https_no_link_is_made_and_the_reason_is_said(session: Session, base: str) -> None:
    her = amina(session)
    outside = Issuer(base, HOME.secret_key, HOME.passcodes)
    with pytest.raises(RuleBroken, match="https"):
        make_link(session, her.id, draft(), issuer=outside, now=NOW)
    assert sharing.read_links(session, her.id) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"categories": ()},
        {"categories": ("everything",)},
        {"open_days": 365},
        {"open_days": True},
        {"open_days": "7"},
        {"passcode": "no"},
        {"full_name": "x" * 81},
        {"full_name": "Amina\nKhan"},
        {"cause": "nul \0"},
        {"language": "fr"},
        {"mode": "for ever"},
        {"attempts_left": 99},
    ],
)
def test_a_wrong_choice_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        draft(**wrong)


def test_a_period_that_ends_before_it_starts_makes_no_link(session: Session) -> None:
    her = amina(session)
    backwards: dict[str, Any] = {
        "window": Window.OWN,
        "since": date(2026, 11, 9),
        "until": date(2026, 11, 1),
    }
    for mode in Mode:
        with pytest.raises(RuleBroken, match="comes before"):
            made(session, her, mode=mode, **backwards)


def test_a_full_name_is_asked_for_and_kept_for_the_next_time(session: Session) -> None:
    her = amina(session)
    with pytest.raises(RuleBroken, match="name"):
        made(session, her, name=NameShown.FULL)
    made(session, her, name=NameShown.FULL, full_name="Amina Khan", cause="Bell's palsy")
    kept = accounts.read_patient(session, her.id)
    assert kept is not None
    assert (kept.name, kept.cause) == ("Amina Khan", "Bell's palsy")
    assert read_choice(session, her.id).name is NameShown.FULL


def test_stopping_wipes_at_once_what_was_sealed_and_keeps_who_opened_it(session: Session) -> None:
    her = amina(session)
    link = made(session, her).link
    later = NOW + timedelta(hours=1)
    sharing.revoke(session, her.id, link.id, now=later)
    row = row_of(session, link.id)
    assert (row.sealed_report, row.sealed_secret, row.passcode_hash) == (None, None, "")
    stopped = sharing.read_link(session, her.id, link.id)
    assert stopped.ended(later) is LinkEnd.STOPPED
    assert stopped.has_passcode
    assert sharing.show_again(session, her.id, link.id, issuer=HOME, now=later) is None


def test_stopping_twice_is_no_error_and_counts_once(session: Session) -> None:
    her = amina(session)
    link = made(session, her).link
    before = read_seq(session, her.id)
    for minutes in (1, 2):
        sharing.revoke(session, her.id, link.id, now=NOW + timedelta(minutes=minutes))
    assert read_seq(session, her.id) == before + 1
    stopped = sharing.read_link(session, her.id, link.id)
    assert stopped.revoked_at == NOW + timedelta(minutes=1)


def test_making_a_link_raises_the_counter(session: Session) -> None:
    her = amina(session)
    before = read_seq(session, her.id)
    made(session, her)
    assert read_seq(session, her.id) > before


def test_what_is_over_is_swept_and_what_is_open_is_not(session: Session) -> None:
    her = amina(session)
    day, week = made(session, her, open_days=1).link, made(session, her).link
    tomorrow = NOW + timedelta(days=1)
    assert sharing.sweep_links(session, now=tomorrow) == 1
    assert sharing.sweep_links(session, now=tomorrow) == 0
    assert row_of(session, day.id).sealed_report is None
    assert row_of(session, week.id).sealed_report is not None
    assert sharing.read_link(session, her.id, day.id).ended(NOW) is LinkEnd.EXPIRED


def test_links_are_listed_newest_first_a_page_at_a_time(session: Session) -> None:
    her = amina(session)
    ids = [
        make_link(session, her.id, draft(), issuer=HOME, now=NOW + timedelta(hours=n)).link.id
        for n in range(5)
    ]
    first = sharing.read_links(session, her.id, limit=3)
    rest = sharing.read_links(session, her.id, before=(first[-1].created_at, first[-1].id))
    assert [link.id for link in first + rest] == ids[::-1]


def test_dan_finds_none_of_aminas_links(session: Session) -> None:
    link, stranger = made(session, amina(session)).link, dan(session)
    assert sharing.read_links(session, stranger.id) == ()
    with pytest.raises(NotFound):
        sharing.read_link(session, stranger.id, link.id)
    with pytest.raises(NotFound):
        sharing.read_accesses(session, stranger.id, link.id)
    with pytest.raises(NotFound):
        sharing.show_again(session, stranger.id, link.id, issuer=HOME, now=NOW)
    with pytest.raises(NotFound):
        sharing.revoke(session, stranger.id, link.id, now=NOW)
    assert row_of(session, link.id).revoked_at is None


def test_workers_that_start_together_share_one_key(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    with ThreadPoolExecutor(16) as workers:
        keys = set(workers.map(keep_secret_key, [folder] * 64))
    assert len(keys) == 1
    assert [file.name for file in folder.iterdir()] == [KEY_FILE]
    assert stat.S_IMODE((folder / KEY_FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_spoilt_key_file_is_named_and_never_written_over(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_text("short")
    with pytest.raises(RuntimeError, match=KEY_FILE):
        keep_secret_key(tmp_path)
    assert (tmp_path / KEY_FILE).read_text() == "short"


def test_what_is_sealed_opens_with_its_key_in_its_place_and_whole() -> None:
    key, other = b"a" * 32, b"b" * 32
    sealed = seal(b"a report", key, "share_link|1|report")
    assert unseal(sealed, key, "share_link|1|report") == b"a report"
    assert unseal(sealed, other, "share_link|1|report") is None
    assert unseal(sealed, key, "share_link|2|report") is None
    for place in range(len(sealed)):
        bent = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        assert unseal(bent, key, "share_link|1|report") is None
    assert unseal(b"", key, "share_link|1|report") is None
    assert seal(b"a report", key, "share_link|1|report") != sealed
