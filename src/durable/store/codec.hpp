#pragma once

#include "bounce/base/bytes.hpp"
#include "bounce/base/result.hpp"
#include "bounce/durable/attempt_counts.hpp"
#include "bounce/durable/command.hpp"
#include "bounce/durable/delivery.hpp"
#include "bounce/durable/outcome.hpp"

#include <map>
#include <string>
#include <vector>

namespace bounce::durable {

// How stores write down what they do not look into. Each text begins with the number of its format; what
// cannot be read is `errc::corrupt`. Little-endian, lengths and counts as variable-length integers.

/// Name, body, policy and key; the number is a column of its own.
[[nodiscard]] bytes encode(const command::step& step);
[[nodiscard]] result<command::step> decode_step(operation_number number, bytes_view text);

[[nodiscard]] bytes encode(const outcome& how);
[[nodiscard]] result<outcome> decode_outcome(bytes_view text);

/// What happened, without time and sequence, which are columns.
[[nodiscard]] bytes encode(const delivery::event& what);
[[nodiscard]] result<delivery::event> decode_event(bytes_view text);

[[nodiscard]] bytes encode(const std::map<std::string, std::string>& attributes);
[[nodiscard]] result<std::map<std::string, std::string>> decode_attributes(bytes_view text);

[[nodiscard]] bytes encode(const std::vector<std::string>& names);
[[nodiscard]] result<std::vector<std::string>> decode_names(bytes_view text);

}  // namespace bounce::durable
