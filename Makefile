# `make test` is all that a change must pass; `make bench` prints what operations cost beside their budgets, `make
# cold-start` what a new instance of a function does, `make load` what pushes and many connections do.

.PHONY: test check format lint deny template unit package clients web fuzz watched deployed tools run bundle bench cold-start load openapi screenshots sbom

test: format lint deny template unit package clients web fuzz deployed watched

# For use while working: format, lints, unit tests, and the end-to-end tests on systems in this process.
check: format lint
	cargo test --locked --workspace --exclude tests
	cargo test --locked -p tests --test api

# Tools, each set in an environment of its own: they ask for different versions of the same libraries.
TOOLS := target/tools
SAM := $(TOOLS)/sam/bin
tools: $(TOOLS)/sam/installed $(TOOLS)/ministack/installed

$(TOOLS)/%/installed: tests/systems/%.txt
	tests/systems/install $* $(TOOLS)/$*

format:
	cargo fmt --all --check

# Clippy compiles what is tested: checked apart, all dependencies would be compiled once more. Every warning is an error.
lint unit check web clients fuzz watched deployed: export RUSTC_WORKSPACE_WRAPPER := clippy-driver
lint unit check web clients fuzz watched deployed: export CLIPPY_ARGS := --deny__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__
lint:
	cargo test --locked --workspace --no-run

# Licenses, sources and known advisories of the crates that are depended on. Where the advisories' database can't be
# fetched, that is said.
DENY := $(TOOLS)/deny/bin/cargo-deny --locked
deny: $(TOOLS)/deny/installed
	$(DENY) check bans licenses sources
	@if GIT_TERMINAL_PROMPT=0 $(DENY) fetch db >target/advisories.log 2>&1; then $(DENY) --offline check advisories; \
	else echo "NOT CHECKED: known advisories; their database can't be fetched ($$(grep -E 'fatal|ERROR' target/advisories.log | tail -n 1))"; fi

# Bill of materials of the functions and the local run.
sbom: $(TOOLS)/sam/installed
	$(SAM)/python tests/systems/sbom.py

# The API's documents, and the types of the clients that are made of them, after a change of the API.
openapi: tests/api-types/node_modules/installed
	cargo run --locked -p local -- openapi >target/openapi.json
	mv target/openapi.json docs/openapi.json
	cargo run --locked -p local -- asyncapi >target/asyncapi.yaml
	mv target/asyncapi.yaml docs/asyncapi.yaml
	cd tests/api-types && npm run --silent types

tests/api-types/node_modules/installed: tests/api-types/package-lock.json tests/api-types/install
	tests/api-types/install

unit:
	cargo test --locked --workspace

# The web pages: their types, and what people do with them in Chromium. The program is the one that `unit` has built.
web: tests/web/node_modules/installed tests/api-types/node_modules/installed
	cargo test --locked --workspace --no-run
	cd tests/api-types && npm test --silent
	cd tests/web && npm run --silent types && npm run --silent lint && npm test --silent

tests/web/node_modules/installed: tests/web/package-lock.json tests/web/install
	tests/web/install

# Clients that were written for the API that ours keeps to, made of packages as they are: axios, jQuery, requests, httpx.
clients: tests/clients/node_modules/installed tests/web/node_modules/installed $(TOOLS)/clients/installed
	cargo test --locked --workspace --no-run
	cd tests/clients && npm test --silent
	$(TOOLS)/clients/bin/python -B tests/clients/run.py

tests/clients/node_modules/installed: tests/clients/package-lock.json tests/clients/install
	tests/clients/install

# The clients as they are published: the npm package, whose path is printed, and the crate, which cargo builds by itself
# only when it is published: here all that it depends on would be compiled once more.
package: tests/web/node_modules/installed
	tests/web/pack
	cargo publish --dry-run --no-verify --allow-dirty -p tribeclub-chat-client

# Requests made of the API's document, one by one and along its links, as each role, for two minutes.
fuzz: $(TOOLS)/fuzz/installed
	$(TOOLS)/fuzz/bin/python tests/systems/fuzz.py

# The widget's bundles, after a change of what they are made of.
bundle: tests/web/node_modules/installed
	cd tests/web && npm run --silent bundle

# The pictures of README.
screenshots: tests/web/node_modules/installed
	cargo build --locked -p local
	cd tests/web && node screenshots.js

template: $(TOOLS)/sam/installed
	$(SAM)/cfn-lint template.yaml
	SAM_CLI_TELEMETRY=0 $(SAM)/sam validate --lint --region us-east-1

# The end-to-end tests on functions under `cargo lambda watch`, and on the whole stack in an emulator of AWS.
watched: tools
	$(SAM)/python tests/systems/watched.py

deployed: tools
	$(SAM)/python tests/systems/deployed.py

run:
	cargo run -p local

bench:
	cargo run --locked --profile fast -p bench
	cargo run --locked --profile fast -p tests --bin day

cold-start: $(TOOLS)/sam/installed
	PATH="$(abspath $(SAM)):$$PATH" cargo run --locked --profile fast -p bench -- cold-start

# Thousands of connections are as many open files.
load:
	ulimit -n 10000; cargo run --locked --profile fast -p bench -- load
