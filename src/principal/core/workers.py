"""Worker processes: one job after the other, the results in order."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


def in_processes(work: Callable[[*Ts], T], jobs: Sequence[tuple[*Ts]]) -> Iterator[T]:
    """Do *work* on each of *jobs*, in as many processes as there are cores; they start at once."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    pool = ProcessPoolExecutor(min(len(jobs), cores), mp_context=multiprocessing.get_context(_start_method()))
    return _finished(pool, [pool.submit(work, *job) for job in jobs])


def _finished(pool: ProcessPoolExecutor, jobs: Sequence[Future[T]]) -> Iterator[T]:
    try:
        for job in jobs:
            yield job.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _start_method() -> str:
    """Fork where nothing else runs in this process yet: it saves importing everything again."""
    if sys.platform == "linux" and len(os.listdir("/proc/self/task")) == 1:  # noqa: PTH208 (names only)
        return "fork"
    return "spawn"
