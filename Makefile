# Two commands do all the set-up: `make demo` and `make test`.
PY := .venv/bin/python
FLASK := .venv/bin/flask
PO := app/web/translations/en/LC_MESSAGES/messages.po

.PHONY: help demo run setup setup-dev messages test fast lint types layers samples doc-pictures translations bench fuzz clean

help:            ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup:           ## .venv with the pinned requirements
	@sh setup.sh requirements.txt
	@$(MAKE) -s messages

setup-dev:
	@sh setup.sh requirements-dev.txt
	@$(MAKE) -s messages

messages: $(PO:.po=.mo)

%.mo: %.po
	@.venv/bin/pybabel -q compile -i $< -o $@

demo: setup      ## the whole main job on the sample portfolio, into exports/demo/
	@$(FLASK) demo

run: setup       ## web pages and worker on http://127.0.0.1:8000
	@$(FLASK) serve

test: setup-dev lint types layers  ## linting, types, layers and all tests
	@$(PY) -m pytest -n auto --dist worksteal

fast: setup-dev  ## the tests that need no process and no browser
	@$(PY) -m pytest -n auto -m "not process and not browser and not slow"

lint:
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/djlint app/web/templates --lint --quiet

types:
	@.venv/bin/mypy

layers:
	@.venv/bin/lint-imports --no-logo

samples: setup   ## rebuild rulebooks/ and letter_templates/ from their scripts
	@$(PY) -m app.samples.rulebooks
	@$(PY) -m app.samples.templates

doc-pictures: setup-dev  ## redraw the pictures and the list of findings of docs/怎样写规则簿.md
	@$(PY) -m tests.handbook.pictures
	@$(PY) -m tests.handbook.findings

translations: setup-dev  ## collect source texts for the English catalogue
	@.venv/bin/pybabel -q extract -F babel.cfg -k N_ -k _l -o /tmp/lubu.pot .
	@.venv/bin/pybabel -q update -N -i /tmp/lubu.pot -d app/web/translations -l en
	@rm -f /tmp/lubu.pot

bench:           ## ours beside its peers, in one run; writes docs/benchmarks.md
	@sh setup.sh requirements-bench.txt
	@$(PY) -m tests.bench.report --write docs/benchmarks.md

fuzz: setup-dev  ## 5,000 damaged workbooks in bounded processes, and a table of what became of them (an hour)
	@$(PY) -m tests.rulebooks.fuzz

clean:           ## remove what the set-up and the demo made (never the rulebooks)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache exports/demo
