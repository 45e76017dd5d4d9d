"""Log lines: what happened, never what somebody wrote."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, cast

import structlog

NEVER_LOGGED = frozenset(
    {
        "authorization", "body", "cookie", "email", "key", "link", "mood", "name", "note",
        "passcode", "payload", "query", "reader", "recipient", "text", "token", "typed", "url",
    }
)  # fmt: skip
"""Keys whose values are dropped before a line is written."""


def _drop_private(
    _logger: object, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for key in NEVER_LOGGED & line.keys():
        line[key] = "(not logged)"
    return line


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


def log() -> structlog.typing.FilteringBoundLogger:
    """Give the logger; call it where something happens, not at import."""
    return cast(structlog.typing.FilteringBoundLogger, structlog.get_logger())
