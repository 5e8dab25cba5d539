"""The records of the example and of the benchmark read without a mistake, and as their schemas say."""

from pathlib import Path

import jsonschema
import pytest
import yaml

from principal.core.records import Mistake
from principal.core.registry import record_kinds

ROOT = Path(__file__).resolve().parents[2]
SYSTEMS = {"shop": ROOT / "examples" / "shop" / "system", "saleor": ROOT / "benchmarks" / "saleor"}
RECORDS = [
    (system, path.relative_to(folder).as_posix())
    for system, folder in SYSTEMS.items()
    for path in sorted(folder.rglob("*"))
    if path.is_file() and (path.suffix in (".md", ".yaml")) and {"architecture", "adr"} & set(path.parts)
]


def test_all_records_of_the_example_are_tried() -> None:
    assert len([path for system, path in RECORDS if system == "shop"]) == 10


@pytest.mark.parametrize(("system", "path"), RECORDS)
def test_a_record_is_one_of_a_kind_and_has_no_mistake(system: str, path: str) -> None:
    [kind] = [k for k in record_kinds() if k.wants(path)]
    content = (SYSTEMS[system] / path).read_bytes()
    rows = list(kind.read(path, content))
    assert [str(row) for row in rows if isinstance(row, Mistake)] == []
    assert rows != []
    if kind.schema is not None:
        jsonschema.validate(yaml.load(content, yaml.BaseLoader), _with_text(kind.schema()))


def _with_text(schema: object) -> object:
    """The schema with text also where it asks for a number or a truth: the loader above reads all as text."""
    if isinstance(schema, dict):
        said = {key: _with_text(value) for key, value in schema.items()}
        if said.get("type") in ("number", "integer", "boolean"):
            return {"anyOf": [said, {"type": "string"}]}
        return said
    return [_with_text(item) for item in schema] if isinstance(schema, list) else schema
