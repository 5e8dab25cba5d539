"""Red flags in prose: sentences that raise one, and sentences next to them that must not."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from principal.core.pages.page import page_of
from principal.phases.consensus._proposal_prose import (
    FAME,
    HEAD,
    LANGUAGES,
    LATER,
    SPAGHETTI,
    UNREVIEWED,
    raised,
)
from principal.phases.consensus._proposal_sections import parts

RAISES = {
    "We will run Kubernetes because Google uses it.": FAME,
    "We take Kafka, since Netflix does too.": FAME,
    "Each service gets a sidecar, because that is what Google does.": FAME,
    "If it is good enough for Netflix, then we take it.": FAME,
    "We shard by tenant, just like Shopify does.": FAME,
    "Every endpoint becomes its own microservice.": SPAGHETTI,
    "Both services share the same database, which keeps them consistent.": SPAGHETTI,
    "The services will write to one table.": SPAGHETTI,
    "We split it into microservices because they are the industry standard.": SPAGHETTI,
    "The details are in Ana's head for now.": HEAD,
    "Only one engineer really understands how the ledger is rounded.": HEAD,
    "Nobody but Boris knows the cut-over.": HEAD,
    "We will migrate the existing data later.": LATER,
    "The old rows can be backfilled in a later release.": LATER,
    "Data migration is left for later.": LATER,
    "We move the data over when we have time.": LATER,
    "Each team is free to choose its own programming language.": LANGUAGES,
    "Teams can pick whatever stack they like.": LANGUAGES,
    "Hotfixes may be deployed at any hour without a review.": UNREVIEWED,
    "We will push directly to production.": UNREVIEWED,
    "Let's skip code review during the move.": UNREVIEWED,
}
DOES_NOT = (
    "We will not run Kubernetes because Google uses it.",
    "We asked why Netflix uses it, and their reasons are not ours.",
    "The header is set because Google uses it to tell crawlers apart from people.",
    "The metadata address differs because Amazon uses 169.254.169.254.",
    "Should we run Kubernetes because Google uses it?",
    "Every endpoint gets its own timeout, and the service stays one.",
    "No two services share the same database.",
    "This prevents that services write to the same table.",
    "Keep a picture of the whole in your head when you read this.",
    "Only one replica knows the leader.",
    "Only I/O errors are retried.",
    "The data are migrated before the old table is dropped.",
    "We never migrate the data later: the copy comes first.",
    "The file is moved later in the build.",
    "Teams can choose their own alert thresholds.",
    "Each team uses its own database for tests.",
    "Nobody may deploy without a review.",
    "Changes cannot be merged without approval.",
    "An attacker could push without review, and this prevents it.",
    "We could merge these two sections without losing a review comment.",
)


WILD = yaml.safe_load((Path(__file__).parent / "prose_in_the_wild.yaml").read_text(encoding="utf-8"))
FLAGS = {
    "fame": FAME, "spaghetti": SPAGHETTI, "head": HEAD, "later": LATER, "languages": LANGUAGES, "unreviewed": UNREVIEWED,
}  # fmt: skip


@pytest.mark.parametrize(("half", "found", "alarms"), [(0, (43, 44), (0, 46)), (1, (30, 41), (3, 41))])
def test_sentences_by_others_are_found_as_often_as_it_is_said(
    half: int, found: tuple[int, int], alarms: tuple[int, int]
) -> None:
    """The second half is held out: no pattern was written for it."""
    for kind, counted in (("raises", found), ("does_not", alarms)):
        asked = [(FLAGS[f], one["said"]) for f, listed in WILD[kind].items() for one in listed[half::2]]
        assert (sum(flag in _flags(said) for flag, said in asked), len(asked)) == counted


def _said(sentence: str, heading: str = "Proposal") -> list[str]:
    return _flags(f"First words.\n{sentence}\nLast words.", heading)


def _flags(paragraph: str, heading: str = "Proposal") -> list[str]:
    text = f"# RFC-001: Something\n\n## {heading}\n\n{paragraph}\n"
    return [r.flag for r in raised(page_of("architecture/proposals/RFC-001-x.md", text.encode()))]


@pytest.mark.parametrize("sentence", RAISES)
def test_a_sentence_raises_its_flag_and_no_other(sentence: str) -> None:
    assert _said(sentence) == [RAISES[sentence]]
    assert _said(sentence.replace("'", "’")) == [RAISES[sentence]]
    for heading in ("Problem", "Alternatives Considered", "Prior art", "Non-Goals"):
        assert _said(sentence, heading) == [], heading


@pytest.mark.parametrize("sentence", DOES_NOT)
def test_what_denies_asks_or_speaks_of_something_else_raises_none(sentence: str) -> None:
    assert _said(sentence) == []


def test_the_sentence_is_quoted_with_the_line_on_which_it_begins() -> None:
    text = (
        "# RFC-001: Something\n\n## Proposal\n\nA first one. We will migrate\nthe data **later**. A third.\n"
        "- An item\n- Teams can pick `whatever` stack they like.\n\n> We will migrate the data later.\n\n"
        "```\nWe will migrate the data later.\n```\n| a | We will migrate the data later. |\n|---|---|\n"
    )
    found = raised(page_of("architecture/proposals/RFC-001-x.md", text.encode()))
    assert [(r.line, r.flag, r.sentence) for r in found] == [
        (5, LATER, "We will migrate the data later."),
        (8, LANGUAGES, "Teams can pick whatever stack they like."),
    ]


def test_a_title_silences_nothing_and_is_no_section() -> None:
    text = "# RFC-001: History of data, and why alternatives\n\nWe will migrate the data later.\n\n## Proposal\n\nx\n"
    page = page_of("architecture/proposals/RFC-001-x.md", text.encode())
    assert [r.flag for r in raised(page)] == [LATER]
    assert [p.kind for p in parts(page)] == ["proposal"]
