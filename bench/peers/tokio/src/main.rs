//! The Tokio side of the benchmark rows: `bench-tokio ROW [--option NUMBER]...`
//!
//! Every row prints `name value unit`, as all programs in bench/ do. `--workers 0` is Tokio's
//! current-thread runtime, `--workers N` its multi-thread runtime with N worker threads. The work
//! always runs in a spawned task, never directly under `block_on`, which Tokio polls specially and
//! in the multi-thread flavour not on a worker at all.

mod args;
mod http_hello;
mod micro;
mod tcp_echo;
mod timers;

use args::Args;

fn main() {
    let args = Args::from_command_line();
    match args.row() {
        "spawn_join" => micro::spawn_join(&args),
        "yield" => micro::yield_one(&args),
        "yield_100" => micro::yield_many(&args),
        "mpsc_pingpong" => micro::mpsc_pingpong(&args),
        "mpsc_stream" => micro::mpsc_stream(&args),
        "mutex" => micro::mutex(&args),
        "blocking_pool" => micro::blocking_pool(&args),
        "timer_arm_cancel" => timers::arm_cancel(&args),
        "tcp_echo" => tcp_echo::run(&args),
        "http_hello" => http_hello::serve(&args),
        other => {
            eprintln!("bench-tokio: no row named {other:?}");
            std::process::exit(2);
        }
    }
}
