#pragma once

#include <set>
#include <span>

#include "sinks/batch.hpp"
#include "sinks/migrations.hpp"
#include "sinks/postgres_bars.hpp"
#include "sinks/store.hpp"

namespace tickbard {

/// The store in PostgreSQL 14 or newer. Bodies: postgres_write.cpp, postgres_read.cpp, postgres_schema.cpp.
/// Owner: one thread. Lifetime: connects at the first call.
class PostgresStore final : public Store {
 public:
  explicit PostgresStore(PostgresConnection connection) : connection_(std::move(connection)) {}

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

  std::string describe() const override { return connection_.describe(); }

 private:
  using Days = std::set<std::chrono::sys_days>;

  StoreResult<bool> apply_next(UnixNanos now, MigrationReport& report);
  StoreResult<void> make_partitions(std::span<const std::chrono::sys_days> days);
  StoreResult<void> ensure_partitions(const Days& days);
  StoreResult<WriteReport> write_batch(std::span<const Event> events, const UploadMark* mark, UnixNanos now);
  StoreResult<WriteReport> write_once(const Batch& batch, const UploadMark* mark, UnixNanos now, bool isolate);

  PostgresConnection connection_;
  PgBarWriter bars_;
  Days partitions_;  ///< those known to exist; emptied when the server says otherwise
};

/// Errors (login): the url cannot be read.
StoreResult<std::unique_ptr<Store>> open_postgres(std::string_view url, OpenMode mode);

}  // namespace tickbard
