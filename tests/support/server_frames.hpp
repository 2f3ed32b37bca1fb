#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tickbard::test {

/// A frame as a server may send it, or must not: `first` is its first byte (0x81: a whole text), `mark` is or-ed
/// to the second. The length takes as few bytes as it can, or `length_bytes` more of them (2 or 8).
std::string server_frame(unsigned first, std::string_view payload, unsigned mark = 0, int length_bytes = -1);
std::string close_frame(unsigned code, std::string_view reason = {});

/// A good server's answer to a client's upgrade request.
std::string upgrade_answer(std::string_view request);

/// How many bytes come with the next read; asked before each.
using Pieces = std::function<std::size_t()>;
Pieces all_at_once();
Pieces pieces_of(std::size_t n);

/// What a client makes of a server's bytes, a line each: "text …", "binary …", "ping …", "pong …", "close CODE …",
/// and "broken CODE" where it closes with that code because the server broke the protocol. Bytes that are no whole
/// frame give no line.
using Heard = std::vector<std::string>;
Heard heard_by_reader(std::string_view bytes, std::size_t limit, const Pieces& pieces);  ///< our FrameReader

}  // namespace tickbard::test
