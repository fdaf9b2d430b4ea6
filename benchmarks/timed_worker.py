"""A worker that also tells how long the ledger took: `ledger_s` in each result, for `benchmarks.bulk`."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import perf_counter
from typing import Any

from bot.engine import worker
from bot.ledger.database import Database

_spent = 0.0


def _timed(act: Callable[..., Any]) -> Callable[..., Any]:
    def timed(*arguments: Any, **options: Any) -> Any:
        global _spent
        began = perf_counter()
        try:
            return act(*arguments, **options)
        finally:
            if threading.current_thread() is threading.main_thread():  # heartbeats keep nobody waiting
                _spent += perf_counter() - began

    return timed


def _telling(tell: Callable[..., None]) -> Callable[..., None]:
    def telling(**event: Any) -> None:
        global _spent
        if event["event"] == "result":
            event["ledger_s"], _spent = _spent, 0.0
        tell(**event)

    return telling


def main() -> None:
    """The worker's process, timed."""
    Database.write = _timed(Database.write)  # type: ignore[method-assign]
    Database.read = _timed(Database.read)  # type: ignore[method-assign]
    worker.tell = _telling(worker.tell)
    worker.main()


if __name__ == "__main__":
    main()
