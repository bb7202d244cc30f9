"""Answers that are kept: bounded, the one that was asked for longest ago leaves first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["AnswerCache", "CacheState"]


@dataclass(frozen=True)
class CacheState:
    """Figures of a cache: the bytes that it holds, how often it had an answer, how often not."""

    size: int
    hits: int
    misses: int


class AnswerCache:
    """Serialised answers by their tag, which holds all that shapes them; thread-safe.

    :param most_bytes: the bytes of all answers together; 0 keeps none. No answer may take more than an eighth.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._lock = threading.Lock()
        self._answers: OrderedDict[str, bytes] = OrderedDict()
        self._size = self._hits = self._misses = 0

    def get(self, tag: str, make: Callable[[], str | bytes]) -> bytes:
        """Return the answer of a tag, made where there is none; what `make` raises is passed on and not kept."""
        with self._lock:
            found = self._answers.get(tag)
            if found is not None:
                self._answers.move_to_end(tag)
                self._hits += 1
                return found
            self._misses += 1
        made = make()
        body = made.encode() if isinstance(made, str) else made
        self._keep(tag, body)
        return body

    def state(self) -> CacheState:
        """Return the figures."""
        with self._lock:
            return CacheState(self._size, self._hits, self._misses)

    def _keep(self, tag: str, body: bytes) -> None:
        if len(body) > self._most // 8:
            return
        with self._lock:
            if tag in self._answers:
                return
            self._answers[tag] = body
            self._size += len(body)
            while self._size > self._most:
                self._size -= len(self._answers.popitem(last=False)[1])
