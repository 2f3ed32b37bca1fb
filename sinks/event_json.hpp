#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aggregator/core/event.hpp"

namespace tickbard {

/// An event as one line of JSON, exact: integers in the units of the types, 128 bits as text. Bytes that are no
/// UTF-8 become U+FFFD.
std::string event_to_json(const Event& event);

/// `kind` is the event's place in the variant. Errors: nullopt for text that event_to_json does not write.
std::optional<Event> event_from_json(std::size_t kind, std::string_view text);

}  // namespace tickbard
