"""`python -m dvgraph` is the command `dvgraph`."""

from dvgraph.cli.main import main

main()
