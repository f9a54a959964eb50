"""Given debts, which cancel?

Debts that go round in a circle can be struck off with no cash: every firm keeps its net position.
This room knows nodes, amounts and days; nothing of companies, records, clocks or disks.

    obligations.read_obligations    lines -> Obligations: what is owed, as arrays
    engine.clear                    Obligations -> Clearing: the most that cancels, with its proof
    certificate.check               does a result keep every net position, and is it the optimum?
    walks.closed_walks              a result -> the rings that carry it out
    commit.Commit                   what a firm may say of a ring, and when its legs are settled
    ring.Terms                      who stands in a ring, by one-time keys; signatures

The first four need NumPy (the extras `net` or `plan`); with Numba beside it (`net`) the very same
source runs a hundred times faster. Nothing is imported here, so that the room costs nothing at
rest.
"""
