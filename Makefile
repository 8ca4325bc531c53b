# Everything a newcomer needs is `make demo` and `make test`; `make check` is what CI adds.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
BIN := .venv/bin
# The tests start many processes: each would compile the service anew.
export PYTHONDONTWRITEBYTECODE :=
PROVIDER := tests/contract/identity_providers/oidc_provider

.PHONY: install node browser lock demo test long check format snapshots bench faults soak clean

install: .venv/.installed ## create .venv and install the locked packages

.venv/.installed: requirements-dev.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

node: $(PROVIDER)/node_modules/.installed ## the OpenID Connect provider that nobody here wrote, for the tests

$(PROVIDER)/node_modules/.installed: $(PROVIDER)/package.json $(PROVIDER)/package-lock.json
	if command -v npm >/dev/null && npm ci --silent --prefix $(PROVIDER); then touch $@; \
	else echo "npm is missing or has failed: the tests with npm's oidc-provider are skipped." >&2; fi

browser: ## the Chromium of this machine's own packages, for the tests in a browser
	@command -v chromium >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; \
	then apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium >/dev/null && exit 0; fi; \
	echo "chromium is missing: the tests in a browser are skipped. apt-get install chromium, as root." >&2

lock: ## write the locks anew (hashes, no addresses)
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --output-file requirements.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --constraint requirements.lock --group dev --output-file requirements-dev.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --constraint requirements-dev.lock --group build --output-file requirements-build.lock
	npm install --silent --package-lock-only --prefix $(PROVIDER)

demo: install ## the BFF on a sandbox Commerce, on loopback
	$(BIN)/python -m sandbox

test: install node browser ## every test but the long ones; a real Redis is found or brought along
	$(BIN)/python -m pytest -n 4 --dist loadgroup

long: install ## what starts whole shops again and again: restarts of the demo, benchmarks in small, 200 sign-ons at once
	$(BIN)/python -m pytest -n 2 -m long

bench: install ## CPU per request, ours beside bare proxies (about 4 minutes; BENCH=--long for figures to publish)
	$(BIN)/python -m benchmarks $(BENCH)

faults: install ## seeded faults, the long form: make faults N=1000 SEED=1 (one payment alone: INDEX=17)
	FAULTS_N=$(or $(N),1000) FAULTS_SEED=$(or $(SEED),1) FAULTS_INDEX=$(INDEX) \
	$(BIN)/python -m pytest -q -n 0 tests/faults/test_orders.py tests/faults/payments

soak: install ## ask on and on, and watch the memory: make soak REQUESTS=200000
	SOAK_REQUESTS=$(or $(REQUESTS),200000) $(BIN)/python -m pytest -q -n 0 tests/faults/test_soak.py

check: install ## format, lint, types, import law, snapshots
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -q tests/architecture

snapshots: install ## write what is published anew: schemas, command line, settings, routes. Review the diff
	UPDATE_SNAPSHOTS=1 $(BIN)/python -m pytest -q tests/architecture/test_published.py tests/architecture/test_snapshots_http.py

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(PROVIDER)/node_modules .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
