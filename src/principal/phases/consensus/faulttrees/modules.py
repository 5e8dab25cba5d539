"""Parts of a tree that share no event with the rest, found in two walks over it.

Y. Dutuit, A. Rauzy: A linear-time algorithm to find modules of fault trees, IEEE Transactions
on Reliability 45 (1996). Such a part is solved alone and is one event to the part above it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from principal.phases.consensus.faulttrees.tree import Kind, Node


def modules(nodes: Sequence[Node], top: int, look: Callable[[], None]) -> list[int]:
    """The gates below *top*, itself included, that are modules; those inside others come first.

    *look* is called now and then, and may end the work by raising.
    """
    first: dict[int, int] = {}
    left: dict[int, int] = {}
    last: dict[int, int] = {}
    finished: list[int] = []
    clock = 0
    waiting: list[tuple[int, int]] = [(top, 0)]
    while waiting:
        node, at = waiting.pop()
        clock += 1
        last[node] = clock
        if at == 0:
            if node in first:
                continue
            first[node] = clock
            look()
        inputs = nodes[node].inputs
        if at < len(inputs):
            waiting.append((node, at + 1))
            child = inputs[at]
            waiting.append((child if child >= 0 else ~child, 0))
        else:
            left[node] = clock
            finished.append(node)
    earliest: dict[int, int] = {}
    latest: dict[int, int] = {}
    found = []
    for node in finished:  # inputs come before their gates
        children = [n if n >= 0 else ~n for n in nodes[node].inputs]
        if nodes[node].kind is Kind.EVENT or not children:
            earliest[node], latest[node] = first[node], last[node]
            continue
        look()
        low = min(min(first[n], earliest[n]) for n in children)
        high = max(max(last[n], latest[n]) for n in children)
        earliest[node], latest[node] = low, high
        if node == top or (low > first[node] and high < left[node]):
            found.append(node)
    return found
