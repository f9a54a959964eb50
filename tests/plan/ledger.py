"""An independent bookkeeper: recomputes a plan from its lines and finds what does not add up."""

from collections import defaultdict

from tuowang.plan import Job, Plan, PlanProblem, Purchase


def faults(problem: PlanProblem, plan: Plan) -> list[str]:
    """Everything in the plan that breaks a rule; empty for a sound plan."""
    return [
        *_stock(problem, plan),
        *_loads(problem, plan),
        *_jobs(problem, plan),
        *_purchases(problem, plan),
        *_deliveries(problem, plan),
        *_reasons(problem, plan),
        *_causes(problem, plan),
    ]


def _stock(problem: PlanProblem, plan: Plan) -> list[str]:
    recipes = {recipe.item: recipe for recipe in problem.recipes}
    flow: defaultdict[tuple[str, int], int] = defaultdict(int)
    for receipt in problem.receipts:
        flow[receipt.item, max(0, receipt.period)] += receipt.quantity
    for purchase in plan.purchases:
        flow[purchase.item, purchase.due_period] += purchase.quantity
    for delivery in plan.deliveries:
        flow[delivery.item, delivery.period] -= delivery.quantity
    for job in plan.jobs:
        flow[job.item, job.finish] += job.quantity
        for ingredient in recipes[job.item].ingredients:
            flow[ingredient.item, job.start] -= job.batches * ingredient.quantity
    wrong = []
    for data in problem.items:
        stock = data.stock
        for period in range(problem.periods):
            stock += flow[data.item, period]
            if stock < 0 or stock != plan.stock[data.item][period]:
                wrong.append(f"stock of {data.item} in {period}: {stock}")
    return wrong


def _loads(problem: PlanProblem, plan: Plan) -> list[str]:
    recipes = {recipe.item: recipe for recipe in problem.recipes}
    total: defaultdict[str, int] = defaultdict(int)
    for job in plan.jobs:
        for work in recipes[job.item].work:
            total[work.centre] += work.setup_seconds + job.batches * work.run_seconds
    wrong = []
    for capacity in problem.capacities:
        loads = plan.loads[capacity.centre]
        if sum(loads) != total[capacity.centre]:
            wrong.append(f"load of {capacity.centre}: {sum(loads)} of {total[capacity.centre]}")
        beyond = dict.fromkeys(range(problem.periods), 0)
        beyond |= {o.period: o.seconds for o in plan.overtime if o.centre == capacity.centre}
        for period, (load, offered) in enumerate(zip(loads, capacity.seconds, strict=True)):
            normal = load - beyond[period]
            if not 0 <= normal <= offered or (beyond[period] and normal < offered):
                wrong.append(f"{capacity.centre} in {period}: {normal} of {offered}")
            if beyond[period] > (capacity.overtime or beyond.fromkeys(beyond, 0))[period]:
                wrong.append(f"{capacity.centre} in {period}: overtime of {beyond[period]}")
    return wrong


def _jobs(problem: PlanProblem, plan: Plan) -> list[str]:
    data = {row.item: row for row in problem.items}
    recipes = {recipe.item: recipe for recipe in problem.recipes}
    wrong = []
    made: defaultdict[str, int] = defaultdict(int)
    begun: defaultdict[str, int] = defaultdict(int)
    for job in sorted(plan.jobs, key=lambda job: job.start):
        recipe = recipes[job.item]
        begun[job.item] += job.batches
        made[job.item] += job.quantity
        good = begun[job.item] * recipe.batch_quantity * recipe.yield_permille // 1000
        step = -(-data[job.item].lot_multiple // recipe.batch_quantity)
        if made[job.item] != good:
            wrong.append(f"{job.line}: {made[job.item]} of {good}")
        if job.batches % step or job.quantity < data[job.item].lot_minimum:
            wrong.append(f"{job.line}: a lot of {job.batches}")
        if not 0 <= job.start <= job.start + recipe.lead_periods <= job.finish < problem.periods:
            wrong.append(f"{job.line}: from {job.start} to {job.finish}")
    if len({(job.item, job.start) for job in plan.jobs}) != len(plan.jobs):
        wrong.append("two jobs of an item in a period")
    return wrong


def _purchases(problem: PlanProblem, plan: Plan) -> list[str]:
    data = {row.item: row for row in problem.items}
    return [
        f"{row.line}: {row}"
        for row in plan.purchases
        if row.quantity % data[row.item].lot_multiple
        or row.quantity < max(1, data[row.item].lot_minimum)
        or row.order_period < 0
        or row.due_period != row.order_period + data[row.item].purchase_lead_periods
        or not data[row.item].purchasable
    ]


def _deliveries(problem: PlanProblem, plan: Plan) -> list[str]:
    had: defaultdict[str, int] = defaultdict(int)
    wanted = {row.reference: row for row in problem.requirements}
    wrong = []
    for delivery in plan.deliveries:
        had[delivery.reference] += delivery.quantity
        early = delivery.period < wanted[delivery.reference].period
        if early or delivery.quantity <= 0 or delivery.item != wanted[delivery.reference].item:
            wrong.append(f"{delivery}")
    if len({(row.reference, row.period) for row in plan.deliveries}) != len(plan.deliveries):
        wrong.append("two deliveries of a requirement in a period")
    for unmet in plan.unmet:
        had[unmet.reference] += unmet.quantity
    for reference, row in wanted.items():
        if had[reference] != row.quantity:
            wrong.append(f"{reference}: {had[reference]} of {row.quantity}")
    return wrong


def late_or_unmet(problem: PlanProblem, plan: Plan) -> set[str]:
    """The references of the requirements that are not met in full in their period."""
    wanted = {row.reference: max(0, row.period) for row in problem.requirements}
    late = {row.reference for row in plan.deliveries if row.period > wanted[row.reference]}
    return late | {row.reference for row in plan.unmet}


def lateness(problem: PlanProblem, plan: Plan) -> dict[str, int]:
    """By requirement, quantities times the periods that they are late; never is the horizon."""
    due = {row.reference: max(0, row.period) for row in problem.requirements}
    late = dict.fromkeys(due, 0)
    for row in plan.deliveries:
        late[row.reference] += row.quantity * (row.period - due[row.reference])
    for row in plan.unmet:
        late[row.reference] += row.quantity * max(0, problem.periods - due[row.reference])
    return late


def _reasons(problem: PlanProblem, plan: Plan) -> list[str]:
    explained = {reason.reference for reason in plan.reasons}
    differ = explained ^ late_or_unmet(problem, plan)
    wrong = [f"{reference}: reasons do not fit" for reference in sorted(differ)]
    return wrong + [f"{r}" for r in plan.reasons if r.first_period > r.last_period]


def _causes(problem: PlanProblem, plan: Plan) -> list[str]:
    known = {row.reference for row in problem.requirements} | {job.line for job in plan.jobs}
    lines: list[Job | Purchase] = [*plan.jobs, *plan.purchases]
    wrong = []
    if len({line.line for line in lines}) != len(lines):
        wrong.append("two lines of one name")
    for line in lines:
        pegged = sum(peg.quantity for peg in line.causes)
        if pegged > line.quantity or any(peg.reference not in known for peg in line.causes):
            wrong.append(f"{line.line}: causes {line.causes}")
        if any(peg.quantity <= 0 for peg in line.causes):
            wrong.append(f"{line.line}: an empty cause")
    return wrong
