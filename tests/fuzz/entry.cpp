#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/check.hpp"

/// libFuzzer's entry: a broken promise is a crash to it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string wrong = tickbard::fuzz::wrong_with({reinterpret_cast<const char*>(data), size});
  if (wrong.empty()) return 0;
  std::fprintf(stderr, "%s\n", wrong.c_str());
  std::abort();
}
