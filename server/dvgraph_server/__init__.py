"""The service: pages for people, linked data and a SPARQL endpoint for machines, over one open dataset."""

from dvgraph_server.app import create_app

__all__ = ["create_app"]
