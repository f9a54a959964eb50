"""Docking: agents of firms that talk to their direct neighbours only.

Read `agent` first. Nothing here is imported before a run begins: the solver and its numbers are an
extra.
"""

TOTALS, BLIND, MIXING = "totals", "blind", "mixing"
MODES = (TOTALS, BLIND, MIXING)
"""totals: the best of some scenarios by the chain's cost; blind: one message up and one down, and
no sums; mixing: totals, and each firm blends the scenarios with weights of its own."""
EXPLORE = "explore"
"""With this step's word a run reaches a firm."""
PROBE, CUT = "probe", "cut"
"""With these a circle of firms is found, and cut open."""
MOST_AHEAD = 2
"""How many exchanges ahead of us a partner's word may be."""
