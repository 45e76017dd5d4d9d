"""Ids for forms: never the same twice, each of version 7, and alike within a page."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from backend.web.fresh_ids import COUNTED, FreshIds


def test_no_id_is_given_twice_however_many_ask_at_once() -> None:
    fresh = FreshIds()
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda _: fresh(), range(3 * COUNTED)))
    assert len(set(ids)) == len(ids)
    assert {UUID(one).version for one in ids} == {7}
    assert {UUID(one).variant for one in ids} == {UUID(ids[0]).variant}


def test_ids_of_one_page_differ_in_their_last_digits_only() -> None:
    fresh = FreshIds()
    assert len({fresh()[:-3] for _ in range(40)}) == 1
