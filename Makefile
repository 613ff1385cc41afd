# make run    build the bundled sample corpus and ask it three questions
# make test   every test, the browser's included
# make check  what CI runs: formatting, lint, types, spelling, every test
# make front  the explorer's script and style, anew from kg/explorer/front (needs node and npm)
# make bench  how fast it is, beside what else one could use: the table and the plot (needs ../shared)
# make train  the model of names, anew from the annotations (needs ../shared)
# make clean  remove the environment and everything that was built

PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

FRONT := kg/explorer/front
MODULES := $(FRONT)/node_modules

.PHONY: run test check lint front train bench browser java node clean
.DELETE_ON_ERROR:

# $(call debian,PROGRAMS,PACKAGES) installs Debian's packages where a program is missing and root or a sudo that asks
# nothing allows it.
define debian
@found() { for it in $(1); do command -v "$$it" >/dev/null || return 1; done; }; \
found && exit 0; \
if [ "$$(id -u)" = 0 ]; then as=env; else as="sudo -n env"; fi; \
if command -v apt-get >/dev/null && $$as true 2>/dev/null; then \
	$$as apt-get update --quiet && \
	$$as DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes $(2); \
fi; \
found || { echo "Not installed: one of $(1). sudo apt-get install $(2)" >&2; exit 1; }
endef

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

test: $(VENV)/.installed-dev $(MODULES)/.installed browser java
	KG_REQUIRE_BROWSER=1 KG_REQUIRE_SPARK=1 $(BIN)/python -m pytest

check: lint test

lint: $(VENV)/.installed-dev $(MODULES)/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy kg
	$(BIN)/codespell
	cd $(FRONT) && npm run --silent check

front: $(MODULES)/.installed
	cd $(FRONT) && npm run --silent check && npm run --silent build

train: $(VENV)/.installed-dev
	$(BIN)/python tests/benchmarks/train.py

bench: $(VENV)/.installed-dev
	$(BIN)/python tests/benchmarks/speed.py --readme

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

# The lock holds versions and digests; where the packages come from is npm's own setting.
$(MODULES)/.installed: $(FRONT)/package-lock.json $(FRONT)/package.json | node
	cd $(FRONT) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

browser:
	$(call debian,chromium,chromium)

java:
	$(call debian,java,openjdk-17-jre-headless)

node:
	$(call debian,node npm,nodejs npm)

clean:
	rm -rf build dist $(VENV) $(MODULES) .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find kg tests ontology -name __pycache__ -prune -exec rm -rf {} +
