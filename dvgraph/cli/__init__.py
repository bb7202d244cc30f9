"""The command `dvgraph`: one module a command, imported when it is used."""
