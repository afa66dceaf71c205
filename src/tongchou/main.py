"""The ``tongchou`` command."""

from typing import Annotated

import typer

from tongchou import __version__
from tongchou.commands import audit, city, demo, keys, operation, regulation
from tongchou.commands.ask import ask
from tongchou.commands.batch import effect, settle_batch, summarise
from tongchou.commands.city_make import make_tables
from tongchou.commands.cluster import settle_cluster
from tongchou.commands.settle import explain, settle

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="统筹：城乡居民基本医疗保险市级统筹 | tongchou: a city's resident medical insurance as one pool",
)
app.command()(settle)
app.command()(explain)
app.command()(ask)
app.command("settle-batch")(settle_batch)
app.command("settle-cluster")(settle_cluster)
app.command()(summarise)
app.command()(effect)
app.command()(demo.demo)
city_app = typer.Typer(no_args_is_help=True, help="虚构城市：造表、造案例、看统计 | the synthetic city")
city_app.command("make")(make_tables)
city_app.command("case")(demo.make)
city_app.command("report")(city.report)
app.add_typer(city_app, name="city")
app.add_typer(regulation.app, name="regulation")
app.command()(operation.migrate)
app.command()(operation.serve)
app.command()(operation.seal)
app.command()(operation.backup)
app.command()(operation.restore)
app.add_typer(audit.app, name="audit")
app.add_typer(keys.app, name="keys")


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="版本 | version")] = False,
) -> None:
    """统筹 | tongchou."""
    if version:
        typer.echo(__version__)
        raise typer.Exit


def main() -> None:
    """Run the command line."""
    app()
