"""Which file an import of JavaScript or TypeScript means.

Relative specifiers as bundlers resolve them: the file itself, with an ending, an index file of
the folder, and ``.js`` for what will be compiled from ``.ts``. Names of the packages in this
repository lead to their sources, or to their package.json. ``@/`` and ``~/`` and paths that
begin below a package's folder (``baseUrl``) count where a file is really there: the ``paths``
of a tsconfig.json are not read.
"""

from __future__ import annotations

# In the order in which they are tried; a folder's index may be JSON too.
_ENDINGS = """
['.ts', '.tsx', '.d.ts', '.js', '.jsx', '.mjs', '.cjs', '.mts', '.cts', '.vue', '.svelte', '.json']
"""

CTES = r"""
script_targets AS (
    SELECT repository, path, target FROM observed.imports WHERE language IN ('javascript', 'typescript')
), script_files AS (
    SELECT repository, path, folder,
           regexp_extract(
               name, '^(.+?)((?:\.d)?\.[cm]?tsx?|\.[cm]?jsx?|\.vue|\.svelte|\.json)$', ['stem', 'ending']
           ) AS split
    FROM paths SEMI JOIN script_targets USING (repository)
), script_keys AS (
    -- What a file may be called in an import, the more exact first.
    SELECT repository, path AS key, path, 0 AS rank FROM script_files
    UNION ALL
    SELECT repository, concat_ws('/', nullif(folder, ''), split.stem), path,
           1 + list_position(ENDINGS, split.ending)
    FROM script_files WHERE split.ending NOT IN ('', '.json')
    UNION ALL
    SELECT repository, concat_ws('/', nullif(folder, ''), split.stem) || compiled.ending, path, 20
    FROM script_files JOIN (
        VALUES ('.ts', '.js'), ('.tsx', '.js'), ('.tsx', '.jsx'), ('.mts', '.mjs'), ('.cts', '.cjs'), ('.d.ts', '.js')
    ) AS compiled (written, ending) ON compiled.written = split.ending
    UNION ALL
    SELECT repository, folder, path, 30 + list_position(ENDINGS, split.ending)
    FROM script_files WHERE split.stem = 'index' AND split.ending <> ''
), script_imports AS (
    SELECT DISTINCT i.repository, p.folder, i.target, regexp_replace(i.target, '[?#][a-z&=]*$', '') AS plain
    FROM script_targets AS i JOIN paths AS p USING (repository, path)
), script_relative AS (
    SELECT repository, folder, target,
           regexp_extract(rtrim(plain, '/') || '/', '^(?:\./)*((?:\.\./)*)(.*?)/*$', ['up', 'rest']) AS parts
    FROM script_imports WHERE regexp_matches(plain, '^\.\.?(/|$)')
), script_packages AS (
    -- Packages of this repository, and the folders that they stand in.
    SELECT m.repository, m.name, m.path, p.folder
    FROM observed.modules AS m JOIN paths AS p USING (repository, path)
    WHERE m.ecosystem = 'npm' AND p.kind NOT IN ('test', 'vendored', 'generated', 'documentation')
    QUALIFY row_number() OVER (PARTITION BY m.repository, m.name ORDER BY length(m.path), m.path) = 1
), script_roots AS (
    SELECT repository, folder FROM paths WHERE name = 'package.json'
), script_folders AS (
    SELECT DISTINCT repository, folder FROM script_imports
), script_homes AS (
    -- The folder of the package that each folder belongs to.
    SELECT f.repository, f.folder, r.folder AS home
    FROM script_folders AS f JOIN script_roots AS r
      ON r.repository = f.repository
     AND (r.folder = '' OR r.folder = f.folder OR starts_with(f.folder, r.folder || '/'))
    QUALIFY row_number() OVER (PARTITION BY f.repository, f.folder ORDER BY length(r.folder) DESC) = 1
), script_named AS (
    SELECT repository, folder, target, plain,
           regexp_extract(
               plain, '^((?:@[A-Za-z0-9_.~-]+/)?[A-Za-z0-9_.~:-]+)(?:/(.*?))?/?$', ['package', 'rest']
           ) AS parts
    FROM script_imports WHERE NOT regexp_matches(plain, '^(\.\.?(/|$)|/|#|[@~]/|[a-z]+://|[A-Za-z]:[\\/])')
), script_keys_sought AS (
    SELECT repository, folder, target, 0 AS rank,
           concat_ws('/',
               nullif(array_to_string(list_slice(string_split(folder, '/'), 1,
                   len(string_split(folder, '/')) - length(parts.up) // 3), '/'), ''),
               nullif(parts.rest, '')) AS key
    FROM script_relative WHERE length(parts.up) // 3 < len(string_split(folder, '/')) + (folder <> '')::BIGINT
    UNION ALL
    SELECT n.repository, n.folder, n.target, 1 + deeper.rank,
           concat_ws('/', nullif(p.folder, ''), nullif(deeper.below, ''), nullif(n.parts.rest, ''))
    FROM script_named AS n JOIN script_packages AS p ON p.repository = n.repository AND p.name = n.parts.package
    CROSS JOIN (VALUES ('', 1), ('src', 0), ('lib', 2)) AS deeper (below, rank)
    UNION ALL
    SELECT i.repository, i.folder, i.target, 10 + deeper.rank,
           concat_ws('/', nullif(h.home, ''), nullif(deeper.below, ''), regexp_replace(i.plain, '^[@~]/', ''))
    FROM script_imports AS i JOIN script_homes AS h USING (repository, folder)
    CROSS JOIN (VALUES ('src', 0), ('', 1), ('app', 2)) AS deeper (below, rank)
    WHERE contains(i.plain, '/') AND NOT regexp_matches(i.plain, '^[./]')
), script_found AS (
    SELECT s.repository, s.folder, s.target, k.path
    FROM script_keys_sought AS s JOIN script_keys AS k USING (repository, key)
    QUALIFY row_number() OVER (PARTITION BY s.repository, s.folder, s.target ORDER BY s.rank, k.rank, k.path) = 1
), script_outside AS (
    SELECT n.repository, n.folder, n.target, p.path,
           CASE WHEN p.path IS NULL THEN nullif(n.parts.package, '') END AS module
    FROM script_named AS n
    LEFT JOIN script_packages AS p ON p.repository = n.repository AND p.name = n.parts.package
), script_dependencies AS (
    SELECT DISTINCT i.repository, i.path AS from_path, coalesce(f.path, o.path) AS to_path,
           i.line, i.language, i.target, i.type_only,
           CASE WHEN f.path IS NULL THEN o.module END AS module
    FROM observed.imports AS i JOIN paths AS p USING (repository, path)
    LEFT JOIN script_found AS f ON f.repository = i.repository AND f.folder = p.folder AND f.target = i.target
    LEFT JOIN script_outside AS o ON o.repository = i.repository AND o.folder = p.folder AND o.target = i.target
    WHERE i.language IN ('javascript', 'typescript')
)
""".replace("ENDINGS", _ENDINGS)
