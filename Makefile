# The set-up promise: Python 3.11 or newer is all that must be there.
#   make demo    everything set up, then the product on real data at http://127.0.0.1:8000
#   make test    everything set up, then every check and every test, on both databases
.DEFAULT_GOAL := help
.PHONY: help setup demo check test test-sqlite test-postgresql parts messages requirements

KYTKIN_PORT ?= 8000
export KYTKIN_PORT
PYTEST ?= .venv/bin/pytest -n 2 --dist loadgroup

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 18

setup: .venv/.ready ## install everything into .venv and stop

.venv/.ready: requirements.txt pyproject.toml scripts/setup.sh $(wildcard kytkin/locale/*/LC_MESSAGES/*.po)
	@sh scripts/setup.sh

demo: setup ## real preparations, fictional people, in your browser
	@.venv/bin/kytkin demo

check: setup ## linters, types and contracts
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/djlint kytkin/web/templates --lint --quiet
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache
	DJANGO_SETTINGS_MODULE=kytkin.config.test_settings .venv/bin/django-admin makemigrations --check --dry-run

parts: setup
	@sh scripts/system_parts.sh

test: check parts test-sqlite test-postgresql ## every check and every test, on both databases

test-sqlite: setup
	$(PYTEST)

test-postgresql: setup
	@.venv/bin/python scripts/throwaway_postgresql.py $(PYTEST) -m "not one_database"

messages: setup ## collect the texts for translation (needs gettext)
	cd kytkin && DJANGO_SETTINGS_MODULE=kytkin.config.settings ../.venv/bin/django-admin makemessages -l fi -l sv -l en --no-location --no-obsolete
	.venv/bin/python scripts/compile_messages.py

requirements: setup ## pin every dependency with its hashes
	.venv/bin/uv pip compile pyproject.toml --extra dev --extra dense --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --quiet -o requirements.txt
