"""Tuowang (脱网, "off the net"): an industrial internet with no platform in the middle.

Every company runs its own connector; two connectors trade directly, over any carrier of bytes.
"""

__version__ = "0.1.0"
