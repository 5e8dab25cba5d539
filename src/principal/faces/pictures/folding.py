"""Folding: the parts of a system too large for one sheet, as at most so many groups.

By team where teams are known, else by folder. Else what nobody needs and what needs nobody
folds by kind, and the rest by who needs whom. The same system always folds the same way.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from principal.faces.pictures.parts import Need, Part

Groups = dict[str, list[Part]]  # name to members; a group of one is the part itself

MIN_RANGE = 5  # parts that go by the first and the last of their names
MAX_COMPARED = 60  # so many groups are compared in pairs; before that they are only joined along needs


def folded(parts: Sequence[Part], needs: Sequence[Need], at_most: int) -> Groups:
    """The parts in at most *at_most* groups, each part in one."""
    if len(parts) <= at_most:
        return {p.name: [p] for p in parts}
    for key in (_team, _folder_of(parts)):
        groups = _by(parts, needs, key)
        if groups is not None and len(groups) <= at_most:
            return groups
    return _by_needs(parts, needs, at_most)


def called(first: str, others: int) -> str:
    """What to call a group that has no name of its own."""
    return first if not others else f"{first} and {others} other{'' if others == 1 else 's'}"


def several(kind: str) -> str:
    """What to call several of a kind."""
    if kind == "external":
        return kind
    return kind[:-1] + "ies" if kind.endswith(("ry", "xy")) else kind + ("es" if kind.endswith("s") else "s")


def _team(part: Part) -> str | None:
    return part.team


def _folder_of(parts: Sequence[Part]) -> Callable[[Part], str | None]:
    """The first folder in which the parts differ."""
    roots = [p.root.split("/") for p in parts if p.root and p.root != "."]
    common = 0
    for names in zip(*roots, strict=False):
        if len(set(names)) > 1:
            break
        common += 1

    def key(part: Part) -> str | None:
        names = part.root.split("/") if part.root and part.root != "." else []
        return names[common] if len(names) > common else None

    return key


def _by(parts: Sequence[Part], needs: Sequence[Need], key: Callable[[Part], str | None]) -> Groups | None:
    """Groups by *key*, if most parts have one and it tells a few of them from others.

    Who has none (a database has no folder) goes where most of those are who need it.
    """
    own = {p.name: key(p) for p in parts}
    known = Counter(k for k in own.values() if k)
    if sum(known.values()) < 0.6 * len(parts) or not 2 <= len(known) <= 0.5 * len(parts):
        return None
    if known.most_common(1)[0][1] > 0.8 * len(parts):
        return None
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for need in needs:
        if need.component in own and own.get(need.needs, "") is None and own[need.component]:
            votes[need.needs][str(own[need.component])] += 1
    groups: Groups = defaultdict(list)
    for part in parts:
        most = sorted(votes[part.name].items(), key=lambda v: (-v[1], v[0]))
        name = own[part.name] or (most[0][0] if most else f"other {several(part.kind)}")
        groups[name].append(part)
    return _named_apart(groups, parts)


def _named_apart(groups: Mapping[str, list[Part]], parts: Sequence[Part]) -> Groups:
    """Groups of one under the part's own name; a group that is called like a part says that it is a group."""
    taken = {p.name for p in parts}
    named: Groups = {}
    for name, members in sorted(groups.items()):
        if len(members) == 1:
            named[members[0].name] = members
        else:
            named[f"{name} (group)" if name in taken else name] = members
    return named


def _by_needs(parts: Sequence[Part], needs: Sequence[Need], at_most: int) -> Groups:
    """Groups of parts that play the same role: needed by the same, needing the same, of one kind."""
    by_name = {p.name: p for p in parts}
    pairs = [(n.component, n.needs) for n in needs if n.component in by_name and n.needs in by_name]
    touched = set(itertools.chain.from_iterable(pairs))
    lone = _lone([p for p in parts if p.name not in touched]) if touched else _by_kind(parts, at_most)
    parts, at_most = [p for p in parts if p.name in touched], at_most - len(lone)
    hubs = {name for name, count in Counter(b for _, b in pairs).items() if count >= max(6, 0.35 * len(parts))}
    links = [(a, b) for a, b in pairs if a not in hubs and b not in hubs]
    apart = hubs if len(hubs) < at_most / 2 else set()
    clusters = _joined([p.name for p in parts if p.name not in apart], links, by_name)
    clusters = _alike(clusters, links, by_name, at_most - len(apart)) + [[name] for name in apart]
    degree = Counter(itertools.chain.from_iterable(pairs))
    groups = _named_apart(lone, list(by_name.values()))
    taken = set(by_name)
    for names in clusters:
        first = max(names, key=lambda n: (degree[n], [-ord(c) for c in n]))
        name = called(first, len(names) - 1)
        while len(names) > 1 and name in taken:
            name += " (group)"
        taken.add(name)
        groups[name] = [by_name[n] for n in sorted(names)]
    return dict(sorted(groups.items()))


