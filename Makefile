# Everything that is done with this project; `make help` lists it.
SWIFT ?= swift
PREFIX ?= /usr/local
DESTDIR ?=
# Exclusivity is proven by the tests, which check it; the relay does not pay for it again. What the modules share is
# specialised where it is used: some 6 % more new connections a second.
RELEASE = -c release --product weir -Xswiftc -enforce-exclusivity=unchecked -Xswiftc -cross-module-optimization
STATIC = $(RELEASE) --scratch-path .build/static
ifeq ($(shell uname),Darwin)
# Homebrew's folders are not searched by themselves; the runtime is a part of the system.
BREW := $(shell brew --prefix)
SWIFT_FLAGS = -Xcc -I$(BREW)/include -Xcxx -I$(BREW)/include -Xlinker -L$(BREW)/lib
else
STATIC += --static-swift-stdlib
endif

.DEFAULT_GOAL := help
.PHONY: help setup setup-check setup-bench build demo check lint imports file-size test generated generated-check end-to-end static install bench bench-streams clean

help: ## list what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 14

setup: ## install the system libraries that the build needs, if any is missing
	@Scripts/setup.sh build

build: setup ## build the release binary, .build/release/weir
	$(SWIFT) build $(SWIFT_FLAGS) $(RELEASE)

demo: build ## build it and see what it does: no network, no key
	.build/release/weir demo

check: setup-check lint file-size imports test generated-check end-to-end ## all that CI runs: format, build without warnings, imports, sizes, generated pages, tests

setup-check:
	@Scripts/setup.sh check

lint: ## check the format of all Swift files
	$(SWIFT) format lint --strict --configuration .swift-format -r Package.swift Sources Tests Benchmarks

file-size: ## check that no Swift file is too long
	Scripts/check-file-size.sh

imports: setup-check ## check that every import is a declared dependency
	Scripts/check-imports.sh

test: setup ## build with warnings as errors and run the Swift tests
	$(SWIFT) build $(SWIFT_FLAGS) --build-tests
	$(SWIFT) test $(SWIFT_FLAGS) --skip-build

generated: setup-check ## write the pages that are made from the code: docs/lint.md
	$(SWIFT) build $(SWIFT_FLAGS) --product weir
	.build/debug/weir lint --explain all --markdown > docs/lint.md

generated-check: setup-check ## check that the generated pages are current
	$(SWIFT) build $(SWIFT_FLAGS) --product weir
	.build/debug/weir lint --explain all --markdown | diff -u docs/lint.md - || { echo "run make generated"; exit 1; }

end-to-end: setup-check ## run the debug binary against real sockets, SDKs and curl
	$(SWIFT) build $(SWIFT_FLAGS) --product weir
	Scripts/make-venv.sh
	WEIR_BINARY=.build/debug/weir .venv/bin/pytest Tests/EndToEnd

static: setup
	$(SWIFT) build $(SWIFT_FLAGS) $(STATIC)

install: static ## install one stripped binary, into PREFIX (/usr/local)
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 .build/static/release/weir $(DESTDIR)$(PREFIX)/bin/weir
	strip $(DESTDIR)$(PREFIX)/bin/weir

setup-bench:
	@Scripts/setup.sh bench

bench: setup-bench static ## measure the relay beside nginx; needs a quiet machine
	$(MAKE) -C Benchmarks/Load bench WEIR=$(CURDIR)/.build/static/release/weir

bench-streams: setup ## measure framing, decoding and checking of streams
	$(SWIFT) run $(SWIFT_FLAGS) -c release -Xswiftc -enforce-exclusivity=unchecked StreamBenchmark

clean: ## delete everything that was built
	rm -rf .build .venv
	$(MAKE) -C Benchmarks/Load clean
