"""What ``principal init`` asks on a terminal: every guess of the records, and every question without an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from principal.faces.interview import NotUnderstood, Screen, Taken, setting

if TYPE_CHECKING:
    import duckdb

    from principal.core.workspace import Workspace
    from principal.phases.constraints import system_edit
    from principal.phases.constraints.constraints_draft import Question
    from principal.phases.governance import radar_edit

Ask = Callable[[str], str]

_COMPONENT_KEYS = ("kind", "team", "path", "tech", "core", "bought", "external", "replicas", "aliases", "decision")
_KEYS = {
    "components": _COMPONENT_KEYS,
    "teams": ("members", "handles"),
    "data": ("owner", "store", "classes", "regions", "consistency"),
    "journeys": ("steps",),
}
_WORDS = {"components": "component", "teams": "team", "data": "data", "journeys": "journey"}
_SHOWN = ("kind", "team", "path", "tech", "core", "bought", "external", "replicas", "decision", "handles", "members",
          "owner", "store", "classes", "steps")  # fmt: skip
_MAX_REASONS = 12
_NO_ANSWER = "that is none of the answers above"


def system(text: str) -> list[Screen]:
    """A screen for each guess of the system record, after one for all components that have no team."""
    from principal.phases.constraints import system_draft, system_edit

    guesses = system_edit.guesses(text)
    nobodys = [guess.name for guess in guesses if _nobodys(guess)]
    at_once = [_teams(system_draft.PATH, nobodys)] if len(nobodys) > 1 else []
    return [*at_once, *(_guess(system_draft.PATH, guess) for guess in guesses)]


def _nobodys(guess: system_edit.Guess) -> bool:
    """Whether it is a component of ours that no team answers for."""
    value = guess.value
    outside = value.get("external") or value.get("kind") == "external"
    return guess.section == "components" and not outside and not value.get("team")


def _teams(path: str, names: list[str]) -> Screen:
    from principal.phases.constraints import system_edit

    def take(text: str, answer: str, ask: Ask) -> Taken:
        if answer.lower() in ("y", "yes", "n", "no"):
            raise NotUnderstood("the name of a team is the answer here; Enter asks one after the other")
        said, _, team = (part.strip() for part in answer.rpartition("="))
        left = {guess.name: guess for guess in system_edit.guesses(text) if _nobodys(guess)}
        wanted = [name.strip() for name in said.split(",")] if said else list(left)
        unknown = [name for name in wanted if name not in left]
        if unknown:
            raise NotUnderstood(f"{unknown[0]} is none of them")
        for name in wanted:
            text = system_edit.corrected(text, left.pop(name), "team", team)
        if left:
            return Taken(text, f"{team} answers for {', '.join(wanted)}; who for {', '.join(left)}?", settled=False)
        return Taken(text, f"{team} answers for {', '.join(wanted)}")

    lines = ("  Who answers for these? Nothing here says so.", f"  {', '.join(names)}")
    keys = (("TEAM", "it answers for all of them"), ("A,B=TEAM", "it answers for those alone"))
    return Screen(path, "components without a team", lines, (), keys, take, many=True)


def _guess(path: str, guess: system_edit.Guess) -> Screen:
    word = _WORDS[guess.section]
    facts = [f"{key}: {_plain(guess.value[key])}" for key in _SHOWN if key in guess.value]
    facts += ["team: nobody yet"] if _nobodys(guess) else []
    needs = guess.value.get("needs")
    told = []
    for name, need in needs.items() if isinstance(needs, dict) else ():
        via = need.get("via") if isinstance(need, dict) else None
        told.append(f"{name} ({via})" if via else name)
    lines = [f"  {fact}" for fact in facts] + ([f"  needs: {', '.join(told)}"] if told else [])
    reasons = [f"{why or 'nothing says why'}{f' (needs {name})' if name else ''}" for name, why in guess.reasons]
    more = len(reasons) - _MAX_REASONS
    shown = [*reasons[:_MAX_REASONS], *([f"and {more} more"] if more > 0 else [])]
    keys = [("y", "it is right"), ("n", f"it is no {word} of this system: take it out")]
    keys.append(("KEY=VALUE", f"correct it: {', '.join(_KEYS[guess.section])}"))
    if told:
        keys.append(("-NAME", "it does not need that one"))
    return Screen(path, f"{word} {guess.name}", tuple(lines), tuple(shown), tuple(keys), _take(guess))


def _take(guess: system_edit.Guess) -> Callable[[str, str, Ask], Taken]:
    from principal.phases.constraints import system_edit

    part = guess.section == "components"

    def take(text: str, answer: str, ask: Ask) -> Taken:
        same = [g for g in system_edit.guesses(text) if (g.section, g.name) == (guess.section, guess.name)]
        now = same[0] if same else guess
        reasons = dict(now.reasons)
        said = setting(answer, _KEYS[guess.section])
        if said is not None:
            after = system_edit.corrected(text, now, *said)
            return Taken(after, f"{said[0]} is {said[1]} now; is the rest right?", settled=False)
        if answer.startswith("-") and part:
            need = answer[1:].strip()
            gone = ("need-not-declared", f"{guess.name} needs {need}", _path_of(reasons.get(need, "")))
            after = system_edit.without_need(text, guess.name, need)
            return Taken(after, f"it does not need {need}; is the rest right?", settled=False, dismissed=gone)
        if answer.lower() in ("y", "yes"):
            return _confirmed(text, now, ask)
        if answer.lower() in ("n", "no"):
            no_part = ("component-not-declared", guess.name, _path_of(reasons.get("", ""))) if part else None
            return Taken(system_edit.dropped(text, now), f"{guess.name} is taken out", dismissed=no_part)
        raise NotUnderstood(_NO_ANSWER)

    return take


def _confirmed(text: str, guess: system_edit.Guess, ask: Ask) -> Taken:
    from principal.phases.constraints import system_edit

    team = ask("who answers for it? ") if _nobodys(guess) else ""
    if team:
        text = system_edit.corrected(text, guess, "team", team)
    elif _nobodys(guess):
        raise NotUnderstood("what nobody answers for stays a guess; Enter is later")
    said = f"{guess.name} is confirmed" + (f", and {team} answers for it" if team else "")
    return Taken(system_edit.confirmed(text, guess), said)


def _path_of(reason: str) -> str:
    """The file that a reason names."""
    return reason.partition(": ")[0].rpartition(":")[0]


def radar(text: str) -> list[Screen]:
    """A screen for each ring that is a guess, after one for all of them."""
    from principal.phases.governance import radar_draft, radar_edit

    guesses = radar_edit.guesses(text)
    at_once = [_rings(radar_draft.PATH, guesses)] if len(guesses) > 1 else []
    return [*at_once, *(_blip(radar_draft.PATH, guess) for guess in guesses)]


def _rings(path: str, guesses: list[radar_edit.Guess]) -> Screen:
    from principal.phases.governance import radar_edit

    def take(text: str, answer: str, ask: Ask) -> Taken:
        left = {guess.name: guess for guess in radar_edit.guesses(text)}
        if answer.lower() in ("y", "yes"):
            for guess in left.values():
                text = radar_edit.confirmed(text, guess)
            return Taken(text, f"{len(left)} are where they belong")
        name, _, ring = (part.strip() for part in answer.removeprefix("-").rpartition("="))
        name, ring = (name, ring.lower()) if name else (ring, "")
        if name not in left:
            raise NotUnderstood(f"{name} is none of them" if ring or answer[0] == "-" else _NO_ANSWER)
        if answer[0] == "-":
            return Taken(radar_edit.dropped(text, left[name]), f"{name} is off the radar; the others?", settled=False)
        if ring not in radar_edit.RINGS:
            raise NotUnderstood(f"{ring or answer} is no ring; one of {', '.join(radar_edit.RINGS)}")
        why = "" if ring == "adopt" else ask("why? ")
        after = radar_edit.moved(text, left[name], ring, why)
        return Taken(after, f"{name} is on {ring.capitalize()}; the others?", settled=False)

    lines = ["  Would you choose each of them again for something new?"]
    for ring in radar_edit.RINGS:
        there = [guess for guess in guesses if guess.ring == ring]
        lines += [f"  {ring.capitalize()}"] if there else []
        lines += [f"    {guess.name:<16} {guess.reason or 'nothing says from what'}" for guess in there]
    keys = (("y", "they belong where they are"), ("NAME=RING", "that one belongs there: adopt, trial, assess, hold"),
            ("-NAME", "it is none of our choices: take it off"))  # fmt: skip
    return Screen(path, "the rings of technologies", tuple(lines), (), keys, take, many=True)


def _blip(path: str, guess: radar_edit.Guess) -> Screen:
    from principal.phases.governance import radar_edit

    def take(text: str, answer: str, ask: Ask) -> Taken:
        word = answer.lower()
        if word in ("y", "yes"):
            return Taken(radar_edit.confirmed(text, guess), f"{guess.name} is on {guess.ring.capitalize()}")
        if word in ("n", "no"):
            return Taken(radar_edit.dropped(text, guess), f"{guess.name} is off the radar")
        if word in radar_edit.RINGS:
            if word == guess.ring:
                return Taken(radar_edit.confirmed(text, guess), f"{guess.name} is on {guess.ring.capitalize()}")
            why = "" if word == "adopt" else ask("why? ")
            return Taken(radar_edit.moved(text, guess, word, why), f"{guess.name} is on {word.capitalize()}")
        raise NotUnderstood(_NO_ANSWER)

    lines = (f"  ring: {guess.ring}", "  Would you choose it again for something new?")
    others = ", ".join(ring for ring in radar_edit.RINGS if ring != guess.ring)
    keys = (("y", f"it belongs on {guess.ring.capitalize()}"), (others, "it belongs there"),
            ("n", "it is none of our choices: take it off"))  # fmt: skip
    return Screen(path, f"technology {guess.name}", lines, (guess.reason or "nothing says why",), keys, take)


def constraints(questions: tuple[Question, ...], hints: Mapping[str, str]) -> list[Screen]:
    """A screen for each question that no constraint answers."""
    return [_question(question, hints.get(question.kind)) for question in questions]


def _question(question: Question, hint: str | None) -> Screen:
    from principal.phases.constraints import constraints_draft

    def take(text: str, answer: str, ask: Ask) -> Taken:
        if answer.lower() in ("none", "no", "n"):
            because = ask("why does nothing bind? ")
            if not because:
                raise NotUnderstood("a reason is the answer here; Enter is later")
            return Taken(constraints_draft.unconstrained(text, question.kind, because), f"nothing binds: {because}")
        because = ask("because? ")
        if not because:
            raise NotUnderstood("a figure without a reason does not outlive whoever set it; Enter is later")
        value: dict[str, Any] = {question.kind: _value(question.kind, answer), "because": because}
        after = constraints_draft.answered(text, question.kind, question.name, value)
        return Taken(after, f"{question.kind}: {answer}")

    lines = (f"  {question.asks}", f"  For example: {question.example}, because {question.because}")
    keys = (("VALUE", f"like {question.example}; then why"), ("none", "nothing of the kind binds; then why"))
    reasons = (f"seen: {hint}",) if hint else ()
    return Screen(constraints_draft.PATH, question.kind, lines, reasons, keys, take)


def _value(kind: str, answer: str) -> str | list[str]:
    return [part.strip() for part in answer.strip("[]").split(",")] if kind == "residency" else answer


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@dataclass(frozen=True)
class Asked:
    """The questions that the records of a workspace leave open."""

    workspace: Workspace
    hints: Mapping[str, str]

    @classmethod
    def of(cls, workspace: Workspace, connection: duckdb.DuckDBPyConnection) -> Asked:
        """With what was seen that somebody who answers may want to know."""
        from principal.phases.constraints.constraints_draft import hints

        return cls(workspace, hints(connection))

    def screens(self) -> list[Screen]:
        """The questions as the records stand now, those that people know best first."""
        from principal.phases.constraints import constraints_draft, system_draft
        from principal.phases.governance import radar_draft

        known = constraints_draft.open_questions(self._text(constraints_draft.PATH))
        return [
            *system(self._text(system_draft.PATH)),
            *constraints(known, self.hints),
            *radar(self._text(radar_draft.PATH)),
        ]

    def mistakes(self, path: str, text: str) -> list[str]:
        """What would be wrong with a record file of that text."""
        from principal.core.records import Mistake
        from principal.core.registry import record_kinds

        [kind] = [k for k in record_kinds() if k.wants(path)]
        return [f"{m.wrong}; {m.expected}" for m in kind.read(path, text.encode("utf-8")) if isinstance(m, Mistake)]

    def _text(self, path: str) -> str:
        from principal.faces.writing import read_record

        return (read_record(self.workspace, path) or b"").decode("utf-8-sig", errors="replace")
