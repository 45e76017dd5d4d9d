"""Whatever is sent as an authenticator's answer is judged or refused, and nothing breaks."""

import copy
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session
from webauthn.helpers import encode_cbor, parse_cbor

from backend.services import passkeys
from backend.services.passkeys import read_new, recognise
from backend.store.engines import open_engines
from tests.authenticator import Authenticator, to_bytes, to_text
from tests.entering import HERE, HOME, give_passkey, newcomer
from tests.people import NOW, Someone

Json = dict[str, Any]
PHONE = Authenticator()
FORGOTTEN = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
bytes_of_any_kind = st.binary(max_size=200) | anything.map(lambda one: json.dumps(one).encode())
places = st.sampled_from(
    [
        ("id",),
        ("rawId",),
        ("type",),
        ("authenticatorAttachment",),
        ("response",),
        ("response", "clientDataJSON"),
        ("response", "attestationObject"),
        ("response", "authenticatorData"),
        ("response", "signature"),
        ("response", "userHandle"),
        ("response", "transports"),
    ]
)


@pytest.fixture
def her_database(sqlite_url: str) -> Iterator[tuple[Session, Someone]]:
    """A person with a passkey; the transaction is never committed."""
    engines = open_engines(sqlite_url)
    with Session(engines.writing) as session, session.begin():
        her = newcomer(session)
        give_passkey(session, her, PHONE)
        yield session, her
        session.rollback()
    engines.dispose()


def answers(session: Session, her: Someone) -> tuple[Json, Json]:
    """What an honest phone says to a fresh registration and to a fresh sign-in."""
    making = passkeys.offer_new(
        session, HOME, user_key=her.patient.key, called="A", asker=HERE.key, now=NOW
    )
    signing = passkeys.offer_sign_in(session, HOME, asker=HERE.key, now=NOW)
    return Authenticator().register(making), PHONE.sign_in(signing)


def judge(session: Session, credential: Json) -> tuple[object, object]:
    """Take an answer as both things it could be."""
    asked = {"asker": HERE.key, "now": NOW + timedelta(seconds=1)}
    return (
        read_new(session, HOME, credential, **asked),  # type: ignore[arg-type]
        recognise(session, HOME, credential, **asked),  # type: ignore[arg-type]
    )


def changed(credential: Json, place: tuple[str, ...], value: object) -> Json:
    said = copy.deepcopy(credential)
    inside = said
    for step in place[:-1]:
        inside = inside[step]
    inside[place[-1]] = value
    return said


@FORGOTTEN
@given(said=st.dictionaries(st.text(max_size=12), anything, max_size=6))
def test_any_json_is_no_answer(her_database: tuple[Session, Someone], said: Json) -> None:
    assert judge(her_database[0], said) == (None, None)


@FORGOTTEN
@given(place=places, value=anything | bytes_of_any_kind.map(to_text))
def test_an_answer_with_a_part_exchanged_breaks_nothing(
    her_database: tuple[Session, Someone], place: tuple[str, ...], value: object
) -> None:
    session, her = her_database
    for answer in answers(session, her):
        judge(session, changed(answer, place, value))


@FORGOTTEN
@given(said=anything, key=st.sampled_from(["type", "challenge", "origin", "tokenBinding"]))
def test_a_browser_may_say_anything(
    her_database: tuple[Session, Someone], said: object, key: str
) -> None:
    session, her = her_database
    for answer in answers(session, her):
        told = json.loads(to_bytes(answer["response"]["clientDataJSON"])) | {key: said}
        client = to_text(json.dumps(told).encode())
        found = judge(session, changed(answer, ("response", "clientDataJSON"), client))
        assert found[1] is None


@FORGOTTEN
@given(
    part=st.sampled_from(["fmt", "attStmt", "authData", "key"]),
    value=st.binary(max_size=80) | anything.filter(lambda one: not isinstance(one, float)),
)
def test_an_attestation_may_hold_anything(
    her_database: tuple[Session, Someone], part: str, value: object
) -> None:
    session, her = her_database
    answer = answers(session, her)[0]
    said = parse_cbor(to_bytes(answer["response"]["attestationObject"]))
    if part == "key":
        said["authData"] = said["authData"][: 37 + 16 + 2 + 32] + encode_cbor(value)
    else:
        said[part] = value
    attestation = to_text(encode_cbor(said))
    made = judge(session, changed(answer, ("response", "attestationObject"), attestation))[0]
    assert (made is not None) is (part in {"fmt", "attStmt"})


NESTED = 100_000
HOPELESS = {
    "deep JSON": b"[" * NESTED,
    "deep object": b'{"a":' * NESTED,
    "not UTF-8": b'{"type":"\xff"}',
    "UTF-16": '{"type":"webauthn.get"}'.encode("utf-16"),
    "half a letter": b'{"type":"webauthn.get","challenge":"\\ud800","origin":"x"}',
    "huge number": b'{"type":' + b"9" * 5000 + b"}",
    "nothing": b"",
}


@pytest.mark.parametrize("name", HOPELESS)
def test_hopeless_bytes_are_no_answer(her_database: tuple[Session, Someone], name: str) -> None:
    session, her = her_database
    raw = to_text(HOPELESS[name])
    for answer in answers(session, her):
        for place in places.elements:  # type: ignore[attr-defined]
            if place != ("response", "transports"):
                judge(session, changed(answer, place, raw))
        assert judge(session, changed(answer, ("response", "clientDataJSON"), raw)) == (None, None)


@pytest.mark.parametrize(
    "key",
    [
        {1: 2, 3: -7, -1: 1, -2: b"\x01" * 32, -3: b"\x02" * 32},  # not on the curve
        {1: 2, 3: -7, -1: 1, -2: b"", -3: b""},
        {1: 2, 3: -7, -1: 99, -2: b"\x01" * 32, -3: b"\x02" * 32},
        {1: 2, 3: -257, -1: 1, -2: b"\x01" * 32, -3: b"\x02" * 32},
        {1: 1, 3: -8, -1: 6, -2: b"short"},
        {1: 3, 3: -257, -1: b"\xff" * 4000, -2: b"\x01\x00\x01"},  # 32 000 bits
        {1: 3, 3: -257, -1: b"\x04", -2: b"\x01"},
        {1: 3, 3: -65535, -1: b"\xff" * 256, -2: b"\x01\x00\x01"},  # SHA-1
        {},
        [1, 2],
        "key",
    ],
)
def test_a_key_that_nothing_can_be_checked_with_is_not_kept(
    her_database: tuple[Session, Someone], key: object
) -> None:
    session, her = her_database
    answer = answers(session, her)[0]
    said = parse_cbor(to_bytes(answer["response"]["attestationObject"]))
    said["authData"] = said["authData"][: 37 + 16 + 2 + 32] + encode_cbor(key)
    attestation = to_text(encode_cbor(said))
    assert (
        judge(session, changed(answer, ("response", "attestationObject"), attestation))[0] is None
    )


@pytest.mark.parametrize(("length", "kept"), [(1023, True), (1024, False), (0, False)])
def test_an_id_has_a_length(
    her_database: tuple[Session, Someone], length: int, *, kept: bool
) -> None:
    session, her = her_database
    making = passkeys.offer_new(
        session, HOME, user_key=her.patient.key, called="A", asker=HERE.key, now=NOW
    )
    answer = Authenticator(credential_id=b"i" * length).register(making)
    assert (judge(session, answer)[0] is not None) is kept
