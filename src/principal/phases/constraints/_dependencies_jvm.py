"""Which file a Java or Kotlin import means: that of the class, else the folder of its package.

Classes within classes lead to the file around them; functions of Kotlin, classes that are not
named like their file and generated ones to the folder of their package. Where several parts of
a build have the same class or package, that of the importing part counts.
"""

from __future__ import annotations

CTES = r"""
jvm_files AS (
    SELECT m.repository, m.path, m.name AS package, p.folder, p.kind,
           m.name || '.' || regexp_extract(p.name, '^[^.]*') AS class, string_split(m.path, '/') AS parts
    FROM observed.modules AS m JOIN paths AS p USING (repository, path) WHERE m.ecosystem = 'java'
), jvm_parts AS (
    -- The part of a build that a file belongs to: the folder above its "src".
    SELECT repository, path, package, folder, kind, class,
           array_to_string(list_slice(parts, 1, coalesce(nullif(list_position(parts, 'src'), 0), 2) - 1), '/') AS part
    FROM jvm_files
), jvm_imports AS (
    SELECT DISTINCT i.repository, f.part, i.target
    FROM observed.imports AS i JOIN jvm_parts AS f USING (repository, path) WHERE i.language IN ('java', 'kotlin')
    UNION
    SELECT DISTINCT repository, '', target FROM observed.imports WHERE language IN ('java', 'kotlin')
), jvm_targets AS (
    SELECT DISTINCT repository, target FROM jvm_imports
), jvm_above AS (
    SELECT repository, target, unnest(list_transform(string_split(target, '.'),
        lambda part, i: array_to_string(list_slice(string_split(target, '.'), 1, i), '.'))) AS name
    FROM jvm_targets
), jvm_meant AS (
    SELECT a.repository, a.target, f.path, f.part, f.kind, length(a.name) * 2 + 1 AS exact
    FROM jvm_above AS a JOIN jvm_parts AS f ON f.repository = a.repository AND f.class = a.name
    UNION ALL
    -- Of a package only the target itself and what stands directly in it.
    SELECT a.repository, a.target, f.folder, f.part, f.kind, length(a.name) * 2
    FROM jvm_above AS a
    JOIN (SELECT repository, package, folder, part, min(kind) AS kind FROM jvm_parts GROUP BY ALL) AS f
      ON f.repository = a.repository AND f.package = a.name
    WHERE a.name = a.target OR NOT contains(substring(a.target, length(a.name) + 2), '.')
       OR regexp_matches(substring(a.target, length(a.name) + 2, 1), '[A-Z]')
), jvm_found AS (
    SELECT i.repository, i.part, i.target, m.path
    FROM jvm_imports AS i JOIN jvm_meant AS m USING (repository, target)
    QUALIFY row_number() OVER (
        PARTITION BY i.repository, i.part, i.target
        ORDER BY m.exact DESC, m.part = i.part DESC, m.kind = 'code' DESC, length(m.path), m.path
    ) = 1
), jvm_dependencies AS (
    SELECT i.repository, i.path AS from_path, f.path AS to_path, i.line, i.language, i.target, i.type_only,
           CASE WHEN f.path IS NULL THEN regexp_extract(i.target, '^(.*?)(?:\.[A-Z].*)?$', 1) END AS module
    FROM observed.imports AS i
    LEFT JOIN jvm_parts AS p ON p.repository = i.repository AND p.path = i.path
    LEFT JOIN jvm_found AS f
      ON f.repository = i.repository AND f.part = coalesce(p.part, '') AND f.target = i.target
    WHERE i.language IN ('java', 'kotlin')
)
"""
