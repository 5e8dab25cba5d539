"""Which technologies a repository uses: what its manifests, files and languages name, mapped through the catalog.

A name is looked up as it is, then by the longest ``prefix*`` that fits; then, in the same
way, without what does not tell technologies apart: a Go module's ``/v2``, the registry of
an image; and last by the last part of an image or a chart alone, so that
``registry.example.org/mirror/postgres`` is found. That is tried only for what runs by
itself, since people call their own images after tools. What a technology implies (a driver
its database) is there with it, at the same place; and so is what a word of an image's tag
names (``php:8.3-apache``).

What settings choose and what pipelines say in passing counts where no manifest, image or file
says it: who wants to see where a database is used looks for it there.

A file counts by its name (``path`` in the catalog: whole, with the folder above, or what it
begins or ends with), or by a folder that it is in. Settings of a tool that somebody has to
install and run (``settings``) outlive it: they count where something else names the tool.
Rails configures each gem in an initializer of its name, those too that an engine brings.

What does not count: packages that only a lock file names (``transitive``), and everything
in vendored files and in folders of test fixtures, which are other people's systems (but that a
library for pages is copied here says that it is used here); the image, the releases,
the program, the hosts and the settings of the repository itself, which say nothing of what it is made of (an
image of its name under another maker's counts only where the catalog knows it whole); and the
settings of a framework that a package.json beside them could name, where no manifest names it
any more; and pages of a framework (Vue, Svelte) where no manifest, lock file or page names it.
Headers that any C or C++ could be in are C++ (or Objective-C) where no source is C.

A host means what the longest domain means that the catalog knows and that it is in
(``mail.eu.mailgun.net``). What many files of code name (a module of a system, a standard)
is there once, as a language is: at the place nearest to the root. So is what a folder of
integrations lists: where at least three of its files or folders are called after services
(``webhook_slack.go``, ``payment_providers/adyen``), each of these is integrated. One file or folder
of code is enough where its name is one that nobody uses for anything else (``spam_assassin.rb``,
``DkimHeader``), but for what it says of its part in the code.

What is downloaded from GitHub means what the catalog knows as the module of Go of that address.

A library or image that the catalog does not know stands under its own name, as a *package*: a
radar may hold anything that a manifest can name. Its name is what people call it: a Maven
artifact without its group, a Go module and an image without the host and the owner; and all of
it, and its ecosystem, where that would be the name of a technology that it is not. So does a library that the
catalog knows only as one of a family (``django-*``), beside the family; and an API that code
calls (``api.example.com``) under its domain.
"""

from __future__ import annotations

from principal.core.analyses import Analysis
from principal.core.observed import Technologies

_LIBRARIES = "pypi npm golang cargo maven nuget gem composer hex conan vcpkg swift cocoapods pub docker helm"
_FIXTURES = r"(^|/)(__fixtures__|__mocks__|__snapshots__|fixtures?|test[-_]?(data|files)|cassettes|(test|spec)/dummy)/"

