# `make` alone lists what there is. Everything sets itself up; nothing asks.
PORT ?= 8000
HOST ?= 127.0.0.1
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help setup run demo test check catalogues fuzz soak screens lighthouse bench clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## environment, pinned dependencies, browser libraries; nothing runs
	@sh tools/setup.sh

run: setup ## serve Facekind on http://127.0.0.1:8000 (PORT, HOST)
	@exec $(BIN)/facekind serve --host $(HOST) --port $(PORT)

demo: setup ## a throw-away demo; open the printed address
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT INT TERM && \
	$(BIN)/facekind demo --port $(PORT) --data-dir "$$folder"

test: ## the whole suite, with a real browser and PostgreSQL
	@sh tools/setup.sh test
	@$(BIN)/python -m pytest -q -n 2 --dist loadgroup

check: ## format, lint, types, imports, templates, catalogues, migrations
	@sh tools/setup.sh check
	@$(BIN)/ruff format --check -q .
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/bandit -q -r backend -c pyproject.toml
	@$(BIN)/python tools/run_node.py frontend node_modules/typescript/bin/tsc --noEmit -p tsconfig.json
	@$(BIN)/python tools/run_node.py frontend node_modules/typescript/bin/tsc --noEmit -p tsconfig.worker.json
	@$(BIN)/python tools/lint_templates.py
	@$(BIN)/python tools/catalogues.py check
	@$(BIN)/facekind check-migrations
	@echo "All checks passed."

fuzz: ## more than 20 000 odd requests to the API; nothing undocumented, no 5xx, nothing wrong accepted
	@sh tools/setup.sh test
	@$(BIN)/python tools/fuzz.py

soak: ## the long faults: kill points, and phones under random faults; nothing lost, nothing twice
	@sh tools/setup.sh test
	@$(BIN)/python -m pytest -q -s -n 0 --long tests/durability tests/browser/test_soak.py

catalogues: setup ## bring the message catalogues in step with the sources
	@$(BIN)/python tools/catalogues.py write

screens: ## pictures of every screen × size × theme × language, in screens/
	@sh tools/setup.sh test
	@$(BIN)/python tools/screens.py

lighthouse: ## Lighthouse's mobile scores, medians of three, one JSON object a page
	@sh tools/setup.sh test
	@$(BIN)/python tools/lighthouse.py

bench: ## benchmarks, one JSON object a line
	@sh tools/setup.sh test
	@$(BIN)/python -m bench

clean: ## remove the environment and what was fetched
	rm -rf $(VENV) frontend/node_modules frontend/static/vendor screens
