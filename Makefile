# Every target says what it does before it does it. `make` alone prints this list.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# How many of each `make siege` plays: SIEGE_SEEDS, SIEGE_KILLS, SIEGE_ALTERED_LOGS and SIEGE_API_EXAMPLES.
SIEGE_SEEDS ?= 100000
SIEGE_KILLS ?= 2000
SIEGE_ALTERED_LOGS ?= 1000000
SIEGE_API_EXAMPLES ?= 100
# How many seeded runs `make simulate` plays, and with which build.
SEEDS ?= 2000
CONFIGURATION ?= release
# The git repository that `make demo` looks at.
REPOSITORY ?= $(CURDIR)
# Where the demo's server listens; 0 is any free port.
PORT ?= 0
# Where `make screenshots` leaves its pictures.
SCREENSHOTS ?= $(CURDIR)/.build/screenshots

.PHONY: help setup setup-build demo demo-terminal screenshots test lint format simulate siege fuzz bench clean

help: ## Print this list.
	@echo "Fermata: supervised runs of many agents. Targets:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "Variables: SEEDS=$(SEEDS) CONFIGURATION=$(CONFIGURATION) REPOSITORY=$(REPOSITORY)"

setup: ## Install what building and testing need and this machine lacks (apt packages, a Python venv).
	@scripts/setup test

setup-build:
	@scripts/setup build

demo: setup-build ## Start the server on a run that waits for its plan to be approved, with a link to sign in.
	@scripts/demo "$(REPOSITORY)" "$(PORT)"

demo-terminal: setup-build ## Supervise the same playbook in this terminal (REPOSITORY=..., this one by default).
	@scripts/demo-terminal "$(REPOSITORY)"

screenshots: setup ## Take pictures of every screen, light, dark and on a phone, into SCREENSHOTS.
	@echo "Taking pictures of every screen into $(SCREENSHOTS)."
	swift build --product fermata
	FERMATA_BINARY="$$(swift build --show-bin-path)/fermata" \
		.venv/bin/python tests/take_screenshots.py "$(SCREENSHOTS)"

test: setup ## Run every check: lint, build, unit, simulation and black-box tests.
	@scripts/test

lint: ## Check the format of the Swift sources and the syntax of the scripts.
	@scripts/lint

format: ## Rewrite the Swift sources in the project's format.
	@echo "Formatting the Swift sources in place."
	swift format format --in-place --parallel $$(scripts/tracked '*.swift')

simulate: setup-build ## Play SEEDS seeded runs full of faults and audit each one.
	@echo "Playing $(SEEDS) fresh seeds with the $(CONFIGURATION) build."
	swift build -c $(CONFIGURATION) --product fermata-simulate
	"$$(swift build -c $(CONFIGURATION) --show-bin-path)/fermata-simulate" --seeds $(SEEDS) --fresh

siege: export SIEGE_SEEDS := $(SIEGE_SEEDS)
siege: export SIEGE_KILLS := $(SIEGE_KILLS)
siege: export SIEGE_ALTERED_LOGS := $(SIEGE_ALTERED_LOGS)
siege: export SIEGE_API_EXAMPLES := $(SIEGE_API_EXAMPLES)
siege: export CONFIGURATION := $(CONFIGURATION)
siege: setup ## Torture all of it at its whole size: seeds, kills, altered logs, requests (takes an hour or more).
	@scripts/siege

fuzz: ## Fuzz the language of conditions for a minute (FUZZ_SECONDS=...).
	@scripts/fuzz

bench: setup-build ## Measure the promised figures beside bare synced SQLite commits (release build).
	@echo "Building and running the benchmarks."
	swift build -c release --product fermata
	swift build -c release --package-path Benchmarks --scratch-path .build
	FERMATA="$$(swift build -c release --show-bin-path)/fermata" \
		"$$(swift build -c release --package-path Benchmarks --scratch-path .build --show-bin-path)/fermata-bench"

clean: ## Remove everything that building, testing and the demo made.
	@echo "Removing build products, the Python environment and the demo's journal."
	rm -rf .build .build-fuzz Benchmarks/.build .venv .fermata-demo
	find tests Examples -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
