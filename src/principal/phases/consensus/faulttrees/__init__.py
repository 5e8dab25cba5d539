"""Fault trees, solved exactly: what breaks a thing, how likely, and which part matters most.

The kernel knows nothing of systems. Whoever uses it builds a Boolean function and asks::

    tree = Tree()
    database = tree.event("database", 0.001)
    first, second = tree.event("first", 0.01), tree.event("second", 0.01)
    top = tree.any_of([database, tree.all_of([first, second])])

    solution = solve(tree, top)
    solution.count                   # 2 minimal cut sets
    solution.by_order                # {1: 1, 2: 1}: one of one event, one of two
    solution.cut_sets(up_to=2)       # [("database",), ("first", "second")]
    solution.probability             # 0.0010999, or None where an event has none
    solution.top(10)                 # the likeliest cut sets, with their probability
    solution.importance()            # Birnbaum, Fussell-Vesely, RAW and RRW of each event

Every builder returns a number that stands for the function; ``tree.inverse(number)`` is its
negation. A tree is without cycles by construction: an input must exist before its gate.
``solve`` raises ``NotSolved`` where the bounds that it was given do not suffice, and never
answers half. It needs nothing but Python; with numba (the extra ``failure``) large trees are
solved a hundred times as fast, with the same answers.

A function that is not coherent (an event that happens may mend the top) has prime implicants
rather than cut sets. Counted there are the minimal *solutions*: the sets of events that make
the top true while nothing else happens, without those that contain another. They are the
minimal cut sets of the smallest coherent function above it. The probability is that of the
function itself.
"""

from __future__ import annotations

from principal.phases.consensus.faulttrees.bounding import Bounded, bounded
from principal.phases.consensus.faulttrees.engine import Bounds, NotSolved
from principal.phases.consensus.faulttrees.importance import Importance
from principal.phases.consensus.faulttrees.ranking import CutSet
from principal.phases.consensus.faulttrees.solution import Solution
from principal.phases.consensus.faulttrees.solving import solve
from principal.phases.consensus.faulttrees.tree import Tree

__all__ = ["Bounded", "Bounds", "CutSet", "Importance", "NotSolved", "Solution", "Tree", "bounded", "solve"]
