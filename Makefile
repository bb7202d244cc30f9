# dvgraph. `make serve` and `make test` do all the set-up that they need; everything goes into .venv.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
RUN := .venv/run.stamp
ALL := .venv/test.stamp
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
PROJECT := $(PIP) --no-deps --no-build-isolation --no-index --editable .

.PHONY: help install serve test quick lint check build validate bench pins clean

help:  ## show what can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

install: $(RUN)  ## install dvgraph and what it needs into .venv

serve: $(RUN)  ## build the dataset where needed and serve it
	@$(BIN)/dvgraph serve

test: $(ALL)  ## run the whole test suite
	@$(BIN)/python -m pytest

quick: $(ALL)  ## run the tests but the slow ones and those in a browser
	@$(BIN)/python -m pytest -m "not slow and not browser"

lint: $(ALL)  ## check style, types, layers, spelling
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/codespell

check: lint  ## all that CI runs: lint, then the tests with the coverage gate
	@$(BIN)/python -m pytest --cov --cov-report=term --cov-fail-under=90

build: $(RUN)  ## build the dataset
	@$(BIN)/dvgraph build

validate: $(RUN)  ## validate the authored files
	@$(BIN)/dvgraph validate

bench: $(ALL)  ## run the benchmarks
	@$(BIN)/python -m bench

PINS := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --extra build

pins: $(ALL)  ## renew the pinned requirements from pyproject.toml
	@$(PINS) --output-file requirements.txt pyproject.toml
	@$(PINS) --extra test --output-file requirements-test.txt pyproject.toml

clean:  ## remove the built dataset and the installed environment
	@rm -rf .dvgraph .venv

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "dvgraph needs Python 3.11 or newer; none was found. On Debian: apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv module is missing. On Debian: apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "No environment could be made with $(PYTHON) -m venv."; exit 1; }

$(RUN): requirements.txt pyproject.toml | .venv/bin/python
	@echo "Installing dvgraph into .venv ..."
	@$(PIP) --require-hashes -r requirements.txt
	@$(PROJECT)
	@touch $@

$(ALL): requirements-test.txt pyproject.toml | .venv/bin/python
	@echo "Installing dvgraph and its test tools into .venv ..."
	@$(PIP) --require-hashes -r requirements-test.txt
	@$(PROJECT)
	@touch $(RUN) $@
