"""Imports resolved to files, and to components: small repositories, laid out as rows."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import duckdb
import pytest

from principal.core.fill import create
from principal.core.observed import Imports, Packages
from principal.core.queries import inspect
from principal.core.sources import SourceFile
from principal.core.tables import table_of, values_of
from principal.evidence.imports import SOURCE, Modules
from principal.phases.constraints import component_dependencies, dependencies


@contextlib.contextmanager
def repository(files: dict[str, str], components: dict[str, str] | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with the imports of *files*; those named test… or below tests/ are tests."""
    with contextlib.closing(duckdb.connect(":memory:", config={"threads": 1})) as connection:
        create(connection)
        for path, content in files.items():
            kind = "test" if "test" in path else "code"
            connection.execute("INSERT INTO observed.files VALUES ('r', 'tree', $1, NULL, $2, 0, 0, '')", [path, kind])
            if SOURCE.wants(path):
                for row in SOURCE.read(SourceFile(path, content.encode())):
                    assert isinstance(row, (Imports, Modules))
                    add(connection, row)
        for name, root in (components or {}).items():
            connection.execute(
                "INSERT INTO decided.components BY NAME SELECT 'r' AS repository, $1 AS name, 's' AS path, 1 AS line, "
                "'service' AS kind, $2 AS root, [] AS tech, false AS core, false AS bought, [] AS regions, [] AS aliases, "
                "false AS external, false AS estimated, [] AS zones",
                [name, root],
            )
        yield connection


def add(connection: duckdb.DuckDBPyConnection, row: object) -> None:
    values = ["r", "imports", *values_of(row)]
    marks = ", ".join("?" for _ in values)
    connection.execute(f"INSERT INTO {table_of(type(row)).qualified} VALUES ({marks})", values)


def shown(files: dict[str, str], packages: tuple[str, ...] = ()) -> list[str]:
    """``from:line target -> to``, or ``=> module`` where it is from outside, or ``-> ?``."""
    with repository(files) as connection:
        for name in packages:
            add(connection, Packages("go.mod", 1, "golang", name, None, None, "runtime"))
        found = connection.execute(
            "SELECT from_path, line, target, to_path, module FROM (" + dependencies.SQL + ") ORDER BY ALL"
        ).fetchall()
    return [
        f"{path}:{line} {target} {f'=> {module}' if module is not None else f'-> {to if to is not None else chr(63)}'}"
        for path, line, target, to, module in found
    ]


def test_the_query_is_one_that_may_be_asked() -> None:
    assert inspect(dependencies.SQL).reads == {
        "observed.files", "observed.imports", "observed.modules", "observed.packages"
    }  # fmt: skip


def test_python_absolute() -> None:
    files = {
        "shop/__init__.py": "",
        "shop/cart/__init__.py": "from shop import orders\nfrom shop.orders import Order, rows\nfrom shop.orders import *\n",
        "shop/orders/__init__.py": "import shop.cart.items, os.path\nimport shop\nimport django.db\n",
        "shop/orders/rows.py": "import logging\nimport shop.generated_pb2\n",
        "shop/cart/logging.py": "",
        "shop/both.py": "",
        "shop/both/__init__.py": "import shop.both\n",
        "shop/typed.pyi": "",
        "shop/typed.py": "import shop.typed",
        "shop/cart/items.py": "",
    }
    assert shown(files) == [
        "shop/both/__init__.py:1 shop.both -> shop/both/__init__.py",
        "shop/cart/__init__.py:1 shop -> shop/orders/__init__.py",
        "shop/cart/__init__.py:2 shop.orders -> shop/orders/__init__.py",
        "shop/cart/__init__.py:2 shop.orders -> shop/orders/rows.py",
        "shop/cart/__init__.py:3 shop.orders -> shop/orders/__init__.py",
        "shop/orders/__init__.py:1 os.path => os",
        "shop/orders/__init__.py:1 shop.cart.items -> shop/cart/items.py",
        "shop/orders/__init__.py:2 shop -> shop/__init__.py",
        "shop/orders/__init__.py:3 django.db => django",
        "shop/orders/rows.py:1 logging => logging",
        "shop/orders/rows.py:2 shop.generated_pb2 -> ?",
        "shop/typed.py:1 shop.typed -> shop/typed.py",
    ]


