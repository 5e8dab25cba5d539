"""Which file a Python import means.

A module is known below each folder that may be on Python's path: those without an
``__init__.py`` above it. Which of them counts for an import: first those above the importing
file, nearest first (scripts, tests beside their helpers, its own project); then, for other
projects of the same repository, packages with an ``__init__.py`` and what lies below ``src``.
A module of the standard library is never taken for one of another project.
"""

from __future__ import annotations

_STANDARD_LIBRARY = """
abc aifc argparse array ast asyncio asyncore atexit audioop base64 bdb binascii bisect builtins bz2 calendar cgi
cgitb chunk cmath cmd code codecs codeop collections colorsys compileall compression concurrent configparser
contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis
distutils doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch fractions
ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http
idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale
logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msvcrt multiprocessing netrc nntplib
ntpath nturl2path numbers opcode operator optparse os pathlib pdb pickle pickletools pipes pkgutil platform
plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc queue quopri random re
readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtpd
smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string
stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios
textwrap this threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle types
typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib
xml xmlrpc zipapp zipfile zipimport zlib zoneinfo
"""
_LISTED = ", ".join(f"'{name}'" for name in _STANDARD_LIBRARY.split())

CTES = """
python_files AS (
    -- A module by its path without ending; a package by its folder.
    SELECT repository, path, folder, name = '__init__.py' OR name = '__init__.pyi' AS package, kind,
           CASE WHEN name IN ('__init__.py', '__init__.pyi') THEN folder
                ELSE left(path, length(path) - length(name) + strpos(name, '.') - 1) END AS module,
           CASE WHEN ends_with(name, '.py') THEN 0 ELSE 1 END AS stub
    FROM paths WHERE ends_with(name, '.py') OR ends_with(name, '.pyi')
), python_folders AS (
    SELECT DISTINCT repository, folder FROM python_files
), python_above AS (
    -- Each folder with those above it, '' for the root among them.
    SELECT repository, folder, unnest(list_prepend('', list_transform(
        string_split(folder, '/'), lambda part, i: array_to_string(list_slice(string_split(folder, '/'), 1, i), '/')
    ))) AS root FROM python_folders WHERE folder <> ''
    UNION ALL SELECT repository, folder, '' FROM python_folders WHERE folder = ''
), python_roots AS (
    -- Folders from which imports may start: the root of the repository and all that are no packages.
    SELECT DISTINCT a.repository, a.folder, a.root
    FROM python_above AS a
    WHERE a.root = '' OR NOT EXISTS (
        SELECT 1 FROM python_files AS p WHERE p.package AND p.repository = a.repository AND p.folder = a.root
    )
), python_modules AS (
    SELECT f.repository, f.path, f.package, f.stub, f.kind, r.root,
           replace(substring(f.module, CASE WHEN r.root = '' THEN 1 ELSE length(r.root) + 2 END), '/', '.') AS dotted
    FROM python_files AS f JOIN python_roots AS r USING (repository, folder)
    WHERE f.module <> '' AND f.module <> r.root
), python_known AS (
    SELECT *, split_part(dotted, '.', 1) AS top,
           -- Importable from other projects too.
           (package OR contains(dotted, '.')) AND EXISTS (
               SELECT 1 FROM python_files AS p WHERE p.package AND p.repository = m.repository
               AND p.folder = CASE WHEN m.root = '' THEN '' ELSE m.root || '/' END || split_part(m.dotted, '.', 1)
           ) OR root = 'src' OR ends_with(root, '/src') AS public
    FROM python_modules AS m
), python_tops AS (
    SELECT repository, root, top, bool_or(dotted = top) AS whole,
           bool_or(public) AND top NOT IN (STANDARD_LIBRARY) AS public
    FROM python_known GROUP BY repository, root, top
), python_pairs AS (
    SELECT DISTINCT repository, root, top || '.' || split_part(dotted, '.', 2) AS pair FROM python_known
    WHERE contains(dotted, '.')
), python_imports AS (
    SELECT DISTINCT i.repository, p.folder, i.target,
           unnest(CASE WHEN len(i.names) = 0 THEN [''] ELSE i.names END) AS name
    FROM observed.imports AS i JOIN paths AS p USING (repository, path) WHERE i.language = 'python'
), python_sought AS (
    -- What an import may mean, the more exact first: a module of that name in the target, the target itself.
    SELECT repository, folder, target, name, target || '.' || name AS dotted, 0 AS rank
    FROM python_imports WHERE name NOT IN ('', '*') AND NOT starts_with(target, '.')
    UNION ALL
    SELECT repository, folder, target, name, target, 1 FROM python_imports WHERE NOT starts_with(target, '.')
), python_absolute AS (
    SELECT s.repository, s.folder, s.target, s.name, m.path
    FROM python_sought AS s JOIN python_known AS m USING (repository, dotted)
    JOIN python_tops AS t ON t.repository = m.repository AND t.root = m.root AND t.top = m.top
    WHERE m.root = '' OR s.folder = m.root OR starts_with(s.folder, m.root || '/') OR (m.public AND t.public)
    QUALIFY row_number() OVER (
        PARTITION BY s.repository, s.folder, s.target, s.name
        ORDER BY m.root = '' OR s.folder = m.root OR starts_with(s.folder, m.root || '/') DESC,
                 CASE WHEN m.root = '' OR s.folder = m.root OR starts_with(s.folder, m.root || '/')
                      THEN length(m.root) END DESC,
                 s.rank, m.kind = 'code' DESC, length(m.root), m.root, m.package DESC, m.stub, m.path
    ) = 1
), python_relative AS (
    SELECT repository, folder, target, name, length(target) - length(ltrim(target, '.')) - 1 AS up,
           replace(ltrim(target, '.'), '.', '/') AS rest
    FROM python_imports WHERE starts_with(target, '.')
), python_bases AS (
    SELECT repository, folder, target, name, rest,
           CASE WHEN up = 0 THEN folder
                ELSE array_to_string(list_slice(string_split(folder, '/'), 1, len(string_split(folder, '/')) - up), '/')
           END AS base
    FROM python_relative WHERE folder <> '' AND up < len(string_split(folder, '/')) OR up = 0
), python_below AS (
    SELECT repository, folder, target, name, concat_ws('/', nullif(base, ''), nullif(rest, '')) AS module
    FROM python_bases
), python_near AS (
    SELECT b.repository, b.folder, b.target, b.name, f.path
    FROM (
        SELECT repository, folder, target, name, concat_ws('/', nullif(module, ''), name) AS module, 0 AS rank
        FROM python_below WHERE name NOT IN ('', '*')
        UNION ALL SELECT repository, folder, target, name, module, 1 FROM python_below
    ) AS b JOIN python_files AS f USING (repository, module)
    QUALIFY row_number() OVER (
        PARTITION BY b.repository, b.folder, b.target, b.name ORDER BY b.rank, f.package DESC, f.stub, f.path
    ) = 1
), python_found AS (
    SELECT * FROM python_absolute UNION ALL SELECT * FROM python_near
), python_ours AS (
    -- What begins like a package of ours is ours, even where no file is behind it (generated or compiled code).
    SELECT i.repository, i.folder, i.target
    FROM python_imports AS i JOIN python_tops AS t
      ON t.repository = i.repository AND t.top = split_part(i.target, '.', 1)
    WHERE t.whole AND (t.public OR t.root = '' OR i.folder = t.root OR starts_with(i.folder, t.root || '/'))
    UNION
    SELECT i.repository, i.folder, i.target
    FROM python_imports AS i JOIN python_pairs AS t
      ON t.repository = i.repository
     AND t.pair = split_part(i.target, '.', 1) || '.' || coalesce(nullif(split_part(i.target, '.', 2), ''), i.name)
    WHERE t.root = '' OR i.folder = t.root OR starts_with(i.folder, t.root || '/')
), python_dependencies AS (
    SELECT DISTINCT i.repository, i.path AS from_path, f.path AS to_path, i.line, i.language, i.target, i.type_only,
           CASE WHEN f.path IS NULL AND o.target IS NULL AND NOT starts_with(i.target, '.')
                THEN split_part(i.target, '.', 1) END AS module
    FROM observed.imports AS i JOIN paths AS p USING (repository, path)
    LEFT JOIN python_found AS f ON f.repository = i.repository AND f.folder = p.folder AND f.target = i.target
     AND (f.name = '' OR list_contains(i.names, f.name))
    LEFT JOIN python_ours AS o ON o.repository = i.repository AND o.folder = p.folder AND o.target = i.target
    WHERE i.language = 'python'
)
""".replace("STANDARD_LIBRARY", _LISTED)
