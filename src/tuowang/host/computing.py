"""The process that computes a connector's jobs, apart from the loop that answers partners.

Run as `python -P -m tuowang.host.computing`. In and out go frames: 8 bytes of length, big-endian,
then a pickle, between our own two processes only. In: (kind, inputs) of a job. Out: the command
that is its answer. It ends when its input does, in the middle of a job, too.
"""

from __future__ import annotations

import os
import pickle
import sys
from queue import SimpleQueue
from threading import Thread
from typing import IO

LENGTH_BYTES = 8


def frame(value: object) -> bytes:
    """A value as it travels."""
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    return len(data).to_bytes(LENGTH_BYTES, "big") + data


def _listen(stream: IO[bytes], frames: SimpleQueue[bytes]) -> None:
    while len(head := stream.read(LENGTH_BYTES)) == LENGTH_BYTES:
        frames.put(stream.read(int.from_bytes(head, "big")))
    os._exit(0)  # whoever wanted the answer is gone


def main() -> None:
    """Compute one job after another."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a solver prints is no answer
    frames: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_listen, args=(sys.stdin.buffer, frames), daemon=True).start()
    from tuowang.flows import FLOWS

    runs = {kind: run for flow in FLOWS for kind, run in flow.jobs.items()}
    while True:
        kind, inputs = pickle.loads(frames.get())
        answers.write(frame(runs[kind](inputs)))
        answers.flush()


if __name__ == "__main__":
    main()