def test_python_relative() -> None:
    files = {
        "a/__init__.py": "from . import b\nfrom .b import x\n",
        "a/b/__init__.py": "from .. import c\nfrom ..c import y\nfrom ... import z\nfrom .... import z\nfrom .gone import q\n",
        "a/c.py": "from .b.d import *\n",
        "a/b/d.py": "",
        "z.py": "from . import a\nfrom .. import a\n",
    }
    assert shown(files) == [
        "a/__init__.py:1 . -> a/b/__init__.py",
        "a/__init__.py:2 .b -> a/b/__init__.py",
        "a/b/__init__.py:1 .. -> a/c.py",
        "a/b/__init__.py:2 ..c -> a/c.py",
        "a/b/__init__.py:3 ... -> ?",
        "a/b/__init__.py:4 .... -> ?",
        "a/b/__init__.py:5 .gone -> ?",
        "a/c.py:1 .b.d -> a/b/d.py",
        "z.py:1 . -> a/__init__.py",
        "z.py:2 .. -> ?",
    ]


def test_python_in_several_projects() -> None:
    files = {
        "libs/one/src/one/__init__.py": "import two.deep\nimport tools\n",
        "libs/one/tests/test_one.py": "import one\nimport helpers\nimport types\nimport json\n",
        "libs/one/tests/helpers.py": "",
        "libs/two/two/deep.py": "import two\n",
        "libs/two/two/__init__.py": "",
        "libs/two/types/__init__.py": "",
        "scripts/tools.py": "",
        "scripts/json.py": "",
        "scripts/run.py": "import tools\nimport json\nimport app\n",
        "services/a/app/__init__.py": "",
        "services/b/app/__init__.py": "",
        "services/b/main.py": "import app\n",
        "spaces/named/part.py": "import spaces.named.other\nimport spaces.named.gone\nfrom spaces import named\n",
        "spaces/named/other.py": "",
        "django/helper.py": "import django.conf",
    }
    assert shown(files) == [
        "django/helper.py:1 django.conf => django",
        "libs/one/src/one/__init__.py:1 two.deep -> libs/two/two/deep.py",
        "libs/one/src/one/__init__.py:2 tools => tools",
        "libs/one/tests/test_one.py:1 one -> libs/one/src/one/__init__.py",
        "libs/one/tests/test_one.py:2 helpers -> libs/one/tests/helpers.py",
        "libs/one/tests/test_one.py:3 types => types",
        "libs/one/tests/test_one.py:4 json => json",
        "libs/two/two/deep.py:1 two -> libs/two/two/__init__.py",
        "scripts/run.py:1 tools -> scripts/tools.py",
        "scripts/run.py:2 json -> scripts/json.py",
        "scripts/run.py:3 app -> services/a/app/__init__.py",
        "services/b/main.py:1 app -> services/b/app/__init__.py",
        "spaces/named/part.py:1 spaces.named.other -> spaces/named/other.py",
        "spaces/named/part.py:2 spaces.named.gone -> ?",
        "spaces/named/part.py:3 spaces -> ?",
    ]


def test_an_import_that_another_file_resolves_is_still_there() -> None:
    files = {"n/a.py": "from n import b\n", "n/b.py": "from n import gone\n"}
    assert shown(files) == ["n/a.py:1 n -> n/b.py", "n/b.py:1 n -> ?"]


def test_scripts() -> None:
    files = {
        "src/a.ts": "import './b';\nimport './c.js';\nimport './d';\nimport '../e.css';\nimport './f.vue';\nimport './gone';\n"
        "import '.';\nimport '../../..';\nimport './img.svg?raw';\nimport './both';\nimport './types';\n",
        "src/b.tsx": "",
        "src/c.ts": "",
        "src/d/index.ts": "import '..';\nimport '../';\n",
        "src/f.vue": "",
        "src/index.js": "",
        "src/img.svg": "",
        "src/both.ts": "",
        "src/both/index.ts": "",
        "src/types.d.ts": "",
        "e.css": "",
    }
    assert shown(files) == [
        "src/a.ts:1 ./b -> src/b.tsx",
        "src/a.ts:2 ./c.js -> src/c.ts",
        "src/a.ts:3 ./d -> src/d/index.ts",
        "src/a.ts:4 ../e.css -> e.css",
        "src/a.ts:5 ./f.vue -> src/f.vue",
        "src/a.ts:6 ./gone -> ?",
        "src/a.ts:7 . -> src/index.js",
        "src/a.ts:8 ../../.. -> ?",
        "src/a.ts:9 ./img.svg?raw -> src/img.svg",
        "src/a.ts:10 ./both -> src/both.ts",
        "src/a.ts:11 ./types -> src/types.d.ts",
        "src/d/index.ts:1 .. -> src/index.js",
        "src/d/index.ts:2 ../ -> src/index.js",
    ]


