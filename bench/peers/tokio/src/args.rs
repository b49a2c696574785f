//! Command line, output, clock and pinning: the Rust twin of bench/common/bench.hpp.

use std::collections::HashMap;
use std::future::Future;
use std::time::Instant;
use tokio::runtime::{Builder, Runtime};

/// `ROW [--name NUMBER]...`
pub struct Args {
    row: String,
    numbers: HashMap<String, u64>,
}

impl Args {
    pub fn from_command_line() -> Args {
        let mut words = std::env::args().skip(1);
        let row = words.next().unwrap_or_default();
        let mut numbers = HashMap::new();
        while let Some(name) = words.next() {
            let value = words.next().and_then(|text| text.parse().ok());
            match (name.strip_prefix("--"), value) {
                (Some(name), Some(value)) => numbers.insert(name.to_owned(), value),
                _ => {
                    eprintln!("bench-tokio: expected --name NUMBER, got {name:?}");
                    std::process::exit(2);
                }
            };
        }
        Args { row, numbers }
    }

    pub fn row(&self) -> &str {
        &self.row
    }

    pub fn number(&self, name: &str, otherwise: u64) -> u64 {
        self.numbers.get(name).copied().unwrap_or(otherwise)
    }

    /// The runtime that `--workers` asks for.
    pub fn runtime(&self) -> Runtime {
        let mut builder = match self.number("workers", 0) {
            0 => Builder::new_current_thread(),
            workers => {
                let mut builder = Builder::new_multi_thread();
                builder.worker_threads(usize::try_from(workers).expect("--workers"));
                builder
            }
        };
        builder.enable_all().build().expect("build the runtime")
    }

    /// Runs `root` as a spawned task of the runtime that `--workers` asks for.
    pub fn run<F>(&self, root: F) -> F::Output
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.runtime()
            .block_on(async { tokio::spawn(root).await.expect("the root task panicked") })
    }
}

/// Prints one line `name value unit`.
pub fn report(name: &str, value: f64, unit: &str) {
    println!("{name} {value:.3} {unit}");
}

/// Prints the nanoseconds that one of `count` operations took since `start`.
pub fn report_ns_each(name: &str, start: Instant, count: u64) {
    report(name, start.elapsed().as_nanos() as f64 / count as f64, "ns");
}

/// The processor time, user and system, that all threads of this process have used.
pub fn processor_seconds() -> f64 {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the call writes one timespec, which outlives it.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

/// Keeps the calling thread on one processor; a number that does not exist leaves it free.
pub fn pin_this_thread(cpu: u64) {
    // SAFETY: the set is a plain bit mask that outlives the call, which only reads it.
    unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        libc::CPU_SET(cpu as usize, &mut set);
        libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &set);
    }
}

/// The generator of bench/common/bench.hpp (splitmix64), so that all programs draw the same numbers.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
