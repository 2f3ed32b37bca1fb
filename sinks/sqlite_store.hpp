#pragma once

#include <map>
#include <set>
#include <span>

#include "sinks/batch.hpp"
#include "sinks/migrations.hpp"
#include "sinks/sqlite.hpp"
#include "sinks/store.hpp"

namespace tickbard {

/// The store in one SQLite file. Bodies: sqlite_write.cpp, sqlite_read.cpp, sqlite_schema.cpp.
/// A file that is removed or replaced under it fails one call, and the next finds it opened anew with its schema.
/// Owner: one thread. Units: bar starts in unix seconds, other instants in microseconds, decimals as REAL.
class SqliteStore final : public Store {
 public:
  SqliteStore(sqlite::Database db, OpenMode mode) : db_(std::move(db)), mode_(mode) {}

  StoreResult<WriteReport> write(std::span<const Event> events, UnixNanos now) override;
  StoreResult<WriteReport> write_marked(std::span<const Event> events, const UploadMark& mark,
                                        UnixNanos now) override;
  StoreResult<std::optional<UploadMark>> upload_mark(std::string_view instance) override;

  StoreResult<std::vector<StoredBar>> bars(const BarQuery& query) override;
  StoreResult<std::vector<SymbolClose>> closes_in(MinuteStart from, MinuteStart to) override;
  StoreResult<std::vector<ResumePoint>> resume_points(std::string_view feed) override;
  StoreResult<std::vector<StoredAlert>> alerts(UnixNanos from, UnixNanos to, std::size_t limit) override;
  StoreResult<std::vector<StoredGap>> gaps(UnixNanos from, UnixNanos to, std::size_t limit) override;

  StoreResult<SchemaState> schema() override;
  StoreResult<MigrationReport> migrate(bool dry_run, UnixNanos now) override;
  StoreResult<void> prepare_partitions(UnixNanos from, UnixNanos to) override;
  StoreResult<void> write_calendar(std::string_view name, std::span<const Session> sessions) override;

  std::string describe() const override { return db_.name(); }

 private:
  /// Prepared at first use and kept; the text must be one of the embedded ones.
  StoreResult<sqlite::Statement*> statement(std::string_view sql);
  /// Error: the file was removed or replaced; it is open anew then, or the sentence says why not.
  StoreResult<void> stay_in_place();
  StoreResult<std::vector<AppliedMigration>> applied();
  StoreResult<bool> apply_next(UnixNanos now, MigrationReport& report);

  StoreResult<WriteReport> write_batch(std::span<const Event> events, const UploadMark* mark, UnixNanos now);
  StoreResult<void> set_mark(const UploadMark& mark, UnixNanos now);
  StoreResult<void> write_bars(std::span<const Indexed<Bar>> rows, UnixNanos now, WriteReport& report);
  StoreResult<void> write_alerts(std::span<const Indexed<Alert>> rows, UnixNanos now, WriteReport& report);
  StoreResult<void> write_gaps(std::span<const Indexed<Gap>> rows, UnixNanos now, WriteReport& report);
  StoreResult<void> write_logs(std::span<const Indexed<LogEntry>> rows, UnixNanos now, WriteReport& report);
  StoreResult<void> write_resume_points(std::span<const Indexed<ResumePoint>> rows, UnixNanos now,
                                        WriteReport& report);
  StoreResult<void> write_instruments(std::span<const Indexed<Instrument>> rows, UnixNanos now,
                                      WriteReport& report);
  StoreResult<void> withdraw_prints(std::span<const Indexed<WithdrawnPrint>> rows, WriteReport& report);
  StoreResult<void> write_session_prints(std::span<const Indexed<SessionPrint>> rows, UnixNanos now,
                                         WriteReport& report);
  StoreResult<void> mark_dirty(const std::set<std::chrono::sys_days>& days, UnixNanos now);
  /// Counts one bound statement's effect; a poison row is noted and the transaction goes on.
  StoreResult<void> run(sqlite::Statement& s, std::size_t index, std::size_t& counter, WriteReport& report);
  /// Appends one hour's bars; true when `out` has reached the limit.
  StoreResult<bool> read_hour(std::int64_t hour, const BarQuery& query, std::vector<StoredBar>& out);
  StoreResult<std::int64_t> next_hour_with_bars(std::int64_t hour, bool backwards);

  sqlite::Database db_;
  OpenMode mode_;
  bool opened_anew_ = false;              ///< what is open now may lack the schema
  std::set<std::chrono::sys_days> late_;  ///< days that the write in progress leaves to compute again
  std::map<const char*, sqlite::Statement> statements_;  ///< by the address of the embedded text
};

/// The database of a `sqlite:` url, relative to base. Errors: any other url; a file or folder that is not there.
StoreResult<sqlite::Database> open_sqlite_url(std::string_view url, const std::filesystem::path& base,
                                              sqlite::Access access);

}  // namespace tickbard
