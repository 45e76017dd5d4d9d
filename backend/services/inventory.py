"""What is kept about a person, table by table and column by column, in plain words.

The tables come from the models; a table or a column without words here raises KeyError.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.domain.wording import Sentence, say
from backend.store.inventory import columns_by_table


@dataclass(frozen=True)
class KeptTable:
    """A table: what one row of it is, and what each column holds."""

    name: str
    row: Sentence
    columns: tuple[tuple[str, Sentence], ...]


@dataclass(frozen=True)
class Purpose:
    """What tables are for, and how long their rows are kept."""

    title: Sentence
    kept: Sentence
    tables: tuple[KeptTable, ...]


UNTIL_DELETED = say("Kept until you delete your account.")
PURPOSES: tuple[tuple[Sentence, Sentence, tuple[str, ...]], ...] = (
    (
        say("You, and what you chose"),
        UNTIL_DELETED,
        ("patient", "report_choice", "following"),
    ),
    (
        say("Your ways in"),
        say("Kept until you remove them or delete your account."),
        ("passkey", "passphrase", "recovery_code", "api_token"),
    ),
    (
        say("Where you are signed in"),
        say("A session ends after 30 days without use, after 180 days, or when you sign out."),
        ("session",),
    ),
    (
        say("What keeps others out"),
        say(
            "Challenges: five minutes. Codes: minutes to days. Failures: a day, and where you got "
            "in before: a month. Activity: 24 months."
        ),
        ("challenge", "entry_code", "sign_in_failure", "activity"),
    ),
    (say("Your plan"), UNTIL_DELETED, ("plan_version", "plan_item")),
    (
        say("Your days"),
        say("Kept until you delete your account. What you change or remove stays as history."),
        (
            "event",
            "item_mark",
            "day_kind",
            "check_in",
            "care",
            "synkinesis",
            "journal",
            "session_felt",
        ),
    ),
    (say("Your questionnaires"), UNTIL_DELETED, ("form", "form_answer")),
    (
        say("Your treatments, gradings and visits"),
        say("Kept until you remove them or delete your account."),
        ("treatment", "grading", "visit"),
    ),
    (
        say("Links for doctors"),
        say(
            "A link's secret and its copy of the page go within a day after its end. "
            "Who opened it stays until you delete your account."
        ),
        ("share_link", "share_access"),
    ),
)

ROWS: Mapping[str, Sentence] = {
    "patient": say("You"),
    "report_choice": say("What you last chose to show a doctor"),
    "following": say("What you chose to follow"),
    "passkey": say("A passkey"),
    "passphrase": say("Your passphrase"),
    "recovery_code": say("Your recovery code"),
    "api_token": say("A key for a program of yours"),
    "session": say("A browser that is signed in"),
    "challenge": say("What a passkey has to sign, once"),
    "entry_code": say("A code that lets somebody in once"),
    "sign_in_failure": say("Failed sign-ins in a row"),
    "activity": say("A line of recent activity"),
    "plan_version": say("Your plan, from one day on"),
    "plan_item": say("A step of your plan"),
    "event": say("Something you did, as the phone sent it"),
    "item_mark": say("A step done or skipped on a day"),
    "day_kind": say("What kind of day it was"),
    "check_in": say("A check-in"),
    "care": say("Eye care on a day"),
    "synkinesis": say("What moved along, at one time"),
    "journal": say("A journal entry"),
    "session_felt": say("How a session felt"),
    "form": say("A questionnaire"),
    "form_answer": say("An answer of a questionnaire"),
    "treatment": say("A treatment"),
    "grading": say("A grading from a clinician's letter"),
    "visit": say("A visit"),
    "share_link": say("A link for a doctor"),
    "share_access": say("An attempt to open a link"),
}

SHARED: Mapping[str, Sentence] = {
    "about": say("What it was about: a browser, or a passkey or key by the name you gave it"),
    "at": say("When it happened"),
    "corrected_at": say("When you did it, by a corrected clock"),
    "created_at": say("When it was made"),
    "day": say("The day it belongs to"),
    "effort": say("How hard it was, 0 to 10"),
    "event_id": say("The number of the entry that stands now"),
    "expires_at": say("Until when it can be used"),
    "id": say("Its number"),
    "item_id": say("The number of the step in your plan"),
    "kind": say("What it was"),
    "last_used_on": say("The day it was last used"),
    "name": say("The name you gave it"),
    "note": say("Your note"),
    "offset_min": say("How far the clock was from world time"),
    "pain": say("Whether it hurt, 0 to 10"),
    "patient_id": say("Whose it is: your number"),
    "recorded_at": say("When you wrote it"),
    "removed": say("Whether you removed it"),
    "revoked_at": say("When you ended it"),
    "scope": say("What it shows: parts, period, name, language"),
    "seconds": say("How long it took"),
    "seq": say("The number of the change, so that phones know what is new"),
    "tags": say("Your tags"),
    "token_digest": say("A fingerprint of its secret; the secret itself is not kept"),
    "zone": say("The time zone it was written in"),
}
"""Columns that mean the same wherever they are."""

OWN: Mapping[str, Mapping[str, Sentence]] = {
    "patient": {
        "id": say("Your number"),
        "key": say("A random name that phones know you by"),
        "zone": say("The time zone your days are counted in"),
        "day_starts": say("When your day begins"),
        "language": say("The language you read"),
        "created_at": say("When you began"),
        "agreed_at": say("When you read what Facekind is for and said that you are 18 or over"),
        "country": say("The country whose numbers to call you see, if you chose one"),
        "name": say("Your name for a doctor's page, if you gave one"),
        "cause": say("The cause of the palsy in your words, if you gave one"),
        "seq": say("How many changes there were, so that phones know what is new"),
    },
    "report_choice": {"scope": say("Parts, period, name shown and language")},
    "passkey": {
        "credential_id": say("The passkey's own number"),
        "public_key": say("Its public half; the secret half stays in your device"),
        "sign_count": say("How often it was used, as it says itself"),
        "site": say("The address it is for"),
        "backed_up": say("Whether its maker keeps a copy, as it says itself"),
    },
    "passphrase": {
        "name_key": say("The name you sign in with, in small letters"),
        "name": say("The name you sign in with"),
        "hash": say("What the passphrase is checked against; it cannot be read back"),
        "changed_at": say("When you last changed it"),
    },
    "recovery_code": {
        "code_digest": say("A fingerprint of the code; the code itself is not kept"),
        "made_at": say("When it was made"),
    },
    "api_token": {"scopes": say("What it may do")},
    "session": {
        "name": say("What the browser called itself, like “Chrome, Android”"),
        "seen_on": say("The day it was last used"),
        "ends_at": say("When it ends at the latest"),
        "proved_at": say("When you last showed here that it is you"),
    },
    "challenge": {
        "challenge_digest": say("A fingerprint of what has to be signed"),
        "asker": say("A fingerprint of the browser that asked"),
        "user_key": say("Your random name, while you add a passkey"),
    },
    "entry_code": {
        "code_digest": say("A fingerprint of the code; the code itself is not kept"),
        "kind": say("What the code is for: setting up, inviting, letting in, adding a phone"),
        "patient_id": say("Whose it is: your number, or nothing for somebody new"),
    },
    "sign_in_failure": {
        "subject": say("A fingerprint of the account or network address, not the address itself"),
        "failures": say("How many there were"),
        "failed_at": say("When the last one was"),
    },
    "plan_version": {
        "number": say("Which version of your plan it is"),
        "effective_on": say("The day it begins to count"),
        "side": say("Your affected side"),
        "stage": say("The stage, as you were told it"),
        "onset_on": say("When the palsy began, as far as you said"),
        "gates": say("Your answers that switch steps off, and until when"),
        "prescribed": say("Steps that you said were prescribed"),
        "programmes": say("The programmes you chose"),
        "paused": say("Whether face movements are paused"),
        "note": say("What you noted about the change"),
    },
    "plan_item": {
        "version": say("The version of your plan"),
        "position": say("Its place in the list"),
        "step_id": say("Which step of the library it is"),
        "minutes": say("How many minutes"),
        "times": say("How many times a day"),
        "required": say("Whether it counts, or is only if you feel like it"),
    },
    "event": {
        "type": say("What sort of entry it is"),
        "local_date": say("The day it belongs to"),
        "occurred_at": say("When you did it, by the phone's clock"),
        "received_at": say("When it arrived here"),
        "payload": say("What you entered"),
        "body_hash": say("A fingerprint of it, so that nothing is written twice"),
    },
    "item_mark": {
        "occurrence": say("Which time of the day"),
        "state": say("Done or skipped"),
        "reason": say("Why you skipped it, if you said"),
    },
    "day_kind": {"kind": say("Planned, rest, flare or away")},
    "check_in": {
        "mood": say("How you felt, 1 to 5"),
        "energy": say("Your energy, 0 to 10"),
        "sleep": say("Your sleep, 0 to 10"),
        "symptoms": say("Your symptoms with side and strength"),
    },
    "journal": {
        "text": say("What you wrote"),
        "never_share": say("Whether it must never be shown to anybody"),
        "folded": say("The same words in small letters without accents, for searching"),
    },
    "care": {"count": say("How often")},
    "synkinesis": {"cells": say("What you did, what moved along, and how much, 0 to 3")},
    "session_felt": {"items": say("The steps of the session")},
    "form": {
        "instrument": say("Which questionnaire it is"),
        "version": say("Which version of the questionnaire it is"),
        "language": say("The language it was answered in"),
        "begun_at": say("When you began it"),
        "finished_at": say("When you finished it"),
    },
    "form_answer": {
        "form_id": say("The number of the questionnaire"),
        "item": say("Which question it is"),
        "answer": say("Your answer"),
    },
    "following": {
        "pinned": say("The symptoms each check-in asks for, at most three"),
        "own": say("Symptoms in your own words"),
        "energy": say("Whether energy is asked"),
        "sleep": say("Whether sleep is asked"),
        "eye_care": say("Whether eye care is counted"),
        "linked": say("Whether linked movements are asked"),
        "linked_every": say("How often linked movements are asked, in days"),
        "screening": say("Whether the four questions about mood and worry are asked"),
        "declined": say("Which longer questionnaires you declined, and when"),
    },
    "grading": {
        "scale": say("Which scale it is"),
        "graded_on": say("The day it was made"),
        "clinician": say("Who made it, as you wrote it"),
        "numbers": say("The numbers of the letter"),
    },
    "treatment": {
        "began_on": say("The day it was, or began"),
        "ended_on": say("The last day of a course"),
    },
    "visit": {
        "held_on": say("The day of the visit"),
        "with_whom": say("Whom you see, as you wrote it"),
        "questions": say("What you want to ask"),
        "goal": say("What matters to you until then"),
        "held": say("Whether it took place"),
        "followed_up": say("Whether you said what changed after it"),
    },
    "share_link": {
        "sealed_secret": say("The secret, sealed, so that you can show the link again"),
        "sealed_report": say("The page as it was, sealed"),
        "passcode_hash": say("What the passcode is checked against; it cannot be read back"),
        "attempts_left": say("How many wrong passcodes it still bears"),
        "mode": say("The page as it was, or as it is when opened"),
        "ended_at": say("When it was found to be over"),
    },
    "share_access": {
        "link_id": say("The number of the link"),
        "outcome": say("Whether it opened"),
        "reader": say("The name the reader typed, checked by nobody"),
    },
}
"""Columns of one table alone, or that mean something else in it."""


def read_inventory() -> tuple[Purpose, ...]:
    """Give every table and column there is, by purpose. Raises KeyError for one without words."""
    there_are = dict(columns_by_table())
    return tuple(
        Purpose(title, kept, tuple(_table(name, there_are[name]) for name in names))
        for title, kept, names in PURPOSES
    )


def _table(name: str, columns: tuple[str, ...]) -> KeptTable:
    words = {**SHARED, **OWN.get(name, {})}
    return KeptTable(name, ROWS[name], tuple((column, words[column]) for column in columns))
