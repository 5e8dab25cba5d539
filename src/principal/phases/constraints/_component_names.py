"""The names that a declared component goes by, as SQL that analyses share."""

from __future__ import annotations


def plain(name: str) -> str:
    """A name in SQL without what people write differently."""
    return f"regexp_replace(lower({name}), '[-_ ]', '', 'g')"


# Names are compared without regard to case, hyphens, underscores and blanks, since compose,
# Kubernetes and people each have their own habits (ledger-writer, ledgerwriter). The last folder
# of a component's path is a name of it too, where it is that of one component alone and nobody's
# own name; and so is its name behind that of its team or of the repository (vizier-metadata).
NAMES = f"""
own AS (
    SELECT repository, name AS component, {plain("name")} AS known FROM decided.components
    UNION
    SELECT repository, name, {plain("unnest(aliases)")} FROM decided.components
), parts AS (
    SELECT c.repository, c.name AS component, concat({plain("c.team")}, {plain("c.name")}) AS known
    FROM decided.components AS c WHERE c.team IS NOT NULL
    UNION
    SELECT c.repository, c.name, concat({plain("c.repository")}, {plain("c.name")}) FROM decided.components AS c
), folders AS (
    SELECT repository, min(name) AS component, {plain("regexp_extract(rtrim(root, '/'), '[^/]+$')")} AS known
    FROM decided.components WHERE trim(root, './') <> '' AND NOT external
    GROUP BY repository, {plain("regexp_extract(rtrim(root, '/'), '[^/]+$')")} HAVING count(*) = 1
), names AS (
    SELECT repository, component, known FROM own
    UNION
    SELECT repository, component, known FROM folders AS f
    WHERE NOT EXISTS (SELECT 1 FROM own AS o WHERE o.repository = f.repository AND o.known = f.known)
    UNION
    SELECT repository, component, known FROM parts AS p
    WHERE NOT EXISTS (SELECT 1 FROM own AS o WHERE o.repository = p.repository AND o.known = p.known)
)
"""  # noqa: S608 (our own names)
"""Common table expressions, of which ``names`` has the rows: repository, component, known."""
