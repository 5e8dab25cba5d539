"""``principal rfc``: proposals, from a draft to the decision."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from principal.faces.safe import as_json, say
from principal.faces.session import as_of, clear_errors, fail

if TYPE_CHECKING:
    from principal.faces.proposals import ProposalRows
    from principal.phases.consensus.proposal_drafts import Touched
    from principal.phases.consensus.proposal_standings import ProposalStandings

MAX_SHOWN = 12
_FOLDER = "architecture/proposals/"

EPILOG = """\b
Examples:
  principal rfc new "Queue the orders" --author ana --component checkout
  principal rfc new "Queue the orders" --author ana --from-diff main   its scope from what the branch touches
  principal rfc list                     every proposal of ours, how far it is and what comes next
  principal rfc status RFC-012           why it is of its tier, who has to sign, what is missing
  principal rfc withdraw RFC-012 --because "the warehouse got a second line"
  principal rfc accept RFC-012           the decision record of an accepted proposal, linked both ways

\b
Nobody types a status: it follows from the file, its signatures (principal sign) and the clock.
principal gate --proposal RFC-012 answers with an exit code."""


@click.group(epilog=EPILOG)
def command() -> None:
    """Proposals: new, list, status, withdraw, accept."""


@command.command("new")
@click.argument("title")
@click.option("--author", "authors", multiple=True, required=True, help="Who proposes it; may be repeated.")
@click.option("--component", "components", multiple=True, help="A component that it touches; may be repeated.")
@click.option("--data", "data", multiple=True, help="A data entity that it touches; may be repeated.")
@click.option("--path", "paths", multiple=True, help="A file or folder that it touches; may be repeated.")
@click.option(
    "--from-diff", "base", is_flag=False, flag_value="", metavar="[BASE]",
    help="Take the scope from what differs from where the branch forked off BASE (default: the default branch).",
)  # fmt: skip
@as_of
@click.pass_obj
@clear_errors
def new_command(
    folder: str,
    title: str,
    authors: tuple[str, ...],
    components: tuple[str, ...],
    data: tuple[str, ...],
    paths: tuple[str, ...],
    base: str | None,
    today: dt.date,
) -> None:
    """Write a proposal to fill in, with the next number that is free on every branch."""
    from principal.faces.branches import files_elsewhere
    from principal.faces.proposals import proposal_rows
    from principal.faces.writing import write_record
    from principal.phases.consensus import proposal_drafts
    from principal.phases.consensus.proposal_drafts import Touched

    rows = proposal_rows(folder, today)
    found = _from_diff(rows, base) if base is not None else Touched()
    touched = Touched(
        list(dict.fromkeys([*components, *found.components])),
        list(dict.fromkeys(data)),
        list(dict.fromkeys([*paths, *found.paths])),
        list(found.technologies),
    )
    others = files_elsewhere(rows.workspace, lambda path: path.startswith(_FOLDER))
    taken = [*(p.path for p in rows.proposals), *(path for paths in others.values() for path in paths)]
    try:
        path, text = proposal_drafts.new(title, taken, today, authors, touched)
    except ValueError as error:
        fail(str(error))
    write_record(rows.workspace, path, text.encode(), new=True)
    say(f"wrote {path}: fill it in; principal rfc status says what it lacks")
    for line in touched.lines:
        say(line)


def _from_diff(rows: ProposalRows, base: str) -> Touched:
    """What the working tree changes since it forked off *base*, as the scope of a proposal."""
    from principal.core.scope import within
    from principal.faces.proposals import changed_since
    from principal.phases.consensus.proposal_drafts import Touched

    changed = [p for p in changed_since(rows.workspace, base) if not p.startswith("architecture/")]
    if not changed:
        fail("nothing differs from the base but records; name what it touches: --component, --data, --path")
    placed = sorted(((n, r) for n, r in rows.parts if r), key=lambda p: -len(p[1] or ""))
    components: dict[str, None] = {}
    alone: dict[str, None] = {}
    for path in changed:
        name = next((n for n, root in placed if root and within(path, root)), None)
        if name is not None:
            components[name] = None
        else:
            alone["/".join(path.split("/")[:2]) if path.count("/") > 1 else path] = None
    elsewhere = {name for name, path, _ in rows.technologies if path not in changed}
    technologies = dict.fromkeys(
        name for name, path, ring in rows.technologies if path in changed and name not in elsewhere and ring != "adopt"
    )
    return Touched(list(components), (), list(alone), list(technologies))


@command.command("list")
@click.option("--all", "everything", is_flag=True, help="Those of other processes too (KEPs, RFCs), as they are.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@as_of
@click.pass_obj
@clear_errors
def list_command(folder: str, everything: bool, style: str, today: dt.date) -> None:
    """Every proposal: id, tier, status, title."""
    from principal.faces.proposals import proposal_rows

    rows = proposal_rows(folder, today)
    standings = {s.path: s for s in rows.standings}
    others = [p for p in rows.proposals if p.path not in standings]
    shown = [p for p in rows.proposals if p.path in standings or everything]
    lines = []
    for p in shown:
        s = standings.get(p.path)
        status = f"{s.status}{' (solo)' if s.solo else ''}" if s else f"{p.status_text or 'no status'} (typed)"
        lines.append((p.id, s.tier if s else p.dialect, status, p.title, p.path))
    if style == "json":
        fields = ("id", "tier", "status", "title", "path")
        say(as_json({"version": 1, "as_of": today.isoformat(),
                     "proposals": [dict(zip(fields, line, strict=True)) for line in lines]}))  # fmt: skip
        return
    wide = [max((len(line[n]) for line in lines), default=0) for n in range(3)]
    for name, tier, status, title, path in lines:
        say(f"{name:<{wide[0]}}  {tier:<{wide[1]}}  {status:<{wide[2]}}  {title}  ({path})")
    if not rows.standings:
        say('no proposals of ours; principal rfc new "TITLE" writes one')
    if others and not everything:
        say(f"{len(others):,} proposals of other processes; --all shows them")


@command.command("status")
@click.argument("proposal")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@as_of
@click.pass_obj
@clear_errors
def status_command(folder: str, proposal: str, style: str, today: dt.date) -> None:
    """How far PROPOSAL is and why: tier, what it lacks, red flags, who has to sign, what comes next."""
    from principal.faces.proposals import proposal_rows
    from principal.faces.signed_text import signed_line

    rows = proposal_rows(folder, today)
    standing = rows.standing(proposal)
    title = next(p.title for p in rows.proposals if p.path == standing.path)
    flags = [*standing.flags, *(f"{f.flag}: {f.message}" for f in rows.flags(standing))]
    if style == "json":
        say(as_json(_data(rows, standing, title, flags, today)))
        return
    say(f"{standing.proposal}: {title}")
    say(f"{standing.path}, revision {standing.content[:12]}, as of {today}\n")
    say(f"status   {standing.status}{' (solo mode)' if standing.solo else ''}: {standing.because}")
    say(f"tier     {standing.tier}")
    _listed(standing.reasons)
    touched = rows.touched(standing.proposal)
    said = [f"{t.kind} {t.name}" + (f" ({t.team})" if t.team else "") + ("" if t.known else ", which nobody knows")
            for t in touched if t.kind != "neighbour"]  # fmt: skip
    near = [t.name for t in touched if t.kind == "neighbour"]
    say("touches" if said else "touches  nothing that it names")
    _listed(said)
    if near:
        say(f"near     {', '.join(near)}")
    moves = [m for m in rows.moves if m.proposal == standing.proposal]
    if moves:
        from principal.faces.data_text import move_lines

        say("moves")
        for move in moves:
            for line in move_lines(move):
                say(f"  {line}")
    for name, lines in (("lacks", standing.lacks), ("flags", flags), ("concerns", standing.concerns)):
        if lines:
            say(name)
            _listed(lines)
    signed = rows.signed(standing)
    if signed:
        say("signed")
        _listed([signed_line(one) for one in signed])
    for name, roles in (("approved", standing.approved), ("to sign", standing.missing), ("stale", standing.stale)):
        if roles:
            told = [_held(rows, role) if name == "to sign" else role for role in roles]
            say(f"{name:<8} {', '.join(told)}{' (of an earlier revision)' if name == 'stale' else ''}")
    if standing.next_step:
        say(f"\nnext: {'write what it lacks' if standing.status == 'draft' else standing.next_step}")


def _held(rows: ProposalRows, role: str) -> str:
    """A role with who holds it, where that is known."""
    return f"{role} ({' or '.join(rows.holders[role])})" if rows.holders.get(role) else role


def _listed(lines: list[str]) -> None:
    for line in lines[:MAX_SHOWN]:
        say(f"  - {line}")
    if len(lines) > MAX_SHOWN:
        say(f"  - and {len(lines) - MAX_SHOWN} more")


def _data(
    rows: ProposalRows, standing: ProposalStandings, title: str, flags: list[str], today: dt.date
) -> dict[str, object]:
    from principal.faces.data_text import move_data
    from principal.faces.signed_text import signed_data

    until = standing.comment_until
    return {
        "version": 1, "as_of": today.isoformat(), "id": standing.proposal, "title": title, "path": standing.path,
        "content": standing.content, "status": standing.status, "because": standing.because, "tier": standing.tier,
        "reasons": standing.reasons, "next": standing.next_step, "lacks": standing.lacks, "flags": flags,
        "required": standing.required, "approved": standing.approved, "missing": standing.missing,
        "stale": standing.stale, "concerns": standing.concerns, "unsure": standing.unsure, "solo": standing.solo,
        "comment_until": until.isoformat() if until else None,
        "touches": [
            {"kind": t.kind, "name": t.name, "known": t.known, "because": t.because, "at_stake": t.risks,
             "team": t.team}
            for t in rows.touched(standing.proposal)
        ],
        "signed": [signed_data(one) for one in rows.signed(standing)],
        "moves": [move_data(m) for m in rows.moves if m.proposal == standing.proposal],
    }  # fmt: skip


@command.command("withdraw")
@click.argument("proposal")
@click.option("--because", required=True, help="Why it is taken back.")
@click.option("--role", help="A role that may take back what others propose (default: you are an author of it).")
@click.option("--key", metavar="FILE", help="The key to sign with (default: git's user.signingkey).")
@click.option("--as", "principal", metavar="NAME", help="Who you are (default: whose key it is in allowed_signers).")
@as_of
@click.pass_obj
@clear_errors
def withdraw_command(
    folder: str, proposal: str, because: str, role: str | None, key: str | None, principal: str | None, today: dt.date
) -> None:
    """Take PROPOSAL back, signed by one of its authors; its file stays as it is.

    It takes back this revision: another one is another proposal to agree on.
    """
    from principal.core.signatures.statement import WITHDRAW
    from principal.faces.signing_records import Meant, take_back
    from principal.phases.consensus.places import AUTHOR

    take_back(folder, proposal, Meant(WITHDRAW, role or AUTHOR, because, key, principal, itself=True), today)


@command.command("accept")
@click.argument("proposal")
@as_of
@click.pass_obj
@clear_errors
def accept_command(folder: str, proposal: str, today: dt.date) -> None:
    """Write the decision record of PROPOSAL, linked both ways; only where evidence says that it is accepted.

    It gets the next number that is free on every branch.
    """
    from principal.core.splice import SpliceError
    from principal.faces.agents.environment import agent
    from principal.faces.branches import files_elsewhere
    from principal.faces.proposals import proposal_rows
    from principal.faces.writing import read_record, write_record
    from principal.phases.consensus import proposal_drafts
    from principal.phases.consensus.proposal_decisions import DECIDED
    from principal.phases.governance import adr, decisions

    by = agent()
    if by is not None:
        fail(f"this runs inside {by}: to accept is for people. Say that it is ready, and for whom")
    rows = proposal_rows(folder, today)
    standing = rows.standing(proposal)
    flags = rows.flags(standing)
    small = standing.status == "proposed" and standing.tier == "light" and not standing.flags
    if standing.decided:
        fail(f"{standing.proposal} became its decision already; {DECIDED} says which")
    if flags:
        fail(f"{standing.proposal} is stopped by a red flag ({flags[0].flag}): {flags[0].message}")
    if standing.status != "accepted" and not small:
        after = f". Next: {standing.next_step}" if standing.next_step not in standing.because else ""
        fail(f"{standing.proposal} is {standing.status}: {standing.because}{after}")
    text = (read_record(rows.workspace, standing.path) or b"").decode("utf-8", errors="replace")
    title = next(p.title for p in rows.proposals if p.path == standing.path)
    deciders = [f"{who} ({role})" for content, who, role in rows.deciders if content == standing.content]
    paths = [p for p, kinds in rows.answers.records.items() if "decisions" in kinds]
    others = files_elsewhere(rows.workspace, decisions.wants)
    taken = [path for found in others.values() for path in found]
    path, drafted = adr.new(title, paths, today, deciders, elsewhere=taken)
    name = drafted.splitlines()[0].removeprefix("# ").partition(":")[0]
    given = proposal_drafts.Approvals(standing.content, deciders)
    record = proposal_drafts.decision(text, standing.path, name, path, today, given)
    there = read_record(rows.workspace, DECIDED)
    try:
        links = proposal_drafts.linked(
            there.decode() if there is not None else None, standing.proposal, standing.content, [name], today
        )
    except SpliceError as error:
        fail(f"{DECIDED}: {error}")
    write_record(rows.workspace, path, record.encode(), new=True)
    write_record(rows.workspace, DECIDED, links.encode())
    say(f"wrote {path}\nwrote {DECIDED}: {standing.proposal} became {name}")
