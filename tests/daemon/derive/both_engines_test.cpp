#include "sinks/derived/corporate_actions.hpp"
#include "tests/daemon/derive/derive_fixture.hpp"

// What is derived on SQLite and on PostgreSQL from the same rows is the same, column by column.

using namespace tickbard;
using namespace tickbard::test;
using namespace std::chrono;

namespace {

constexpr std::array kSymbols{"AAPL", "MSFT", "SPY", "THIN"};

/// Sessions around both changes of the clocks and a half-day, with holes between them.
class AwkwardDays {
 public:
  explicit AwkwardDays(DeriveRig& rig) : rig_(rig) {
    std::vector<Event> events{Instrument{symbol("BTC-USD"), "always", "coins"}};
    for (const Session& session : sessions) {
      for (const char* name : kSymbols) {
        for (Bar& bar : random_.minutes(symbol(name), session)) {
          minutes_.push_back(bar);
          events.emplace_back(std::move(bar));
        }
        for (SessionPrint& print : random_.prints(symbol(name), session)) events.emplace_back(std::move(print));
      }
      for (Bar& bar : random_.minutes(symbol("BTC-USD"), session)) events.emplace_back(std::move(bar));
    }
    rig_.store.write(events);
    write_splits(*rig_.store.tables, std::vector<Split>{{symbol("MSFT"), sessions[5].date, 3, 1}}).value();
  }

  DeriveContext context() { return rig_.context(sessions.back().date); }

  /// The answer: rows changed.
  std::uint64_t derive() {
    std::uint64_t changed = 0;
    for (const DerivedPart& part : derive_all(context(), {}, nyse(), sessions).value())
      changed += part.report.rows_changed;
    changed += derive_indicators(context(), nyse(), sessions, Interval::m5).value().rows_changed;
    const Calendar& always = *rig_.calendars.find("always");
    const auto utc_days = always.sessions_between(sessions.front().date, sessions.back().date);
    for (const DerivedPart& part : derive_all(context(), {}, always, utc_days).value())
      changed += part.report.rows_changed;
    return changed;
  }

  /// Long after their sessions: minutes issued again and minutes that had none, a corrected close, one more split.
  void come_late() {
    std::vector<Event> events;
    for (const Bar& minute : minutes_)
      if (random_.one_in(50)) events.emplace_back(random_.amended(minute));
    for (const Session& session : sessions) {
      for (Bar& bar : random_.minutes(symbol("LATE"), session)) events.emplace_back(std::move(bar));
      events.emplace_back(SessionPrint{symbol("AAPL"),
                                       session.date,
                                       PrintRole::corrected_close,
                                       price("104.5"),
                                       Size{100'000'000},
                                       session.close + hours{2},
                                       "7",
                                       {}});
    }
    rig_.store.write(events);
    write_splits(*rig_.store.tables, std::vector<Split>{{symbol("SPY"), sessions[7].date, 1, 4}}).value();
  }

  const std::vector<Session> sessions = awkward_sessions();

 private:
  DeriveRig& rig_;
  Generator random_{11};
  std::vector<Bar> minutes_;
};

class BothEngines : public ::testing::Test {
 protected:
  void SetUp() override {
    if (PostgresServer::shared() == nullptr) GTEST_SKIP() << PostgresServer::why_absent();
  }
};

void expect_rows_in(const TableRows& rows, std::initializer_list<const char*> tables) {
  for (const char* table : tables) EXPECT_FALSE(rows.at(table).empty()) << table;
}

}  // namespace

TEST_F(BothEngines, T102_T104_half_days_both_clock_changes_late_minutes_and_corrections_give_the_same_tables) {
  TableRows first[2], last[2];
  for (const int engine : {0, 1}) {
    DeriveRig rig(engine == 0 ? "sqlite" : "postgres");
    AwkwardDays days(rig);
    EXPECT_GT(days.derive(), 0U);
    first[engine] = table_rows(*rig.reading);
    EXPECT_EQ(days.derive(), 0U);
    days.come_late();
    EXPECT_GT(days.derive(), 0U) << "what came late changes something";
    last[engine] = table_rows(*rig.reading);
    EXPECT_EQ(days.derive(), 0U);
    EXPECT_EQ(difference(last[engine], table_rows(*rig.reading)), "") << "not even when a row was computed";
  }
  expect_rows_in(first[0], {"bars_5m", "bars_15m", "bars_1h", "daily_bars", "symbol_state", "symbol_state_history",
                            "security_sets", "security_set_aliases", "security_metric_values",
                            "security_aggregate_values", "market_snapshot", "market_snapshot_history"});
  EXPECT_EQ(difference(first[0], first[1]), "");
  EXPECT_EQ(difference(last[0], last[1]), "");
  EXPECT_NE(difference(first[0], last[0]), "");
}
