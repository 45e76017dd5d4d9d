"""Who may come in: invitations, setting the server up, and somebody who lost every way in.

A link works once. What somebody needs to come in stays behind its #, where no log sees it.
"""

from datetime import date, timedelta
from typing import Annotated

import typer

from backend import clock
from backend.cli.database import refuse, the_servers
from backend.domain.credentials import CODE_LASTS, CodeKind, spell_code
from backend.domain.errors import NotFound, RuleBroken
from backend.domain.members import Member
from backend.services.joining import let_in_again, make_invitation, make_set_up_code
from backend.services.members import read_members
from backend.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Let people in, and see who is here.")

COLUMNS = "{:<22}{:<12}{:<12}{}"
A_DAY = 24 * 60


def join_link(settings: Settings, code: str) -> str:
    """Give the address that a code is used at."""
    base = settings.public_url or f"http://{settings.host}:{settings.port}"
    return f"{base}/join#{spell_code(code)}"


def lasting(kind: CodeKind) -> str:
    """Say how long a code works."""
    minutes = CODE_LASTS[kind] // timedelta(minutes=1)
    if minutes >= A_DAY:
        return f"{minutes // A_DAY} days"
    return f"{minutes} minutes"


@app.command()
def invite() -> None:
    """Print a link that lets somebody new in, once, within seven days."""
    settings = Settings()
    if settings.registration == "closed":
        refuse("FACEKIND_REGISTRATION is closed, so nobody new can join. Set it to invite or open.")
    with the_servers(settings) as session:
        try:
            code = make_invitation(session, now=clock.now())
        except RuleBroken as broken:
            refuse(f"{broken.sentence} `facekind user set-up` prints a link for them.")
    _give(settings, CodeKind.INVITE, code)


@app.command()
def set_up() -> None:
    """Print a link for the first person of this server; a link printed before opens nothing."""
    settings = Settings()
    with the_servers(settings) as session:
        code = make_set_up_code(session, now=clock.now())
    if code is None:
        refuse(
            "Somebody can sign in here already. `facekind user invite` lets somebody new in, "
            "`facekind user let-in` somebody who lost every way in."
        )
    _give(settings, CodeKind.SET_UP, code)


@app.command()
def let_in(
    key: Annotated[str, typer.Argument(help="Whom, as `facekind user list` names them.")],
) -> None:
    """Print a link for somebody who lost every way in; make sure first that it is them.

    They make a new passkey with it, within an hour, and keep all they wrote.
    """
    settings = Settings()
    with the_servers(settings) as session:
        try:
            code = let_in_again(session, key, now=clock.now())
        except NotFound:
            refuse("Nobody here has this key. `facekind user list` shows everybody's.")
    _give(settings, CodeKind.LET_IN, code)


@app.command("list")
def list_users() -> None:
    """List who is here: key, joined on, last seen, ways to sign in. No names, nothing written."""
    with the_servers(Settings()) as session:
        members = read_members(session)
    typer.echo(COLUMNS.format("KEY", "JOINED", "LAST SEEN", "WAYS IN"))
    for one in members:
        typer.echo(COLUMNS.format(one.key, str(one.joined_on), _day(one.seen_on), _ways_in(one)))


def _day(day: date | None) -> str:
    return str(day) if day else "-"


def _ways_in(member: Member) -> str:
    """Count the ways in, in words."""
    keys = f"{member.passkeys} passkey{'' if member.passkeys == 1 else 's'}"
    found = (
        keys if member.passkeys else "",
        "passphrase" if member.passphrase else "",
        "recovery code" if member.recovery_code else "",
    )
    return ", ".join(way for way in found if way) or "none"


def _give(settings: Settings, kind: CodeKind, code: str) -> None:
    """Print the link alone on standard output, and what it is on the terminal."""
    typer.echo(join_link(settings, code))
    typer.echo(f"It works once, within {lasting(kind)}.", err=True)
