"""Reads the symptoms a person can rate: the plain name, the clinical term, the red flags."""

from collections.abc import Mapping

from backend.domain.library import RedFlag
from backend.domain.sides import FaceZone
from backend.domain.vocabulary import SymptomWords
from backend.library.marks import Place
from backend.library.shelf import Entry, Shelf

MAYBE_FIELDS = ("zones", "sided", "red_flag", "from", "from_numb", "only_sudden")
HIGHEST = 10


def read_symptoms(shelf: Shelf, red_flags: Mapping[str, RedFlag]) -> dict[str, SymptomWords]:
    """Read every symptom, in order. Refuses a red flag that is not on the list of them."""
    return {entry.id: _symptom(entry, red_flags) for entry in shelf.entries("symptoms")}


def _symptom(entry: Entry, red_flags: Mapping[str, RedFlag]) -> SymptomWords:
    data = entry.data.fields("reviewed_by", maybe=MAYBE_FIELDS)
    words = entry.words.fields("plain", maybe=("clinical",))
    zones = _zones(data["zones"]) if "zones" in data else ()
    return SymptomWords(
        id=entry.id,
        plain=words["plain"].text(),
        clinical=words["clinical"].text() if "clinical" in words else None,
        zones=zones,
        sided=bool(zones) or ("sided" in data and data["sided"].flag()),
        red_flag=data["red_flag"].key_of(red_flags, "red flag") if "red_flag" in data else None,
        flag_from=_flag_from(entry, data),
        flag_from_numb=_rating(data["from_numb"]) if "from_numb" in data else None,
        only_sudden=data["only_sudden"].flag() if "only_sudden" in data else False,
        reviewed_by=data["reviewed_by"].maybe_text(),
    )


def _zones(place: Place) -> tuple[FaceZone, ...]:
    return tuple(one.choice(FaceZone, "zone of the face") for one in place.items())


def _flag_from(entry: Entry, data: Mapping[str, Place]) -> int | None:
    """Read the rating from which a red flag is shown: 1 to 10, and only with a red flag."""
    if "red_flag" not in data:
        for name in ("only_sudden", "from", "from_numb"):
            if name in data:
                raise data[name].broken(f"'{entry.id}' is no red flag, so '{name}' says nothing")
        return None
    if "from" not in data:
        raise data["red_flag"].broken(f"'{entry.id}' does not say from which rating")
    return _rating(data["from"])


def _rating(place: Place) -> int:
    rating = place.number()
    if not 1 <= rating <= HIGHEST:
        raise place.broken(f"a rating from 1 to {HIGHEST}, not {rating}")
    return rating
