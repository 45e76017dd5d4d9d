"""Every knob of Facekind, read once from the environment (prefix FACEKIND_)."""

from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """How this server runs. Frozen; made at the edge and handed to `create_app`."""

    model_config = SettingsConfigDict(env_prefix="FACEKIND_", frozen=True, extra="ignore")

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
