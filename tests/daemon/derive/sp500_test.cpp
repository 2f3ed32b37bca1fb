#include <cstdio>
#include <iostream>
#include <map>
#include <set>

#include "aggregator/core/time_text.hpp"
#include "sinks/derived/aggregate_values.hpp"
#include "sinks/derived/daily_bars.hpp"
#include "tests/daemon/derive/derive_fixture.hpp"

// Five years of 505 real symbols against figures counted here a second time, in the plainest way.

using namespace tickbard;
using namespace tickbard::test;
using namespace std::chrono;

namespace {

using Closes = std::map<std::string, std::vector<std::pair<int, std::int64_t>>>;  ///< (session number, close)

std::filesystem::path data_file() {
  const char* elsewhere = std::getenv("TICKBARD_DATA");
  const std::filesystem::path folder = elsewhere ? elsewhere : TICKBARD_SOURCE_DIR "/../shared/data";
  return folder / "sp500_daily" / "sp500_daily_2013_2018.csv.gz";
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> out(1);
  for (const char c : line) {
    if (c == ',')
      out.emplace_back();
    else if (c != '\n' && c != '\r')
      out.back() += c;
  }
  return out;
}

Price decimal(const std::string& text, Price otherwise) {
  return text.empty() ? otherwise : price(text);
}

/// Days of one symbol in `every`, from `since` on.
struct Part {
  std::size_t every = 1;
  SessionDate since{};
};

void load(DeriveRig& rig, const Part& part, const std::function<void(const DailyBar&)>& each) {
  std::vector<DailyBar> bars;
  std::set<std::string> symbols;
  FILE* pipe = popen(("gzip -dc " + data_file().string()).c_str(), "r");
  std::array<char, 256> line{};
  std::fgets(line.data(), line.size(), pipe);
  while (std::fgets(line.data(), line.size(), pipe)) {
    const auto f = fields_of(line.data());
    symbols.insert(f[0]);
    if (symbols.size() % part.every != 0 || *parse_date(f[1]) < part.since) continue;
    DailyBar bar = imported_day(symbol(f[0]), *parse_date(f[1]), price(f[5]));
    bar.open = decimal(f[2], bar.close);
    bar.high = std::max({decimal(f[3], bar.close), bar.open, bar.close});
    bar.low = std::min({decimal(f[4], bar.close), bar.open, bar.close});
    bar.volume_rth = Volume{Int128{std::stoll(f[6])} * 100'000'000};
    each(bar);
    bars.push_back(std::move(bar));
    if (bars.size() < 20'000) continue;
    write_daily(*rig.store.tables, bars, at(0)).value();
    bars.clear();
  }
  pclose(pipe);
  write_daily(*rig.store.tables, bars, at(0)).value();
}

struct Counts {
  std::int64_t above = 0, below = 0, equal = 0;
  void add(Int128 sign) { ++(sign > 0 ? above : sign < 0 ? below : equal); }
};

/// Every count of one session, by key.
std::map<std::string, std::int64_t> counted(const Closes& closes, int session) {
  std::map<std::string, Counts> groups;
  for (const auto& of_one : closes) {
    const auto& all = of_one.second;
    const auto end = std::find_if(all.begin(), all.end(), [&](const auto& c) { return c.first == session; });
    if (end == all.end()) continue;
    const auto n = static_cast<std::size_t>(end - all.begin()) + 1;
    const auto back = [&](std::size_t i) { return Int128{all[n - 1 - i].second}; };
    if (n > 1 && session - all[n - 2].first <= 5) groups["ad"].add(back(0) - back(1));
    for (const std::size_t look : {5U, 10U})
      if (n > look) groups["ad_" + std::to_string(look) + "_"].add(back(0) - back(look));
    for (const std::size_t length : {13U, 28U, 46U, 20U, 50U, 100U, 200U}) {
      if (n < length) continue;
      Int128 sum = 0;
      for (std::size_t i = 0; i < length; ++i) sum += back(i);
      groups["ma_" + std::to_string(length) + "_"].add(back(0) * length - sum);
    }
    if (n >= 13) {
      Int128 sum = 0;
      for (std::size_t i = 5; i < 13; ++i) sum += back(i);
      groups["ma_8_shift_5_"].add(back(0) * 8 - sum);
    }
    for (const auto& [length, shift] : {std::pair{17U, 5U}, std::pair{27U, 4U}})
      if (n > length + shift)
        groups["roc_" + std::to_string(length) + "_vs_" + std::to_string(shift) + "_"].add(
            back(0) * back(length + shift) - back(shift) * back(length));
  }
  std::map<std::string, std::int64_t> out;
  for (const auto& [group, c] : groups) {
    if (group.starts_with("ad")) {
      const std::string prefix = group == "ad" ? "" : group;
      out[prefix + "advances"] = c.above;
      out[prefix + "declines"] = c.below;
      out[prefix + "unchanged"] = c.equal;
    } else {
      const bool roc = group.starts_with("roc");
      out[group + (roc ? "gt_count" : "above_count")] = c.above;
      out[group + (roc ? "lt_count" : "below_count")] = c.below;
      out[group + (roc ? "eq_count" : "equal_count")] = c.equal;
    }
  }
  return out;
}

}  // namespace

TEST(Sp500, T112_breadth_equals_a_plain_count_and_a_second_run_changes_nothing) {
  if (!std::filesystem::exists(data_file())) GTEST_SKIP() << data_file() << " is not there";
  DeriveRig rig("sqlite");
  std::map<SessionDate, int> number;
  for (const Session& s : nyse_sessions(2013y / 2 / 8, 2018y / 2 / 7))
    number.emplace(s.date, static_cast<int>(number.size()));
  Closes closes;
  load(rig, {}, [&](const DailyBar& bar) {
    closes[std::string(bar.symbol.view())].emplace_back(number.at(bar.session), bar.close.raw);
  });
  ASSERT_EQ(closes.size(), 505U);

  // Some weeks, or from another day on where somebody measures.
  const char* from = std::getenv("TICKBARD_DERIVE_FROM");
  const auto sessions = nyse_sessions(from ? *parse_date(from) : SessionDate{2018y / 1 / 22}, 2018y / 2 / 7);
  const auto context = rig.context(sessions.back().date);
  const auto timed = [&](const char* run) {
    const auto begun = steady_clock::now();
    auto parts = derive_all(context, {}, nyse(), sessions).value();
    std::cout << run << ": " << duration<double>(steady_clock::now() - begun).count() << " s\n";
    for (const DerivedPart& part : parts)
      std::cout << "  " << part.what << ": " << part.report.sessions << " sessions, " << part.report.rows_read
                << " rows read, " << part.report.rows_changed << " changed\n";
    return parts;
  };
  timed("first");
  for (const DerivedPart& part : timed("second")) EXPECT_EQ(part.report.rows_changed, 0U) << part.what;

  int compared = 0;
  for (std::size_t i = 0; i < sessions.size(); i += from ? 1 : 4) {
    std::map<std::string, double> stored;
    for (const AggregateRow& row :
         read_aggregates(*rig.reading, {"all", "day", {}, sessions[i].date, sessions[i].date}).value())
      if (row.value) stored[row.key] = *row.value;
    for (const auto& [key, count] : counted(closes, number.at(sessions[i].date))) {
      ++compared;
      ASSERT_TRUE(stored.contains(key)) << key;
      EXPECT_EQ(stored[key], static_cast<double>(count)) << key << ' ' << to_text(sessions[i].date);
    }
  }
  EXPECT_GT(compared, 100);
}

TEST(Sp500, sqlite_and_postgres_derive_the_same_tables) {
  if (!std::filesystem::exists(data_file())) GTEST_SKIP() << data_file() << " is not there";
  if (PostgresServer::shared() == nullptr) GTEST_SKIP() << PostgresServer::why_absent();
  const auto sessions = nyse_sessions(2018y / 1 / 29, 2018y / 2 / 7);
  std::vector<TableRows> derived;
  for (const char* engine : {"sqlite", "postgres"}) {
    DeriveRig rig(engine);
    load(rig, {5, SessionDate{2017y / 1 / 3}}, [](const DailyBar&) {});
    const auto context = rig.context(sessions.back().date);
    derive_all(context, {}, nyse(), sessions).value();
    derived.push_back(table_rows(*rig.reading));
    for (const DerivedPart& part : derive_all(context, {}, nyse(), sessions).value())
      EXPECT_EQ(part.report.rows_changed, 0U) << engine << ": " << part.what;
  }
  for (const char* table :
       {"daily_bars", "security_metric_values", "security_aggregate_values", "market_snapshot_history"})
    EXPECT_GT(derived[0].at(table).size(), 500U) << table;
  EXPECT_EQ(difference(derived[0], derived[1]), "");
}
