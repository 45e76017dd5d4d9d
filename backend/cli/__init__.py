"""The `facekind` command: serving, looking after the database, and letting people in."""

import typer

from backend.cli import serving, upkeep, users

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
app.command()(serving.serve)
app.command()(upkeep.migrate)
app.command()(upkeep.check_migrations)
app.command()(upkeep.sweep_links)
app.add_typer(users.app, name="user")
app.command()(serving.demo)


def main() -> None:
    """Run the command."""
    app()


if __name__ == "__main__":
    main()
