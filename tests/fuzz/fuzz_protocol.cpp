#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/survival.hpp"

#ifndef TICKBARD_FUZZ_PROVIDER
#error "TICKBARD_FUZZ_PROVIDER names the provider: one fuzzer for each"
#endif

/// libFuzzer's entry. Lines are the messages of one connection, so that states after a handshake are reached too.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tickbard::fuzz::Survivor connection{TICKBARD_FUZZ_PROVIDER};
  std::string_view rest{reinterpret_cast<const char*>(data), size};
  while (true) {
    const std::size_t end = rest.find('\n');
    const std::string wrong = connection.feed(rest.substr(0, end));
    if (!wrong.empty()) {
      std::fprintf(stderr, "%s\n", wrong.c_str());
      std::abort();
    }
    if (end == std::string_view::npos) return 0;
    rest.remove_prefix(end + 1);
  }
}
