#pragma once

#include <string_view>
#include <vector>

// Programs that between them hold everything an image can hold, at some moment of their run.

namespace bounce::script::stage {

inline constexpr std::string_view order = R"(
import "host" as host;
fn charge(card, total) { host::ask(#{ card: card, total: total, status: "charged" }) }
fn order(o) {
    let undo = [];
    try {
        let hold = host::ask(#{ items: o.items, status: "reserved" });
        undo.push(|| print(`release ${hold.status}`));
        let paid = charge(o.card, o.total);
        undo.push(|| print(`refund ${paid.total}`));
        let end = select {
            s = signal("delivered") => #{ status: "delivered", at: s },
            s = signal("cancel")    => throw `cancelled: ${s}`,
            after 7d                => #{ status: "assumed delivered" },
        };
        print(end.status);
        host::ask("How was it?")
    } catch (err) {
        for u in undo { u.call(); }
        throw err;
    }
}
print(order(#{ items: [#{ sku: "a-1", qty: 2 }, #{ sku: "b-7", qty: 1 }], card: "4242 4242 4242 4242",
               total: 4200, email: "someone@example.com" }));
)";

/// Counters and calls, closures over shared variables, iterators of each kind, places.
inline constexpr std::string_view values = R"(
let total = 0;
let add = |n| { total += n; total };
for (x, i) in [1, 2, 3] { add.call(x * i); }
for c in "añb€c" { print(c); }
for k in #{ a: 1, b: 2.5, c: "a text that is longer than fourteen bytes" }.keys() { print(k); }
for i in 0..3 { for j in range(10, 0, -4) { add.call(i + j); } }
let nested = [[1, [2, #{ deep: [3, ()] }]], 'x', 2s, 1..=5, blob(3, 7), true, -1.5e300];
nested[0][1][1].deep[0] += 39;
print(nested);
fn twice() { this.n *= 2; this.n }
let boxed = #{ n: 21, inner: #{ list: [5, 6] } };
print(boxed.twice());
boxed.inner.list.push(boxed.n);
print(boxed);
print([5, 3, 9, 1].map(|v| v + total).filter(|v| v % 2 == 0));
let fib = 0;
fn fibonacci(n) { if n < 2 { n } else { fibonacci(n - 1) + fibonacci(n - 2) } }
fib = fibonacci(7);
print(fib);
try { throw #{ why: [total] }; } catch (e) { print(e.why[0]); }
try { let z = 0; print(1 / z); } catch (e) { print(e.error); }
print(total);
)";

/// Fibers that wait for each other in every way.
inline constexpr std::string_view fibers = R"(
import "host" as host;
let ch = channel(1);
let done = channel();
let gate = semaphore(1);
let makers = [3, 4].map(|n| spawn || {
    for i in 0..n { ch.send(#{ maker: n, item: i }); sleep(1ms); }
    done.send(n);
    n * 10
});
let taker = spawn || {
    let sum = 0;
    for m in ch { sum += m.item; print(`${m.maker}/${m.item}`); }
    sum
};
let guarded = spawn || {
    gate.acquire();
    let answer = host::ask([1, 2, 3]);
    gate.release();
    answer.len
};
let second = spawn || { gate.acquire(); let s = signal("go"); gate.release(); s };
let finished = 0;
while finished < 2 {
    select {
        n = done.recv() => { print(`done ${n}`); finished += 1; },
        after 1h => print("too late"),
    };
}
ch.close();
for t in makers { print(t.join()); }
print(taker.join());
print(guarded.join());
print(second.join());
let bad = spawn || { sleep(5ms); throw "a child failed"; };
try { bad.join(); } catch (e) { print(e); }
let late = select {
    v = host::ask("quick") => v,
    after 2s => "slow",
};
print(late);
let lost = spawn || sleep(9h);
lost.cancel();
try { lost.join(); } catch (e) { print(e.error); }
)";

inline const std::vector<std::string_view> programs{order, values, fibers};

}  // namespace bounce::script::stage
