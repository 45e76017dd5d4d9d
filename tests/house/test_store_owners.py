"""Nothing finds a patient's row by its bare id."""

import inspect
from importlib import import_module
from pkgutil import iter_modules

from backend import store

WITHOUT_OWNER = {
    # How a computer is entered before anybody is known, and how a token finds its owner.
    "only_patient_id", "has_patients", "patient_keys", "wait_for_others", "add_patient",
    "read_patient_by_key", "read_by_session", "touch_session", "end_session",
    "read_by_api_token",
    # How a doctor's link is found: by its token's digest; and what is over, whoever's it was.
    "find_link", "take_attempt", "give_attempt_back", "hold_open_link", "wipe_ended",
    # No rows of a patient's.
    "open_engines", "make_data_folder", "migrate", "check_migrations", "text_enum",
    "wall_clock", "stand_of", "bound",
}  # fmt: skip


def test_every_query_names_its_owner() -> None:
    nameless = set()
    for module_info in iter_modules(store.__path__):
        module = import_module(f"backend.store.{module_info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__ or name.startswith("_"):
                continue
            if "patient_id" not in inspect.signature(function).parameters:
                nameless.add(name)
    assert nameless == WITHOUT_OWNER
