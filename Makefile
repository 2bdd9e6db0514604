# Two commands matter: `make demo` and `make test`. Each makes the environment it needs.
PYTHON ?= python3
VENV ?= .venv
RUN = $(VENV)/bin/python

.PHONY: demo test faults soak approvals-check lint bench docs requirements clean

$(VENV)/ready: requirements-dev.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Shelftalk needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

demo: $(VENV)/ready  ## a whole shop, a pretend Slack and the bot, on this machine alone
	$(RUN) bot.py demo

test: $(VENV)/ready  ## every test, the browser journeys included where Chromium is installed
	$(RUN) -m pytest --numprocesses 2 --dist loadfile

faults: $(VENV)/ready  ## kills, full disks, dead clocks, a Slack that misbehaves: nothing lost, nothing doubled; about ten minutes
	$(RUN) -m pytest faults -m "not alone" --numprocesses 2 --dist loadfile
	$(RUN) -m pytest faults -m alone

MINUTES ?= 60
soak: $(VENV)/ready  ## the same storm for an hour (MINUTES=60), and the table of what came of it
	$(RUN) -m faults --minutes $(MINUTES)

approvals-check: $(VENV)/ready  ## everything that approvals are measured by, in one table; about two minutes
	$(RUN) -m tests.approvals.check

lint: $(VENV)/ready  ## style, types and the words we do not use
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy

bench: $(VENV)/ready  ## speed, as ratios against floors measured in the same run
	$(RUN) -m bench

docs: $(VENV)/ready  ## write the generated pages and tables: README, commands, metrics, settings, approvals
	$(RUN) bot.py docs

requirements: $(VENV)/ready  ## pin anew, with hashes and without host names
	$(RUN) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml -o requirements.txt
	$(RUN) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra dev pyproject.toml -o requirements-dev.txt

clean:
	rm -rf $(VENV) .venv-newest build .mypy_cache .ruff_cache .pytest_cache
