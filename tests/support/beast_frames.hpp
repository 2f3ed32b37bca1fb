#pragma once

#include <string>
#include <string_view>

#include "tests/support/server_frames.hpp"

namespace tickbard::test {

/// As heard_by_reader, by Boost.Beast's client: the reference for our own.
Heard heard_by_beast(std::string_view bytes, std::size_t limit, const Pieces& pieces);

/// How our reader and Beast differ on these bytes; empty: they hear the same and close with the same code. The
/// reader gets them in pieces, Beast at once, and both zeros behind them, so that the last frame comes to its end.
std::string differs_from_beast(std::string_view bytes, std::size_t limit, const Pieces& pieces);

}  // namespace tickbard::test
