"""Granian with worker processes that end when they are told to."""

import threading
from typing import Any

from granian.server import MPServer

INSIST_SECONDS = 0.2


class Workers(MPServer):
    """Granian's server of processes.

    Granian sends each worker one SIGTERM; a worker that is still starting does not see it, and would be
    killed after the whole waiting time. Here the signal is sent again until the worker is gone.
    """

    def shutdown(self, exit_code: int = 0) -> None:
        """Stop the workers; ends the process with the exit status if it is not 0."""
        done = threading.Event()
        insisting = threading.Thread(target=_insist, args=(list(self.wrks), done), daemon=True)
        insisting.start()
        try:
            super().shutdown(exit_code)  # type: ignore[no-untyped-call]
        finally:
            done.set()


def _insist(workers: list[Any], done: threading.Event) -> None:
    while not done.wait(INSIST_SECONDS):
        for worker in workers:
            if worker.is_alive():
                worker.terminate()
