#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <vector>

#include "aggregator/core/feed_event.hpp"
#include "aggregator/feed/condition_lists.hpp"
#include "aggregator/feed/digits.hpp"

namespace tickbard {

/// Polygon's trades in their usual order by the 64-byte vectors of newer processors, in which the bytes of all
/// numbers are brought to their places, compared and added up at once.
namespace polygon_wide {

/// The names before and of the symbol, from a trade's brace on.
inline bool begins(const char* trade) noexcept {
  return digits::Word(R"({"ev":"T)").stands_at(trade) && digits::Word(R"(","sym":)").stands_at(trade + 8) &&
         trade[16] == '"';
}

/// The same, but nothing is known of it, so that it is computed with and no branch made of it: what is as likely
/// as its contrary no processor guesses.
inline std::size_t no_branch(std::size_t x) noexcept {
  asm("" : "+r"(x));
  return x;
}

/// Which of the fields that may be missing a trade has: the conditions, and the participant's time.
struct Shape {
  std::size_t coded, told;  ///< 1: it has them

  constexpr std::size_t colons() const { return 9 + coded + told; }
};

/// Of the trade whose first colon is colons[0].
inline Shape shape_of(const char* base, const std::uint16_t* colons) noexcept {
  const std::size_t coded = no_branch(digits::Word(R"(,"c")").stands_at(base + colons[6] - 4) ? 1 : 0);
  // A feed's trades all have it, or none has: guessed, it keeps no one waiting.
  if (digits::Word(R"("pt")").stands_at(base + colons[7 + coded] - 4)) [[unlikely]] {
    return {coded, 1};
  }
  return {coded, 0};
}

/// Where in a message trades are read, and what was found there.
struct Place {
  const char* p = nullptr;                ///< the brace of a trade
  const std::uint16_t* colons = nullptr;  ///< the first one from there on, counted from `base`
  const char* base = nullptr;
  const std::uint16_t* last = nullptr;  ///< trades that begin behind this one are not read
  const char* end = nullptr;            ///< of the message
  Shape shape{};                        ///< of the last one read
};

enum class Stop : std::uint8_t {
  at_trade,      ///< the one at `p` is not read here
  in_trade,      ///< the last one has more fields, from `p` on
  behind_trade,  ///< no other one follows
};

/// Appends the trades in their usual order from `at` on, each made of `blank`, and moves `at` behind them.
/// Preconditions: 64 readable bytes behind the message; kReadable readable offsets from `last` on, those of no
/// meaning equal to the last one that has some.
using Read = Stop (*)(Place& at, ConditionLists& lists, const FeedEvent& blank, std::vector<FeedEvent>& out);
inline constexpr std::size_t kReadable = 18;

/// nullptr: this processor has not what it takes.
Read reader() noexcept;

}  // namespace polygon_wide
}  // namespace tickbard
