"""Responses that are kept whole: bounded, the one that was asked for longest ago leaves first."""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["CacheState", "KeptResponse", "Key", "ResponseCache"]

#: All that shapes an answer, as the server read it from the request.
Key: TypeAlias = tuple[str, ...]

#: The longest key that is kept, in characters: an address that is longer is hardly asked for again.
_LONGEST_KEY = 4096
#: No response may take more than this part of the whole.
_LARGEST_PART = 8
#: What a tuple and an entry of the dictionary take beside the texts in them.
_ENTRY_BYTES = 512


@dataclass(frozen=True)
class CacheState:
    """Figures of a cache: the bytes that it holds, how often it had an answer, how often one had to be made."""

    size: int
    hits: int
    misses: int


@dataclass(frozen=True)
class KeptResponse:
    """A response with status 200 to a GET.

    :param route: the route that it came by, for the figures.
    :param tag: its entity tag, without quotation marks; None for a page.
    :param headers: its headers, as they are sent.
    :param unchanged: the headers of the 304 that stands for it.
    :param body: its body.
    """

    route: str
    tag: str | None
    headers: tuple[tuple[str, str], ...]
    unchanged: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def size(self) -> int:
        """The memory that it takes, in bytes."""
        pairs = (*self.headers, *self.unchanged)
        return len(self.body) + sum(sys.getsizeof(name) + sys.getsizeof(value) for name, value in pairs)


class ResponseCache:
    """Responses by all that shapes them; thread-safe.

    :param most_bytes: the bytes of all responses together, with keys and headers; 0 keeps none. No response may
        take more than an eighth.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, KeptResponse] = OrderedDict()
        self._size = self._hits = self._misses = 0

    @property
    def keeps(self) -> bool:
        """Whether it keeps anything at all."""
        return self._most > 0

    def get(self, key: Key) -> KeptResponse | None:
        """Return the response of a key, None where there is none; a response that is found counts as a hit."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                self._hits += 1
            return found

    def count_miss(self) -> None:
        """Note that a response had to be made."""
        with self._lock:
            self._misses += 1

    def put(self, key: Key, response: KeptResponse) -> None:
        """Keep a response, unless it is too large, or its key too long."""
        size = _size(key, response)
        with self._lock:
            if key in self._kept or size > self._most // _LARGEST_PART or sum(map(len, key)) > _LONGEST_KEY:
                return
            self._kept[key] = response
            self._size += size
            while self._size > self._most:
                self._size -= _size(*self._kept.popitem(last=False))

    def state(self) -> CacheState:
        """Return the figures."""
        with self._lock:
            return CacheState(self._size, self._hits, self._misses)


def _size(key: Key, response: KeptResponse) -> int:
    """Return the memory that an entry takes, in bytes."""
    return _ENTRY_BYTES + sum(map(sys.getsizeof, key)) + response.size
