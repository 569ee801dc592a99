# Everything a person or a machine does with this repository.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Tools are pinned here and are not in go.mod: they are not part of the program.
GOLANGCI_LINT_VERSION := 2.15.0
FUZZTIME ?= 10s

# DuckDB is C++: the program and its tests need cgo.
export CGO_ENABLED := 1

.PHONY: help build demo test test-long test-crash kills test-fhir test-readers test-hostile soak decade test-pages lint fuzz bench ci clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

build: ## Build build/empanel (the first link of DuckDB takes half a minute)
	go build -o build/empanel ./cmd/empanel

demo: build ## Make up a province of 50,000 people in demo/ and run five nights on it
	@bash testdata/demo.sh build/empanel demo

# Two runs of the engine hinder each other in one process, and hardly in two
# of one core each: so the pipeline's own tests, the slowest, are a process of
# their own, and every process does one test at a time. (make lint vets.)
ONE_CORE := -vet=off -timeout 30m -cpu 1 -parallel 1
# ./... leaves out what is below testdata.
OTHERS = $$(go list ./... ./testdata/bench | grep -v '/pipeline$$')

test: ## Run the tests, but for the long ones
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=line test-pipeline test-others

.PHONY: test-pipeline test-others
test-pipeline:
	go test $(ONE_CORE) -skip '^TestLong' ./pipeline

test-others:
	go test $(ONE_CORE) -p 1 -skip '^TestLong' $(OTHERS)

# What make test tries on fewer or smaller cases: also run on every change.
test-long: ## Run the tests that take long: many nights, random provinces, damage of every kind
	go test $(ONE_CORE) -run '^TestLong' -skip '^TestLongManyAtOnce$$' ./pipeline ./cmd/empanel # that one is make soak

# The program is ended from outside, so its tests link no engine. On a file
# system in memory, where there is one: nothing is waited for that is not tried.
CRASH := EMPANEL_BINARY=$(CURDIR)/build/empanel TMPDIR=$${CRASH_DIR:-$$([[ -w /dev/shm ]] && echo /dev/shm || echo /tmp)} \
	go test -tags crash -count=1 -v ./pipeline/crash
KILLS ?= 500

test-crash: build ## Kill runs, cut their power, fill their disk: the short form (Linux on x86-64, as root)
	$(CRASH) -timeout 20m

kills: build ## The long form: every boundary, and KILLS (500) at random moments; takes an hour
	KILLS=$(KILLS) $(CRASH) -timeout 6h -run '$(or $(RUN),.)'

test-fhir: build ## Check the demo's FHIR exports with another program (needs node and npm)
	@[[ -d demo/exports/fhir ]] || $(MAKE) --no-print-directory demo
	@bash testdata/fhir/check.sh build/empanel demo

test-readers: build ## Read the demo's snapshot and exports with other programs (needs node and npm)
	@[[ -d demo/snapshots ]] || $(MAKE) --no-print-directory demo
	cd testdata/readers && npm ci --no-audit --no-fund --loglevel=error && node read.mjs ../../build/empanel ../../demo ../../demo/exports

NIGHTS ?= 2500

decade: ## A ledger of ten years (NIGHTS, 2500): made, rebuilt, verified, compacted and rebuilt again; takes hours
	EMPANEL_DECADE=$(NIGHTS) go test -vet=off -count=1 -v -timeout 12h -run '^TestLongDecade$$' ./pipeline

HOSTILE ?= 1000
SOAK ?= 600

soak: ## Two schedulers, an administrator and twelve readers on one workspace, for SOAK seconds (600)
	EMPANEL_SOAK_SECONDS=$(SOAK) go test -vet=off -count=1 -v -timeout $$(($(SOAK) + 600))s -run '^TestLongManyAtOnce$$' ./cmd/empanel

test-hostile: ## Put HOSTILE (1000) files that mean harm through a run, and look at all that is shown of them
	EMPANEL_HOSTILE=$(HOSTILE) go test -vet=off -timeout 30m -count 1 -run '^TestHostileFiles$$' -v ./cmd/empanel

test-pages: ## Look at the demo's pages in headless Chromium (needs node, npm and chromium)
	@[[ -f demo/reports/index.html ]] || $(MAKE) --no-print-directory demo
	@bash testdata/browser/run.sh demo/reports

lint: ## Check format, style and which package may import which
	@tool=$$(bash .ci/golangci-lint $(GOLANGCI_LINT_VERSION)); \
	echo "$$tool run"; "$$tool" run ./... ./testdata/bench/...

fuzz: ## Fuzz every reader, each for FUZZTIME (10s)
	@grep -rHoE --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' cmd pipeline parsers reconcile | sed 's/func //' | sort | \
	while IFS=: read -r file target; do \
		echo "== $$target in $$(dirname "$$file")"; \
		go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "./$$(dirname "$$file")" </dev/null; \
	done

# docs/performance.md says what they mean. Only a whole bench, with nothing left
# out, gets into that document by itself.
ifeq ($(BENCH_SIZES)$(BENCH_WORKLOADS)$(BENCH_PEERS),)
BENCH_DOC ?= docs/performance.md
endif
BENCH_SIZES ?= 500000 1000000 5000000
BENCH_WORKLOADS ?= claims province
BENCH_PEERS ?= duckdb postgres
BENCH_ROUNDS ?= 3
BENCH_DIR ?= build/bench

bench: build ## Measure whole runs and nights beside a DuckDB script, at BENCH_SIZES people, BENCH_ROUNDS times (3)
	go build -o build/bench-peer ./testdata/bench/peer
	go build -o build/bench-run ./testdata/bench
	@build/bench-run -dir "$(BENCH_DIR)" -sizes "$(BENCH_SIZES)" -rounds "$(BENCH_ROUNDS)" \
		-workloads "$(BENCH_WORKLOADS)" -peers "$(BENCH_PEERS)" -document "$(BENCH_DOC)"

ci: ## What is run on every change: lint, test, demo, and the demo's exports read by other programs
	@.ci/run

clean: ## Remove what was built and the demo
	rm -rf build demo
