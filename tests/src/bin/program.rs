//! What `cargo run -p local` runs.

fn main() -> std::process::ExitCode {
    local::cli::main()
}
