#include <stdexcept>

#include "sinks/exact_text.hpp"
#include "sinks/sqlite.hpp"
#include "tests/bench/store/store_bench.hpp"

namespace tickbard::test {
namespace {

/// One transaction of one prepared statement, bound with what is a number already.
class BareInsert {
 public:
  explicit BareInsert(const std::filesystem::path& file)
      : db_(sqlite::Database::open(file, sqlite::Access::read_write).value()),
        insert_(db_.prepare("INSERT INTO price_bars (timestamp, symbol, open, high, low, close, volume, vwap, "
                            "trade_count, revision, quality, created_at) "
                            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")
                    .value()) {}

  struct Row {
    std::int64_t start;
    std::string_view symbol;
    double open, high, low, close, volume, vwap;
    std::int64_t trades;
  };
  static std::vector<Row> rows_of(const std::vector<Event>& events) {
    std::vector<Row> rows;
    for (const Event& event : events) {
      const Bar& b = std::get<Bar>(event);
      rows.push_back({to_unix_seconds(b.start), b.symbol.view(), to_double(b.open), to_double(b.high),
                      to_double(b.low), to_double(b.close), to_double(b.volume), to_double(*b.vwap),
                      b.trade_count});
    }
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.symbol < b.symbol; });
    return rows;
  }

  void write(const std::vector<Row>& rows, UnixNanos now) {
    const std::int64_t created = to_unix_micros(now);
    sqlite::Transaction transaction(db_);
    transaction.begin().value();
    for (const Row& row : rows) {
      insert_.bind(1, row.start);
      insert_.bind(2, row.symbol);
      insert_.bind(3, row.open);
      insert_.bind(4, row.high);
      insert_.bind(5, row.low);
      insert_.bind(6, row.close);
      insert_.bind(7, row.volume);
      insert_.bind(8, row.vwap);
      insert_.bind(9, row.trades);
      insert_.bind(10, std::int64_t{1});
      insert_.bind(11, std::int64_t{0});
      insert_.bind(12, created);
      insert_.step().value();
    }
    transaction.commit().value();
  }

 private:
  sqlite::Database db_;
  sqlite::Statement insert_;
};

}  // namespace

void bench_sqlite(const StoreSizes& sizes, const std::filesystem::path& folder, Goals& goals) {
  const std::filesystem::path file = folder / "bars.db";
  const auto store = open_store("sqlite:" + file.string(), ".", OpenMode::read_write).value();
  store->migrate(false, stored_at(minute_of(0))).value();
  BareInsert bare(file);
  const Market market(sizes.symbols);
  for (int day = sizes.days - 1; day >= 0; --day) {
    for (int m = 0; m < sizes.minutes; ++m) {
      const MinuteStart start = minute_of(m, day);
      const std::vector<Event> events = market.minute(start);
      bare.write(BareInsert::rows_of(events), stored_at(start));
    }
  }
  fmt::print("SQLite, {} rows stored in {} days\n", static_cast<long>(sizes.symbols) * sizes.minutes * sizes.days,
             sizes.days);

  std::vector<double> floor, ours, again, amended;
  int next = sizes.minutes;
  for (int round = 0; round < sizes.rounds; ++round) {
    const MinuteStart mine = minute_of(next++), plain = minute_of(next++);
    const std::vector<Event> bars = market.minute(mine), better = market.minute(mine, 2);
    const std::vector<Event> others = market.minute(plain);
    const auto rows = BareInsert::rows_of(others);
    floor.push_back(seconds_of([&] { bare.write(rows, stored_at(plain)); }));
    ours.push_back(seconds_of([&] { store->write(bars, stored_at(mine)).value(); }));
    again.push_back(seconds_of([&] { store->write(bars, stored_at(mine)).value(); }));
    amended.push_back(seconds_of([&] { store->write(better, stored_at(mine)).value(); }));
  }
  tell("prepared INSERT, the floor", floor);
  tell("ours", ours);
  tell("ours, every row is there already", again);
  tell("ours, every row is replaced", amended);
  const double chart = seconds_of_a_chart(*store, market, sizes);
  goals.at_most("SQLite: a minute stored, times a prepared INSERT", median(ours) / median(floor), 1.5);
  goals.at_most("SQLite: ms for the minutes of one symbol's day", chart * 1e3, 10);
}

}  // namespace tickbard::test
