# A serious violence needs assessment as a program.
# On Windows, or without make, every target has its `sva …` equal: see README.md.

ASSESSMENT ?= west-mercia-2023-05
PYTHON ?= python3
SVA := .venv/bin/sva

.DEFAULT_GOAL := help
.PHONY: help setup report test lab check demo list lint format docs bench lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' | awk -F'|' '{printf "  make %-8s %s\n", $$1, $$2}'
	@echo
	@echo "  Another assessment: make report ASSESSMENT=west-mercia-2026-05"

setup: ## make the environment in .venv from requirements.lock
	@$(PYTHON) tools/setup_environment.py

report: setup ## make the report of ASSESSMENT, both editions
	@$(SVA) report "$(ASSESSMENT)"

test: setup ## run the tests
	@$(SVA) test $(TESTS)

lab: setup ## open JupyterLab on the notebooks, for ASSESSMENT
	@$(SVA) lab "$(ASSESSMENT)"

check: setup ## check ASSESSMENT and its files, without running
	@$(SVA) check "$(ASSESSMENT)"

demo: setup ## make the demonstration partner files of ASSESSMENT
	@$(SVA) demo "$(ASSESSMENT)"

list: setup ## list the assessments
	@$(SVA) list

lint: setup ## check style and types, and that notebooks hold no outputs
	@$(SVA) lint

format: setup ## mend style
	@$(SVA) format

docs: setup ## build the documentation site in docs/_build
	@$(SVA) docs

bench: setup ## measure speed and memory against named peers
	@$(SVA) bench

lock: setup ## write requirements.lock anew from pyproject.toml
	@$(SVA) lock

clean: setup ## remove what runs and tools made, and the environment; partners' files stay
	@$(SVA) clean
	@rm -rf .venv
