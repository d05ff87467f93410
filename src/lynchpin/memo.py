"""Results that are kept with the object they were computed from."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any


class Memo:
    """The most recent results computed from one object, by key.

    It takes no part in comparisons, and stays behind when its object is copied or pickled. Threads may share it: at worst a result is
    computed twice.
    """

    def __init__(self, most: int = 4) -> None:
        self._most = most
        self._known: dict[Hashable, Any] = {}

    def find(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        """Return the result under this key, and compute it if it is not at hand; the oldest results make room.

        Args:
            key: What identifies the result.
            compute: Computes it.
        """
        if key not in self._known:
            result = compute()
            for old in list(self._known)[: len(self._known) + 1 - self._most]:
                self._known.pop(old, None)
            self._known[key] = result
            return result
        return self._known[key]

    def __reduce__(self) -> tuple[type[Memo], tuple[int]]:
        return Memo, (self._most,)
