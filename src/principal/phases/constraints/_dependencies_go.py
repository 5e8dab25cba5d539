"""Which folder a Go import means: a package is a folder below its module's go.mod.

Packages from outside stand under the module that go.mod requires for them.
"""

from __future__ import annotations

CTES = r"""
go_imports AS (
    SELECT DISTINCT repository, target FROM observed.imports WHERE language = 'go'
), go_above AS (
    -- Each target with all that it begins with: any of it may be the module.
    SELECT repository, target, unnest(list_transform(string_split(target, '/'),
        lambda part, i: array_to_string(list_slice(string_split(target, '/'), 1, i), '/'))) AS name
    FROM go_imports
), go_folders AS (
    SELECT DISTINCT repository, folder FROM paths WHERE ends_with(name, '.go')
), go_ours AS (
    SELECT a.repository, a.target,
           concat_ws('/', nullif(p.folder, ''), nullif(substring(a.target, length(a.name) + 2), '')) AS folder
    FROM go_above AS a
    JOIN observed.modules AS m ON m.repository = a.repository AND m.name = a.name AND m.ecosystem = 'golang'
    JOIN paths AS p ON p.repository = m.repository AND p.path = m.path
    QUALIFY row_number() OVER (
        PARTITION BY a.repository, a.target ORDER BY length(a.name) DESC, length(p.path), p.path
    ) = 1
), go_required AS (
    SELECT a.repository, a.target, max(a.name) AS module
    FROM go_above AS a JOIN observed.packages AS p
      ON p.repository = a.repository AND p.name = a.name AND p.ecosystem = 'golang'
    GROUP BY a.repository, a.target
), go_dependencies AS (
    SELECT i.repository, i.path AS from_path, f.folder AS to_path, i.line, i.language, i.target, i.type_only,
           CASE WHEN o.target IS NOT NULL THEN NULL
                WHEN r.module IS NOT NULL THEN r.module
                WHEN regexp_matches(i.target, '^(github|gitlab|bitbucket)\.(com|org)/')
                THEN array_to_string(list_slice(string_split(i.target, '/'), 1, 3), '/')
                ELSE i.target END AS module
    FROM observed.imports AS i
    LEFT JOIN go_ours AS o ON o.repository = i.repository AND o.target = i.target
    LEFT JOIN go_folders AS f ON f.repository = o.repository AND f.folder = o.folder
    LEFT JOIN go_required AS r ON r.repository = i.repository AND r.target = i.target
    WHERE i.language = 'go'
)
"""
