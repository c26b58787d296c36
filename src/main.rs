//! The `tickdown` program: runs a command line, reports what went wrong, and exits with a code that says so.

use std::process::ExitCode;

fn main() -> ExitCode {
    tickdown::cli::run(std::env::args_os()).into()
}
