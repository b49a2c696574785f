//! Arms and cancels timers while a million others are armed.

use crate::args::{report_ns_each, Args, Random};
use std::future::{poll_fn, Future};
use std::pin::Pin;
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::task::unconstrained;
use tokio::time::{sleep, Sleep};

/// Between 1 min and 1 h, so that none fires during the measurement.
fn any_deadline(random: &mut Random) -> Duration {
    Duration::from_millis(60_000 + random.next() % 3_540_000)
}

/// A `Sleep` is armed by its first poll, as it is when a task awaits it.
async fn arm(mut timer: Pin<&mut Sleep>) {
    poll_fn(|context| {
        assert!(timer.as_mut().poll(context).is_pending());
        Poll::Ready(())
    })
    .await;
}

/// Replaces randomly chosen live timers: cancels the old one, arms a new one in its place. The loop
/// is exempt from the cooperative budget, for a `Sleep` polled without budget arms nothing; and the
/// timer driver has slept once before, for until then every arming wakes it.
pub fn arm_cancel(args: &Args) {
    let live = args.number("live", 1_000_000);
    let count = args.number("count", 2_000_000);
    args.run(unconstrained(async move {
        let mut random = Random(1);
        let mut timers = Vec::with_capacity(live as usize);
        for _ in 0..live {
            let mut timer = Box::pin(sleep(any_deadline(&mut random)));
            arm(timer.as_mut()).await;
            timers.push(timer);
        }
        sleep(Duration::from_millis(2)).await;
        let start = Instant::now();
        for _ in 0..count {
            let victim = (random.next() % live) as usize;
            timers[victim].set(sleep(any_deadline(&mut random)));
            arm(timers[victim].as_mut()).await;
        }
        report_ns_each("timer_arm_cancel", start, count);
    }));
}
