# `make test` is all that a change must pass; `make bench` prints what operations cost beside their budgets.

.PHONY: test format lint unit run bench

test: format lint unit

format:
	cargo fmt --all --check

lint:
	cargo clippy --locked --workspace --all-targets -- --deny warnings

unit:
	cargo test --locked --workspace

run:
	cargo run -p local

bench:
	cargo run --locked --profile fast -p bench
