#include "sqlite/transaction.hpp"

#include <utility>

namespace bounce::sqlite {

result<transaction> transaction::begin(connection& on) {
    if (auto begun = on.execute("BEGIN IMMEDIATE"); !begun)
        return std::move(begun).error().in("write to", on.path());
    return transaction{on};
}

result<void> transaction::commit() {
    if (auto committed = on_->execute("COMMIT"); !committed)
        return std::move(committed).error().in("write to", on_->path());
    on_ = nullptr;
    return {};
}

void transaction::rollback() noexcept {
    connection* const on = std::exchange(on_, nullptr);
    // A rollback that fails has rolled back: what can fail is reading the file again later.
    if (on != nullptr && on->in_transaction()) (void)on->execute("ROLLBACK");
}

result<savepoint> savepoint::begin(connection& on) {
    if (auto begun = on.execute("SAVEPOINT part"); !begun) return std::move(begun).error();
    return savepoint{on};
}

result<void> savepoint::keep() {
    if (auto kept = on_->execute("RELEASE part"); !kept) return kept;
    on_ = nullptr;
    return {};
}

void savepoint::undo() noexcept {
    connection* const on = std::exchange(on_, nullptr);
    if (on != nullptr && on->in_transaction()) (void)on->execute("ROLLBACK TO part; RELEASE part");
}

}  // namespace bounce::sqlite
