"""Nothing finds a patient's row by its bare id."""

import inspect
from importlib import import_module
from pkgutil import iter_modules

from backend import store

WITHOUT_OWNER = {
    "before anybody is known, and for whoever runs the server": {
        "only_patient_id", "has_patients", "patient_keys", "wait_for_others", "add_patient",
        "read_patient_by_key", "read_members", "anybody_secured", "somebody_unsecured",
    },
    "a digest of what only its owner holds finds the owner": {
        "read_by_session", "read_owner_key", "touch_session", "end_session", "read_by_token",
        "find_by_recovery_code", "find_code", "take_code", "find_link", "take_attempt",
        "give_attempt_back", "hold_open_link",
    },
    "what somebody says of themselves finds who has to be judged: no row leaves before that": {
        "find_passkey", "find_passphrase",
    },
    "nobody's yet: a challenge is the asking browser's, by its digest": {
        "add_challenge", "take_challenge",
    },
    "accounts and addresses that are slowed down, by a keyed digest": {
        "hold_failures", "count_failure", "set_failures", "is_counted",
    },
    "what is over goes, whoever's it was": {
        "wipe_ended", "sweep_codes", "sweep_challenges", "sweep_sessions", "sweep_failures",
        "sweep_activity",
    },
    "somebody who is gone already: their challenges by their key, and the database's free pages": {
        "forget_challenges", "scrub",
    },
    "no query: engines, migrations, column types, pure values": {
        "open_engines", "make_data_folder", "migrate", "check_migrations", "is_current",
        "text_enum", "owner", "moment", "columns_by_table", "patient_of", "wall_clock", "stand_of",
        "check_in_of", "entry_of", "care_of", "synkinesis_of", "treatment_of", "grading_of",
        "visit_of", "mark_of", "felt_of", "form_of", "bound", "writers_of", "at_the_door",
    },
}  # fmt: skip
"""Why a function of the store needs no owner, and which do not name one."""


def test_every_query_names_its_owner() -> None:
    nameless = set()
    for module_info in iter_modules(store.__path__):
        module = import_module(f"backend.store.{module_info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__ or name.startswith("_"):
                continue
            if "patient_id" not in inspect.signature(function).parameters:
                nameless.add(name)
    assert nameless == set().union(*WITHOUT_OWNER.values())
