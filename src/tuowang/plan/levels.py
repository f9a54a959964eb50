"""Low-level codes: how far below an end product an item is used, at the deepest.

Level 0 is used in nothing; every ingredient is at a higher level than all that consume it.
"""

from collections.abc import Iterable

from tuowang.plan.model import Recipe


def low_level_codes(items: Iterable[str], recipes: Iterable[Recipe]) -> dict[str, int]:
    """Level of every item. Raises ValueError naming the cycle if an item contains itself."""
    children = {r.item: sorted({g.item for g in r.ingredients}) for r in recipes}
    parents: dict[str, list[str]] = {item: [] for item in items}
    for item in sorted(children):
        for child in children[item]:
            parents.setdefault(child, []).append(item)
            parents.setdefault(item, [])
    waiting = {item: len(above) for item, above in parents.items()}
    levels = {item: 0 for item, count in waiting.items() if count == 0}
    ready = sorted(levels)
    for item in ready:
        for child in children.get(item, ()):
            levels[child] = max(levels.get(child, 0), levels[item] + 1)
            waiting[child] -= 1
            if waiting[child] == 0:
                ready.append(child)
    stuck = {item for item, count in waiting.items() if count > 0}
    if stuck:
        raise ValueError("recipe cycle: " + " -> ".join(_cycle(stuck, parents)))
    return levels


def _cycle(stuck: set[str], parents: dict[str, list[str]]) -> list[str]:
    """One cycle among the stuck items, product first, its first item repeated at the end.

    Every stuck item has a stuck parent, so walking upwards must meet an item again.
    """
    path = [min(stuck)]
    seen = {path[0]: 0}
    while True:
        above = min(p for p in parents[path[-1]] if p in stuck)
        if above in seen:
            loop = path[seen[above] :][::-1]
            turn = loop.index(min(loop))
            return [*loop[turn:], *loop[:turn], loop[turn]]
        seen[above] = len(path)
        path.append(above)
