//! Rows without input or output: tasks, channels, the mutex, the blocking pool.

use crate::args::{processor_seconds, report, report_ns_each, Args};
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{mpsc, Mutex};

/// Spawns an empty task and joins it, one at a time.
pub fn spawn_join(args: &Args) {
    let count = args.number("count", 2_000_000);
    args.run(async move {
        let start = Instant::now();
        let mut sum = 0;
        for i in 0..count {
            sum += tokio::spawn(async move { i }).await.expect("join");
        }
        report_ns_each("spawn_join", start, count);
        assert_eq!(sum, count * (count - 1) / 2);
    });
}

/// A single task yields; nothing else is ready.
pub fn yield_one(args: &Args) {
    let count = args.number("count", 2_000_000);
    args.run(async move {
        let start = Instant::now();
        for _ in 0..count {
            tokio::task::yield_now().await;
        }
        report_ns_each("yield", start, count);
    });
}

/// A hundred tasks yield in turn.
pub fn yield_many(args: &Args) {
    const TASKS: u64 = 100;
    let each = args.number("count", 10_000_000) / TASKS;
    args.run(async move {
        let start = Instant::now();
        let tasks: Vec<_> = (0..TASKS)
            .map(|_| {
                tokio::spawn(async move {
                    for _ in 0..each {
                        tokio::task::yield_now().await;
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.expect("join");
        }
        report_ns_each("yield_100", start, each * TASKS);
    });
}

/// Two tasks pass a number back and forth through two channels of capacity 1.
pub fn mpsc_pingpong(args: &Args) {
    let count = args.number("count", 2_000_000);
    args.run(async move {
        let (ping, mut pinged) = mpsc::channel::<u64>(1);
        let (pong, mut ponged) = mpsc::channel::<u64>(1);
        let echo = tokio::spawn(async move {
            while let Some(number) = pinged.recv().await {
                pong.send(number + 1).await.expect("send pong");
            }
        });
        let start = Instant::now();
        let mut number = 0;
        for _ in 0..count {
            ping.send(number).await.expect("send ping");
            number = ponged.recv().await.expect("receive pong");
        }
        report_ns_each("mpsc_pingpong", start, count);
        assert_eq!(number, count);
        drop(ping);
        echo.await.expect("join");
    });
}

/// One task sends numbers to another through a channel of capacity 1024.
pub fn mpsc_stream(args: &Args) {
    let count = args.number("count", 10_000_000);
    args.run(async move {
        let (sender, mut receiver) = mpsc::channel::<u64>(1024);
        let start = Instant::now();
        let producer = tokio::spawn(async move {
            for i in 0..count {
                sender.send(i).await.expect("send");
            }
        });
        let consumer = tokio::spawn(async move {
            let mut sum = 0;
            while let Some(number) = receiver.recv().await {
                sum += number;
            }
            sum
        });
        let sum = consumer.await.expect("join");
        report_ns_each("mpsc_stream", start, count);
        producer.await.expect("join");
        assert_eq!(sum, count * (count - 1) / 2);
    });
}

/// Locks and unlocks a mutex that nobody else wants.
pub fn mutex(args: &Args) {
    let count = args.number("count", 20_000_000);
    args.run(async move {
        let number = Arc::new(Mutex::new(0_u64));
        let start = Instant::now();
        for _ in 0..count {
            *std::hint::black_box(&number).lock().await += 1;
        }
        report_ns_each("mutex", start, count);
        assert_eq!(*number.lock().await, count);
    });
}

/// Sends an empty job to the blocking pool and waits for it, one at a time.
pub fn blocking_pool(args: &Args) {
    let count = args.number("count", 50_000);
    args.run(async move {
        let used_before = processor_seconds();
        let start = Instant::now();
        let mut sum = 0;
        for i in 0..count {
            sum += tokio::task::spawn_blocking(move || i).await.expect("join");
        }
        report_ns_each("blocking_pool", start, count);
        let used = processor_seconds() - used_before;
        report("blocking_pool_cpu", used * 1e9 / count as f64, "ns");
        assert_eq!(sum, count * (count - 1) / 2);
    });
}
