"""A journal from before there was a search: what was written then is found too."""

from uuid import uuid4

import sqlalchemy as sa

from backend.domain.journal import searchable
from backend.store.engines import open_engines
from tests.migrations.conftest import to
from tests.people import NOW

BEFORE = "b57db1a77fd4"
TEXTS = ("Café, ＡＢＣ\n  and   Straße", "今天喝水没有洒。", "")


def write_before(raw: sa.Connection) -> None:
    """Somebody's journal as the version before kept it."""
    tables = sa.MetaData()
    tables.reflect(raw, only=("patient", "journal"))
    sqlite = raw.dialect.name == "sqlite"
    owner, *ids = [key.hex if sqlite else key for key in (uuid4() for _ in ("owner", *TEXTS))]
    person = {"id": owner, "key": "k", "zone": "Europe/London", "language": "en", "seq": 3}
    begun = {"created_at": NOW, "agreed_at": NOW, "day_starts": NOW.time().replace(hour=4)}
    raw.execute(tables.tables["patient"].insert(), person | begun)
    made = {"recorded_at": NOW, "corrected_at": NOW, "offset_min": 0, "zone": "UTC", "seq": 1}
    said = {"tags": ["Über"], "never_share": False, "removed": False, "day": NOW.date()}
    for key, text in zip(ids, TEXTS, strict=True):
        entry = {"patient_id": owner, "id": key, "event_id": key, "text": text}
        raw.execute(tables.tables["journal"].insert(), entry | made | said)


def test_what_was_written_before_is_folded_as_it_would_be_now(empty_url: str) -> None:
    to(empty_url, BEFORE)
    engines = open_engines(empty_url)
    with engines.writing.begin() as raw:
        write_before(raw)
    engines.dispose()
    to(empty_url, "head")
    with engines.reading.connect() as raw:
        found = raw.exec_driver_sql("SELECT text, folded FROM journal").all()
    assert {text: folded for text, folded in found} == {
        text: searchable(text, ("Über",)) for text in TEXTS
    }
    engines.dispose()
    to(empty_url, BEFORE, back=True)
    with engines.reading.connect() as raw:
        assert raw.exec_driver_sql("SELECT count(*) FROM journal").scalar() == len(TEXTS)
    engines.dispose()
