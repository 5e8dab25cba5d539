"""What a decision's status says, in the words that teams use for it."""

from __future__ import annotations

import re

from principal.core.pages.words import vocabulary

STATUSES = ("proposed", "accepted", "rejected", "deprecated", "superseded", "draft")

_WORDS = {
    "accepted": "accepted approved adopted decided agreed implemented completed ratified enacted active "
    "akzeptiert angenommen beschlossen accepté acceptée adoptée aceptado aceptada aprobado "
    "aceito aceita aprovado aprovada",
    "proposed": "proposed pending discussing discussion review open provisional suggested deferred postponed on-hold "
    "vorgeschlagen proposé proposée propuesto propuesta proposto proposta",
    "rejected": "rejected declined withdrawn abandoned discarded cancelled canceled dropped dismissed "
    "abgelehnt verworfen rejeté rejetée rechazado rechazada rejeitado rejeitada",
    "deprecated": "deprecated obsolete retired outdated reverted obsoleted archived expired invalidated "
    "veraltet obsolète déprécié déprécié obsoleto obsoleta depreciado",
    "superseded": "superseded superceded superseeded superceeded replaced "
    "ersetzt abgelöst remplacé remplacée reemplazado reemplazada sustituido substituído substituída",
    "draft": "draft wip drafting incomplete in-progress brouillon entwurf borrador rascunho",
}
_MEANING = {word: status for status, words in _WORDS.items() for word in words.split()}
_EASTERN = {
    "已接受": "accepted",
    "已采纳": "accepted",
    "已采用": "accepted",
    "承認済み": "accepted",
    "採用": "accepted",
    "提议": "proposed",
    "提案": "proposed",
    "已拒绝": "rejected",
    "却下": "rejected",
    "已废弃": "deprecated",
    "廃止": "deprecated",
    "已取代": "superseded",
    "草稿": "draft",
}
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_BY = re.compile(
    r"\b(?:super[sc]ee?ded|replaced|obsoleted|invalidated)\s+(?:\([^()]{0,80}\)\s*)?(?:entirely\s+|fully\s+)?(?:by|with|in)\b"
)
_OVER = re.compile(r"\bno longer (?:relevant|in force|in effect|applicable|applies|valid|needed|used|true)\b")
_IN_BRACKETS = re.compile(r"\[([^\[\]]{0,300})\](?![(\[])|\(([^()]{0,300})\)")
_IN_PART = re.compile(r"\b(?:part(?:ly|ially)?|in part|mostly)\s+(?:super[sc]ee?ded|replaced|obsoleted)")
_NOT_YET = vocabulary("not never if until when once unless should would could shall may might before nor no cannot")
_WILL = vocabulary("will")
_EARLY = 7  # a status stands at the beginning of what is said; a word later on tells a story


def classify(text: str) -> str:
    """The status that *text* (without markup) says: one of ``STATUSES``, or ``unknown``.

    ``accepted`` needs a word for it that is neither denied nor in the future, and a form's
    list of possible statuses says none of them.
    """
    lowered = text.lower().strip()
    for eastern, status in _EASTERN.items():
        if lowered.startswith(eastern):
            return status
    if _is_choice(lowered):
        return "unknown"
    in_part = _IN_PART.search(lowered) is not None
    if not in_part and (by := _BY.search(lowered)) and not _denied(_TOKEN.findall(lowered[: by.start()])):
        return "superseded"
    tokens = _TOKEN.findall(lowered[:400])
    for n, token in enumerate(tokens[:_EARLY]):
        meant = _MEANING.get(token)
        if meant is None or (meant == "superseded" and in_part):
            continue
        before = tokens[:n]
        if _denied(before):
            return "proposed" if "yet" in before or set(before) & (_WILL | {"until", "once", "when"}) else "unknown"
        if meant == "accepted" and "superseded" in tokens[n + 1 : n + 6] and not in_part:
            return "superseded"
        return meant
    if _OVER.search(lowered):
        return "deprecated"
    if lowered.startswith("on hold") or lowered.rstrip(".") == "proposal":
        return "proposed"
    if any(phrase in lowered for phrase in ("in effect", "in force")) and not _denied(tokens[:_EARLY]):
        return "accepted"
    return "draft" if lowered.startswith(("in progress", "work in progress")) else "unknown"


def _denied(before: list[str]) -> bool:
    """Whether the words before a status deny it, or put it off."""
    near = before[-4:]
    return bool(set(near) & (_NOT_YET | _WILL)) or near[-2:] == ["to", "be"] or any(w.endswith("n't") for w in near)


def _is_choice(lowered: str) -> bool:
    """Whether it is a form's list: ``proposed | accepted | rejected``, ``Accepted or Rejected``."""
    named = {_MEANING[t] for t in _TOKEN.findall(lowered[:400]) if t in _MEANING}
    if len(named) < 2:
        return False
    for mark in ("|", "/", ","):
        parts = [p.strip(" {}[]<>\"'*`…._") for p in lowered[:400].split(mark)]
        if sum(1 for p in parts if p.split(" ")[0] in _MEANING) >= (2 if mark == "|" else 3):
            return True
    words = _TOKEN.findall(lowered[:400])
    return any(
        a in _MEANING and b in _MEANING for a, o, b in zip(words, words[1:], words[2:], strict=False) if o == "or"
    )


def without_form(text: str) -> str:
    """*text* (with its markup) without the list of a form's choices: ``Proposed [Proposed, Accepted, Rejected]``."""
    found = next((m for m in _IN_BRACKETS.finditer(text[:2000]) if _is_choice((m[1] or m[2] or "").lower())), None)
    rest = text[: found.start()] + text[found.end() :] if found else ""
    return rest if re.search(r"\w", rest) else text


def speaks_of_statuses(lowered: str) -> bool:
    """Whether a paragraph explains statuses (an instruction left from a form) instead of giving one."""
    return len({_MEANING[t] for t in _TOKEN.findall(lowered[:2000]) if t in _MEANING}) >= 2
