"""Time zones as people call them: the city in their language, under its part of the world."""

from babel import Locale

from backend.domain.wording import Sentence, say

REGIONS: dict[str, Sentence] = {
    "Africa": say("Africa"),
    "America": say("America"),
    "Antarctica": say("Antarctica"),
    "Asia": say("Asia"),
    "Atlantic": say("Atlantic Ocean"),
    "Australia": say("Australia"),
    "Europe": say("Europe"),
    "Indian": say("Indian Ocean"),
    "Pacific": say("Pacific Ocean"),
}
"""The parts of the world zones are named by; all else in the database is an old alias."""

FORMERLY = {
    "Africa/Asmara": "Africa/Asmera",
    "America/Atikokan": "America/Coral_Harbour",
    "America/Nuuk": "America/Godthab",
    "Asia/Ho_Chi_Minh": "Asia/Saigon",
    "Asia/Kathmandu": "Asia/Katmandu",
    "Asia/Kolkata": "Asia/Calcutta",
    "Asia/Yangon": "Asia/Rangoon",
    "Atlantic/Faroe": "Atlantic/Faeroe",
    "Europe/Kyiv": "Europe/Kiev",
    "Pacific/Chuuk": "Pacific/Truk",
    "Pacific/Pohnpei": "Pacific/Ponape",
}
"""Names under which Unicode's tables still keep a city that was renamed."""


def zone_name(zone: str, locale: str) -> str:
    """Name a zone in a language; by its own name where the tables know no other."""
    own = zone.replace("_", " ")
    if Locale.parse(locale).language == "en":
        return own
    region, _, city = zone.rpartition("/")
    known = Locale.parse(locale).time_zones
    for name in (zone, FORMERLY.get(zone, ""), f"{region.partition('/')[0]}/{city}"):
        if "city" in known.get(name, {}):
            return str(known[name]["city"])
    return own
