"""Decision diagrams that grow as they must, within bounds of time and memory."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from principal.phases.consensus.faulttrees import compiling, walk
from principal.phases.consensus.faulttrees.compiling import Functions

_START = 1 << 10  # nodes to begin with: most functions are small
_COMPILE_AFTER = 150_000  # steps in Python, about as long as loading numba takes
_SLICE = {False: 20_000, True: 1_000_000}  # steps between two looks at the clock
_LINES_PER_NODE = 2
_MOST_LINES = 1 << 23


class NotSolved(Exception):
    """The bounds did not suffice; the message is a sentence that says which."""


class Paused(Exception):
    """The steps that an attempt was given are used up."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a solution may cost.

    Attributes:
        seconds: of time; None for as long as it takes.
        nodes: of decision diagrams, 16 bytes each (in Python without numba: 150).
        machine_code: may numba be used where it is installed?
    """

    seconds: float | None = None
    nodes: int = 48_000_000
    machine_code: bool = True


@dataclass(frozen=True, slots=True)
class Diagram:
    """A finished diagram: its nodes alone, the root last (``root`` tells a constant apart).

    Attributes:
        nodes: four numbers a node, as ``walk`` has them.
        root: its number.
    """

    nodes: Any
    root: int


class Clock:
    """Says when the time is over."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._end = None if bounds.seconds is None else time.monotonic() + bounds.seconds

    def look(self) -> None:
        """Go on, or say that the time is over.

        Raises:
            NotSolved: it is.
        """
        if self._end is not None and time.monotonic() > self._end:
            raise NotSolved(f"not solved in {self._bounds.seconds:g} s")


class Engine:
    """Computes with diagrams. One engine serves one module of a tree after the other.

    Attributes:
        steps: how many more steps this attempt has; None for any number.
    """

    def __init__(self, bounds: Bounds, clock: Clock) -> None:
        self._bounds = bounds
        self._clock = clock
        self._may_compile = bounds.machine_code and compiling.available()
        self.use = compiling.machine_code() if self._may_compile and compiling.is_loaded() else compiling.plain()
        self._spent = 0
        self.steps: int | None = None
        self.clear()

    def clear(self) -> None:
        """Forget every diagram."""
        use = self.use
        self._nodes = use.ints(walk.NODE * _START)
        self._nodes[0] = self._nodes[4] = walk.LEAF
        self._nodes[5] = self._nodes[6] = 1
        self._heads = use.ints(2 * _START)
        self._cache = use.ints(walk.LINE * _START)
        self._stack = use.ints(walk.FRAME * 64)
        self._registers = self._whole_numbers([0] * walk.REGISTERS)
        self._registers[walk.COUNT] = 2

    @property
    def count(self) -> int:
        """How many nodes there are."""
        return int(self._registers[walk.COUNT])

    def event(self, level: int) -> int:
        """The decision on the event of *level* alone."""
        while not (node := self.use.node_of(self._nodes, self._heads, self._registers, level, 0, 1)):
            self._more_nodes()
        return int(node)

    def level(self, node: int) -> int:
        """The level of a node."""
        return int(self._nodes[walk.NODE * node])

    def apply(self, operation: int, a: int, b: int = 0) -> int:
        """The *operation* of ``walk`` on *a* and *b*.

        Raises:
            NotSolved: the bounds do not suffice.
            Paused: the steps are used up; what was begun is forgotten.
        """
        if self._may_compile and not self.use.machine_code and self._spent > _COMPILE_AFTER:
            self._compile()
        registers = self._registers
        registers[walk.DEPTH] = registers[walk.RETURNS] = registers[walk.STEPS] = 0
        registers[walk.OPERATION], registers[walk.LEFT], registers[walk.RIGHT] = operation, a, b
        while True:
            steps = _SLICE[self.use.machine_code]
            if self.steps is not None:
                steps = min(steps, max(self.steps, 1))
            status = self.use.walk(self._nodes, self._heads, self._cache, self._stack, self._registers, steps)
            done = int(self._registers[walk.STEPS])
            self._registers[walk.STEPS] = 0
            self._spent += done
            if self.steps is not None:
                self.steps -= done
            if status == walk.DONE:
                return int(self._registers[walk.RESULT])
            if status == walk.NODES_FULL:
                self._more_nodes()
            elif status == walk.STACK_FULL:
                self._stack = self._longer(self._stack, 2 * len(self._stack))
            if self.steps is not None and self.steps <= 0:
                raise Paused
            self._clock.look()
            if self._may_compile and not self.use.machine_code and self._spent > _COMPILE_AFTER:
                self._compile()

    def collect(self, wanted: Sequence[int]) -> list[int]:
        """Forget all nodes that none of *wanted* needs; the new numbers of those."""
        numbers = self.use.ints(self.count)
        for node in wanted:
            numbers[node] = 1
        numbers[0] = numbers[1] = 1
        self._registers[walk.COUNT] = self.use.keep(self._nodes, self.count, numbers)
        self._heads = self.use.ints(len(self._heads))
        self._cache = self.use.ints(len(self._cache))
        self.use.hash_again(self._nodes, self._heads, self.count)
        return [int(numbers[node]) for node in wanted]

    def diagram(self, root: int) -> Diagram:
        """A copy of what is below *root*, and of nothing else. The engine's own nodes stay as they are."""
        nodes = self._nodes[: walk.NODE * self.count]
        if self.use.machine_code:
            nodes = nodes.copy()
        numbers = self.use.ints(self.count)
        numbers[root] = 1
        kept = self.use.keep(nodes, self.count, numbers)
        nodes = nodes[: walk.NODE * kept]
        return Diagram(nodes.copy() if self.use.machine_code else nodes, root if root < 2 else kept - 1)

    def _more_nodes(self) -> None:
        capacity = len(self._nodes) // walk.NODE
        most = self._bounds.nodes if self.use.machine_code else self._bounds.nodes // 10
        if capacity >= most:
            raise NotSolved(f"not solved with {most:,} nodes")
        larger = min(2 * capacity, most)
        self._nodes = self._longer(self._nodes, walk.NODE * larger)
        if 2 * len(self._heads) <= 4 * larger:
            self._heads = self.use.ints(2 * len(self._heads))
            self.use.hash_again(self._nodes, self._heads, self.count)
        lines = len(self._cache) // walk.LINE
        if lines < min(_LINES_PER_NODE * larger, _MOST_LINES):
            cache = self.use.ints(walk.LINE * min(_LINES_PER_NODE * larger, _MOST_LINES))
            self.use.carry(self._cache, cache)
            self._cache = cache

    def _longer(self, numbers: Any, length: int) -> Any:
        if not self.use.machine_code:
            numbers.extend([0] * (length - len(numbers)))
            return numbers
        longer = self.use.ints(length)
        longer[: len(numbers)] = numbers
        return longer

    def _compile(self) -> None:
        """Go on with machine code, from where Python has come."""
        try:
            use: Functions = compiling.machine_code()
        except ImportError:
            self._may_compile = False
            return
        for name in ("_nodes", "_heads", "_cache", "_stack"):
            old = getattr(self, name)
            new = use.ints(len(old))
            new[:] = old
            setattr(self, name, new)
        self.use = use
        self._registers = self._whole_numbers(self._registers)

    def _whole_numbers(self, registers: Sequence[int]) -> Any:
        if not self.use.machine_code:
            return list(registers)
        import numpy as np

        return np.array(registers, np.int64)
