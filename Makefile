# Descent Atlas. `make` runs the published grid and builds the site; `make help` lists the rest.
PYTHON3 ?= python3
CORES ?= all
PORT ?= 8000
VENV := .venv
READY := $(VENV)/.ready
LIBRARIES := .cache/conformance

# Everything runs with the environment's own tools, whatever else the machine has.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

# Node trusts the certificates the system trusts; the list it brings along knows no company proxy.
export NODE_USE_SYSTEM_CA := 1

.DEFAULT_GOAL := site
.PHONY: site smoke serve test bench conformance lint format lock picture clean help

site: $(READY) ## run the published grid and build the site (the default)
	snakemake --cores $(CORES)
	@echo "The site is in site/index.html; 'make serve' opens it at http://127.0.0.1:$(PORT)/"

smoke: $(READY) ## the same pipeline on a small grid, in about two minutes (after the set-up)
	snakemake --cores $(CORES) --configfile config/smoke.yaml
	@echo "The site is in site/index.html; 'make serve' opens it at http://127.0.0.1:$(PORT)/"

serve: $(READY) ## show the site that was built last (PORT=8000)
	@test -f site/index.html || { echo "There is no site yet: run 'make' (the published grid) or 'make smoke' (two minutes) first."; exit 1; }
	@python -c "import socket; socket.socket().bind(('127.0.0.1', $(PORT)))" 2>/dev/null \
	  || { echo "Port $(PORT) is taken; try 'make serve PORT=$$(( $(PORT) + 1 ))'."; exit 1; }
	@echo "Serving the site at http://127.0.0.1:$(PORT)/ (Ctrl-C ends it)"
	@python -m http.server --bind 127.0.0.1 --directory site $(PORT)

test: $(READY) ## run all tests
	pytest

bench: $(READY) ## measure the engine against a loop that descends one run at a time
	MALLOC_TRIM_THRESHOLD_=268435456 MALLOC_TOP_PAD_=268435456 MALLOC_MMAP_THRESHOLD_=268435456 \
	  python tests/benchmarks/engine.py # the memory settings of the pipeline's jobs

conformance: $(LIBRARIES)/.ready ## record anew what PyTorch, optax and others compute (a large download, once)
	PYTHONPATH=src:tests $(LIBRARIES)/bin/python -m reference.conformance.generate

lint: $(READY) ## check style, types and rules
	ruff check .
	ruff format --check .
	mypy
	snakefmt --check Snakefile workflow
	pytest -q -n 0 tests/test_architecture.py -k snakemake

format: $(READY) ## put the code into its standard form
	ruff check --fix .
	ruff format .
	snakefmt Snakefile workflow

lock: $(READY) ## renew the locked versions of all libraries
	python -m pip install --quiet --disable-pip-version-check uv
	uv pip compile pyproject.toml --extra test --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --system-certs --upgrade --quiet --output-file workflow/envs/requirements.txt
	cd workflow/envs && npm install --package-lock-only

picture: $(READY) ## renew the README's picture from the results
	python -c "from PIL import Image; \
	  Image.open('results/figures/e07_tuned_paths.light.webp').convert('RGB').save('.github/readme.webp', quality=85)"

clean: ## remove results and site; the environment stays
	rm -rf results site .snakemake

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

# The environment: hash-locked libraries, the package itself, and the browser assets.
# An interrupted set-up leaves no stamp, so the same command takes it up again.
$(READY): workflow/envs/requirements.txt workflow/envs/package-lock.json pyproject.toml
	@PATH="$${PATH#*:}" $(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed, as $(PYTHON3); name another with 'make PYTHON3=...'."; exit 1; }
	@echo "Setting up .venv with the locked libraries: about a minute, once."
	PATH="$${PATH#*:}" $(PYTHON3) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r workflow/envs/requirements.txt
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	cd workflow/envs && npm ci --no-progress
	@touch $@

# The libraries that the optimizers are held against. They are large, and no test needs them.
$(LIBRARIES)/.ready: workflow/envs/conformance.txt
	PATH="$${PATH#*:}" $(PYTHON3) -m venv $(LIBRARIES)
	$(LIBRARIES)/bin/python -m pip install --quiet --disable-pip-version-check -r workflow/envs/conformance.txt
	@touch $@
