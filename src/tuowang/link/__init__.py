"""Do we hold it, in order, once, and does the partner?

Knows logs, seals and bundles; knows no meaning and no disk.
"""
