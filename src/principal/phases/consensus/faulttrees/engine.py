"""Decision diagrams that grow as they must, within bounds of time and memory."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from principal.phases.consensus.faulttrees import compiling, walk
from principal.phases.consensus.faulttrees.compiling import Functions

_START = 1 << 10  # nodes to begin with: most functions are small
_COMPILE_AFTER = 150_000  # steps in Python, about as long as loading numba takes
_SLICE = {False: 20_000, True: 1_000_000}  # steps between two looks at the clock
_LINES_PER_NODE = 2
_MOST_LINES = 1 << 23
_LOOKS = 32  # at the time for one at the memory, which is asked of the system


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
        memory: bytes that the process may take beyond what it had when the clock was started.
        machine_code: may numba be used where it is installed?
    """

    seconds: float | None = None
    nodes: int = 48_000_000
    memory: int = 6 << 30
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


def most_memory() -> int:
    """The most that this process has had at once, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most << 10


class Clock:
    """Says when the time or the memory is used up. Whatever may take long looks at it again and again.

    Args:
        bounds: how much there is of both.
        now: what time it is, in seconds.
        taken: the most memory that there was at once, in bytes.
    """

    def __init__(
        self,
        bounds: Bounds,
        now: Callable[[], float] = time.monotonic,
        taken: Callable[[], int] = most_memory,
    ) -> None:
        self._bounds = bounds
        self._now = now
        self._start = now()
        self._share = 1.0
        self._taken = taken
        self._most = taken() + bounds.memory
        self._looks = 0

    def give(self, share: float) -> None:
        """Say that the time is over when that *share* of all seconds is."""
        self._share = share

    def look(self) -> None:
        """Go on, or say that there is no more.

        Raises:
            NotSolved: the time is over, or too much memory is taken.
        """
        seconds = self._bounds.seconds
        if seconds is not None and self._now() - self._start > self._share * seconds:
            raise NotSolved(f"not solved in {seconds:{'.0f' if seconds >= 100 else '.3g'}} s")
        self._looks += 1
        if not self._looks % _LOOKS and self._taken() > self._most:
            raise NotSolved(f"not solved with {self._bounds.memory >> 20:,} MiB")


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

    def constant(self, value: bool) -> int:
        """What is always true, or never."""
        return int(value)

    def inverse(self, node: int) -> int:
        """True where *node* is false; it may raise what ``apply`` does."""
        return self.apply(walk.PARITY, node, 1)

    def event(self, level: int) -> int:
        """The decision on the event of *level* alone."""
        while not (node := self.use.node_of(self._nodes, self._heads, self._registers, level, 0, 1)):
            self._more_nodes()
        return int(node)

    def level(self, node: int) -> int:
        """The level of a node."""
        return int(self._nodes[walk.NODE * node])

    def apply(self, operation: int, a: int, b: int) -> int:
        """The *operation* of ``walk`` on *a* and *b*.

        Raises:
            NotSolved: the bounds do not suffice.
            Paused: the steps are used up; what was begun is forgotten.
        """
        self._clock.look()
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
            self._clock.look()
            if self.steps is not None and self.steps <= 0:
                raise Paused
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

    def size(self, root: int) -> int:
        """How many nodes are below *root*, itself included."""
        return int(self.use.size(self._nodes, root, self.use.ints(root + 2)))

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
