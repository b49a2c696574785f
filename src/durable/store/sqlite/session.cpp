#include "durable/store/sqlite/session.hpp"

namespace bounce::durable::sqlite_store_detail {

std::int64_t session::next_number() {
    if (!next_number_) next_number_ = one<std::int64_t>(sql::id::read_next_number);
    if (!next_number_) return 0;
    return (*next_number_)++;
}

void session::keep_numbers() {
    if (next_number_) run(sql::id::write_next_number, *next_number_);
}

std::int64_t session::pid_of(worker_number worker) {
    if (!pid_ || pid_->first != worker)
        pid_ = {worker, one<std::int64_t>(sql::id::read_worker, worker).value_or(0)};
    return pid_->second;
}

}  // namespace bounce::durable::sqlite_store_detail
