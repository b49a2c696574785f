#include "bounce/script/image.hpp"

#include "script/image/image_format.hpp"
#include "script/image/not_storable.hpp"
#include "script/image/state_reader.hpp"
#include "script/image/state_writer.hpp"

#include <algorithm>
#include <utility>

namespace bounce::script {

namespace {

bounce::error refused(errc code, std::string_view what) {
    return bounce::error{code}.in("restore image", what);
}

/// Magic, checksum and format: what is between them, or why it is no image.
result<bytes_view> content_of(bytes_view image) {
    if (!as_text(image).starts_with(image_magic))
        return refused(errc::malformed, "it is not an image");
    if (image.size() < image_magic.size() + image_checksum_bytes)
        return refused(errc::malformed, "it ends too early");
    const bytes_view body = image.first(image.size() - image_checksum_bytes);
    wire_reader tail{image.last(image_checksum_bytes)};
    const std::uint64_t low = tail.word();
    if ((low | std::uint64_t{tail.word()} << 32) != image_checksum(body))
        return refused(errc::malformed, "it was changed since it was written, or is not complete");
    wire_reader in{body.subspan(image_magic.size())};
    if (in.number() != image_format)
        return refused(errc::unsupported, "it has a format that this version does not know");
    return body.last(in.left());
}

}  // namespace

fallible<bytes> snapshot(const isolate& from) {
    const isolate_state& state = from.state();
    state_writer writer{state};
    bytes image = writer.run();
    if (writer.refused()) return fail(error_kind::not_storable, describe_not_storable(state));
    if (image.size() > state.bounds.image_bytes)
        return fail(error_kind::data_too_large,
                    "an image of this program takes " + std::to_string(image.size()) +
                        " bytes, and may have " + std::to_string(state.bounds.image_bytes));
    return image;
}

result<isolate> restore(const executable& code, bytes_view image, const limits& bounds) {
    if (image.size() > bounds.image_bytes)
        return refused(errc::limit_exceeded, "it is larger than an image may be");
    auto content = content_of(image);
    if (!content) return std::move(content).error();
    auto state = state_reader{code, bounds, *content}.run();
    if (!state) return std::move(state).error();
    return result<isolate>{std::in_place, std::move(*state)};
}

result<std::vector<std::array<std::uint8_t, 32>>> modules_of_image(bytes_view image) {
    auto content = content_of(image);
    if (!content) return std::move(content).error();
    wire_reader in{*content};
    std::vector<std::array<std::uint8_t, 32>> hashes(in.count(32, "modules"));
    for (auto& hash : hashes)
        std::ranges::transform(in.raw(hash.size()), hash.begin(),
                               [](std::byte b) { return std::to_integer<std::uint8_t>(b); });
    if (!in.ok()) return refused(errc::malformed, in.problem());
    return hashes;
}

}  // namespace bounce::script
