"""Log lines: what happened, never what somebody wrote."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, cast

import structlog

MAY_BE_LOGGED = frozenset(
    {
        "event", "kind", "level", "logger", "method", "ms", "request", "route", "said", "status",
        "timestamp",
    }
)  # fmt: skip
"""What a line may say. The value of anything else is dropped before the line is written."""

LONGEST_SAID = 120
"""Characters of what a library says of itself."""

SERVERS = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi")
"""Loggers that write by themselves unless they are told not to."""


def _drop_private(
    _logger: object, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for key in line.keys() - MAY_BE_LOGGED:
        line[key] = "(not logged)"
    return line


class Libraries(logging.Handler):
    """Writes what libraries log as lines of ours: the sentence before anything is filled in, and
    the kind of an exception. Their values and tracebacks may hold what somebody wrote."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        said, _, _ = str(record.msg).strip().partition("\n")
        kind = record.exc_info[0] if record.exc_info else None
        log().log(
            record.levelno,
            "library",
            logger=record.name,
            said=said[:LONGEST_SAID] if isinstance(record.msg, str) else type(record.msg).__name__,
            **({"kind": kind.__name__} if kind else {}),
        )


def set_up_logs(*, form: str, level: str) -> None:
    """Write structured lines to standard error from `level` on, as "json" or for a "console"."""
    renderer = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _drop_private,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    _take_in_libraries()


def _take_in_libraries() -> None:
    """Let libraries speak through us alone, and of problems only."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, Libraries)]:
        root.removeHandler(handler)
    root.addHandler(Libraries(logging.WARNING))
    for name in SERVERS:
        server = logging.getLogger(name)
        server.handlers.clear()
        server.propagate = True


def log() -> structlog.typing.FilteringBoundLogger:
    """Give the logger; call it where something happens, not at import."""
    return cast(structlog.typing.FilteringBoundLogger, structlog.get_logger())
