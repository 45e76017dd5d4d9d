"""Every knob of Facekind, read once from the environment (prefix FACEKIND_)."""

from ipaddress import ip_address
from pathlib import Path
from re import fullmatch
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

LONGEST_ADDRESS = 80
"""Of this server in a link, so that `/shl/` and a token still fit the 128 characters that a SMART
Health Link gives a manifest's address (sharing reference 1.1)."""

KEY_SHAPE = r"[A-Za-z0-9_-]{43}"
"""32 bytes in base64url."""


def _origin(address: str) -> str:
    """Read a public address: scheme, host and port, nothing behind them."""
    bare = address.rstrip("/")
    parts = urlsplit(bare)
    whole = f"{parts.scheme}://{parts.netloc}"
    if parts.scheme not in {"http", "https"} or not parts.hostname or bare != whole:
        raise ValueError("must be like https://rehab.example.org, without a path")
    if "@" in parts.netloc or len(bare) > LONGEST_ADDRESS or parts.port == 0:
        raise ValueError(f"must have at most {LONGEST_ADDRESS} characters and no user name")
    return bare


def _key(secret: SecretStr) -> SecretStr:
    if fullmatch(KEY_SHAPE, secret.get_secret_value()) is None:
        raise ValueError("must be 32 bytes in base64url: 43 characters")
    return secret


class Settings(BaseSettings):
    """How this server runs. Frozen; made at the edge and handed to `create_app`."""

    model_config = SettingsConfigDict(
        env_prefix="FACEKIND_",
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,  # what was typed may be a password or a key
    )

    data_dir: Path = Field(
        default=Path("data"),
        description="Folder of the SQLite database; made with mode 0700 when missing.",
    )
    database_url: str | None = Field(
        default=None,
        description="SQLAlchemy address, for instance postgresql+psycopg://…; "
        "without it an SQLite file in the data folder.",
    )
    host: str = Field(
        default="127.0.0.1",
        description="Address to listen on; anything but loopback stays closed until sign-in.",
    )
    port: int = Field(default=8000, ge=1, le=65535, description="Port to listen on.")
    allowed_hosts: tuple[str, ...] = Field(
        default=("127.0.0.1", "localhost", "[::1]"),
        description="Host names this server answers to; any other gets 400 (JSON list).",
    )
    log_format: Literal["json", "console"] = Field(
        default="console", description="How log lines are written: json or console."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least level of log line that is written."
    )

    public_url: Annotated[str, AfterValidator(_origin)] | None = Field(
        default=None,
        description="Address under which a doctor reaches this server, like "
        "https://rehab.example.org; doctors' links begin with it, and only /v answers there. "
        "Its host must be among the allowed hosts.",
    )
    secret_key: Annotated[SecretStr, AfterValidator(_key)] | None = Field(
        default=None,
        description="32 random bytes in base64url that doctors' links are sealed with, so that "
        "they can be shown again; without it the file secret.key in the data folder.",
    )

    demo: bool = Field(
        default=False,
        description="Opens /enter, the demo's way in by a printed code, and /styleguide. "
        "Set by `facekind demo`.",
    )

    @property
    def url(self) -> str:
        """The database address in force."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'facekind.sqlite3'}"

    @property
    def on_loopback(self) -> bool:
        """Whether the server listens where only this computer can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return False
