"""How often something may be asked for: a moving window of a minute in this server process."""

from math import ceil

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from backend import clock

WAYS_IN_A_MINUTE = 60
"""Sign-ins, codes and challenges from one address; slow guessing is `services/throttling.py`."""

WRITES_A_MINUTE = 1200
"""Everything that writes, from one address that is not this computer."""


class TooOften(Exception):
    """Asked for more often than anybody does; `seconds` is when to come again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Pace:
    """A moving window of a minute for each key."""

    def __init__(self, often: int) -> None:
        self._window = RateLimitItemPerMinute(often)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def wait(self, key: str) -> int:
        """Give the seconds to wait; 0 for none."""
        if self._limiter.test(self._window, key):
            return 0
        again = self._limiter.get_window_stats(self._window, key).reset_time
        return max(1, ceil(again - clock.now().timestamp()))

    def count(self, key: str) -> None:
        """Count one."""
        self._limiter.hit(self._window, key)

    def take(self, key: str) -> None:
        """Count one, or raise TooOften."""
        if not self._limiter.hit(self._window, key):
            raise TooOften(self.wait(key))
