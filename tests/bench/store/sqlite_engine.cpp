#include <string_view>

#include "sinks/batch.hpp"
#include "sinks/exact_text.hpp"
#include "sinks/sqlite.hpp"
#include "tests/bench/store/engine.hpp"

namespace tickbard::test {
namespace {

/// One prepared statement without an upsert, bound with what is a number already.
class BareInsert : public Floor {
 public:
  explicit BareInsert(const std::filesystem::path& file)
      : db_(sqlite::Database::open(file, sqlite::Access::read_write).value()),
        insert_(db_.prepare("INSERT INTO price_bars (timestamp, symbol, open, high, low, close, volume, vwap, "
                            "trade_count, revision, quality, created_at) "
                            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")
                    .value()) {}

  void prepare(const std::vector<Event>& bars, UnixNanos now) override {
    created_ = to_unix_micros(now);
    rows_.clear();
    for (const Indexed<Bar>& bar : Batch(bars).bars) {
      const Bar& b = *bar.row;
      rows_.push_back({to_unix_seconds(b.start), b.symbol, to_double(b.open), to_double(b.high), to_double(b.low),
                       to_double(b.close), to_double(b.volume), to_double(*b.vwap), b.trade_count});
    }
  }

  void write() override {
    sqlite::Transaction transaction(db_);
    transaction.begin().value();
    for (const Row& row : rows_) {
      insert_.bind(1, row.start);
      insert_.bind(2, row.symbol.view());
      insert_.bind(3, row.open);
      insert_.bind(4, row.high);
      insert_.bind(5, row.low);
      insert_.bind(6, row.close);
      insert_.bind(7, row.volume);
      insert_.bind(8, row.vwap);
      insert_.bind(9, row.trades);
      insert_.bind(10, std::int64_t{1});
      insert_.bind(11, std::int64_t{0});
      insert_.bind(12, created_);
      insert_.step().value();
    }
    transaction.commit().value();
  }

 private:
  struct Row {
    std::int64_t start;
    Symbol symbol;
    double open, high, low, close, volume, vwap;
    std::int64_t trades;
  };

  sqlite::Database db_;
  sqlite::Statement insert_;
  std::vector<Row> rows_;
  std::int64_t created_ = 0;
};

}  // namespace

Engine sqlite_engine(const std::filesystem::path& file) {
  const std::string url = "sqlite:" + file.string();
  Engine engine{"SQLite", "a prepared INSERT", open_store(url, ".", OpenMode::read_write).value(),
                open_store(url, ".", OpenMode::read_write).value(), nullptr};
  engine.store->migrate(false, stored_at(minute_of_day(0))).value();
  engine.floor = std::make_unique<BareInsert>(file);
  return engine;
}

}  // namespace tickbard::test
