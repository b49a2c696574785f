#pragma once

namespace bounce::detail {

/// An entry of a run queue: a task that is ready, or a callback whose turn has come. The queue links it
/// through `next`; whoever takes it out calls `run` once, on the worker that took it.
struct runnable {
    using function = void (*)(runnable&) noexcept;

    explicit runnable(function f) noexcept : run{f} {}
    runnable(const runnable&) = delete;
    runnable& operator=(const runnable&) = delete;

    runnable* next = nullptr;
    function run;

protected:
    ~runnable() = default;
};

/// First in, first out, linked through the entries. Not synchronised.
class runnable_list {
public:
    [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }

    void push_back(runnable& r) noexcept {
        r.next = nullptr;
        if (last_ == nullptr) {
            first_ = &r;
        } else {
            last_->next = &r;
        }
        last_ = &r;
        ++size_;
    }

    [[nodiscard]] runnable* pop_front() noexcept {
        runnable* r = first_;
        if (r != nullptr) {
            first_ = r->next;
            if (first_ == nullptr) last_ = nullptr;
            r->next = nullptr;
            --size_;
        }
        return r;
    }

    /// Moves everything out of `other` to the end of this list.
    void splice_back(runnable_list& other) noexcept {
        if (other.empty()) return;
        if (last_ == nullptr) {
            first_ = other.first_;
        } else {
            last_->next = other.first_;
        }
        last_ = other.last_;
        size_ += other.size_;
        other = runnable_list{};
    }

    [[nodiscard]] unsigned long size() const noexcept { return size_; }

private:
    runnable* first_ = nullptr;
    runnable* last_ = nullptr;
    unsigned long size_ = 0;
};

}  // namespace bounce::detail
