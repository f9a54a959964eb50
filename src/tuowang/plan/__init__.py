"""Given numbers, what would be best: requirements up, availability down, promised dates.

Knows items, periods and seconds only; nothing of companies, records or clocks.
"""

from tuowang.plan.explode import explode
from tuowang.plan.levels import low_level_codes
from tuowang.plan.model import (
    Capacity,
    Delivery,
    Ingredient,
    ItemData,
    Job,
    Peg,
    Plan,
    PlanProblem,
    Purchase,
    Reason,
    Receipt,
    Recipe,
    Requirement,
    Work,
)
from tuowang.plan.promise import promise

__all__ = [
    "Capacity",
    "Delivery",
    "Ingredient",
    "ItemData",
    "Job",
    "Peg",
    "Plan",
    "PlanProblem",
    "Purchase",
    "Reason",
    "Receipt",
    "Recipe",
    "Requirement",
    "Work",
    "explode",
    "low_level_codes",
    "promise",
]
