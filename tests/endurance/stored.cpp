#include "tests/endurance/stored.hpp"

#include <sstream>
#include <stdexcept>

#include "tests/integration/market.hpp"

namespace tickbard::test {

namespace {

std::vector<std::string> cut(const std::string& text, char at) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, at);) out.push_back(part);
  return out;
}

/// "12.340000000" with the point left out.
std::int64_t scaled(std::string text) {
  std::erase(text, '.');
  return std::stoll(text);
}

std::string seconds_of(MinuteStart minute) {
  return std::to_string(to_unix_seconds(minute));
}

}  // namespace

StoredMinutes StoredMinutes::of_sqlite(std::filesystem::path file) {
  StoredMinutes out;
  out.ask_ = [file = std::move(file)](const std::string& sql) { return test::rows(file.string(), sql); };
  return out;
}

StoredMinutes StoredMinutes::of_postgres(std::function<std::string(const std::string& sql)> ask) {
  StoredMinutes out;
  out.postgres_ = true;
  out.ask_ = [ask = std::move(ask)](const std::string& sql) { return cut(ask(sql), '\n'); };
  return out;
}

std::pair<MinuteStart, MinuteStart> StoredMinutes::first_and_last() const {
  const auto row = ask_(postgres_ ? "select extract(epoch from min(\"timestamp\"))::bigint, "
                                    "extract(epoch from max(\"timestamp\"))::bigint from price_bars"
                                  : "select min(timestamp), max(timestamp) from price_bars");
  const auto cells = cut(row.at(0), '|');
  if (cells.size() != 2 || cells[0].empty()) return {};
  const auto minute = [](const std::string& text) {
    return MinuteStart{std::chrono::minutes{std::stoll(text) / 60}};
  };
  return {minute(cells[0]), minute(cells[1])};
}

std::map<std::string, StoredMinute> StoredMinutes::at(MinuteStart minute) const {
  // Decimals with as many digits as our integers have: SQLite's REAL holds 15, more than these markets need.
  const auto rows = ask_(
      postgres_
          ? "select symbol, open::numeric(30,9), high::numeric(30,9), low::numeric(30,9), close::numeric(30,9), "
            "volume::numeric(30,8), vwap::numeric(30,9), trade_count, quality from price_bars "
            "where \"timestamp\" = to_timestamp(" +
                seconds_of(minute) + ")"
          : "select symbol, printf('%.9f', open), printf('%.9f', high), printf('%.9f', low), "
            "printf('%.9f', close), printf('%.8f', volume), printf('%.9f', vwap), trade_count, quality "
            "from price_bars where timestamp = " +
                seconds_of(minute));
  std::map<std::string, StoredMinute> out;
  for (const std::string& row : rows) {
    const auto c = cut(row, '|');
    if (c.size() != 9) throw std::runtime_error("a row that is none: " + row);
    const ReferenceBar bar{scaled(c[1]),
                           scaled(c[2]),
                           scaled(c[3]),
                           scaled(c[4]),
                           scaled(c[5]),
                           scaled(c[6]),
                           static_cast<std::uint32_t>(std::stoul(c[7]))};
    if (!out.emplace(c[0], StoredMinute{bar, std::stoi(c[8])}).second)
      throw std::runtime_error("two rows: " + row);
  }
  return out;
}

std::vector<StoredLoss> StoredMinutes::losses() const {
  const auto rows = ask_(
      postgres_ ? "select (extract(epoch from \"from\") * 1000000)::bigint, "
                  "coalesce((extract(epoch from \"to\") * 1000000)::bigint, 0), reason from ingest_gaps order by 1"
                : "select \"from\", coalesce(\"to\", 0), reason from ingest_gaps order by 1");
  std::vector<StoredLoss> out;
  for (const std::string& row : rows) {
    const auto c = cut(row, '|');
    const auto time = [](const std::string& text) {
      return UnixNanos{std::chrono::microseconds{std::stoll(text)}};
    };
    out.push_back({time(c.at(0)), c.at(1) == "0" ? UnixNanos::max() : time(c[1]), c.at(2)});
  }
  return out;
}

long long StoredMinutes::rows() const {
  return std::stoll(ask_("select count(*) from price_bars").at(0));
}

}  // namespace tickbard::test
