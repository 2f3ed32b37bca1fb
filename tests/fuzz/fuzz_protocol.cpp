#include "tests/fuzz/check.hpp"
#include "tests/fuzz/survival.hpp"

#ifndef TICKBARD_FUZZ_PROVIDER
#error "TICKBARD_FUZZ_PROVIDER names the provider: one fuzzer for each"
#endif

namespace tickbard::fuzz {

const std::string_view kName = TICKBARD_FUZZ_PROVIDER;

/// Lines are the messages of one connection, so that states after a handshake are reached too.
std::string wrong_with(std::string_view input) {
  Survivor connection{kName};
  while (true) {
    const std::size_t end = input.find('\n');
    if (std::string wrong = connection.feed(input.substr(0, end)); !wrong.empty()) return wrong;
    if (end == std::string_view::npos) return {};
    input.remove_prefix(end + 1);
  }
}

}  // namespace tickbard::fuzz
