"""What people see of a failure: what stands at the needs through which it reaches the journey, and at no others.

And of a queue: what can be told of one whose drain nobody knows.
"""

from __future__ import annotations

from principal.faces.failures.answer_text import text_of
from principal.phases.consensus.failure.gather import Known
from principal.phases.consensus.failure.system import Fault, Journey, Need, Part, System
from principal.phases.consensus.failure.whatif import whatif


def test_people_see_what_the_failure_does_to_their_journey_and_no_more() -> None:
    names = ("web", "cart", "orders", "tips", "hooks", "bus", "cache", "logs")
    needs = (
        Need("web", "cart", "degrade", sees="No cart"),
        Need("web", "tips", "degrade", sees="No tips"),
        Need("web", "logs", "ignore", sees="Nothing"),
        Need("cart", "cache", "fail", sees="An error"),
        Need("cart", "bus", "degrade", sees="The cart stays full"),
        Need("orders", "bus", "degrade", sees="Orders wait"),
        Need("orders", "hooks", "queue", sees="Hooks come later"),
        Need("hooks", "bus", "degrade", sees="No hooks"),
    )
    journeys = (Journey("look", ("web",)), Journey("fill", ("web", "cart")), Journey("follow", ("orders",)))
    known = Known(System({name: Part(name) for name in names}, needs, journeys))

    def seen(*gone: str) -> dict[str, tuple[str, tuple[str, ...]]]:
        answer = whatif(known, [Fault("component", name) for name in gone])
        return {hit.journey: (hit.effect, hit.sees) for hit in answer.hits}

    assert seen("cache", "tips", "logs") == {
        "fill": ("fails", ("An error",)),
        "look": ("degrades", ("No cart", "No tips")),
    }
    assert seen("bus") == {
        "look": ("degrades", ("The cart stays full",)),
        "fill": ("degrades", ("The cart stays full",)),
        "follow": ("degrades", ("Orders wait",)),
    }
    assert seen("hooks") == {"follow": ("queues", ("Hooks come later",))}


def test_a_queue_whose_drain_is_unknown_is_full_some_time() -> None:
    needs = (
        Need("relay", "worker", "queue", holds_ms=10_800_000.0),
        Need("web", "worker", "queue", holds=600.0, rate=1.0),
    )
    known = Known(System({name: Part(name) for name in ("relay", "web", "worker")}, needs, ()))
    text = text_of(known, whatif(known, [Fault("component", "worker")]))
    assert text[text.index("Queues") + 1 :][:2] == [
        "  relay -> worker: full after 3h; how long it drains cannot be told without rate and drain",
        "  web -> worker: full after 10m (600 at 1 requests/s); how long it drains cannot be told without drain",
    ]
