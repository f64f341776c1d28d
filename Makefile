# Appraise: one engine, one module.
#
# `make help` lists the targets. Everything is built into target/; the two tools that have to be compiled are built once
# into $(TOOLS), which survives `cargo clean`. Every step says what it does and how long it took.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BINDGEN_VERSION := 0.2.129
WASM_PACK_VERSION := 0.15.1
TOOLS ?= $(HOME)/.cache/appraise/tools
export PATH := $(TOOLS)/bin:$(PATH)
export APPRAISE_DATA ?= $(abspath ../shared/data)
export CARGO_TERM_PROGRESS_WHEN ?= never

MODULE := target/module/appraise_bg.wasm
APPRAISE := target/release/appraise
CUSTOMERS ?= 20000
ROWS ?= 1000000
BATCH_ROWS ?= 2000000
AS_OF ?= 2026-11-21
DEMO := out/demo

# SIMD is deterministic (relaxed SIMD stays off); memory has a declared maximum; no path of this machine gets in.
SOURCE ?= $(CURDIR)
MODULE_FLAGS = -C target-feature=+simd128 -C link-arg=--max-memory=4294967296 \
  --remap-path-prefix=$(SOURCE)=/appraise \
  --remap-path-prefix=$(or $(CARGO_HOME),$(HOME)/.cargo)=/cargo \
  --remap-path-prefix=$(shell rustc --print sysroot)=/rust

# $(call step,what it does,command): says what is being done and how long it took.
step = @echo "== $(1)"; start=$$SECONDS; $(2); echo "== $(1): $$((SECONDS - start)) s"

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# -- tools -----------------------------------------------------------------------------------------------------------

.PHONY: tools
tools: $(TOOLS)/.bindgen-$(BINDGEN_VERSION) $(TOOLS)/.wasm-pack-$(WASM_PACK_VERSION) wasm/node_modules ## install what the build needs
	@rustup target list --installed | grep -q '^wasm32v1-none$$' || rustup target add wasm32-unknown-unknown wasm32v1-none

# A tool of the right version that is already on the PATH is taken as it is.
$(TOOLS)/.bindgen-$(BINDGEN_VERSION):
	@mkdir -p $(TOOLS)
	$(call step,wasm-bindgen $(BINDGEN_VERSION),wasm-bindgen --version 2>/dev/null | grep -qx 'wasm-bindgen $(BINDGEN_VERSION)' || cargo install --quiet --locked wasm-bindgen-cli@$(BINDGEN_VERSION) --root $(TOOLS))
	@touch $@

$(TOOLS)/.wasm-pack-$(WASM_PACK_VERSION):
	@mkdir -p $(TOOLS)
	$(call step,wasm-pack $(WASM_PACK_VERSION),wasm-pack --version 2>/dev/null | grep -qx 'wasm-pack $(WASM_PACK_VERSION)' || cargo install --quiet --locked wasm-pack@$(WASM_PACK_VERSION) --root $(TOOLS))
	@touch $@

wasm/node_modules: wasm/package-lock.json
	$(call step,binaryen,cd wasm && npm ci --silent --no-audit --no-fund)
	@touch $@

www/node_modules: www/package-lock.json
	$(call step,packages of the page,cd www && npm ci --silent --no-audit --no-fund)
	@touch $@

tests/js/node_modules: tests/js/package-lock.json
	$(call step,packages of the browser tests,cd tests/js && npm ci --silent --no-audit --no-fund)
	@touch $@

# The browser of the tests: Debian's package when it is missing and we may install it.
.PHONY: browser
browser:
	@command -v chromium >/dev/null || [ -n "$${CHROMIUM:-}" ] || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "== Chromium from Debian"; apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; \
	  else echo "Chromium is missing: install it (Debian: apt-get install chromium fonts-noto-cjk), or set CHROMIUM" >&2; exit 1; fi; }

# The tool that counts instructions, likewise; without it the native half of that suite says that it did not run.
.PHONY: valgrind
valgrind:
	@command -v valgrind >/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || { \
	  echo "== valgrind from Debian"; apt-get update -qq && apt-get install -y -qq valgrind >/dev/null; } || true

