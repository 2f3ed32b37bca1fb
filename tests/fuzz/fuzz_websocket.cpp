#include "tests/fuzz/check.hpp"
#include "tests/support/beast_frames.hpp"

namespace tickbard::fuzz {

const std::string_view kName = "websocket";

/// The first byte says in pieces of which sizes the rest, a server's frames, comes in: 0 is all at once.
std::string wrong_with(std::string_view input) {
  constexpr std::size_t kLimit = 300;
  if (input.empty()) return {};
  const auto seed = static_cast<unsigned char>(input[0]);
  unsigned state = seed;
  const test::Pieces random = [&state] {
    state = state * 1103515245U + 12345U;
    return std::size_t{1} + (state >> 16) % 40;
  };
  return test::differs_from_beast(input.substr(1), kLimit, seed == 0 ? test::all_at_once() : random);
}

}  // namespace tickbard::fuzz
