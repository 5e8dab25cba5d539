"""The child process that lays out diagrams: ELK's layered algorithm inside of mini-racer.

It reads one line of JSON (a list of graphs) and writes a line for each: the graph with
positions, or an error. mini-racer can hang at exit, so the process ends itself, and its
parent has a time-out all the same.

Run as ``python -m principal.faces.pictures.engine``.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
from pathlib import Path

WORKER = Path(__file__).parent / "elk" / "elk-worker.min.js"
PROCESSOR_SECONDS = 60
MEMORY_BYTES = 1 << 30
ABSENT = 3  # exit code: mini-racer is not installed

# What the worker file expects of a browser: it answers by postMessage, at once where nothing is asynchronous.
_BROWSER = """
var window = globalThis, self = globalThis, said = [];
function postMessage(message) { said.push(message); }
function setTimeout(work) { work(); }
"""
_ASK = """
said = [];
self.onmessage({data: {id: 1, cmd: 'layout', graph: %s, layoutOptions: {}, options: {}}});
JSON.stringify(said[0] && said[0].data ? {graph: said[0].data} : {error: String(said[0] && said[0].error)})
"""


def main() -> int:
    """Lay out what standard input asks for."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    try:
        from py_mini_racer import JSEvalException, MiniRacer
    except ImportError:
        return ABSENT
    graphs = json.loads(sys.stdin.readline())
    context = MiniRacer()
    context.set_hard_memory_limit(MEMORY_BYTES)
    context.eval(_BROWSER)
    context.eval(WORKER.read_text(encoding="utf-8"))
    context.eval("self.onmessage({data: {id: 0, cmd: 'register', algorithms: ['layered']}})")
    for graph in graphs:
        try:
            answer = str(context.eval(_ASK % json.dumps(graph)))
        except JSEvalException as error:
            answer = json.dumps({"error": " ".join(str(error).split())[:300]})
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()
    context.close()
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)
