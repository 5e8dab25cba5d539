"""Which tables and collections code creates or maps, and which database an address names."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principal.core.observed import DatabaseNames, DataTables
from principal.core.sources import Gap, SourceFile
from principal.evidence import data_tables, database_names


def shown(path: str, content: str) -> list[str]:
    assert data_tables.SOURCE.wants(path)
    found = []
    for row in data_tables.SOURCE.read(SourceFile(path, content.encode())):
        if isinstance(row, Gap):
            found.append(f"{row.line} ? {row.reason}")
            continue
        assert isinstance(row, DataTables)
        schema = f"{row.schema}." if row.schema else ""
        model = f" of {row.model}" if row.model else ""
        found.append(f"{row.line} {schema}{row.name}{model} {row.how} {row.tool}{'' if row.certain else '?'}")
    return found


ELSEWHERE = "? a table whose name is decided elsewhere"


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("db/1.sql", 'CREATE TABLE IF NOT EXISTS "public"."Orders" (\n id int);\ncreate table [dbo].[Users](\n)',
         ["1 public.orders creates sql", "3 dbo.users creates sql"]),
        ("db/1.sql", 'CREATE TABLE accounting."order" (id int);\nCREATE TABLE a.b.[C d] (x int);',
         ["1 accounting.order creates sql", "2 b.c d creates sql"]),
        ("db/1.sql", "-- CREATE TABLE no (\n/* CREATE TABLE\n no ( */ CREATE UNLOGGED TABLE q AS SELECT 1;", ["3 q creates sql"]),
        ("db/1.sql", "CREATE TEMP TABLE t (x int);\nCREATE TABLE #t (x int);\nCREATE FOREIGN TABLE f (x int) SERVER s;", []),
        ("db/1.sql", "CREATE TABLE ${prefix}x (a int);", [f"1 {ELSEWHERE}"]),
        ("db/1.sql", "CREATE TABLE a (x int);\n-- +goose Down\nCREATE TABLE b (x int);", ["1 a creates sql"]),
        ("db/1.down.sql", "CREATE TABLE a (x int);", []),
        ("m.go", "const s = `CREATE TABLE foo (\n`\n// we create table rows", ["1 foo creates sql"]),
        ("m.go", 'func (Order) TableName() string { return "orders" }\nfunc (l *Line) TableName() string { return "shop.lines" }',
         ["1 orders of Order maps gorm", "2 lines of Line maps gorm"]),
        ("shop/sales/migrations/0001_initial.py",
         'operations = [\n migrations.CreateModel(\n  name="Order",\n  options={"db_table": "orders"}),\n'
         ' migrations.CreateModel(name="Line", fields=[]),\n migrations.CreateModel(name="P", options={"proxy": True})]',
         ["2 orders of Order creates django", "5 sales_line of Line creates django?"]),
        ("alembic/versions/1.py",
         "def upgrade():\n    op.create_table(\n        'orders', x)\n    op.create_table(NAME)\ndef downgrade():\n    op.create_table('b')",
         ["2 orders creates alembic", f"4 {ELSEWHERE}"]),
        ("models.py", "class Order(Base):\n    __tablename__ = 'orders'\n", ["2 orders of Order maps sqlalchemy"]),
        ("models.py", "class Discount(db.Model):\n    id = 1\nclass B(db.Model):\n    __tablename__ = 'b'\n",
         ["1 discount of Discount maps sqlalchemy?", "4 b of B maps sqlalchemy"]),
        ("db/migrate/1_x.rb", 'def change\n  create_table :orders do |t|\n  create_table "carts", force: true do |t|\ndef down\n  create_table :old',
         ["2 orders creates rails", "3 carts creates rails"]),
        ("database/migrations/1.php", "Schema::create('orders', function (Blueprint $table) {", ["1 orders creates laravel"]),
        ("Order.php", "#[ORM\\Entity]\n#[ORM\\Table(name: 'orders')]\nclass Order {}", ["2 orders maps doctrine"]),
        ("schema.prisma", 'model User {\n id Int\n @@map("users")\n}\n\nmodel Post {\n id Int\n}\n',
         ["1 users of User creates prisma", "6 post of Post creates prisma?"]),
        ("Order.java", 'import jakarta.persistence.*;\n\n@Entity\n@Table(name = "orders", schema = "shop")\npublic class Order {\n}',
         ["3 shop.orders of Order maps jpa"]),
        ("Line.kt", "import javax.persistence.Entity\n@Entity\nclass OrderLine", ["2 order_line of OrderLine maps jpa?"]),
        ("Room.kt", "import androidx.room.Entity\n@Entity\nclass Order", []),
        ("A.java", 'import org.springframework.data.mongodb.core.mapping.Document;\n@Document(collection = "accounts")\npublic class A {}',
         ["2 accounts of A maps spring-data"]),
        ("x.ts", 'import { Entity } from "typeorm";\n@Entity("orders")\nexport class Order {}\n@Entity()\nclass OrderLine {}',
         ["2 orders of Order maps typeorm", "4 order_line of OrderLine maps typeorm?"]),
        ("x.ts", 'export const users = pgTable("users", {})', ["1 users creates drizzle"]),
        ("x.js", 'exports.up = knex => knex.schema.createTable("orders", t => {})\nexports.down = k => k.schema.createTable("no")',
         ["1 orders creates javascript"]),
        ("x.js", 'const mongoose = 1\nmongoose.model("Category", schema)\n', ["2 categories of Category maps mongoose?"]),
        ("Migrations/1_Init.cs", 'migrationBuilder.CreateTable(\n name: "orders",\n schema: "ordering",\n columns: 1);',
         ["1 ordering.orders creates efcore"]),
        ("Context.cs", 'public DbSet<Order> Orders { get; set; }\nb.ToTable("buyers", "x");',
         ["1 orders of Order maps efcore?", "2 x.buyers maps efcore"]),
        ("db/changelog.xml", '<changeSet>\n<createTable schemaName="a" tableName="orders">', ["2 orders creates liquibase"]),
        ("db/changelog.yaml", "- changeSet:\n    changes:\n    - createTable:\n        columns: []\n        tableName: orders\n",
         ["3 orders creates liquibase"]),
        ("priv/repo/migrations/1.exs", 'create table(:orders) do\ncreate_if_not_exists table("b", prefix: 1)',
         ["1 orders creates ecto", "2 b creates ecto"]),
        ("lib/order.ex", '  schema "orders" do', ["1 orders maps ecto"]),
        ("schema.rs", "diesel::table! {\n    /// x\n    orders (id) {\n", ["1 orders maps diesel"]),
        ("Orders.kt", 'object Orders : IntIdTable("orders") {', ["1 orders of Orders maps exposed"]),
    ],
)  # fmt: skip
def test_tables(path: str, content: str, expected: list[str]) -> None:
    assert shown(path, content) == expected


def test_what_repeats_a_migration_is_not_read() -> None:
    paths = [
        "M/1.Designer.cs",
        "M/XModelSnapshot.cs",
        "package.json",
        "compose.yaml",
        "values.yaml",
        "vendor/a.sql",
        "a.css",
    ]
    assert [path for path in paths if data_tables.SOURCE.wants(path)] == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("DATABASE_URL: postgres://shop:secret@DB:5432/orders?sslmode=off", ["db orders"]),
        ("url: jdbc:mysql://mysql:3306/ts?useSSL=false", ["mysql ts"]),
        ('"Orders": "Server=tcp:sql,1433;Database=Orders;User=sa"', ["sql Orders"]),
        ("jdbc:sqlserver://sql:1433;encrypt=false;databaseName=orders", ["sql orders"]),
        ("postgresql+asyncpg://u:p@db/orders", ["db orders"]),
        ("mongodb://mongo:27017", []),
        ("postgres://u:p@db/${NAME}", []),
        ("postgres://u:p@db/orders_$ENV", []),
        ("https://db/orders", []),
    ],
)
def test_names_of_databases(line: str, expected: list[str]) -> None:
    rows = list(database_names.SOURCE.read(SourceFile("compose.yaml", f"a: b\n{line}\n".encode())))
    assert all(isinstance(row, DatabaseNames) and row.line == 2 for row in rows)
    assert [f"{row.host} {row.name}" for row in rows if isinstance(row, DatabaseNames)] == expected


WORDS = st.sampled_from(
    ["CREATE TABLE ", "create_table ", "@Entity\n", "@Table(", "class X", "migrations.CreateModel(", "name=", '"', "'", "(", ")",
     "{", "}", "\n", "model A {", "@@map(", ".", "x", "-- ", "/*", "jakarta.persistence", "typeorm", "mongoose", "table!", "\0", "é"]
)  # fmt: skip


@given(path=st.sampled_from([f"migrations/a.{e}" for e in ["sql", "py", "rb", "exs", "prisma", "java", "ts", "cs", "go", "rs", "php", "xml", "yml"]]),
       words=st.lists(WORDS, max_size=60))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_no_content_is_too_much(path: str, words: list[str]) -> None:
    content = "".join(words).encode()
    for row in data_tables.SOURCE.read(SourceFile(path, content)):
        assert row.line is None or 1 <= row.line <= content.count(b"\n") + 1
    list(database_names.SOURCE.read(SourceFile("a.yml", content)))


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("a.sql", "CREATE TABLE a"), ("a.sql", "CREATE "), ("a.prisma", "model A {\n"), ("m/migrations/a.py", "migrations.CreateModel(\n"),
        ("changelog.yml", "createTable: "), ("A.java", "jakarta.persistence @Entity\n"), ("a.ts", "typeorm @Entity(\n"),
        ("a.rs", "table! { #[a]\n"), ("db/a.rb", "create_table x\n"), ("a.py", "class A\n  __tablename__ = 'x'\n"),
    ],
)  # fmt: skip
def test_large_files_take_no_time(path: str, unit: str) -> None:
    begun = time.perf_counter()
    list(data_tables.SOURCE.read(SourceFile(path, (unit * 40_000).encode())))
    assert time.perf_counter() - begun < 3
