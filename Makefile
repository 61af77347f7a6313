# Everything that a person does with this tree. `make help` lists it.

SHELL := /bin/bash
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

# What can be given on the command line: `make run PORT=9000`.
PORT     ?= 8080
PARALLEL ?= 2
RUN      ?= .
FUZZ_SECONDS ?= 300
SOAK_FUZZ_SECONDS ?= 3600
BENCH    ?= .
BENCH_SECONDS ?= 60
SFU_BENCH ?=

STATICCHECK_VERSION := v0.8.2
STATICCHECK := bin/tools/staticcheck-$(STATICCHECK_VERSION)

.PHONY: help
help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

## Running it

.PHONY: run
run: build ## build everything and serve a demo on http://localhost:8080 (PORT=… for another port), data in ./data
	@PORT=$(PORT) exec bin/miti demo

.PHONY: build
build: needs-go bin/static.built ## build bin/miti with the front end inside
	@CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o bin/miti ./cmd/miti

.PHONY: needs-go needs-node
needs-go:
	@command -v go >/dev/null || { echo "Miti needs Go 1.26 or newer (Debian: the golang package of go.dev or backports)." >&2; exit 1; }
needs-node:
	@command -v npm >/dev/null || { echo "Miti needs Node.js 20 or newer with npm, to build the front end." >&2; exit 1; }

# npm writes this file itself, so it says what is really installed.
static/node_modules/.package-lock.json: static/package.json static/package-lock.json | needs-node
	cd static && npm ci --no-audit --no-fund
	@touch $@

# The front end is built again when one of its sources is newer, or when nothing
# is built. The bundler may empty dist, so the committed placeholder is put back.
FRONTEND := $(shell find static -path static/node_modules -prune -o -path static/dist -prune -o -path static/e2e -prune -o -type f -print 2>/dev/null)
bin/static.built: static/node_modules/.package-lock.json $(filter-out %.go,$(FRONTEND)) $(if $(wildcard static/dist/*),,nothing-built)
	cd static && npm run build
	@mkdir -p bin && touch static/dist/.placeholder $@

.PHONY: nothing-built
nothing-built:

## Testing it

# The parts of `make test`, what is quick first. Each is a target `test-PART`.
QUICK_PARTS := format vet lint shell generated types pages
PARTS       := $(QUICK_PARTS) go e2e

.PHONY: test
test: ## everything: format, vet, lint, generated files, types, unit, race, conformance, media, browser
	@scripts/install-test-tools.sh
	@scripts/parts.sh $(PARTS)

.PHONY: check
check: ## the quick half of test: no server, no browser
	@scripts/parts.sh $(QUICK_PARTS)

.PHONY: test-format
test-format:
	@files=$$(git ls-files -co --exclude-standard -- '*.go' | xargs -r ls 2>/dev/null | xargs -r gofmt -l); \
	if [ -n "$$files" ]; then echo "gofmt would change:" $$files >&2; exit 1; fi

.PHONY: test-vet
test-vet: needs-go
	@go vet ./...

.PHONY: test-lint
test-lint: $(STATICCHECK)
	@$(STATICCHECK) ./...

.PHONY: test-shell
test-shell:
	@git ls-files -co --exclude-standard -- '*.sh' .ci/run | xargs shellcheck

.PHONY: test-generated
test-generated: needs-go
	@scripts/stale.sh

.PHONY: test-types
test-types: static/node_modules/.package-lock.json
	@cd static && npm run --silent check

.PHONY: test-pages
test-pages: static/node_modules/.package-lock.json
	@cd static && npm test --silent

.PHONY: test-go
test-go: needs-go
	@scripts/go-test.sh -race -p $(PARALLEL) -timeout 10m

.PHONY: test-e2e
test-e2e: build bin/badnet
	@cd static && npm run e2e

.PHONY: bin/badnet
bin/badnet: needs-go
	@go build -o $@ ./sfu/sfutest/cmd/badnet

.PHONY: e2e
e2e: test-e2e ## the browser tests alone: real pages, a fake camera, real speech

$(STATICCHECK):
	@mkdir -p bin/tools
	GOBIN=$(CURDIR)/bin/tools go install honnef.co/go/tools/cmd/staticcheck@$(STATICCHECK_VERSION)
	@mv bin/tools/staticcheck $@

.PHONY: bench
bench: needs-go ## Go benchmarks (BENCH=regexp)
	@go test -run '^$$' -bench '$(BENCH)' -benchmem -p 1 ./...

.PHONY: bench-desk
bench-desk: needs-go ## a morning of the guidance desk: 130 counsellors, 8 of them live, 400 visitors
	@go run ./internal/serve/deskbench

.PHONY: bench-chat
bench-chat: needs-go ## the chat under load: 5,000 open pages, 50 messages a second (BENCH_SECONDS=10 for a quick look)
	@go build -o bin/chatbench ./internal/serve/chatbench
	@bin/chatbench -seconds $(BENCH_SECONDS)

.PHONY: bench-booking
bench-booking: needs-go ## slots and bookings with 130 counsellors and a year of appointments, on both engines (BENCH_SECONDS=3 for a quick look)
	@go build -o bin/bookingbench ./internal/serve/bookingbench
	@bin/bookingbench -seconds $(BENCH_SECONDS)

.PHONY: bench-sfu
bench-sfu: needs-go ## the SFU beside a plain Pion forwarder and the least that one must do; 6 minutes (SFU_BENCH='-shape calls-10 -rounds 1' for a quick look)
	@go build -o bin/sfubench ./internal/serve/sfubench
	@bin/sfubench $(SFU_BENCH)

.PHONY: fuzz
fuzz: needs-go ## every fuzz target, FUZZ_SECONDS=300 in all
	@scripts/fuzz.sh $(FUZZ_SECONDS)

.PHONY: soak
soak: needs-go ## the long forms of the tests (RUN=regexp): churn, darkness, numbers that run over, big meetings; then an hour of fuzzing
	@SOAK=1 scripts/go-test.sh -count=1 -p 1 -timeout 3h -run '$(RUN)'
	@scripts/fuzz.sh $(SOAK_FUZZ_SECONDS)

## Making files

.PHONY: generate
generate: needs-go ## write the generated files again
	@go generate ./...

.PHONY: image
image: ## the container image, by docker, podman or buildah (BASE, GO_BASE and NODE_BASE override the bases)
	@scripts/image.sh

.PHONY: screenshots
screenshots: build bin/badnet ## pictures of every page, into docs/screenshots
	@cd static && npm run screenshots

.PHONY: clean
clean: ## remove what was built (not ./data)
	rm -rf bin static/node_modules
	find static/dist -mindepth 1 ! -name .placeholder -delete
