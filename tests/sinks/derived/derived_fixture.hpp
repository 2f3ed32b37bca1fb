#pragma once

#include <map>
#include <random>
#include <tuple>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/derive/interval.hpp"
#include "sinks/tables.hpp"
#include "tests/sinks/store_fixture.hpp"

namespace tickbard::test {

/// A migrated store with both doors: events go in through the store, derived tables through `tables`.
struct DerivedStore {
  explicit DerivedStore(const std::string& engine);

  AnyStore store;
  std::unique_ptr<Tables> tables;

  /// Partitions included.
  void write(const std::vector<Event>& events, UnixNanos now = from_unix_nanos(1'800'000'000'000'000'000));

  /// The plan of one query as the engine explains it, with every text parameter given.
  std::string plan(const Query& query, const std::vector<std::string>& parameters);
};

const Calendar& nyse();

/// 2026-03-05..10 (clocks go forward), 2026-10-29..11-03 (back), 2026-11-25..30 (Thanksgiving and a half-day).
std::vector<Session> awkward_sessions();

/// Every bar span of the sessions, in order.
std::vector<BarSpan> spans_of(Interval interval, const std::vector<Session>& sessions,
                              Align align = Align::session);

/// The minute once its every price was taken back.
Bar emptied(Bar minute);

/// Minutes and prints of some symbols, the same for the same seed, with everything that makes a day unlike
/// another: minutes without a trade, silent segments, minutes without a vwap or whose prices were taken back,
/// fractions of shares, several listing exchanges, corrected closes, auctions outside their window.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t n) { return random_() % n; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }

  std::vector<Bar> minutes(const Symbol& symbol, const Session& session);
  std::vector<SessionPrint> prints(const Symbol& symbol, const Session& session);
  /// The minute issued again, with more trades or with fewer.
  Bar amended(Bar minute);

 private:
  Price some_price();
  std::mt19937_64 random_;
};

}  // namespace tickbard::test
