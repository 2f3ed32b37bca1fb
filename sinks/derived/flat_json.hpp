#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tickbard {

/// An object as payloads are, in the text that parsing and dumping it would give: sorted keys, no blanks, shortest
/// numbers. For values of one level: numbers, plain words, true, false, null, lists of plain words. None: it is
/// not such an object, and the parser has to see it. A payload has 70 members, and there are millions of payloads.
std::optional<std::string> canonical_flat_json(std::string_view json);

}  // namespace tickbard
