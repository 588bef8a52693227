//! Budgets of operations: costs are counted, not timed, so the result is the same on every machine.

use std::process::Command;

#[test]
fn no_operation_is_over_its_budget() {
    let measured = Command::new(env!("CARGO_BIN_EXE_bench")).arg("10").output();
    let measured = measured.unwrap_or_else(|error| panic!("the benchmark runs: {error}"));
    let output = [measured.stdout, measured.stderr].concat();
    assert!(measured.status.success(), "{}", String::from_utf8_lossy(&output));
}