def test_scripts_of_a_workspace() -> None:
    files = {
        "package.json": '{"name": "root"}',
        "packages/ui/package.json": '{"name": "@shop/ui"}',
        "packages/ui/src/index.ts": "",
        "packages/ui/src/button.ts": "",
        "packages/api/package.json": '{"name": "api"}',
        "test/fixture/package.json": '{"name": "react"}',
        "packages/web/package.json": '{"name": "web"}',
        "packages/web/src/pages/home.tsx": "import '@shop/ui';\nimport '@shop/ui/button';\nimport 'api';\nimport 'react';\n"
        "import '@scope/out/deep';\nimport 'node:fs';\nimport '@/lib/x';\nimport '~/lib/x';\nimport 'lib/x';\nimport '@/gone';\n"
        "import '#alias';\nimport 'https://x.yz/a.js';\nimport 'lodash/fp';\nimport '/absolute';\nimport 'virtual:pwa';\n",
        "packages/web/src/lib/x.ts": "",
    }
    home = "packages/web/src/pages/home.tsx"
    assert shown(files) == [
        f"{home}:1 @shop/ui -> packages/ui/src/index.ts",
        f"{home}:2 @shop/ui/button -> packages/ui/src/button.ts",
        f"{home}:3 api -> packages/api/package.json",
        f"{home}:4 react => react",
        f"{home}:5 @scope/out/deep => @scope/out",
        f"{home}:6 node:fs => node:fs",
        f"{home}:7 @/lib/x -> packages/web/src/lib/x.ts",
        f"{home}:8 ~/lib/x -> packages/web/src/lib/x.ts",
        f"{home}:9 lib/x -> packages/web/src/lib/x.ts",
        f"{home}:10 @/gone -> ?",
        f"{home}:11 #alias -> ?",
        f"{home}:12 https://x.yz/a.js -> ?",
        f"{home}:13 lodash/fp => lodash",
        f"{home}:14 /absolute -> ?",
        f"{home}:15 virtual:pwa => virtual:pwa",
    ]


def test_go() -> None:
    files = {
        "go.mod": "module example.com/shop\n",
        "main.go": 'package main\nimport (\n\t"fmt"\n\t"example.com/shop"\n\t"example.com/shop/cart"\n\t"example.com/shop/gone"\n'
        '\t"example.com/shopping/x"\n\t"example.com/shop/tools/lint"\n\t"github.com/a/b/v2/c"\n\t"github.com/d/e/f"\n\t"C"\n)\n',
        "cart/cart.go": "package cart\n",
        "tools/go.mod": "module example.com/shop/tools\n",
        "tools/lint/lint.go": "package lint\n",
    }
    assert shown(files, ("github.com/a/b/v2", "github.com/a/b")) == [
        "main.go:3 fmt => fmt",
        "main.go:4 example.com/shop -> ",
        "main.go:5 example.com/shop/cart -> cart",
        "main.go:6 example.com/shop/gone -> ?",
        "main.go:7 example.com/shopping/x => example.com/shopping/x",
        "main.go:8 example.com/shop/tools/lint -> tools/lint",
        "main.go:9 github.com/a/b/v2/c => github.com/a/b/v2",
        "main.go:10 github.com/d/e/f => github.com/d/e",
        "main.go:11 C => C",
    ]


