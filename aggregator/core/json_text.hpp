#pragma once

#include <string>
#include <string_view>

namespace tickbard {

/// Appends `text` to `out` as a JSON string, with its quotes. Bytes above 0x7f stay as they are: whether they are
/// UTF-8 is the caller's affair.
void append_json(std::string& out, std::string_view text);

}  // namespace tickbard
