# `make test` is all that a change must pass; `make bench` prints what operations cost beside their budgets.

.PHONY: test format lint budgets unit run bench

test: format lint budgets unit

format:
	cargo fmt --all --check

lint:
	cargo clippy --locked --workspace --all-targets -- --deny warnings

# What operations cost is counted, not timed, so it is the same on every machine.
budgets:
	cargo run --locked -p bench 10

unit:
	cargo test --locked --workspace

run:
	cargo run -p local

bench:
	cargo run --locked --profile fast -p bench
