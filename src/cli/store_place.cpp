#include "cli/store_place.hpp"

#include "bounce/durable/memory_store.hpp"
#include "bounce/durable/sqlite_store.hpp"

#include <string_view>

namespace bounce::cli {

result<std::unique_ptr<durable::store>> open_store(const std::string& place, bool create) {
    constexpr std::string_view sqlite = "sqlite:";
    if (place == "memory:") return durable::make_memory_store();
    if (place.starts_with(sqlite) && place.size() > sqlite.size()) {
        durable::sqlite_store_options options;
        options.create = create;
        return durable::open_sqlite_store(place.substr(sqlite.size()), options);
    }
    if (place.starts_with("postgres:") || place.starts_with("postgresql:"))
        return error{errc::unsupported}.in("open the store " + place +
                                           ": this version has SQLite only (sqlite:PATH)");
    return error{errc::invalid_argument}.in("open the store " + place +
                                            ", which is neither sqlite:PATH nor memory:");
}

}  // namespace bounce::cli
