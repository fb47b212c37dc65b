# Everything runs in .venv, made here; nothing else is touched. `make help` lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Twice the processors: tests wait for processes and disks as much as they compute.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(min(8, 2 * (os.cpu_count() or 1)))')
Q ?= What has Honda said about the tie-up?
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: audit help ask model web test test-model test-scale browser test-api check format eval bench torture torture-quick wheel-test screenshots pages bench-page clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /: /'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Dateline needs Python 3.11 or newer; run: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.base: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -q --no-compile -e .
	@touch $@

$(VENV)/.web: $(VENV)/.base
	$(BIN)/python -m pip install -q --no-compile -e '.[web]'
	@touch $@

$(VENV)/.local: $(VENV)/.base
	$(BIN)/python -m pip install -q 'pip>=25.1'
	$(BIN)/python -m pip install -q --no-compile -e '.[local]'
	@touch $@

$(VENV)/.scale: $(VENV)/.base
	$(BIN)/python -m pip install -q --no-compile -e '.[scale]'
	@touch $@

# All at once: MCP's SDK, installed after the rest, would take pydantic back to an older release.
$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -q 'pip>=25.1'
	$(BIN)/python -m pip install -q --no-compile -e '.[web,mcp,peers]' --group dev
	@touch $(VENV)/.base $(VENV)/.web $@

ask: $(VENV)/.base  ## answer a question: make ask Q="What has Honda said about the tie-up?"
	@$(BIN)/dateline ask "$$Q"
ask: export Q := $(Q)

model: $(VENV)/.local  ## fetch a language model that runs on this machine (1.1 GB, once)
	@$(BIN)/dateline model get medium

web: $(VENV)/.web  ## open the page on 127.0.0.1
	@$(BIN)/dateline web

test: $(VENV)/.dev  ## run the tests (offline once installed)
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

test-model: $(VENV)/.dev $(VENV)/.local  ## run the tests that ask a real model (DATELINE_MODEL, or one fetched)
	$(BIN)/python -m pytest -m model

browser: $(VENV)/.dev  ## drive the page in a real Chromium (installed when absent)
	@.ci/chromium
	$(BIN)/python -m pytest -m browser tests/browser -rs

test-scale: $(VENV)/.dev $(VENV)/.scale  ## run the tests that start a PostgreSQL server or a Ray cluster (installed when absent)
	@.ci/postgresql
	$(BIN)/python -m pytest -m scale -rs

test-api: $(VENV)/.dev  ## make many requests from the API's document and see them answered as it says
	API_EXAMPLES=300 $(BIN)/python -m pytest -n auto tests/test_api_document.py

check: $(VENV)/.dev  ## format, lint, types, arrows between rooms, README
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -c pyproject.toml -r assistant index evals seeds
	$(BIN)/python -m cogapp --check README.md

audit: $(VENV)/.dev  ## ask the advisory service about every installed package (needs the network)
	$(BIN)/python -m pip_audit --skip-editable

format: $(VENV)/.dev  ## format the code and bring the README up to date
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/python -m cogapp -r README.md

pages: $(VENV)/.dev  ## run the documentation's commands and write what they print into it
	$(BIN)/python tests/pages.py README.md $(filter-out docs/api.md,$(wildcard docs/*.md))

eval: $(VENV)/.dev  ## measure answers on the bundled cases and rewrite the README's scores
	$(BIN)/dateline-eval run --failing --keep
	$(BIN)/dateline-eval run --failing --keep --cases evals/cases-hard.jsonl
	$(BIN)/dateline-eval run --quiet --keep --stories evals/stories/kept
	$(BIN)/python -m evals.conversations
	$(BIN)/python -m cogapp -r README.md

bench: $(VENV)/.dev  ## measure speed (ARTICLES=FOLDER for the large library, and SIZES=1000,10000 of it for docs/bench.md)
	$(BIN)/python -m evals.bench $(if $(ARTICLES),--articles $(ARTICLES)) $(if $(SIZES),--sizes $(SIZES))

bench-page: $(VENV)/.dev  ## measure how long a reader of the page waits (ARTICLES=FOLDER)
	@.ci/chromium
	$(BIN)/python -m evals.page_bench $(if $(ARTICLES),--articles $(ARTICLES))

screenshots: $(VENV)/.dev  ## take the README's pictures of the page again
	@.ci/chromium
	$(BIN)/python -m evals.screenshots

torture: $(VENV)/.dev  ## attack it on purpose and rewrite docs/reliability.md (up to an hour)
	$(BIN)/python -m evals.torture --keep $(if $(DATA),--data $(DATA))

torture-quick: $(VENV)/.dev  ## the same with few trials, within minutes
	$(BIN)/python -m evals.torture --quick

wheel-test: $(VENV)/.dev  ## build the wheel and run the tests against it from another folder
	.ci/wheel-test $(BIN)/python

clean:  ## remove the environment, the index and caches; conversations and added articles stay
	rm -rf $(VENV) .dateline/*-???????????? dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
