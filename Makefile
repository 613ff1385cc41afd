# make run    build the bundled sample corpus and ask it three questions
# make test   every test, the browser's included
# make check  what CI runs: formatting, lint, types, spelling, every test
# make train  the model of names, anew from the annotations (needs ../shared)
# make clean  remove the environment and everything that was built

PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.PHONY: run test check lint train browser clean
.DELETE_ON_ERROR:

run: $(VENV)/.installed
	$(BIN)/kg build --output build
	@echo
	$(BIN)/kg query who-implements --entity 三航行动
	@echo
	$(BIN)/kg query spread --entity 八八战略
	@echo
	$(BIN)/kg query figures-by-measure --measure 党员
	@echo
	@echo "Graph page   $(CURDIR)/build/explorer.html"
	@echo "Turtle file  $(CURDIR)/build/graph.ttl"

test: $(VENV)/.installed-dev browser
	KG_REQUIRE_BROWSER=1 $(BIN)/python -m pytest

check: lint test

lint: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy kg
	$(BIN)/codespell

train: $(VENV)/.installed-dev
	$(BIN)/python tests/benchmarks/train.py

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python's venv module is missing: sudo apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.installed

# Installs Debian's Chromium where it is missing and root or a sudo that asks nothing allows it.
browser:
	@found() { command -v chromium >/dev/null && command -v chromedriver >/dev/null; }; \
	found && exit 0; \
	if [ "$$(id -u)" = 0 ]; then as=env; else as="sudo -n env"; fi; \
	if command -v apt-get >/dev/null && $$as true 2>/dev/null; then \
		$$as apt-get update --quiet && \
		$$as DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes chromium chromium-driver; \
	fi; \
	found || { echo "The browser test needs Chromium: sudo apt-get install chromium chromium-driver" >&2; exit 1; }

clean:
	rm -rf build dist $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find kg tests ontology -name __pycache__ -prune -exec rm -rf {} +
