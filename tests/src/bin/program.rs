//! The program of `cargo run -p local`.

fn main() -> std::process::ExitCode {
    local::cli::main()
}
