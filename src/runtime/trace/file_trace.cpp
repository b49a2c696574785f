#include "runtime/trace/trace_file.hpp"

#include "bounce/base/limits.hpp"
#include "bounce/base/threads.hpp"
#include "bounce/runtime/trace_sink.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

namespace bounce {

namespace {

using detail::trace_file;

/// The slices that are open on one thread, innermost last. It makes sure that slices nest whatever the
/// events say: a trace may begin in the middle of something.
class track {
public:
    struct slice {
        std::string_view category;
        std::uint64_t id;
    };

    bool named = false;

    /// False: too deep to be shown as a slice.
    [[nodiscard]] bool open(slice s) noexcept {
        if (depth_ == open_.size()) return false;
        open_[depth_++] = s;
        return true;
    }
    /// How many slices end when this one ends: itself and what is still open inside. 0: it is not open.
    [[nodiscard]] std::size_t close(slice s) noexcept {
        for (std::size_t i = depth_; i > 0; --i) {
            if (open_[i - 1].id == s.id && open_[i - 1].category == s.category) {
                return std::exchange(depth_, i - 1) - (i - 1);
            }
        }
        return 0;
    }

private:
    std::array<slice, 8> open_{};
    std::size_t depth_ = 0;
};

constexpr std::string_view job = "job";
constexpr std::string_view task = "task";

class file_sink final : public trace_sink {
public:
    explicit file_sink(trace_file file) noexcept : file_{std::move(file)} {}

    void write(const trace_event& event) noexcept override {
        const lock_guard<os_mutex> guard{lock_};
        try {
            record(event);
        } catch (const std::bad_alloc&) {
            // One event, or one arrow, is missing in the picture.
        }
    }
    void flush() noexcept override {
        const lock_guard<os_mutex> guard{lock_};
        file_.flush();
    }

private:
    void record(const trace_event& event) {
        const trace_file::place at{event.thread_number, event.time.count()};
        track& here = track_of(event);
        const std::string_view label = event.label;
        switch (event.kind) {
            case trace_kind::tick: file_.instant(at, "loop", "tick", "tick", event.id); break;
            case trace_kind::event_ready:
                file_.instant(at, "poll", "event ready", "source", event.id);
                break;
            case trace_kind::timer_fired:
                file_.instant(at, "timer", label, "timer", event.id);
                break;
            case trace_kind::callback_begun: callback(at, event); break;
            case trace_kind::job_submitted: submitted(at, event); break;
            case trace_kind::job_received:
                begin(at, here, {job, event.id}, label);
                if (askers_.contains(event.id))
                    file_.arrow(at, trace_file::arrow_end::step, event.id);
                break;
            case trace_kind::job_finished:
                end(at, here, {job, event.id}, {});
                finished(event);
                break;
            case trace_kind::task_spawned: file_.instant(at, task, "spawn", task, event.id); break;
            case trace_kind::task_resumed:
                begin(at, here, {task, event.id}, label.empty() ? task : label);
                resumed(at, event);
                break;
            case trace_kind::task_suspended: end(at, here, {task, event.id}, label); break;
            case trace_kind::task_finished:
                end(at, here, {task, event.id}, {});
                outcomes_.erase(event.id);
                break;
            case trace_kind::thread_started: file_.instant(at, "thread", "started", {}, 0); break;
            case trace_kind::thread_finished: file_.instant(at, "thread", "finished", {}, 0); break;
        }
    }

    track& track_of(const trace_event& event) {
        if (event.thread_number >= tracks_.size())
            tracks_.resize(event.thread_number + std::size_t{1});
        track& found = tracks_[event.thread_number];
        if (!std::exchange(found.named, true)) file_.name_thread(event.thread_number, event.thread);
        return found;
    }

    void begin(trace_file::place at, track& here, track::slice s, std::string_view name) noexcept {
        if (here.open(s)) {
            file_.begin_slice(at, s.category, name, s.category, s.id);
        } else {
            file_.instant(at, s.category, name, s.category, s.id);
        }
    }
    void end(trace_file::place at, track& here, track::slice s,
             std::string_view waits_for) noexcept {
        for (std::size_t open = here.close(s); open > 0; --open) {
            file_.end_slice(at, open == 1 ? waits_for : std::string_view{});
        }
    }

    /// An arrow needs a slice to begin or end at; where nothing lasts, one without length.
    void submitted(trace_file::place at, const trace_event& event) {
        file_.begin_slice(at, job, event.label, job, event.id);
        if (askers_.size() == limits::traced_jobs) askers_.erase(askers_.begin());
        if (askers_.emplace(event.id, event.cause).second)
            file_.arrow(at, trace_file::arrow_end::start, event.id);
        file_.end_slice(at);
    }
    void finished(const trace_event& event) {
        const auto found = askers_.find(event.id);
        if (found == askers_.end()) return;
        const std::uint64_t asker = found->second;
        askers_.erase(found);
        if (asker == 0) return;
        if (outcomes_.size() == limits::traced_jobs) outcomes_.erase(outcomes_.begin());
        outcomes_.insert_or_assign(asker, event.id);
    }
    void resumed(trace_file::place at, const trace_event& event) {
        const auto found = outcomes_.find(event.id);
        if (found == outcomes_.end()) return;
        file_.arrow(at, trace_file::arrow_end::finish, found->second);
        outcomes_.erase(found);
    }
    void callback(trace_file::place at, const trace_event& event) noexcept {
        file_.begin_slice(at, "callback", event.label,
                          event.id != 0 ? std::string_view{"timer"} : std::string_view{}, event.id);
        file_.end_slice(at);
    }

    os_mutex lock_;  // guards the rest
    trace_file file_;
    std::vector<track> tracks_;                        // by thread number
    std::map<std::uint64_t, std::uint64_t> askers_;    // by job that is under way: the task, or 0
    std::map<std::uint64_t, std::uint64_t> outcomes_;  // by task: the last job of it that has ended
};

}  // namespace

result<std::shared_ptr<trace_sink>> file_trace(const std::string& path) {
    auto file = trace_file::create(path);
    if (!file) return std::move(file).error();
    return std::shared_ptr<trace_sink>{std::make_shared<file_sink>(*std::move(file))};
}

}  // namespace bounce
