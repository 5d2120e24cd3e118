# Menhu. `make help` lists what can be done. Needs make and Python 3.11 or 3.12, nothing else.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 8080
WORKERS ?= 2
ARGS ?=

VENV := .venv
CORE_VENV := $(VENV)/core-alone
PLUGINS := $(sort $(dir $(wildcard plugins/*/pyproject.toml)))
PROJECTS := core/pyproject.toml $(PLUGINS:=pyproject.toml) pyproject.toml setup.cfg
PIP_OPTIONS := --quiet --disable-pip-version-check
WITHOUT_SETTINGS := env -u MENHU_CONFIG -u MENHU_VAR -u MENHU_DATABASE
PYTEST_OPTIONS := -n $(WORKERS) --dist loadfile
PYTEST := $(WITHOUT_SETTINGS) $(VENV)/bin/python -m pytest $(PYTEST_OPTIONS)
QUICK := not browser and not outside and not postgresql
COMPILE := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links

# The first Python of these that runs and fits; a name alone proves nothing where shims stand in its place.
PYTHON ?= $(shell for name in python3.11 python3.12 python3; do \
	$$name -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' 2>/dev/null \
	&& { echo $$name; break; }; done)

define install # (python of the environment, requirements file)
	$(1) -m pip install $(PIP_OPTIONS) --require-hashes -r $(2)
endef

.PHONY: help
help: ## Show this list
	@echo "Menhu: many sites, one process. The two to begin with: make demo, make test."
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "  make %-11s %s\n", $$1, $$2 }'
	@echo
	@echo "Variables: PORT=$(PORT) (demo), MENHU_VAR=… (folder of all run-time data, default var),"
	@echo "           WORKERS=$(WORKERS) (processes of the tests), ARGS='…' (more arguments for pytest or uv)."

.PHONY: demo
demo: $(VENV)/.runtime ## Run the demo cluster of 72 sites (PORT=8080); the data is kept
	@$(VENV)/bin/python tools/demo.py --port $(PORT)

.PHONY: demo-reset
demo-reset: $(VENV)/.runtime ## Remove the data of the demo, then run it anew (PORT=8080)
	@$(VENV)/bin/python tools/demo.py --port $(PORT) --reset

.PHONY: install
install: $(VENV)/.runtime ## Create .venv with what the portal needs at run time

.PHONY: test
test: $(VENV)/.test ## Run all tests; those whose outside tool is missing say so
	$(PYTEST) $(ARGS)

.PHONY: test-fast
test-fast: $(VENV)/.test ## Run the tests that need no browser, no PostgreSQL, no outside tool
	$(PYTEST) -m "$(QUICK)" $(ARGS)

.PHONY: test-core
test-core: $(CORE_VENV)/.test ## Run the core's tests in an environment without any plugin
	$(WITHOUT_SETTINGS) $(CORE_VENV)/bin/python -m pytest $(PYTEST_OPTIONS) core/tests $(ARGS)

.PHONY: lint
lint: $(VENV)/.test ## Check style and format
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

.PHONY: types
types: $(VENV)/.test ## Check types, strictly
	$(VENV)/bin/mypy
	$(VENV)/bin/mypy tools

.PHONY: contracts
contracts: $(VENV)/.test ## Check who may import whom
	$(VENV)/bin/lint-imports

.PHONY: coverage
coverage: $(VENV)/.test ## Measure which statements and branches of the core the tests reach
	$(VENV)/bin/coverage erase
	$(WITHOUT_SETTINGS) $(VENV)/bin/coverage run -m pytest $(PYTEST_OPTIONS) $(ARGS)
	$(VENV)/bin/coverage combine --quiet
	$(VENV)/bin/coverage report

.PHONY: bench
bench: $(VENV)/.test ## Measure speed beside the baselines; writes bench/latest.json in the run-time folder
	$(VENV)/bin/python tests/bench/run.py

.PHONY: lock
lock: $(VENV)/.lock ## Pin what requirements/*.in ask for, with hashes (ARGS=--upgrade: the newest)
	$(COMPILE) $(ARGS) requirements/runtime.in --output-file requirements/runtime.txt
	$(COMPILE) $(ARGS) requirements/test.in --constraint requirements/runtime.txt --output-file requirements/test.txt
	$(COMPILE) $(ARGS) requirements/lock.in --output-file requirements/lock.txt

.PHONY: clean
clean: ## Remove what was installed and cached; the run-time data stays
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	rm -rf .coverage .coverage.* core/*.egg-info plugins/*/*.egg-info *.egg-info
	find core plugins sites tests tools -name __pycache__ -prune -exec rm -rf {} +

%/.made:
	@test -n "$(PYTHON)" || { \
	  echo "Menhu needs Python 3.11 or 3.12, and none was found." >&2; \
	  echo "On Debian 12: apt-get install python3 python3-venv. Elsewhere: make PYTHON=/path/to/python3.11 …" >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "$(PYTHON) lacks the module venv. On Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "Creating $* with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $*
	@touch $@

$(VENV)/.runtime: requirements/runtime.txt $(PROJECTS) | $(VENV)/.made
	@echo "Installing what the portal needs"
	@$(call install,$(VENV)/bin/python,requirements/runtime.txt)
	@$(VENV)/bin/python -m pip install $(PIP_OPTIONS) --no-deps --no-build-isolation \
	  $(addprefix -e ./,core $(PLUGINS)) -e .
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.runtime
	@echo "Installing what the tests need"
	@$(call install,$(VENV)/bin/python,requirements/test.txt)
	@touch $@

$(VENV)/.lock: requirements/lock.txt | $(VENV)/.made
	@$(call install,$(VENV)/bin/python,requirements/lock.txt)
	@touch $@

$(CORE_VENV)/.test: requirements/test.txt core/pyproject.toml | $(CORE_VENV)/.made
	@echo "Installing the core alone"
	@$(call install,$(CORE_VENV)/bin/python,requirements/test.txt)
	@$(CORE_VENV)/bin/python -m pip install $(PIP_OPTIONS) --no-deps --no-build-isolation -e ./core
	@touch $@
