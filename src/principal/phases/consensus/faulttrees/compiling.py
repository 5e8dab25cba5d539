"""The walk and the passes as machine code, where numba is installed.

numba is large and is loaded only when a tree is. What it compiles is kept in the user's cache
folder, if that belongs to the user alone: numba reads back what it wrote as pickles.
"""

from __future__ import annotations

import importlib.util
import os
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from principal.core import compiled


@dataclass(frozen=True, slots=True)
class Functions:
    """The functions of ``walk`` and ``passes``, compiled or not.

    Attributes:
        ints, floats: makes a sequence of that many zeros.
    """

    walk: Callable[..., int]
    hash_again: Callable[..., None]
    keep: Callable[..., int]
    size: Callable[..., int]
    node_of: Callable[..., int]
    carry: Callable[..., None]
    chances: Callable[..., None]
    between: Callable[..., None]
    cheapest: Callable[..., None]
    conditional: Callable[..., None]
    passing: Callable[..., None]
    ints: Callable[[int], Any]
    floats: Callable[[int], Any]
    machine_code: bool


@lru_cache(maxsize=1)
def plain() -> Functions:
    """The functions as Python runs them."""
    from principal.phases.consensus.faulttrees import passes, walk

    return Functions(
        walk.walk,
        walk.hash_again,
        walk.keep,
        walk.size,
        walk.node_of,
        walk.carry,
        passes.chances,
        passes.between,
        passes.cheapest,
        passes.conditional,
        passes.passing,
        lambda count: [0] * count,
        lambda count: [0.0] * count,
        False,
    )


def available() -> bool:
    """Is numba installed (and not turned off by PRINCIPAL_WITHOUT_NUMBA)?"""
    return not os.environ.get("PRINCIPAL_WITHOUT_NUMBA") and importlib.util.find_spec("numba") is not None


def is_loaded() -> bool:
    """Was machine code asked for before in this process, so that it costs nothing now?"""
    return "numba" in sys.modules and machine_code.cache_info().currsize > 0


@lru_cache(maxsize=1)
def machine_code() -> Functions:
    """The functions, compiled; loaded from the cache where they were compiled before.

    Raises:
        ImportError: numba is not installed, or cannot be used on this machine.
    """
    folder = cache_folder()
    if folder is not None:
        os.environ.setdefault("NUMBA_CACHE_DIR", str(folder))
    import numba
    import numpy as np

    from principal.phases.consensus.faulttrees import passes, walk

    numbers, figures, registers = "int32[::1]", "float64[::1]", "int64[::1]"

    def compile_one(function: Callable[..., Any], answers: str, *takes: str) -> Callable[..., Any]:
        signature = f"{answers}({', '.join(takes)})"
        made: Callable[..., Any]
        if folder is not None:
            try:
                made = numba.njit(signature, cache=True, nogil=True)(function)
            except (OSError, RuntimeError):
                pass  # a cache that cannot be written or read; without one it only takes longer
            else:
                return made
        made = numba.njit(signature, nogil=True)(function)
        return made

    return Functions(
        compile_one(walk.walk, "int64", numbers, numbers, numbers, numbers, registers, "int64"),
        compile_one(walk.hash_again, "void", numbers, numbers, "int64"),
        compile_one(walk.keep, "int64", numbers, "int64", numbers),
        compile_one(walk.size, "int64", numbers, "int64", numbers),
        compile_one(walk.node_of, "int64", numbers, numbers, registers, "int64", "int64", "int64"),
        compile_one(walk.carry, "void", numbers, numbers),
        compile_one(passes.chances, "void", numbers, "int64", "int64", figures, figures),
        compile_one(passes.between, "void", numbers, "int64", "int64", *[figures] * 4),
        compile_one(passes.cheapest, "void", numbers, "int64", "int64", figures, figures),
        compile_one(passes.conditional, "void", numbers, "int64", "int64", *[figures] * 6),
        compile_one(passes.passing, "void", numbers, "int64", *[figures] * 4),
        lambda count: np.zeros(count, np.int32),
        lambda count: np.zeros(count, np.float64),
        True,
    )


def cache_folder() -> Path | None:
    """The folder for compiled code; None where there is none that is the user's alone."""
    try:
        folder = compiled.folder() / "kernels"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = folder.lstat()
    except (OSError, RuntimeError):
        return None
    mine = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022
    return folder if mine and os.access(folder, os.W_OK) else None
