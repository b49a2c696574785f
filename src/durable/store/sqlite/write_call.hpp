#pragma once

#include "durable/store/sqlite/session.hpp"

#include "bounce/base/errc.hpp"
#include "bounce/base/result.hpp"
#include "bounce/durable/reply.hpp"

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace bounce::durable::sqlite_store_detail {

/// A call of the contract on its way through the writer: one part or several, each of which takes hold
/// alone. A part may be executed more than once, since its transaction may be undone for the sake of
/// others; only what the last execution left counts. Answered once, by `answer` or `fail`.
class write_call {
public:
    write_call() = default;
    write_call(const write_call&) = delete;
    write_call& operator=(const write_call&) = delete;
    virtual ~write_call() = default;

    [[nodiscard]] virtual std::size_t parts() const noexcept = 0;
    /// Before the first part.
    virtual void begin(const session&) {}
    virtual void run(session& in, std::size_t part) = 0;
    /// The part failed, and its rows are gone.
    virtual void refuse(std::size_t part, error why) = 0;
    /// Everything that was not refused is on the disk.
    virtual void answer() = 0;
    /// Nothing took hold, or nobody knows.
    virtual void fail(error why) = 0;
};

/// A call that is one part. `Work` is `result<T>(session&)`; its error is an answer and changes no row.
template <class T, class Work>
class single_call final : public write_call {
public:
    single_call(Work work, reply<T> done) : work_{std::move(work)}, done_{std::move(done)} {}

    [[nodiscard]] std::size_t parts() const noexcept override { return 1; }
    void run(session& in, std::size_t) override { outcome_ = work_(in); }
    void refuse(std::size_t, error why) override { outcome_ = std::move(why); }
    void answer() override { done_(std::move(outcome_)); }
    void fail(error why) override { done_(std::move(why)); }

private:
    Work work_;
    reply<T> done_;
    result<T> outcome_ = errc::closed;
};

/// A call with a part for each of its requests. `Work` is `result<T>(session&, const Request&)`.
template <class Request, class T, class Work>
class batch_call final : public write_call {
public:
    using answers = std::vector<result<T>>;

    batch_call(std::vector<Request> requests, Work work, reply<answers> done)
        : requests_{std::move(requests)},
          work_{std::move(work)},
          done_{std::move(done)},
          outcomes_(requests_.size(), result<T>{bounce::errc::closed}) {}

    [[nodiscard]] std::size_t parts() const noexcept override { return requests_.size(); }
    void run(session& in, std::size_t part) override {
        outcomes_[part] = work_(in, requests_[part]);
    }
    void refuse(std::size_t part, error why) override { outcomes_[part] = std::move(why); }
    void answer() override { done_(std::move(outcomes_)); }
    void fail(error why) override { done_(std::move(why)); }

private:
    std::vector<Request> requests_;
    Work work_;
    reply<answers> done_;
    answers outcomes_;
};

template <class T, class Work>
[[nodiscard]] std::unique_ptr<write_call> make_call(reply<T> done, Work work) {
    return std::make_unique<single_call<T, Work>>(std::move(work), std::move(done));
}

template <class T, class Request, class Work>
[[nodiscard]] std::unique_ptr<write_call> make_batch(std::vector<Request> requests,
                                                     reply<std::vector<result<T>>> done,
                                                     Work work) {
    return std::make_unique<batch_call<Request, T, Work>>(std::move(requests), std::move(work),
                                                          std::move(done));
}

}  // namespace bounce::durable::sqlite_store_detail
