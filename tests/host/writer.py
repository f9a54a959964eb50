"""A process that writes, to be killed or to compete: writer.py PATH STREAM COUNT.

Each transaction appends to the stream and counts up one shared row; the total is printed when
it is committed, and only then.
"""

from __future__ import annotations

import os
import sys

from tuowang.host.sqlite import SqliteStore
from tuowang.store.samples import COUNTERS, TABLES, Counter, entries


def main(path: str, stream: int, count: int) -> None:
    store = SqliteStore(path, TABLES)
    for _ in range(count):
        store.begin()
        total = (store.get(COUNTERS, 1) or Counter(1)).value + 1
        store.put(COUNTERS, Counter(1, total))
        store.append(entries(store, stream, total.to_bytes(4, "big"), os.urandom(5000)))
        store.commit()
        os.write(1, total.to_bytes(4, "big"))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
