"""How a step is paced: how often, how long each time is held, and how long is rested between.

The player goes by this. A person who has set more of the step's minutes gets more of its range.
"""

from dataclasses import dataclass

from backend.domain.library import FACE_HEAT_CAP, FOOT_HEAT_CAP, Heat, Range, Step

SHORTEST_REST = 6
"""Seconds of rest at least, however short the hold (rule)."""

HEAT_CAPS = {Heat.FACE: FACE_HEAT_CAP, Heat.FEET: FOOT_HEAT_CAP}


@dataclass(frozen=True)
class Pacing:
    """`repeats` times: `hold` seconds, then `rest` seconds; the last one ends without a rest."""

    repeats: int
    hold: int
    rest: int


def pacing(step: Step, minutes: int) -> Pacing | None:
    """Give the pacing of a step with holds, or None for one that simply lasts its minutes.

    The rest is at least as long as the work, as specialists teach [S27].
    """
    if step.pace is None or step.pace.hold_seconds is None:
        return None
    share = _share(step, minutes)
    hold = _within(step.pace.hold_seconds, share)
    repeats = max(1, _within(step.pace.repeats, share))
    return Pacing(repeats, hold, rest=max(hold, SHORTEST_REST))


def heat_cap(step: Step) -> int | None:
    """Give the most minutes of warmth in one go, or None for a step without warmth."""
    return HEAT_CAPS[step.heat] if step.heat else None


def _share(step: Step, minutes: int) -> float:
    """Tell how far into the step's range of minutes a plan goes, from 0 to 1."""
    span = step.minutes.high - step.minutes.low
    return min(1.0, max(0.0, (minutes - step.minutes.low) / span)) if span else 0.0


def _within(bounds: Range, share: float) -> int:
    return round(bounds.low + (bounds.high - bounds.low) * share)
