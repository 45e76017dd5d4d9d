"""Deleting an account: every row of the person's, and what the files would still hold of them."""

from typing import Annotated

from pydantic import AfterValidator, StrictBool

from backend.domain.accounts import Patient
from backend.services.shapes import Draft
from backend.services.transactions import Transactions
from backend.store import accounts
from backend.store.erasing import forget_challenges, scrub


def _understood(value: bool) -> bool:
    if not value:
        raise ValueError("this has to be understood")
    return value


class EraseDraft(Draft):
    """That the person understood that nothing of it can be undone."""

    understood: Annotated[StrictBool, AfterValidator(_understood)]


def erase(transactions: Transactions, patient: Patient) -> bool:
    """Delete a person and all that is theirs: sessions end, doctors' links open nothing any more.

    In a transaction of its own, because the files are scrubbed after its commit. Tells whether
    they could be; the rows are gone either way. Deleting somebody twice is no error.
    """
    with transactions.writing() as session:
        forget_challenges(session, patient.key)
        accounts.delete_patient(session, patient.id)
    return scrub(transactions.engines.writing)
