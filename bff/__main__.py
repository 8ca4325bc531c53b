"""The command line: `bff serve`, `bff worker`, `bff schema ...`, `bff payments ...`, `bff content ...`, `bff doctor`.

Exit codes: 0 done, 1 the answer is no, 2 it could not be done.
"""

import typer

from bff.commands import content, payments, schema, serve
from bff.commands.doctor import doctor

app = typer.Typer(
    name="bff",
    help="A storefront's backend-for-frontend on Adobe Commerce.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(serve.serve)
app.command()(serve.worker)
app.command()(doctor)
app.add_typer(schema.app)
app.add_typer(payments.app)
app.add_typer(content.app)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
