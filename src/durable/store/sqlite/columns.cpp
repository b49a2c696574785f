#include "durable/store/sqlite/columns.hpp"

#include "bounce/durable/errc.hpp"

namespace bounce::durable::sqlite_store_detail {

run_info info_in(session& in, const cursor& row) {
    run_info info;
    info.number = row.get<run_number>(0);
    info.id = row.get<std::string>(1);
    info.uuid = run_uuid::from_bytes(raw_of<16>(in, row, 2));
    info.kind = row.get<std::string>(3);
    info.code.bytes = raw_of<32>(in, row, 4);
    info.function = row.get<std::string>(5);
    return info;
}

bytes packed(const std::vector<std::int64_t>& numbers) {
    bytes out;
    out.reserve(numbers.size() * 8);
    for (const std::int64_t number : numbers) {
        const auto bits = static_cast<std::uint64_t>(number);
        for (unsigned shift = 0; shift < 64; shift += 8)
            out.push_back(static_cast<std::byte>(bits >> shift));
    }
    return out;
}

std::vector<std::int64_t> unpacked(bytes_view packed) {
    std::vector<std::int64_t> numbers;
    for (; packed.size() >= 8; packed = packed.subspan(8)) {
        std::uint64_t bits = 0;
        for (unsigned i = 0; i < 8; ++i)
            bits |= std::to_integer<std::uint64_t>(packed[i]) << (8 * i);
        numbers.push_back(static_cast<std::int64_t>(bits));
    }
    return numbers;
}

}  // namespace bounce::durable::sqlite_store_detail
