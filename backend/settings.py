"""Every knob of Facekind, read once from the environment (prefix FACEKIND_)."""

from ipaddress import ip_address, ip_network
from pathlib import Path
from re import fullmatch
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""What this computer calls itself in a Host header."""

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


def _network(network: str) -> str:
    """Read an address or a network; "*" would believe what anybody says of themselves."""
    ip_network(network, strict=False)
    return network


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
        description="Address to listen on; off loopback everybody has to sign in.",
    )
    port: int = Field(default=8000, ge=1, le=65535, description="Port to listen on.")
    allowed_hosts: tuple[str, ...] = Field(
        default=("127.0.0.1", "localhost", "[::1]"),
        description="Host names this server answers to besides its public address; any other "
        "gets 400 (JSON list).",
    )
    log_format: Literal["json", "console"] = Field(
        default="console", description="How log lines are written: json or console."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least level of log line that is written."
    )

    public_url: Annotated[str, AfterValidator(_origin)] | None = Field(
        default=None,
        description="Address under which phones and doctors reach this server, like "
        "https://rehab.example.org; links begin with it, and with it everybody has to sign in.",
    )
    trusted_proxies: tuple[Annotated[str, AfterValidator(_network)], ...] = Field(
        default=(),
        description="Addresses or networks of the reverse proxy, whose X-Forwarded-For and "
        "X-Forwarded-Proto are believed (JSON list).",
    )
    registration: Literal["open", "invite", "closed"] = Field(
        default="invite",
        description="Who may join: anybody (open), whoever has a link of `facekind user invite`, "
        "or nobody (closed). The first person gets a link on the terminal.",
    )
    secret_key: Annotated[SecretStr, AfterValidator(_key)] | None = Field(
        default=None,
        description="32 random bytes in base64url that doctors' links are sealed with, so that "
        "they can be shown again; without it the file secret.key in the data folder.",
    )

    operator_name: str = Field(
        default="", description="Who runs this server, for the privacy notice."
    )
    operator_contact: str = Field(
        default="", description="How they are reached about personal data: address, mail or phone."
    )
    operator_place: str = Field(
        default="", description="Country, and provider if any, where the server stands."
    )
    operator_authority: str = Field(
        default="", description="The data protection authority people can complain to."
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
        return _is_loopback(self.host)

    @property
    def outside(self) -> bool:
        """Whether others can reach this server, so that nobody comes in without a credential.

        With a public address somebody may forward to it even where it listens on loopback. The
        throw-away demo on loopback holds nobody's data.
        """
        if self.demo and self.on_loopback:
            return False
        public = urlsplit(self.public_url).hostname if self.public_url else None
        return not self.on_loopback or (public is not None and not _is_loopback(public))

    @property
    def hosts(self) -> frozenset[str]:
        """Every host name this server answers to, as a Host header has it."""
        public = urlsplit(self.public_url).hostname if self.public_url else None
        named = {f"[{public}]" if ":" in public else public} if public else set()
        return frozenset(self.allowed_hosts) | named


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
