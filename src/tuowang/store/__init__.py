"""Where do entries and rows stand while the round runs?

The shape of tables and logs, and the store in memory. Life's store is the host's SQLite; both
pass one acceptance suite (`tuowang.store.acceptance`).
"""
