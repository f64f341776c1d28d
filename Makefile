# Appraise: one engine, one module.
#
# `make help` lists the targets. Everything is built into target/; tools that have to be compiled are built once into
# $(TOOLS), which survives `cargo clean`.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

BINDGEN_VERSION := 0.2.129
WASM_PACK_VERSION := 0.15.1
TOOLS ?= $(HOME)/.cache/appraise/tools
export PATH := $(TOOLS)/bin:$(PATH)
export APPRAISE_DATA ?= $(abspath ../shared/data)

MODULE := target/module/appraise_bg.wasm
CUSTOMERS ?= 20000
AS_OF ?= 2026-11-21
DEMO := out/demo

# SIMD is deterministic (relaxed SIMD stays off); memory has a declared maximum; no path of this machine gets in.
MODULE_FLAGS = -C target-feature=+simd128 -C link-arg=--max-memory=4294967296 \
  --remap-path-prefix=$(CURDIR)=/appraise \
  --remap-path-prefix=$(or $(CARGO_HOME),$(HOME)/.cargo)=/cargo \
  --remap-path-prefix=$(shell rustc --print sysroot)=/rust

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# -- tools ------------------------------------------------------------------------------------------------------------

.PHONY: tools
tools: ## install what the build needs and this machine has not
	@scripts() { :; }; build/tools.sh 2>/dev/null || true
