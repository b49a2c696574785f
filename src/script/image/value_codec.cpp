#include "bounce/script/value_codec.hpp"

#include "script/code/wire.hpp"
#include "script/image/value_reader.hpp"
#include "script/image/value_writer.hpp"
#include "script/machine/isolate_state.hpp"
#include "script/values/walks.hpp"

namespace bounce::script {

namespace {

// "format, tables, value", as in an image.
constexpr std::uint64_t value_format = 0;

std::unexpected<failure> unreadable(std::string_view why) {
    return fail(error_kind::not_storable, "the stored value is damaged: " + std::string{why});
}

}  // namespace

fallible<bytes> encode_value(const value& v) {
    value_writer writer;
    wire_writer itself;
    writer.write(itself, v);
    writer.write_shared();
    if (writer.refused() || writer.holds_more_than_cells()) {
        // The copy between isolates knows the path to what cannot be copied.
        heap_account nowhere;
        auto copied = deep_copy(&nowhere, v);
        if (!copied) return fail(error_kind::not_storable, copied.error().message());
        return fail(error_kind::not_storable, "it holds what belongs to one script only");
    }
    wire_writer out;
    out.number(value_format);
    writer.append_tables(out);
    out.raw(itself.written());
    return out.take();
}

fallible<value> decode_value(bytes_view encoded, isolate& into) {
    wire_reader in{encoded};
    if (in.number() != value_format) return unreadable("it has a newer format");
    value_reader reader{in, into.state()};
    reader.read_tables();
    value read = reader.read();
    if (in.ok() && in.left() != 0) in.fail("there is something behind it");
    for (const value& shared : reader.shared())
        if (!shared.is_cell()) in.fail("it holds what belongs to one script only");
    if (!in.ok()) return unreadable(in.problem());
    return read;
}

}  // namespace bounce::script