# -- build -----------------------------------------------------------------------------------------------------------

MODULE_SOURCES := $(shell find core wasm/src wasm/module/src -name '*.rs' -not -path '*/target/*') Cargo.lock Cargo.toml core/Cargo.toml \
  core/kernels/Cargo.toml wasm/Cargo.toml wasm/module/Cargo.toml wasm/finish.mjs rust-toolchain.toml Makefile

# $(call pack,target,out): what wasm-pack makes of the module for a target.
pack = cd wasm/module && RUSTFLAGS='$(MODULE_FLAGS)' wasm-pack --quiet build . --target $(1) --profile small --no-opt --no-pack --mode no-install --out-dir $(abspath $(2)) --out-name appraise

.PHONY: module
module: tools $(MODULE) ## build the module: target/module/appraise_bg.wasm and the page's copy
$(MODULE): $(MODULE_SOURCES)
	$(call step,module,$(call pack,web,target/pack/web))
	$(call step,finish the module,mkdir -p target/module www/engine && node wasm/finish.mjs target/pack/web/appraise_bg.wasm $@)
	@cp target/pack/web/appraise.js target/pack/web/appraise.d.ts target/module/
	@cp target/module/appraise* www/engine/
	@echo "== $$(wc -c < $@) bytes, $$(gzip -9 -c $@ | wc -c) gzip, SHA-256 $$(sha256sum $@ | cut -d' ' -f1)"

.PHONY: host
host: ## build the command: target/release/appraise
	$(call step,host,cargo build --quiet --release -p appraise-host)

.PHONY: page
page: $(MODULE) www/node_modules ## build the page: www/dist/appraise.html and www/dist/hosted
	$(call step,page,cd www && npm run --silent build)

# -- use -------------------------------------------------------------------------------------------------------------

.PHONY: demo
demo: tools ## build everything, make a synthetic bank, score it, print tiers and tasks
	@$(MAKE) $(MODULE) host page
	$(call step,a synthetic bank of $(CUSTOMERS) customers,rm -rf $(DEMO) && $(APPRAISE) synth --customers $(CUSTOMERS) --seed 1 --out $(DEMO)/bank)
	$(call step,score it under wasmtime,$(APPRAISE) score --module $(MODULE) --policy core/policies/wealth-cvm --input $(DEMO)/bank --as-of $(AS_OF) --out $(DEMO)/run || [ $$? = 1 ])
	@node tests/scripts/demo.mjs $(DEMO)/run
	@echo
	@echo "the page: file://$(CURDIR)/www/dist/appraise.html (drop the files of $(DEMO)/bank on it, as-of date $(AS_OF))"

# -- test ------------------------------------------------------------------------------------------------------------

.PHONY: test
test: tools browser valgrind tests/js/node_modules ## run every suite at a reduced size that it prints
	@tests/scripts/suites.sh reduced

.PHONY: prove
prove: tools browser valgrind tests/js/node_modules ## run every suite at full size; the log is the evidence
	@mkdir -p out
	@tests/scripts/suites.sh full 2>&1 | tee out/prove.log

.PHONY: lint
lint: ## formatting and lints
	$(call step,formatting,cargo fmt --all --check)
	$(call step,lints,cargo clippy --quiet --workspace --all-targets -- -D warnings)

.PHONY: instructions
instructions: tools valgrind ## hold what fixed jobs cost in instructions against the record
	@$(MAKE) $(MODULE)
	$(call step,build,cargo build --quiet --release -p appraise-tests --bin instructions)
	@target/release/instructions $(TWICE)

.PHONY: bless-instructions
bless-instructions: ## rewrite that record: tests/bench/instructions.txt
	@BLESS=1 $(MAKE) instructions

.PHONY: bench
bench: tools ## time everything that BENCHMARKS.md has figures of
	@$(MAKE) bench-peers bench-batch bench-figures
	$(call step,build,cargo build --quiet --release -p appraise-tests --example assign --example compare)
	@node tests/js/analysis.mjs
	@target/release/examples/compare $(ROWS) 20000
	@target/release/examples/assign 100000 500
	@$(MAKE) year