def test_java_and_kotlin() -> None:
    one, two = "one/src/main/java/com/x", "two/src/main/java/com/x"
    files = {
        f"{one}/A.java": "package com.x;\nimport com.x.y.B;\nimport com.x.y.B.Inner;\nimport static com.x.y.B.of;\n"
        "import com.x.y.*;\nimport com.x.y.Generated;\nimport java.util.List;\nimport static org.junit.Assert.*;\nimport com.x.U;\n",
        f"{one}/y/B.java": "package com.x.y;\n",
        f"{one}/U.java": "package com.x;\n",
        f"{two}/U.java": "package com.x;\n",
        f"{two}/V.java": "package com.x;\nimport com.x.U;\nimport com.x.y.B;\n",
        "two/src/test/java/com/x/UTest.java": "package com.x;\nimport com.x.V;\n",
        "two/src/main/kotlin/com/x/k/functions.kt": "package com.x.k\nimport com.x.y.B as C\n",
        "two/src/main/kotlin/com/x/Main.kt": "package com.x\nimport com.x.k.helper\nimport com.x.other.helper\n",
    }
    main = "two/src/main/kotlin/com/x"
    assert shown(files) == [
        f"{one}/A.java:2 com.x.y.B -> {one}/y/B.java",
        f"{one}/A.java:3 com.x.y.B.Inner -> {one}/y/B.java",
        f"{one}/A.java:4 com.x.y.B -> {one}/y/B.java",
        f"{one}/A.java:5 com.x.y -> {one}/y",
        f"{one}/A.java:6 com.x.y.Generated -> {one}/y",
        f"{one}/A.java:7 java.util.List => java.util",
        f"{one}/A.java:8 org.junit.Assert => org.junit",
        f"{one}/A.java:9 com.x.U -> {one}/U.java",
        f"{two}/V.java:2 com.x.U -> {two}/U.java",
        f"{two}/V.java:3 com.x.y.B -> {one}/y/B.java",
        f"{main}/Main.kt:2 com.x.k.helper -> {main}/k",
        f"{main}/Main.kt:3 com.x.other.helper => com.x.other.helper",
        f"{main}/k/functions.kt:2 com.x.y.B -> {one}/y/B.java",
        f"two/src/test/java/com/x/UTest.java:2 com.x.V -> {two}/V.java",
    ]


def test_components() -> None:
    files = {
        "shop/__init__.py": "",
        "shop/cart/__init__.py": "if TYPE_CHECKING:\n    import shop.orders\n",
        "shop/cart/late.py": "import shop.orders\nimport shop.orders.api\nimport shop.common\n",
        "shop/cart/test_late.py": "import shop.pay\n",
        "shop/orders/__init__.py": "if TYPE_CHECKING:\n    import shop.pay\n",
        "shop/orders/api/__init__.py": "import shop.orders\n",
        "shop/pay/__init__.py": "import shop.pay.x\n",
        "shop/pay/x.py": "import os\n",
        "shop/common/__init__.py": "",
    }
    components = {
        "cart": "shop/cart/",
        "orders": "./shop/orders",
        "api": "shop/orders/api",
        "pay": "shop/pay",
        "rest": ".",
    }
    with repository(files, components) as connection:
        connection.execute("INSERT INTO derived.dependencies " + dependencies.SQL)
        found = connection.execute(
            f"SELECT * EXCLUDE repository FROM ({component_dependencies.SQL}) ORDER BY ALL"
        ).fetchall()
    assert found == [
        ("api", "orders", 1, False, "shop/orders/api/__init__.py", 1, "shop.orders"),
        ("cart", "api", 1, False, "shop/cart/late.py", 2, "shop.orders.api"),
        ("cart", "orders", 2, False, "shop/cart/late.py", 1, "shop.orders"),
        ("cart", "rest", 1, False, "shop/cart/late.py", 3, "shop.common"),
        ("orders", "pay", 1, True, "shop/orders/__init__.py", 2, "shop.pay"),
    ]


@pytest.mark.parametrize("analysis", [dependencies.ANALYSIS, component_dependencies.ANALYSIS])
def test_columns_are_those_of_the_table(analysis: object) -> None:
    sql, row = analysis.sql, analysis.table  # type: ignore[attr-defined]  # both are analyses
    with repository({}) as connection:
        columns = [c[0] for c in connection.execute(sql).description or ()]
    assert columns == ["repository", *(c.name for c in table_of(row).columns)]