# Where integrations are, and where names of services stand for something else: pictures, pages, deployments.
_INTEGRATIONS = (
    r"webhook|notif|integration|provider|destination|connector|channel|transport|adapter|oauth|(^|/)auth/|sso|socialite"
    r"|payment|messag|mailer|sms|push|embedder|(^|/)(blocks|plugins|services|runners?)/|driver|import|fetcher|publish|sender"
    r"|vendor|gateway|forge|alert|client|third[_-]?party/"
)
_LISTED = (
    r"(^|[^l])icon|(^|[/_-])logo|image|asset|(^|[/_-])brand|svg|embeds?/|(^|[/_-])links?[./]"
    r"|(^|/)(docs?|public|static|examples?|samples?|i18n|locales?|docker|deploy|charts|infra|helm|terraform|stories)/"
)
# Where a name that stands alone is that of a look, of a button that shares, or made up.
_UNUSED = (
    r"(^|/)(themes?|components?|styles?|skins?|widgets?|views?|templates|share|sharing|seeds?|seeders?|factories|fakers?"
    r"|mocks?|stubs?|demos?|playground|scripts?|tools|migrations?|migrate|types|typings|[^/]*[._-]tests?)/|[.](css|less|s[ac]ss)$"
)
# What a name says of its part in that, before and after the name of a service.
_ROLE = (
    r"^(webhooks?|hooks?|oauth2?|auth|notify|notification|send|provider|client)[_.-]"
    r"|([_.-]?(webhooks?|hooks?|notifiers?|notifications?|providers?|services?|clients?|connectors?|integrations?|adapters?"
    r"|channels?|transports?|strategy|gateways?|drivers?|plugins?|handlers?|destinations?|publishers?|senders?|api|oauth2?"
    r"|auth|config|base|import(er)?|embedder|sso|controller))+$"
)
_DUTY = (
    r"([_.-]?(api|apis|analyzer|authenticator|backend|builder|channel|checker|client|config|connector|connection"
    r"|controller|decoder|encoder|engine|exporter|fetcher|generator|handler|header|helper|importer|integration|job|key"
    r"|keys|listener|manager|middleware|module|notifier|parser|plugin|processor|provider|publisher|reader|repository"
    r"|request|requests|resolver|scanner|scraper|sender|serializer|server|service|services|signer|signature|storage"
    r"|store|strategy|sync|transport|util|utils|validator|verifier|webhook|worker|writer|v[0-9]))+$"
)