.PHONY: bench-peers
bench-peers: tools ## time the benchmark job on every host, and on Polars, DuckDB and rule engines
	@$(MAKE) $(MODULE)
	$(call step,peers,tests/scripts/peers.sh)
	$(call step,the core for x86-64,cargo build --quiet --release -p appraise-core --example native)
	@[ "$$(uname -m)" != x86_64 ] || RUSTFLAGS='-C target-cpu=x86-64-v3' cargo build --quiet --release -p appraise-core --example native --target-dir target/v3
	$(call step,build,cargo build --quiet --release -p appraise-tests --example bench)
	@target/release/examples/bench $(ROWS)

.PHONY: bench-batch
bench-batch: tools ## time whole runs from Parquet to Parquet, beside Polars
	@$(MAKE) $(MODULE) host
	$(call step,peers,tests/scripts/peers.sh)
	$(call step,build,cargo build --quiet --release -p appraise-tests --example batch)
	@target/release/examples/batch $(BATCH_ROWS)

.PHONY: bench-figures
bench-figures: tools ## time the shipped policy, one customer, growth, meters and setting up
	@$(MAKE) $(MODULE) host
	$(call step,build,cargo build --quiet --release -p appraise-tests --example figures)
	@target/release/examples/figures $(FIGURES)

.PHONY: year
year: tools ## run a year of mornings over a synthetic bank: time, tasks a day, how often each rule fires
	$(call step,build,cargo build --quiet --release -p appraise-tests --example year)
	@target/release/examples/year $(CUSTOMERS) 365

.PHONY: size
size: tools $(MODULE) ## bytes of the module per area
	@cd wasm && RUSTFLAGS='$(MODULE_FLAGS)' cargo build --quiet --profile small --target wasm32-unknown-unknown -p appraise-module
	@node wasm/size.mjs target/wasm32-unknown-unknown/small/appraise_module.wasm
	@echo "shipped: $$(wc -c < $(MODULE)) bytes, $$(gzip -9 -c $(MODULE) | wc -c) gzip"

.PHONY: targets
targets: tools $(MODULE) ## show that web, nodejs and bundler get the same module
	$(call step,nodejs,$(call pack,nodejs,target/pack/nodejs))
	$(call step,bundler,$(call pack,bundler,target/pack/bundler))
	@sums=$$(cat <(sha256sum < target/pack/web/appraise_bg.wasm) <(sha256sum < target/pack/nodejs/appraise_bg.wasm) <(sha256sum < target/pack/bundler/appraise_bg.wasm) | sort -u); \
	  echo "$$sums"; [ "$$(wc -l <<< "$$sums")" = 1 ] && echo "web, nodejs and bundler: equal"

.PHONY: reproducible
reproducible: tools $(MODULE) ## build the module again in another folder and compare
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	  git ls-files -z -co --exclude-standard core wasm Cargo.toml Cargo.lock rust-toolchain.toml Makefile | xargs -0 cp --parents -t "$$folder"; \
	  sed -i 's|^members = .*|members = ["core", "core/kernels", "wasm", "wasm/module"]|' "$$folder/Cargo.toml"; \
	  cp -r wasm/node_modules "$$folder/wasm/"; \
	  $(MAKE) -C "$$folder" target/module/appraise_bg.wasm; \
	  here=$$(sha256sum < $(MODULE)); there=$$(sha256sum < "$$folder/target/module/appraise_bg.wasm"); \
	  echo "here  $$here"; echo "there $$there"; [ "$$here" = "$$there" ] && echo "two builds in two folders: equal"

.PHONY: bom
bom: ## write what everything is built of, as CycloneDX: out/bom.json
	@mkdir -p out
	@node tests/scripts/bom.mjs out/bom.json && node tests/scripts/bom.mjs --check

.PHONY: clean
clean: ## remove what was built
	@cargo clean --quiet
	@rm -rf out tests/out www/dist www/engine
