#include "daemon/derive/day_inputs.hpp"
#include "sinks/derived/archives.hpp"
#include "sinks/derived/symbol_state.hpp"
#include "tests/daemon/derive/derive_fixture.hpp"

using namespace tickbard;
using namespace tickbard::test;
using namespace std::chrono;

namespace {

std::vector<Session> write_minutes(DeriveRig& rig) {
  const auto sessions = nyse_sessions(2026y / 11 / 19, 2026y / 12 / 1);
  Generator random(7);
  std::vector<Event> events;
  for (const Session& session : sessions)
    for (Bar& bar : random.minutes(symbol("AAPL"), session)) events.emplace_back(std::move(bar));
  rig.store.write(events);
  return sessions;
}

}  // namespace

TEST(DeriveAll, states_of_every_session_of_the_range_go_into_the_history) {
  DeriveRig rig("sqlite");
  const auto sessions = write_minutes(rig);
  derive_all(rig.context(sessions.back().date), {}, nyse(), sessions).value();
  const auto history = read_symbol_state_history(*rig.reading, symbol("AAPL"), {}, kLatestEvent, 100).value();
  ASSERT_EQ(history.size(), sessions.size());
  EXPECT_EQ(read_symbol_state(*rig.reading, symbol("AAPL")).value()->figures.session, sessions.back().date);
  // A session that goes on has a state and no end.
  DeriveRig running("sqlite");
  write_minutes(running);
  derive_all(running.context_at(sessions.back().open + hours{1}), {}, nyse(), sessions).value();
  EXPECT_EQ(read_symbol_state_history(*running.reading, symbol("AAPL"), {}, kLatestEvent, 100).value().size(),
            sessions.size() - 1);
  EXPECT_TRUE(read_symbol_state(*running.reading, symbol("AAPL")).value().has_value());
}

TEST(DayInputs, usual_volume_counts_only_sessions_that_still_have_their_5_minute_bars) {
  DeriveRig rig("sqlite");
  const auto sessions = write_minutes(rig);
  const auto context = rig.context(sessions.back().date);
  derive_higher(context, nyse(), sessions).value();
  derive_daily(context, nyse(), sessions).value();
  const auto usual = [&] {
    DayInputs inputs(nyse(), sessions.back());
    inputs.load(*rig.reading).value();
    inputs.advance(*rig.reading, sessions.back().post_close).value();
    const SymbolDay day(sessions.back());
    return inputs.of(symbol("AAPL"), day, sessions.back().post_close).usual;
  };
  const UsualVolume whole = usual();
  ASSERT_EQ(whole.sessions, sessions.size() - 1);
  const auto lost = floor<days>(sessions[0].open);
  ArchiveRow row;
  row.table_name = "bars_5m";
  row.day = lost;
  row.file = "bars_5m/x.csv.gz";
  write_archive(*rig.store.tables, row).value();
  const UsualVolume left = usual();
  EXPECT_EQ(left.sessions, sessions.size() - 2);
  EXPECT_LT(left.sum.raw, whole.sum.raw) << "neither its hours count nor its session";
}
