"""What overtime is worked for: from a centre's jobs up to the requirements that it keeps."""

from collections.abc import Iterable

from tuowang.plan.model import Job, Kept, Overtime
from tuowang.plan.standing import Standing
from tuowang.plan.workshop import Workshop


def worked_for(
    shop: Workshop, standing: Standing, jobs: list[Job], kept: Iterable[Kept]
) -> list[Overtime]:
    """The overtime of every centre and period, with what of `kept` the jobs there go to."""
    if not any(map(any, standing.overtime)):
        return []
    ends = _ends(jobs, {one.reference for one in kept})
    at: dict[tuple[int, int], set[str]] = {}
    for job in jobs:
        method = shop.methods[shop.numbers[job.item]]
        assert method is not None
        for centre, _, _ in method.work:
            for period in range(job.start, job.start + method.span + 1):
                at.setdefault((centre, period), set()).update(ends[job.line])
    return [
        Overtime(name, period, seconds, sorted(at.get((centre, period), ())))
        for centre, name in enumerate(shop.centres)
        for period, seconds in enumerate(standing.overtime[centre])
        if seconds
    ]


def _ends(jobs: list[Job], kept: set[str]) -> dict[str, set[str]]:
    """By job the references of `kept` that it goes to, itself or through others."""
    causes = {job.line: [peg.reference for peg in job.causes] for job in jobs}
    ends: dict[str, set[str]] = {}
    for root in causes:
        path = [root]
        while path:
            line = path[-1]
            waiting = [one for one in causes[line] if one in causes and one not in ends]
            if waiting:
                path += waiting
                continue
            found = {one for one in causes[line] if one in kept}
            ends[line] = found.union(*(ends[one] for one in causes[line] if one in causes))
            path.pop()
    return ends
