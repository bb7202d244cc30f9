"""The one table of settings: name, default, meaning. It feeds defaults, help and the documentation's test."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from dvgraph.errors import BadParameter
from dvgraph.namespaces import CANONICAL_BASE
from dvgraph.places import default_data_dir

__all__ = ["PREFIX", "Settings"]

PREFIX = "DVGRAPH_"


@dataclass(frozen=True)
class Settings:
    """What an operator can set, each by the environment variable `DVGRAPH_` + its name in capitals."""

    host: str = field(default="127.0.0.1", metadata={"help": "Address that the service listens on."})
    port: int = field(default=8000, metadata={"help": "Port that the service listens on."})
    data_dir: Path = field(
        default_factory=default_data_dir,
        metadata={"help": "Folder of the built datasets (.dvgraph in a checkout, else the user's cache)."},
    )
    base_iri: str = field(
        default=CANONICAL_BASE, metadata={"help": "Base of all IRIs in a built dataset; ends in / or #."}
    )
    sparql_url: str = field(
        default="",
        metadata={
            "help": "A SPARQL 1.1 endpoint, loaded with the closed dataset, to use instead of the embedded store."
        },
    )
    sparql_user: str = field(default="", metadata={"help": "User name for that endpoint."})
    sparql_password: str = field(default="", metadata={"help": "Password for that endpoint."})
    query_seconds: float = field(default=10.0, metadata={"help": "Seconds after which a query from outside is ended."})
    query_wait_seconds: float = field(
        default=1.0,
        metadata={"help": "Seconds that a query from outside waits for a free process before it is answered 503."},
    )
    query_memory_mib: int = field(
        default=2048,
        metadata={"help": "Address space of a process that runs queries from outside, in MiB (1024 or more)."},
    )
    query_result_mib: int = field(
        default=16,
        metadata={"help": "Largest result of a query from outside, in MiB; a larger one is an error, never cut."},
    )
    query_bytes: int = field(default=65536, metadata={"help": "Longest query from outside, in bytes."})
    in_memory_quads: int = field(
        default=500_000,
        metadata={
            "help": "Largest dataset, in quads, that queries from outside read from memory (on Linux); "
            "a larger one is read from disk, 0 reads any from disk."
        },
    )
    query_workers: int = field(default=2, metadata={"help": "Processes that run queries from outside, side by side."})
    threads: int = field(default=8, metadata={"help": "Threads of the service."})
    cache_mib: int = field(
        default=32, metadata={"help": "Memory for answers that the service keeps, in MiB; 0 keeps none."}
    )
    trusted_proxies: int = field(
        default=0,
        metadata={
            "help": "How many proxies stand before the service, whose X-Forwarded-For, -Proto and -Host count; "
            "0 heeds none."
        },
    )
    access_log: bool = field(
        default=False,
        metadata={"help": "Whether to log each request: time, method, route, status; no address and no query."},
    )
    show_source: bool = field(
        default=False,
        metadata={"help": "Whether to show the publishers' wording that was attached with `dvgraph sources attach`."},
    )
    exit_url: str = field(
        default="https://www.bbc.co.uk/weather", metadata={"help": "Where the button 'Exit this page' leads."}
    )
    helpline_name: str = field(
        default="National Domestic Abuse Helpline (England)",
        metadata={"help": "Name and area of the helpline on the help panel."},
    )
    helpline_number: str = field(default="0808 2000 247", metadata={"help": "Telephone number of that helpline."})

    def __post_init__(self) -> None:
        """Refuse settings that can't work.

        :raises BadParameter: names the setting, its value and what is allowed.
        """
        checks = {
            "port": (0 <= self.port <= 65535, "a number from 0 to 65535"),
            "base_iri": (
                self.base_iri.startswith(("http://", "https://")) and self.base_iri[-1] in "/#",
                "an http(s) IRI that ends in / or #",
            ),
            "query_seconds": (0 < self.query_seconds <= 3600, "seconds, more than 0 and at most 3600"),
            "query_wait_seconds": (0 <= self.query_wait_seconds <= 60, "seconds, 0 to 60"),
            "query_memory_mib": (
                self.query_memory_mib >= 1024,
                "1024 or more (the on-disk store needs that much address space)",
            ),
            "query_result_mib": (self.query_result_mib >= 1, "1 or more"),
            "query_bytes": (self.query_bytes >= 1, "1 or more"),
            "in_memory_quads": (self.in_memory_quads >= 0, "0 or more"),
            "query_workers": (1 <= self.query_workers <= 64, "a number from 1 to 64"),
            "cache_mib": (0 <= self.cache_mib <= 65536, "a number from 0 to 65536"),
            "trusted_proxies": (0 <= self.trusted_proxies <= 16, "a number from 0 to 16"),
            "threads": (1 <= self.threads <= 256, "a number from 1 to 256"),
            "exit_url": (self.exit_url.startswith("https://"), "an https address"),
        }
        for name, (good, allowed) in checks.items():
            if not good:
                raise BadParameter(PREFIX + name.upper(), f"{getattr(self, name)!r} given; {allowed} is allowed.")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
        """Return the settings of an environment.

        :param environ: the environment; the process's own when None.
        :param overrides: values by field name that win over the environment; None counts as not given.
        :raises BadParameter: a value that is no number or switch where one is needed, or is out of range.
        """
        environ = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        for one in fields(cls):
            text = environ.get(PREFIX + one.name.upper())
            if text:
                values[one.name] = _convert(one.name, str(one.type), text)
        values.update({name: value for name, value in overrides.items() if value is not None})
        return cls(**values)


def _convert(name: str, kind: str, text: str) -> Any:
    """Return a setting's text as its type."""
    converters = {"int": int, "float": float, "Path": Path}
    if kind == "bool":
        return _switch(name, text)
    try:
        return converters.get(kind, str)(text)
    except ValueError:
        raise BadParameter(PREFIX + name.upper(), f"{text!r} given; a number is needed.") from None


def _switch(name: str, text: str) -> bool:
    """Return a setting's text as on or off."""
    word = text.strip().casefold()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off"}:
        return False
    raise BadParameter(PREFIX + name.upper(), f"{text!r} given; 1 or 0 is allowed.")
