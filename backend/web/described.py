"""What the API says of itself (OpenAPI): how refusals look, and what opens it."""

from typing import Any

from fastapi import FastAPI

from backend.web.errors import PROBLEM

KEYS: dict[str, Any] = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "A person's own key for a program, made under Account.",
    },
}
"""What opens the API besides the session cookie of our own pages."""


def describe_honestly(app: FastAPI) -> None:
    """Let the description say that refusals are problem+json and that a key is asked for."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = plain()
            document["components"]["securitySchemes"] = KEYS
            for verbs in document["paths"].values():
                for operation in verbs.values():
                    operation["security"] = [{name: []} for name in KEYS]
                    _say_problem(operation["responses"])
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _say_problem(responses: dict[str, Any]) -> None:
    for status, response in responses.items():
        if int(status) >= 400:  # noqa: PLR2004 (refusals)
            response["content"] = {PROBLEM: response["content"].pop("application/json")}
