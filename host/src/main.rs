//! The command `appraise`: arguments in, an exit code out. What it does is in `command`.

mod command;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = command::Arguments::parse();
    command::run(&arguments).into()
}
