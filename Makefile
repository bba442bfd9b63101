# Every target is one line; the work is in .ci/setup, pyproject.toml, web/package.json and the programs themselves.
SHELL := /bin/bash
PY := .venv/bin/python
export PATH := $(CURDIR)/.venv/bin:$(PATH)
DEMO_PORT ?= 8080
DEMO_SPEED ?= 60
REPEATS ?= 1
IMAGE_OPTIONS = $(if $(KEY),--key "$(KEY)") $(if $(SUITE),--suite "$(SUITE)")
.PHONY: help setup lint type test test-all drills molecule hosts web release image image-debian test-image demo bench lock

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 12
setup: ## virtual environment, system packages and git hooks for development
	@.ci/setup dev && .venv/bin/pre-commit install --install-hooks >/dev/null 2>&1 || true
lint: ## style, import contracts, roles and playbooks, front-end lint
	@.ci/setup dev && ruff check . && ruff format --check . && lint-imports && ansible-lint -q && .ci/setup web-deps && npm --prefix web run --silent lint
type: ## static types, strict
	@.ci/setup dev && mypy
test: ## set up, then lint, types and the fast tests
	@.ci/setup dev && ruff check . && ruff format --check . && lint-imports && mypy && $(PY) -m pytest -n 2 -m "not slow and not browser and not hosts and not image"
test-all: ## everything: slow tests, front end, browser
	@.ci/setup slow && .ci/setup browser && $(PY) -m pytest -n 2 -m "slow and not browser and not hosts and not image" && npm --prefix web test && $(PY) -m pytest -m browser
drills: ## fault drills on real processes (REPEATS=50 prints a table)
	@.ci/setup dev && DRILL_REPEATS=$(REPEATS) $(PY) -m pytest -n 7 --maxschedchunk 1 tests/drills
molecule: ## test the Ansible roles on booted hosts (SCENARIO="base mosquitto", SUITE=bookworm)
	@.ci/setup hosts && $(PY) -m tests.hosts.scenarios $(SCENARIO)
hosts: ## test what needs booted hosts: the test hosts themselves, faults of a cluster
	@.ci/setup hosts && $(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m hosts
web: ## build the web app into the package
	@.ci/setup web
release: ## build a signed release bundle into dist/ (KEY=private SSH key; RELEASE="more options")
	@.ci/setup dev && .ci/setup web && $(PY) .ci/release.py $(if $(KEY),--key "$(KEY)") $(RELEASE)
image: ## build the SD-card image of Raspberry Pi OS into dist/ (KEY=private SSH key, SUITE=bookworm)
	@.ci/setup image && $(PY) -m image raspios $(IMAGE_OPTIONS)
image-debian: ## build the same on plain Debian, without Raspberry Pi's archive (KEY, SUITE)
	@.ci/setup image-debian && $(PY) -m image debian $(IMAGE_OPTIONS)
test-image: ## build the Debian image, check it, boot it and try it (IMAGE=an image that is built)
	@.ci/setup test-image && IMAGE="$(IMAGE)" SUITE="$(SUITE)" $(PY) -m pytest -s -m image
demo: ## a simulated cluster in the browser (DEMO_PORT, DEMO_SPEED, DEMO_MINUTES, DEMO_REPLAY)
	@.ci/setup demo && exec $(PY) -m pioreactor.simulation.demo --port "$(DEMO_PORT)" --speed "$(DEMO_SPEED)" $(if $(DEMO_MINUTES),--minutes "$(DEMO_MINUTES)") $(if $(DEMO_REPLAY),--replay "$(DEMO_REPLAY)")
bench: ## measure and compare with the targets
	@.ci/setup bench && $(PY) -m benchmarks
lock: ## renew the lock files after a change of dependencies
	@.ci/setup lock
