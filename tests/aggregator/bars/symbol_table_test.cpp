#include "aggregator/bars/symbol_table.hpp"

#include <thread>

#include "tests/aggregator/bars/bar_kit.hpp"

namespace tickbard {
namespace {

Symbol numbered(std::size_t i) {
  return sym("S" + std::to_string(i));
}

TEST(SymbolTable, indexes_are_dense_and_stay) {
  SymbolTable table;
  for (std::size_t i = 0; i < 20'000; ++i) ASSERT_EQ(*table.intern(numbered(i)), i);
  for (std::size_t i = 0; i < 20'000; ++i) {
    ASSERT_EQ(*table.intern(numbered(i)), i);
    ASSERT_EQ(*table.find(numbered(i)), i);
    ASSERT_EQ(table.name(static_cast<SymbolIndex>(i)), numbered(i));
  }
  EXPECT_EQ(table.size(), 20'000U);
  EXPECT_FALSE(table.find(sym("NOBODY")));
}

TEST(SymbolTable, readers_find_while_the_writer_grows_it) {
  SymbolTable table;
  constexpr std::size_t kSymbols = 5'000;
  std::atomic<std::size_t> known{0};
  std::atomic<bool> wrong{false};
  std::thread reader([&] {
    for (std::size_t n = 0; n < kSymbols && !wrong;) {
      const std::size_t upto = known.load(std::memory_order_acquire);
      for (; n < upto; ++n) {
        const auto found = table.find(numbered(n));
        if (!found || *found != n || table.name(*found) != numbered(n)) wrong = true;
      }
      if (table.find(sym("NOBODY"))) wrong = true;
    }
  });
  for (std::size_t i = 0; i < kSymbols; ++i) {
    table.intern(numbered(i));
    known.store(i + 1, std::memory_order_release);
  }
  reader.join();
  EXPECT_FALSE(wrong);
}

}  // namespace
}  // namespace tickbard
