"""Many who write at once: a reader who goes by `seq` misses nothing, on both databases."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlmodel import Session

from backend.domain.events import Outcome
from backend.services.events import Arrival, read_events, record_batch
from backend.store.engines import Engines
from tests.people import NOW, Someone, amina, event

WRITERS, BATCHES, IN_A_BATCH, READERS, A_PAGE = 8, 4, 4, 2, 7


@pytest.fixture
def her(engines: Engines) -> Someone:
    with Session(engines.writing, expire_on_commit=False) as session, session.begin():
        return amina(session)


def write(engines: Engines, her: Someone, bodies: Iterable[object]) -> tuple[Outcome, ...]:
    arrivals = [Arrival(body, NOW) for body in bodies]
    with Session(engines.writing) as session, session.begin():
        return record_batch(session, her.id, arrivals, now=NOW)


def follow(engines: Engines, her: Someone, over: Event) -> list[tuple[str, int]]:
    """Read on from the largest number seen, until the writers are done and nothing is new."""
    seen: list[tuple[str, int]] = []
    while True:
        last = over.is_set()
        after = seen[-1][1] if seen else 0
        with Session(engines.reading) as session, session.begin():
            page = read_events(session, her.id, after_seq=after, limit=A_PAGE)
        seen += [(str(one.id), one.seq) for one in page]
        if last and not page:
            return seen


def test_a_reader_who_goes_by_seq_misses_nothing_while_many_write(
    engines: Engines, her: Someone
) -> None:
    over = Event()
    batches = [
        [event("checkin.add", {"mood": 3}) for _ in range(IN_A_BATCH)]
        for _ in range(WRITERS * BATCHES)
    ]
    with ThreadPoolExecutor(READERS) as reading, ThreadPoolExecutor(WRITERS) as writing:
        followed = [reading.submit(follow, engines, her, over) for _ in range(READERS)]
        outcomes = list(writing.map(lambda batch: write(engines, her, batch), batches))
        over.set()
    applied = {one.id: one.seq or 0 for batch in outcomes for one in batch}
    first = min(applied.values())
    assert sorted(applied.values()) == list(range(first, first + len(applied)))
    whole = sorted(applied.items(), key=lambda one: one[1])
    assert [one.result() for one in followed] == [whole] * READERS


def test_the_same_batch_from_many_senders_at_once_is_kept_once(
    engines: Engines, her: Someone
) -> None:
    batch = [event("journal.add", {"text": f"Line {n}."}) for n in range(10)]
    with ThreadPoolExecutor(WRITERS) as pool:
        told = list(pool.map(lambda _: write(engines, her, batch), range(WRITERS)))
    seqs = [[one.seq for one in outcomes] for outcomes in told]
    assert seqs == [seqs[0]] * WRITERS
    statuses = sorted({one.status for one in outcomes}.pop() for outcomes in told)
    assert statuses == ["applied", *["duplicate"] * (WRITERS - 1)]
    with Session(engines.reading) as session:
        kept = read_events(session, her.id, after_seq=0, limit=100)
    assert [str(one.id) for one in kept] == [body["id"] for body in batch]
