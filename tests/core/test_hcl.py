from __future__ import annotations

import pytest

from principal.core.hcl import Block, read_hcl, read_json

SOURCE = b"""
# comment
resource "aws_lambda_function" "f" {
  name = "x-${var.env}"  // trailing
  size = -1
  environment {
    variables = merge(local.a, { TABLE = aws_dynamodb_table.t.name, "B" : "y" })
  }
  text = <<-EOT
    } not a brace ${x}
  EOT
  list = [for s in var.x : { a = s }]
  nested = { deep = { deeper = "z" } }
}
/* block
comment */ variable "one" { default = "line" }
"""


def outline(block: Block) -> tuple[object, ...]:
    return (block.kind, block.labels, block.line, sorted(block.attributes), [outline(inner) for inner in block.blocks])


def test_structure() -> None:
    read = read_hcl(SOURCE)
    assert read.problem is None
    assert [outline(block) for block in read.blocks] == [
        (
            "resource",
            ("aws_lambda_function", "f"),
            3,
            ["list", "name", "nested", "size", "text"],
            [("environment", (), 6, ["variables"], [])],
        ),
        ("variable", ("one",), 16, ["default"], []),
    ]


def test_values() -> None:
    function = read_hcl(SOURCE).blocks[0]
    attributes = function.attributes
    assert attributes["name"].literal({"var.env": "dev"}) == "x-dev"
    assert attributes["name"].literal({}) is None
    assert attributes["size"].literal({}) == "-1"
    assert attributes["list"].literal({}) is None
    assert attributes["nested"].entries["deep"].entries["deeper"].literal({}) == "z"
    variables = function.blocks[0].attributes["variables"].entries
    assert {key: (value.text, value.line) for key, value in variables.items()} == {
        "TABLE": ("aws_dynamodb_table.t.name", 7),
        "B": ('"y"', 7),
    }


@pytest.mark.parametrize(
    ("text", "problem", "kinds"),
    [
        ('a "b" {\n', ("a block that is never closed", 1), ["a"]),
        ("}\na {}\n", ("a closing brace without an opening one", 1), ["a"]),
        ("a = \nb {}\n", ("an attribute without a value", 1), ["b"]),
        ('x = "open\nb {}\n', ("a string that is never closed", 1), ["b"]),
        ("a {}\nx = [1,\nb {}\n", ("a bracket that is never closed", 2), ["a", "b"]),
        ("x = <<EOT\nfoo\n", ("a here document that is never closed", 1), []),
        ("<<<<<<< HEAD\na {}\n", ("neither a block nor an attribute", 1), ["a"]),
    ],
)
def test_broken_files_keep_what_stands_around(text: str, problem: tuple[str, int], kinds: list[str]) -> None:
    read = read_hcl(text.encode())
    assert read.problem == problem
    assert [block.kind for block in read.blocks] == kinds


def test_json() -> None:
    text = '{\n"resource": {"aws_s3_bucket": {"b": {\n"bucket": "x", "n": 1}}},\n"terraform": [{"required_providers": {"aws": "1"}}]}'
    read = read_json(text)
    assert read.problem is None
    bucket, terraform = read.blocks
    assert (bucket.kind, bucket.labels, bucket.line) == ("resource", ("aws_s3_bucket", "b"), 2)
    assert (bucket.attributes["bucket"].literal({}), bucket.attributes["n"].literal({})) == ("x", "1")
    assert terraform.blocks[0].attributes["aws"].literal({}) == "1"
