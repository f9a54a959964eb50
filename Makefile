# Everything a person does with this checkout. `make help` lists it.

BIN := .venv/bin
TUOWANG := $(BIN)/tuowang
SEEDS ?= 1000
SCHEDULES ?= 100000
UV := $(shell command -v $(BIN)/uv || command -v uv)
COMPILE := pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(UPGRADE)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test lint types pytest pages screenshots bench soak lock wheel clean distclean ready ready-dev

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ready ## set up what is missing, then run the demonstration (ARGS="..." passes options)
	@$(TUOWANG) demo $(ARGS)

test: lint types pytest ## everything that must pass: style, types, rooms, tests

lint: ready-dev ## style, format and the rule of the rooms
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo

types: ready-dev ## mypy, strictly
	@$(BIN)/mypy

pytest: ready-dev ## the tests alone, on two cores
	@$(BIN)/pytest -n 2

pages: ready-dev ## the tests of the pages in a real browser alone; installs Chromium where it can
	@scripts/browser.sh
	@TUOWANG_BROWSER=1 $(BIN)/pytest tests/browser tests/faces/pages

screenshots: ready-dev ## plays a chain, and writes the pictures of docs/pages.md anew
	@scripts/browser.sh
	@mkdir -p docs/pictures
	@TUOWANG_BROWSER=1 TUOWANG_SCREENSHOTS=docs/pictures $(BIN)/pytest tests/browser/test_pictures.py

bench: ready ## how fast, on this machine
	@$(TUOWANG) bench $(ARGS)

soak: ready-dev ## storms with many seeds (SEEDS=1000, SCHEDULES=100000), long searches
	@$(TUOWANG) storm --seeds $(SEEDS) $(ARGS)
	@$(TUOWANG) storm --netting --seeds $(SCHEDULES)
	@TUOWANG_SOAK=1 $(BIN)/pytest tests/net

lock: ## write the lock files anew (needs uv; UPGRADE=--upgrade takes the newest versions)
	@test -n "$(UV)" || { echo "make lock needs uv: install it, then run this again" >&2; exit 2; }
	@$(UV) $(COMPILE) pyproject.toml --extra net --extra plan --output-file requirements.lock
	@echo 'hatchling>=1.27' | $(UV) $(COMPILE) - --output-file requirements-build.lock
	@$(UV) $(COMPILE) pyproject.toml requirements-build.lock --extra dev \
		--constraint requirements.lock --output-file requirements-dev.lock
	@echo "written: requirements.lock requirements-build.lock requirements-dev.lock"

wheel: ready ## dist/*.whl
	@rm -rf dist
	@$(BIN)/hatchling build --target wheel

clean: ## remove what can be made again, except the environment
	@rm -rf dist build demo .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## and the environment too
	@rm -rf .venv

ready:
	@scripts/prepare.sh runtime

ready-dev:
	@scripts/prepare.sh dev
