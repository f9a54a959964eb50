"""A plan as lines of text, to read and to compare."""

from tests.plan.ledger import faults
from tuowang.plan import Plan, PlanProblem, explode


def table(plan: Plan) -> list[str]:
    """One line each: what is made, bought, delivered, missing, and why."""
    lines = [
        f"{job.line}: {job.quantity} in {job.start}-{job.finish} for "
        + ", ".join(f"{peg.reference} {peg.quantity}" for peg in job.causes)
        for job in plan.jobs
    ]
    lines += [
        f"{row.line}: {row.quantity} in {row.order_period}-{row.due_period} for "
        + ", ".join(f"{peg.reference} {peg.quantity}" for peg in row.causes)
        for row in plan.purchases
    ]
    lines += [f"deliver {row.reference} {row.quantity} in {row.period}" for row in plan.deliveries]
    lines += [f"miss {row.reference} {row.quantity}" for row in plan.unmet]
    lines += [
        f"overtime {row.centre} {row.seconds} in {row.period} for {', '.join(row.references)}"
        for row in plan.overtime
    ]
    return lines + reasons(plan)


def reasons(plan: Plan) -> list[str]:
    """Why something is late or missing."""
    return [
        f"{row.reference} {row.quantity}: {row.code} {row.item} "
        f"{row.centre or row.component or ''} {row.first_period}-{row.last_period}"
        for row in plan.reasons
    ]


def sound(asked: PlanProblem) -> Plan:
    """The plan, once it is sure that it adds up."""
    plan = explode(asked)
    assert faults(asked, plan) == []
    return plan
