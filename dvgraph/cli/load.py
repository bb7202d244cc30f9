"""`dvgraph load`: put the closed dataset into a triple store of one's own."""

from __future__ import annotations

import sys

import click

from dvgraph.dataset.opening import current_version
from dvgraph.dataset.remote import load_remote
from dvgraph.errors import BadParameter
from dvgraph.settings import PREFIX, Settings
from dvgraph.store.remote import GraphStore, RemoteStore, graph_store_url, query_url


@click.command()
@click.option(
    "--to",
    "url",
    metavar="URL",
    help="Address of the SPARQL query endpoint, or of the server where that is Oxigraph (default: DVGRAPH_SPARQL_URL).",
)
@click.option(
    "--graph-store",
    metavar="URL",
    help="Address of its Graph Store Protocol (default: `store` beside the endpoint, as Oxigraph has it).",
)
@click.option(
    "--user", help="User name (default: DVGRAPH_SPARQL_USER); the password is DVGRAPH_SPARQL_PASSWORD, or asked for."
)
def load(url: str | None, graph_store: str | None, user: str | None) -> None:
    """Load the dataset, with all that is inferred, into a store that speaks SPARQL 1.1.

    Every named graph is replaced, then counted. Graphs that are none of ours are left alone. With DVGRAPH_SPARQL_URL
    set to the endpoint, all other commands then ask that store. Load anew after each build; until then it is refused.
    """
    settings = Settings.from_env(sparql_url=url, sparql_user=user)
    if not settings.sparql_url:
        raise BadParameter("to", f"the address of a SPARQL endpoint is needed, here or as {PREFIX}SPARQL_URL.")
    password = settings.sparql_password
    if settings.sparql_user and not password and sys.stdin.isatty():
        password = click.prompt("Password", hide_input=True, err=True)
    account = (settings.sparql_user, password)
    writer = GraphStore(graph_store or graph_store_url(settings.sparql_url), *account)
    folder, manifest = current_version(settings)
    with RemoteStore(settings.sparql_url, *account, seconds=settings.query_seconds) as store:
        counts = load_remote(folder, store, writer, _tell)
    writer.close()
    click.echo(f"version  {manifest.version}")
    click.echo(f"triples  {sum(counts.values())} in {len(counts)} named graphs, all counted after loading")
    click.echo(f"use it   {PREFIX}SPARQL_URL={query_url(settings.sparql_url)}")


def _tell(name: str, count: int) -> None:
    """Say on a terminal which graph is being sent."""
    if sys.stderr.isatty():
        click.echo(f"graph/{name}: {count} triples ..", err=True)
