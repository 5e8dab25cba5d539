"""The walk over decision diagrams: the one loop in which all the time goes.

Written once, over flat sequences of numbers: Python runs it on lists, and numba compiles the
same text for arrays. So it keeps to what both mean alike: small positive whole numbers (no
product reaches 2**63), no objects, no recursion. It stops when its steps are used up or
something is full, and goes on from there when it is called again.

Diagrams of two kinds share the nodes. In a *decision* diagram a node reads: where its event
happens ``high``, else ``low``. In a diagram of *sets*: the sets of ``low``, and those of
``high`` with the event added. Node 0 is false (no set), node 1 true (the empty set); a node's
children have smaller numbers than itself.
"""

from __future__ import annotations

from collections.abc import MutableSequence

Numbers = MutableSequence[int]

# What to compute, of nodes a and b.
AND, OR, PARITY = 1, 2, 3  # of two decision diagrams
# A. Rauzy: New algorithms for fault trees analysis, Reliability Engineering and System Safety 40 (1993).
MINIMAL = 4  # of a decision diagram: its minimal solutions, as sets
WITHOUT = 5  # of two diagrams of sets: those of a that contain none of b
# Of a decision diagram a and a number b: as a answers before more than b - 1 events that it asks for have
# happened; where it goes on asking, false or true.
FALSE_AFTER, TRUE_AFTER = 6, 7

# A node is four numbers: level, low, high, and the next node with the same hash. A line of the
# cache is four: a, b, operation, result. A frame of the stack is five: operation, a, b, stage,
# and what its first child answered.
NODE, LINE, FRAME = 4, 4, 5
LEAF = 2**31 - 1  # the level of 0 and 1: below every event

# The registers, kept between calls.
COUNT, DEPTH, RETURNS, OPERATION, LEFT, RIGHT, RESULT, STEPS = range(8)
REGISTERS = 8

DONE, PAUSED, NODES_FULL, STACK_FULL = range(4)


def walk(nodes: Numbers, heads: Numbers, cache: Numbers, stack: Numbers, registers: Numbers, steps: int) -> int:
    """Compute what the registers ask for, for at most *steps* steps.

    Returns:
        DONE (the answer is in RESULT), PAUSED, NODES_FULL or STACK_FULL.
    """
    count = registers[0]
    depth = registers[1]
    returns = registers[2]
    operation = registers[3]
    a = registers[4]
    b = registers[5]
    result = registers[6]
    most_nodes = len(nodes) // 4
    most_frames = len(stack) // 5
    head_mask = len(heads) - 1
    line_mask = len(cache) // 4 - 1
    done = 0
    status = 1
    while done < steps:
        done += 1
        if returns == 0:
            known = -1
            if operation == 1:
                if a == 0 or b == 0:
                    known = 0
                elif a == 1 or a == b:
                    known = b
                elif b == 1:
                    known = a
            elif operation == 2:
                if a == 1 or b == 1:
                    known = 1
                elif a == 0 or a == b:
                    known = b
                elif b == 0:
                    known = a
            elif operation == 3:
                if a == b:
                    known = 0
                elif a == 0:
                    known = b
                elif b == 0:
                    known = a
                elif a + b == 1:
                    known = 1
            elif operation == 4:
                if a < 2:
                    known = a
            elif operation >= 6:
                if a < 2:
                    known = a
                elif b == 0:
                    known = operation - 6
            else:
                if a > 1:
                    level = nodes[4 * a]
                    while nodes[4 * b] < level:  # sets of b with an event that none of a has
                        b = nodes[4 * b + 1]
                        done += 1
                if b == 1 or a == b:
                    known = 0
                elif a < 2 or b == 0:  # b, being minimal, has the empty set only where it has no other
                    known = a
            if known < 0:
                if operation <= 3 and a > b:
                    a, b = b, a
                key = a * 625341585 + b * 461845907 + operation * 668265263
                line = 4 * ((key ^ (key >> 19)) & line_mask)
                if cache[line] == a and cache[line + 1] == b and cache[line + 2] == operation:
                    known = cache[line + 3]
            if known < 0:
                if depth == most_frames:
                    status = 3
                    break
                frame = 5 * depth
                stack[frame] = operation
                stack[frame + 1] = a
                stack[frame + 2] = b
                stack[frame + 3] = 1
                depth += 1
                if operation <= 3:
                    level = nodes[4 * a]
                    other = nodes[4 * b]
                    if level <= other:
                        a = nodes[4 * a + 1]
                    if other <= level:
                        b = nodes[4 * b + 1]
                else:
                    if operation == 5 and nodes[4 * a] == nodes[4 * b]:
                        b = nodes[4 * b + 1]
                    a = nodes[4 * a + 1]
                continue
            result = known
            returns = 1
        if depth == 0:
            status = 0
            break
        if count >= most_nodes:
            status = 2
            break
        frame = 5 * (depth - 1)
        operation = stack[frame]
        a = stack[frame + 1]
        b = stack[frame + 2]
        stage = stack[frame + 3]
        if stage == 1:  # the low child is known
            stack[frame + 4] = result
            returns = 0
            if operation <= 3:
                stack[frame + 3] = 3
                level = nodes[4 * a]
                other = nodes[4 * b]
                if level <= other:
                    a = nodes[4 * a + 2]
                if other <= level:
                    b = nodes[4 * b + 2]
            elif operation == 4:
                stack[frame + 3] = 2
                a = nodes[4 * a + 2]
            elif operation >= 6:
                stack[frame + 3] = 3
                a = nodes[4 * a + 2]
                b -= 1
            elif nodes[4 * a] == nodes[4 * b]:
                stack[frame + 3] = 2
                a = nodes[4 * a + 2]
                b = nodes[4 * b + 2]
            else:
                stack[frame + 3] = 3
                a = nodes[4 * a + 2]
            continue
        if stage == 2:  # from the high child, take what the low one has already
            stack[frame + 3] = 3
            returns = 0
            b = stack[frame + 4] if operation == 4 else nodes[4 * b + 1]
            operation = 5
            a = result
            continue
        low = stack[frame + 4]
        high = result
        level = nodes[4 * a]
        if operation <= 3 and nodes[4 * b] < level:
            level = nodes[4 * b]
        sets = operation == 4 or operation == 5
        if (not sets and low == high) or (sets and high == 0):
            result = low
        else:
            key = level * 625341585 + low * 461845907 + high * 668265263
            slot = (key ^ (key >> 17)) & head_mask
            found = heads[slot]
            while found > 0:
                at = 4 * found
                if nodes[at + 1] == low and nodes[at + 2] == high and nodes[at] == level:
                    break
                found = nodes[at + 3]
            if found == 0:
                found = count
                at = 4 * found
                nodes[at] = level
                nodes[at + 1] = low
                nodes[at + 2] = high
                nodes[at + 3] = heads[slot]
                heads[slot] = found
                count += 1
            result = found
        key = a * 625341585 + b * 461845907 + operation * 668265263
        line = 4 * ((key ^ (key >> 19)) & line_mask)
        cache[line] = a
        cache[line + 1] = b
        cache[line + 2] = operation
        cache[line + 3] = result
        depth -= 1
    registers[0] = count
    registers[1] = depth
    registers[2] = returns
    registers[3] = operation
    registers[4] = a
    registers[5] = b
    registers[6] = result
    registers[7] += done
    return status