_SQL = """
WITH files AS (
    SELECT repository, source, path, language, kind FROM observed.files
    WHERE kind <> 'vendored' AND NOT regexp_matches(path, 'FIXTURES')
),
copies AS (
    SELECT DISTINCT repository, unnest([path, replace(path, '.min.js', '.js')]) AS path
    FROM observed.packages WHERE source = 'pages' AND ends_with(path, '.js')
),
packages AS (
    SELECT p.repository, p.source, p.path, p.line, p.ecosystem, lower(p.name) AS name, p.name AS evidence, p.version,
           CASE WHEN f.kind IN ('test', 'documentation') AND p.scope = 'runtime' THEN 'development'
                ELSE p.scope END AS scope
    FROM observed.packages AS p LEFT JOIN observed.files AS f USING (repository, path)
    WHERE p.scope <> 'transitive' AND (coalesce(f.kind, '') <> 'vendored' OR p.source = 'pages')
      AND NOT regexp_matches(p.path, 'FIXTURES')
      AND NOT (p.ecosystem = 'maven' AND p.scope = 'build' AND regexp_matches(p.name, '[-/]bom$'))
      AND NOT (p.ecosystem = 'docker' AND contains(p.repository, '/')
               AND ends_with(concat('/', lower(p.name)), concat('/', lower(p.repository))))
      AND NOT (p.ecosystem IN ('command', 'github') AND contains(p.repository, '/')
               AND ends_with(concat('/', lower(p.repository)), concat('/', lower(p.name))))
      AND NOT (p.ecosystem IN ('host', 'import', 'standard')
               AND (coalesce(f.kind, '') IN ('documentation', 'generated', 'data')
                    OR (p.repository, p.path) IN (SELECT (repository, path) FROM copies)))
      AND NOT (p.ecosystem = 'host' AND (
          list_contains(string_split(lower(p.repository), '/'), split_part(split_part(lower(p.name), '/', 1), '.', -2))
          OR (length(split_part(p.repository, '/', 1)) > 5
              AND contains(translate(split_part(lower(p.name), '/', 1), '.-', ''),
                           translate(split_part(lower(p.repository), '/', 1), '.-', '')))
          OR (length(split_part(p.repository, '/', -1)) > 5
              AND contains(translate(split_part(lower(p.name), '/', 1), '.-', ''),
                           translate(split_part(lower(p.repository), '/', -1), '.-', '')))))
    QUALIFY p.ecosystem NOT IN ('import', 'standard') OR row_number() OVER (
        PARTITION BY p.repository, p.ecosystem, p.name
        ORDER BY f.kind <> 'code', length(p.path) - length(replace(p.path, '/', '')), p.path, p.line
    ) = 1
),
forms AS (
    SELECT DISTINCT ecosystem, name, name AS form, 3 AS rank FROM packages
    UNION ALL
    SELECT DISTINCT ecosystem, name, regexp_replace(name, '/v[0-9]+$', ''), 2 FROM packages WHERE ecosystem = 'golang'
    UNION ALL
    SELECT DISTINCT ecosystem, name, regexp_replace(name, '^[^/]*[.:][^/]*/', ''), 2
    FROM packages WHERE ecosystem = 'docker'
    UNION ALL
    SELECT DISTINCT ecosystem, name, split_part(name, '/', -1), 1 FROM packages WHERE ecosystem IN ('docker', 'helm')
    UNION ALL
    SELECT ecosystem, name, array_to_string(labels[depth:], '.'), 3 - depth / 100
    FROM (
        SELECT DISTINCT ecosystem, name, string_split(name, '.') AS labels, unnest([2, 3, 4, 5]) AS depth
        FROM packages WHERE ecosystem = 'host'
    ) WHERE depth < len(labels)
),
prefixes AS (
    SELECT ecosystem, left(name, length(name) - 1) AS prefix, technology FROM known.aliases WHERE ends_with(name, '*')
),
candidates AS (
    SELECT f.ecosystem, f.name, a.technology, f.rank, 1000 AS fit
    FROM forms AS f JOIN known.aliases AS a ON a.ecosystem = f.ecosystem AND a.name = f.form
    JOIN known.technologies AS t ON t.name = a.technology
    WHERE f.rank > 1 OR t.kind IN ('database', 'cache', 'queue', 'language', 'platform')
    UNION ALL
    SELECT f.ecosystem, f.name, a.technology, 2, 999
    FROM forms AS f JOIN known.aliases AS a ON a.ecosystem = 'golang' AND a.name = concat('github.com/', f.form)
    WHERE f.ecosystem = 'github'
    UNION ALL
    SELECT f.ecosystem, f.name, p.technology, f.rank, length(p.prefix)
    FROM forms AS f JOIN prefixes AS p ON p.ecosystem = f.ecosystem AND starts_with(f.form, p.prefix)
    WHERE f.rank > 1
),
meant AS (
    SELECT ecosystem, name, arg_max(technology, 10000 * rank + fit) AS technology, max(rank) AS rank
    FROM candidates GROUP BY ecosystem, name
),
mapped AS (
    SELECT ecosystem, name, technology, rank FROM meant
    UNION
    SELECT m.ecosystem, m.name, unnest(t.implies), m.rank
    FROM meant AS m JOIN known.technologies AS t ON t.name = m.technology
),
tags AS (
    SELECT *, unnest(string_split(version, '-')) AS word FROM packages WHERE ecosystem = 'docker'
),
said AS (
    SELECT p.repository, p.source, p.path, p.line, m.technology, p.version, p.scope, p.ecosystem, p.evidence
    FROM packages AS p JOIN mapped AS m USING (ecosystem, name)
    WHERE (m.rank > 1 OR split_part(p.name, '/', -1) <> split_part(lower(p.repository), '/', -1))
      AND (p.ecosystem <> 'setting' OR m.technology <> lower(split_part(p.repository, '/', -1)))
    UNION ALL
    SELECT p.repository, p.source, p.path, p.line, a.technology, NULL, p.scope, p.ecosystem, p.evidence
    FROM tags AS p JOIN known.aliases AS a
      ON a.ecosystem = 'docker' AND a.name = concat(p.name, ':', regexp_replace(p.word, '[0-9.]+$', ''))
),
surely AS (
    SELECT repository, technology, bool_or(scope = 'runtime') AS runs FROM said
    WHERE ecosystem NOT IN ('setting', 'pipeline') GROUP BY repository, technology
),
by_package AS (
    SELECT t.* FROM said AS t LEFT JOIN surely AS s USING (repository, technology)
    WHERE t.ecosystem NOT IN ('setting', 'pipeline') OR s.runs IS NULL OR (t.scope = 'runtime' AND NOT s.runs)
),
whole AS (
    SELECT DISTINCT ecosystem, name FROM candidates WHERE fit = 1000 OR ecosystem IN ('docker', 'helm')
),
unknown AS (
    SELECT p.*, CASE WHEN p.ecosystem IN ('golang', 'maven', 'docker', 'helm')
                     THEN split_part(regexp_replace(p.name, '/v[0-9]+$', ''), '/', -1) ELSE p.name END AS short
    FROM packages AS p ANTI JOIN whole AS m USING (ecosystem, name)
    WHERE p.ecosystem IN (LIBRARIES) AND NOT starts_with(p.name, '@types/')
      AND NOT regexp_matches(coalesce(p.version, ''), '^(workspace|link|file|portal|path):')
      AND NOT (p.ecosystem = 'docker'
               AND starts_with(split_part(p.name, '/', -1), lower(split_part(p.repository, '/', -1))))
    UNION ALL
    SELECT p.*, regexp_extract(p.name, '^api[0-9]*[.]([^/]*)', 1)
    FROM packages AS p ANTI JOIN mapped AS m USING (ecosystem, name)
    WHERE p.ecosystem = 'host' AND regexp_matches(p.name, '^api[0-9]*[.][^/.]+[.][^/]')
      AND NOT regexp_matches(p.name, '[.](example|google|facebook|apple|microsoft|amazonaws)[.](com|org|net)(/|$)')
),
paths AS (
    SELECT repository, source, path, lower(path) AS whole, lower(split_part(path, '/', -1)) AS base,
           lower(concat(split_part(path, '/', -2), '/', split_part(path, '/', -1))) AS tail, kind
    FROM files WHERE NOT regexp_matches(path, '(^|/)(examples?|samples?)/')
),
endings AS (
    SELECT *, concat('*.', split_part(base, '.', -1)) AS ending FROM paths WHERE contains(base, '.')
    UNION ALL
    SELECT *, concat('*.', split_part(base, '.', -2), '.', split_part(base, '.', -1)) FROM paths
    WHERE length(base) - length(replace(base, '.', '')) > 1
),
folders AS (
    SELECT repository, any_value(source) AS source, min(path) AS path, arg_min(kind, path) AS kind,
           string_split(left(whole, length(whole) - length(base)), '/') AS parts
    FROM paths WHERE contains(whole, '/') GROUP BY repository, parts
),
inside AS (
    SELECT repository, source, path, kind, concat(unnest(parts), '/') AS folder FROM folders
    UNION ALL
    SELECT repository, source, path, kind, concat(parts[-3], '/', parts[-2], '/') FROM folders
    UNION ALL
    SELECT repository, source, path, kind, concat(parts[-4], '/', parts[-3], '/') FROM folders
),
named AS (
    SELECT name, technology, ecosystem = 'settings' AS asks FROM known.aliases WHERE ecosystem IN ('path', 'settings')
),
found AS (
    SELECT f.repository, f.source, f.path, a.technology, f.kind, a.asks
    FROM paths AS f JOIN named AS a ON a.name = f.base
    UNION
    SELECT f.repository, f.source, f.path, a.technology, f.kind, a.asks
    FROM paths AS f JOIN named AS a ON a.name = f.whole
    UNION
    SELECT f.repository, f.source, f.path, a.technology, f.kind, a.asks
    FROM paths AS f JOIN named AS a ON a.name = f.tail
    UNION
    SELECT f.repository, f.source, f.path, p.technology, f.kind, false
    FROM paths AS f JOIN prefixes AS p
      ON p.ecosystem = 'path' AND starts_with(CASE WHEN contains(p.prefix, '/') THEN f.whole ELSE f.base END, p.prefix)
    UNION
    SELECT f.repository, any_value(f.source), min(f.path), a.technology, arg_min(f.kind, f.path), a.asks
    FROM endings AS f JOIN named AS a ON a.name = f.ending GROUP BY f.repository, a.technology, a.asks
    UNION
    SELECT f.repository, any_value(f.source), min(f.path), a.technology, arg_min(f.kind, f.path), a.asks
    FROM inside AS f JOIN named AS a ON a.name = f.folder GROUP BY f.repository, a.technology, a.asks
),
initializers AS (
    SELECT repository, source, path, kind,
           regexp_extract(whole, '(^|/)config/initializers/([a-z0-9_-]+)[.]rb$', 2) AS gem
    FROM paths WHERE ends_with(whole, '.rb') AND contains(whole, 'config/initializers/')
),
by_path AS (
    SELECT f.repository, f.source, f.path, a.technology, f.kind
    FROM initializers AS f JOIN known.aliases AS a ON a.ecosystem = 'gem' AND a.name = f.gem
    UNION
    SELECT * EXCLUDE (asks) FROM found AS f
    WHERE NOT asks OR (repository, technology) IN (SELECT (repository, technology) FROM by_package)
),
lone_headers AS (
    SELECT repository FROM files WHERE kind IN ('code', 'test') GROUP BY repository
    HAVING bool_or(language IN ('cpp', 'cuda', 'objective-c'))
       AND NOT bool_or(language = 'c' AND NOT ends_with(lower(path), '.h'))
),
by_language AS (
    SELECT f.repository, f.source, f.path, a.technology, f.kind, f.language,
           row_number() OVER (PARTITION BY f.repository, a.technology
                              ORDER BY CASE f.kind WHEN 'code' THEN 0 ELSE 1 END,
                                       len(string_split(f.path, '/')), f.path) AS place
    FROM files AS f JOIN known.aliases AS a ON a.ecosystem = 'language' AND a.name = f.language
    WHERE f.kind IN ('code', 'test')
      AND NOT (f.language = 'c' AND f.repository IN (SELECT repository FROM lone_headers))
),
left_behind AS (
    SELECT f.repository, f.path, f.technology
    FROM by_path AS f
    JOIN known.technologies AS t ON t.name = f.technology AND t.kind = 'framework'
    JOIN known.aliases AS a ON a.technology = f.technology AND a.ecosystem = 'npm'
    JOIN files AS m ON m.repository = f.repository
      AND m.path = concat(left(f.path, length(f.path) - length(split_part(f.path, '/', -1))), 'package.json')
    ANTI JOIN by_package AS p ON p.repository = f.repository AND p.technology = f.technology
),
locked AS (
    SELECT DISTINCT p.repository, a.technology FROM observed.packages AS p
    JOIN known.aliases AS a ON a.ecosystem = 'npm' AND a.name = lower(p.name) WHERE p.ecosystem = 'npm'
),
unbuilt AS (
    SELECT DISTINCT f.repository, f.technology
    FROM by_language AS f
    JOIN known.technologies AS t ON t.name = f.technology AND t.kind = 'framework'
    JOIN files AS m ON m.repository = f.repository AND m.path = 'package.json'
    ANTI JOIN locked AS l ON l.repository = f.repository AND l.technology = f.technology
    ANTI JOIN by_package AS p ON p.repository = f.repository AND p.technology = f.technology
    WHERE f.technology IN (SELECT technology FROM known.aliases WHERE ecosystem = 'npm')
),
entries AS (
    SELECT repository, source, path, array_to_string(parts[: depth - 1], '/') AS folder,
           regexp_replace(regexp_replace(split_part(parts[depth], '.', 1), 'ROLE', '', 'g'),
                          '[^a-z0-9]', '', 'g') AS word
    FROM (
        SELECT repository, source, path, string_split(lower(path), '/') AS parts,
               unnest([2, 3, 4, 5, 6, 7, 8, 9, 10]) AS depth
        FROM observed.files
        WHERE (kind IN ('code', 'configuration') OR (kind = 'vendored' AND contains(path, 'third_party/')))
          AND regexp_matches(lower(path), 'INTEGRATIONS') AND NOT regexp_matches(lower(path), 'LISTED|FIXTURES')
    )
    WHERE depth <= len(parts)
      AND regexp_matches(array_to_string(parts[greatest(1, depth - 2) : depth], '/'), 'INTEGRATIONS')
),
integrated AS (
    SELECT e.repository, e.source, e.path, e.word, a.technology,
           count(DISTINCT a.technology) OVER (PARTITION BY e.repository, e.folder) AS siblings
    FROM entries AS e JOIN known.aliases AS a ON a.ecosystem = 'integration' AND a.name = e.word
    WHERE NOT list_contains(string_split(lower(e.repository), '/'), a.technology)
),
parts AS (
    SELECT part, regexp_replace(regexp_replace(regexp_replace(part, '[.][a-z]{1,5}$', ''), 'DUTY', ''),
                                '[^a-z0-9]', '', 'g') AS word
    FROM (SELECT DISTINCT unnest(string_split(lower(path), '/')) AS part FROM files WHERE kind = 'code')
),
telling AS (
    SELECT p.part, p.word, a.technology FROM parts AS p
    JOIN known.aliases AS a ON a.ecosystem = 'part' AND a.name = p.word
),
parted AS (
    SELECT f.repository, any_value(f.source) AS source, min(f.path) AS path, p.technology,
           arg_min(p.word, f.path) AS word
    FROM files AS f
    JOIN telling AS p
      ON contains(concat('/', lower(f.path), '/'), concat('/', p.part, '/'))
    WHERE f.kind = 'code' AND NOT regexp_matches(lower(f.path), 'LISTED|UNUSED')
      AND len(list_filter(['com', 'io', 'net', 'org'],
                          lambda top: contains(lower(f.path), concat(top, '/', p.part, '/')))) = 0
      AND NOT contains(regexp_replace(lower(f.repository), '[^a-z0-9]', '', 'g'), p.word)
    GROUP BY f.repository, p.technology
),
uses AS (
    SELECT repository, source, path, line, technology, version, scope, ecosystem, evidence FROM by_package
    UNION ALL
    SELECT f.repository, f.source, f.path, 1, f.technology, NULL,
           CASE f.kind WHEN 'code' THEN 'runtime' ELSE 'development' END, 'file', split_part(f.path, '/', -1)
    FROM by_path AS f
    ANTI JOIN by_package AS p USING (repository, path, technology)
    ANTI JOIN left_behind AS l USING (repository, path, technology)
    UNION ALL
    SELECT repository, source, path, 1, technology, NULL,
           CASE kind WHEN 'code' THEN 'runtime' ELSE 'development' END, 'language', language
    FROM by_language AS f WHERE place = 1 AND NOT EXISTS (
        FROM unbuilt AS u WHERE u.repository = f.repository AND u.technology = f.technology)
    UNION ALL
    SELECT repository, any_value(source), min(path), 1, technology, NULL, 'runtime', 'file', arg_min(word, path)
    FROM integrated WHERE siblings > 2 GROUP BY repository, technology
    UNION ALL
    SELECT p.repository, p.source, p.path, 1, p.technology, NULL, 'runtime', 'file', p.word
    FROM parted AS p ANTI JOIN by_package AS b USING (repository, technology)
),
told AS (
    SELECT u.repository, u.source, u.path, u.line, u.technology AS name, t.kind, u.version, u.scope, u.ecosystem,
           u.evidence
    FROM uses AS u JOIN known.technologies AS t ON t.name = u.technology
    UNION ALL
    SELECT u.repository, u.source, u.path, u.line,
           CASE WHEN t.name IS NULL THEN u.short
                WHEN n.name IS NULL THEN u.name
                ELSE concat(u.name, ' (', u.ecosystem, ')') END, 'package',
           u.version, u.scope, u.ecosystem, u.evidence
    FROM unknown AS u LEFT JOIN known.technologies AS t ON t.name = u.short
    LEFT JOIN meant AS m ON m.ecosystem = u.ecosystem AND m.name = u.name
    LEFT JOIN known.technologies AS n ON n.name = u.name
    WHERE t.name IS NULL OR (m.name IS NULL AND (n.name IS NULL OR u.ecosystem NOT IN ('docker', 'helm')))
)
SELECT * FROM told
QUALIFY row_number() OVER (PARTITION BY repository, path, line, name
                           ORDER BY version IS NULL, evidence, scope, ecosystem) = 1
"""


def _filled(sql: str) -> str:
    patterns = {"FIXTURES": _FIXTURES, "INTEGRATIONS": _INTEGRATIONS, "LISTED": _LISTED, "UNUSED": _UNUSED}
    patterns |= {"ROLE": _ROLE, "DUTY": _DUTY}
    patterns["LIBRARIES"] = ", ".join(f"'{name}'" for name in _LIBRARIES.split())
    for name, pattern in patterns.items():
        sql = sql.replace(name, pattern)
    return sql


SQL = _filled(_SQL)
"""One SELECT that gives the rows of ``observed.technologies``, implicit columns first."""

ANALYSIS = Analysis(name="technologies", version=9, table=Technologies, sql=SQL)
