# Two commands do everything: `make run` starts the app, `make test` runs every test that is not slow.
# Both make the environment first. `make slow TESTS=tests/browser/test_eyes.py` runs the slow tests of one file, and so
# does `make test` with those that are not. On Windows see README.md.

.PHONY: run test slow lint bench pictures catalogues clean environment dev-environment
PORT ?= 8501
TESTS ?=

environment:
	@tools/environment.sh requirements.txt

dev-environment:
	@tools/environment.sh requirements-dev.txt
	@.venv/bin/python -m tools.chromium

run: environment
	@.venv/bin/python -m streamlit run server.py --server.port $(PORT)

test: dev-environment
	@tools/tests.sh "not slow" $(TESTS)

slow: dev-environment
	@tools/tests.sh slow $(TESTS)

lint: dev-environment
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/biome check --error-on-warnings

bench: dev-environment
	@.venv/bin/python -m benchmarks.engine
	@.venv/bin/python -m benchmarks.live
	@.venv/bin/python -m benchmarks.opening
	@.venv/bin/python -m benchmarks.compare
	@.venv/bin/python -m benchmarks.challenge
	@.venv/bin/python -m benchmarks.in_and_out
	@.venv/bin/python -m benchmarks.classroom
	@.venv/bin/python -m benchmarks.languages

pictures: dev-environment
	@.venv/bin/python -m tools.preset_pictures

catalogues: dev-environment
	@.venv/bin/python -m tools.catalogues

clean:
	rm -rf .venv static/published .pytest_cache .hypothesis .ruff_cache
