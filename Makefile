# `make report` shows what lynchpin does; `make test` checks that it works.
# Only Python (3.11 or newer) and make are needed. Everything else is installed into .venv, with pinned versions.

PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3.14 python3,$(shell command -v $(name))))
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --compile
WORKERS ?= 2

.PHONY: help report test check format lock clean

help:
	@echo "make report   install, write the report on belarus-2019 and print its path"
	@echo "make test     install, run the checks and the tests"
	@echo "make check    check formatting, lint, types and import order"
	@echo "make format   format the code and fix lint errors"
	@echo "make lock     pin the newest versions that work together"
	@echo "make clean    remove the environment and all generated files"

report: .venv/ready
	@$(BIN)/lynchpin report belarus-2019 --output report.html
	@echo "The page is at $(CURDIR)/report.html"

# A file of tests stays with one worker, so that its models are compiled once.
test: check
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

check: .venv/ready-to-test
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/ready-to-test
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

# Byte-compiling makes the first command start four times as fast, because JAX has thousands of modules.
.venv/ready: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) --requirement requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src
	@touch $@

.venv/ready-to-test: .venv/ready requirements-test.lock
	$(PIP) --requirement requirements-test.lock
	@touch $@

# The lock files contain versions but no addresses. The second includes the first, so both can be installed in one environment.
COMPILE := $(BIN)/python -m piptools compile --quiet --strip-extras --no-annotate --no-header --allow-unsafe \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --upgrade
lock: .venv/ready
	$(PIP) pip-tools
	$(COMPILE) --extra build --output-file requirements.lock pyproject.toml
	$(COMPILE) --extra build --extra test --constraint requirements.lock --output-file requirements-test.lock pyproject.toml

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
