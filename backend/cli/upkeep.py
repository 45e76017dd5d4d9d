"""Looking after the database: its tables, and what is over."""

import typer
from alembic.util import CommandError

from backend import clock
from backend.cli.database import writing
from backend.services import sharing
from backend.settings import Settings
from backend.store.migrations import check_migrations as compare_tables
from backend.store.migrations import migrate as bring_up_to_date


def migrate() -> None:
    """Bring the database to this version's tables."""
    bring_up_to_date(Settings().url)


def check_migrations() -> None:
    """Tell whether the migrations make exactly the tables that the code describes."""
    try:
        compare_tables()
    except CommandError as different:
        typer.echo(str(different), err=True)
        raise typer.Exit(1) from different


def sweep_links() -> None:
    """Wipe what doctors' links that are over had sealed; the running server does it hourly."""
    with writing(Settings().url) as session:
        wiped = sharing.sweep_links(session, now=clock.now())
    typer.echo(f"Wiped {wiped} of the links that are over.", err=True)
