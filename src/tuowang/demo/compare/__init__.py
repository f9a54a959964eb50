"""One industry, run three ways on the same demand: by order, docked, and by an all-seeing planner.

Every week each way decides what is made and shipped; one referee (`world`) carries it out, as far
as stocks and capacity let it, and books what it costs.
"""
