//! The program `local`; see the library.

fn main() -> std::process::ExitCode {
    local::cli::main()
}