def _lone(parts: Sequence[Part]) -> dict[str, list[Part]]:
    """Parts of which no need is known, by kind: nothing else tells them apart."""
    by_kind: dict[str, list[Part]] = defaultdict(list)
    for part in sorted(parts, key=lambda p: p.name):
        by_kind[part.kind].append(part)
    return {f"{several(kind)} without known needs": members for kind, members in by_kind.items()}


def _by_kind(parts: Sequence[Part], at_most: int) -> dict[str, list[Part]]:
    """Parts without any need among them by kind; those of one kind alone by the alphabet."""
    groups = _lone(parts)
    if len(groups) > 1:
        return groups
    [members] = groups.values()
    share = max(MIN_RANGE, -(-len(members) // at_most))
    ranges = [members[n : n + share] for n in range(0, len(members), share)]
    return {f"{each[0].name} to {each[-1].name}": each for each in ranges}


def _joined(names: Sequence[str], links: Sequence[tuple[str, str]], by_name: Mapping[str, Part]) -> list[list[str]]:
    """Clusters along needs, none larger than its share, until there are few enough to compare."""
    if len(names) <= MAX_COMPARED:
        return [[n] for n in sorted(names)]
    home = {n: n for n in names}

    def root(name: str) -> str:
        while home[name] != name:
            home[name] = home[home[name]]
            name = home[name]
        return name

    size = Counter(names)
    cap = max(2, -(-len(names) // 20))
    degree = Counter(itertools.chain.from_iterable(links))
    for one, other in sorted(set(links), key=lambda link: (degree[link[0]] + degree[link[1]], link)):
        a, b = sorted((root(one), root(other)))
        if a != b and size[a] + size[b] <= cap:
            home[b] = a
            size[a] += size[b]
    clusters: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        clusters[root(name)].append(name)
    left = sorted(clusters.values(), key=lambda c: (-len(c), c))
    small = left[MAX_COMPARED // 2 :]
    rest = sorted((n for c in small for n in c), key=lambda n: (by_name[n].kind, n))
    share = max(1, -(-len(rest) // (MAX_COMPARED // 2)))
    return left[: MAX_COMPARED // 2] + [rest[i : i + share] for i in range(0, len(rest), share)]


def _alike(
    clusters: list[list[str]], links: Sequence[tuple[str, str]], by_name: Mapping[str, Part], at_most: int
) -> list[list[str]]:
    """The two clusters that are most alike become one, until there are *at_most*."""
    average = sum(map(len, clusters)) / max(at_most, 1)
    while len(clusters) > max(at_most, 1):
        where = {name: n for n, names in enumerate(clusters) for name in names}
        near: list[set[tuple[str, int]]] = [set() for _ in clusters]
        for one, other in links:
            if where[one] != where[other]:
                near[where[one]].add(("needs", where[other]))
                near[where[other]].add(("needed by", where[one]))
        seen = [
            _Cluster(n, names, near[n], {by_name[name].kind for name in names}, len(names) / average)
            for n, names in enumerate(clusters)
        ]
        a, b = max(
            itertools.combinations(seen, 2), key=lambda pair: (_likeness(*pair), -pair[0].number, -pair[1].number)
        )
        rest = [c for n, c in enumerate(clusters) if n not in (a.number, b.number)]
        clusters = sorted([*rest, sorted(a.names + b.names)])
    return clusters


class _Cluster(NamedTuple):
    """Some parts, what is near them, of which kinds they are, and how many against the average."""

    number: int
    names: list[str]
    near: set[tuple[str, int]]
    kinds: set[str]
    size: float


def _likeness(one: _Cluster, other: _Cluster) -> float:
    """How well two clusters go together: they need the same and are needed by the same, are of one kind, and small."""
    either = one.near | other.near
    alike = len(one.near & other.near) / len(either) if either else 0.8
    if {n for _, n in one.near} == {other.number} or {n for _, n in other.near} == {one.number}:
        alike = 0.6 - 0.02 * len(either)  # one of them has nothing but the other
    size = one.size + other.size
    return alike + 0.4 * (one.kinds == other.kinds) - 0.1 * size - max(0.0, size - 2.5)