def hash_again(nodes: Numbers, heads: Numbers, count: int) -> None:
    """Fill *heads*, which is empty and may be longer than before, with the first *count* nodes."""
    head_mask = len(heads) - 1
    for node in range(2, count):
        at = 4 * node
        key = nodes[at] * 625341585 + nodes[at + 1] * 461845907 + nodes[at + 2] * 668265263
        slot = (key ^ (key >> 17)) & head_mask
        nodes[at + 3] = heads[slot]
        heads[slot] = node


def keep(nodes: Numbers, count: int, numbers: Numbers) -> int:
    """Move the nodes that are marked in *numbers* (not 0) together, with all that is below them.

    Afterwards *numbers* tells the new number of each. Returns how many there are.
    """
    for node in range(count - 1, 1, -1):
        if numbers[node] != 0:
            numbers[nodes[4 * node + 1]] = 1
            numbers[nodes[4 * node + 2]] = 1
    kept = 2
    numbers[0] = 0
    numbers[1] = 1
    for node in range(2, count):
        if numbers[node] != 0:
            numbers[node] = kept
            nodes[4 * kept] = nodes[4 * node]
            nodes[4 * kept + 1] = numbers[nodes[4 * node + 1]]
            nodes[4 * kept + 2] = numbers[nodes[4 * node + 2]]
            kept += 1
    return kept


def size(nodes: Numbers, root: int, marks: Numbers) -> int:
    """How many nodes are below *root*; *marks* are all 0, and as many as there are nodes up to it."""
    marks[root] = 1
    found = 0
    for node in range(root, 1, -1):
        if marks[node] != 0:
            found += 1
            marks[nodes[4 * node + 1]] = 1
            marks[nodes[4 * node + 2]] = 1
    return found


def node_of(nodes: Numbers, heads: Numbers, registers: Numbers, level: int, low: int, high: int) -> int:
    """The node with these three, made if need be; 0 where there is no room for it."""
    key = level * 625341585 + low * 461845907 + high * 668265263
    slot = (key ^ (key >> 17)) & (len(heads) - 1)
    found = heads[slot]
    while found > 0:
        at = 4 * found
        if nodes[at] == level and nodes[at + 1] == low and nodes[at + 2] == high:
            return found
        found = nodes[at + 3]
    found = registers[0]
    at = 4 * found
    if at >= len(nodes):
        return 0
    nodes[at] = level
    nodes[at + 1] = low
    nodes[at + 2] = high
    nodes[at + 3] = heads[slot]
    heads[slot] = found
    registers[0] = found + 1
    return found


def carry(cache: Numbers, larger: Numbers) -> None:
    """Put every line of *cache* into a *larger* one, which is empty."""
    line_mask = len(larger) // 4 - 1
    for old in range(0, len(cache), 4):
        if cache[old + 2] != 0:
            key = cache[old] * 625341585 + cache[old + 1] * 461845907 + cache[old + 2] * 668265263
            line = 4 * ((key ^ (key >> 19)) & line_mask)
            larger[line] = cache[old]
            larger[line + 1] = cache[old + 1]
            larger[line + 2] = cache[old + 2]
            larger[line + 3] = cache[old + 3]
