#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sinks/event_sink.hpp"

namespace tickbard {

struct Session;

/// A row of `price_bars`. SQLite keeps decimals as REAL: they come back exact to 15 significant digits.
struct StoredBar {
  Bar bar;
  UnixNanos created_at{};  ///< when the row was last written
};

/// Bars of one symbol with start in [from, to), at most `limit`: the oldest ones oldest first, or with
/// newest_first the newest ones newest first.
struct BarQuery {
  Symbol symbol;
  MinuteStart from{};
  MinuteStart to{};
  std::size_t limit = 10'000;
  bool newest_first = false;
};

/// A row of `screener_alerts`; conditions and metadata are the JSON texts as stored.
struct StoredAlert {
  std::string id;
  Symbol symbol;
  bool up = true;
  Price trigger_price;
  UnixNanos trigger_time{};
  std::string conditions;
  std::string metadata;
  UnixNanos created_at{};
};

struct StoredGap {
  Gap gap;
  std::optional<UnixNanos> repaired_at;
};

/// The last bar of a symbol in some window.
struct SymbolClose {
  Symbol symbol;
  MinuteStart start{};
  Price close;
};

/// How far the journal of one daemon is in a store: a row of `upload_marks`.
struct UploadMark {
  std::string instance;        ///< instance_of() its state directory
  std::uint64_t sequence = 0;  ///< everything up to it is stored
  UnixNanos updated_at{};
};

/// Versions are the numbers of the files in sql/migrations; 0: an empty store.
struct SchemaState {
  int version = 0;
  int known = 0;  ///< the newest version this build knows
};

struct MigrationReport {
  int from = 0;
  int to = 0;
  std::vector<std::string> applied;  ///< file names; with dry_run those that would be applied
};

/// Where bars end up: SQLite or PostgreSQL, one contract (tests/sinks/store_*_test.cpp run on both).
/// Upserts are absolute and monotone: a row is replaced only by a greater (revision, trade_count), so retries,
/// replays and a second daemon cannot make it worse.
/// Owner: one thread per object; open one per thread. Errors: values, one sentence each.
/// Lifetime: PostgreSQL connects at the first call and again after a loss; opening never needs the server.
class Store : public EventSink {
 public:
  /// As write(), and `mark` in the same transaction: what the store says of itself is what it holds, also after it
  /// was restored from a backup. Its updated_at becomes `now`.
  virtual StoreResult<WriteReport> write_marked(std::span<const Event> events, const UploadMark& mark,
                                                UnixNanos now) = 0;
  /// nullopt: that daemon has never written here.
  virtual StoreResult<std::optional<UploadMark>> upload_mark(std::string_view instance) = 0;

  // Reading. Every call has bounds, so that no query opens more partitions than it needs.
  virtual StoreResult<std::vector<StoredBar>> bars(const BarQuery& query) = 0;
  /// Every symbol's last bar with start in [from, to): the reference prices of alerts.
  virtual StoreResult<std::vector<SymbolClose>> closes_in(MinuteStart from, MinuteStart to) = 0;
  virtual StoreResult<std::vector<ResumePoint>> resume_points(std::string_view feed) = 0;
  /// trigger_time in [from, to), newest first.
  virtual StoreResult<std::vector<StoredAlert>> alerts(UnixNanos from, UnixNanos to, std::size_t limit) = 0;
  /// Gaps that touch [from, to), oldest first; open ones reach to the end of time.
  virtual StoreResult<std::vector<StoredGap>> gaps(UnixNanos from, UnixNanos to, std::size_t limit) = 0;

  // The schema.
  virtual StoreResult<SchemaState> schema() = 0;
  /// Forward only, under a lock. Errors (schema): the store is newer than this build, or an applied file was
  /// altered.
  virtual StoreResult<MigrationReport> migrate(bool dry_run, UnixNanos now) = 0;
  /// Makes the daily partitions of every day that touches [from, to); nothing to do on SQLite. Idempotent.
  virtual StoreResult<void> prepare_partitions(UnixNanos from, UnixNanos to) = 0;
  /// Replaces the named calendar's rows between the first and the last of `sessions`.
  virtual StoreResult<void> write_calendar(std::string_view name, std::span<const Session> sessions) = 0;

  /// For logs and messages: the kind and place, without a password.
  virtual std::string describe() const = 0;
};

enum class OpenMode : std::uint8_t {
  read_only,   ///< SQLite: the file must exist
  read_write,  ///< SQLite: made if missing
};

/// `sqlite:FILE` (relative to base), `sqlite::memory:`, `postgresql://…`, `postgres://…`.
StoreResult<std::unique_ptr<Store>> open_store(std::string_view url, const std::filesystem::path& base,
                                               OpenMode mode);

/// True for the urls that need the journal and uploader in front.
bool is_postgres_url(std::string_view url);

/// `sqlite:` with something behind it.
bool is_sqlite_url(std::string_view url);

/// The file of such a url, a relative one below `base`. nullopt: it is in memory, or no such url.
std::optional<std::filesystem::path> sqlite_file_of(std::string_view url, const std::filesystem::path& base);

/// A url, of a store or a feed, with its password and every parameter that tells a secret replaced by "***"; fit
/// for texts that are no url, too.
std::string redacted(std::string_view url);

/// Empty, or why somebody in the network between could read or forge what goes to this store. `mode` is what
/// counts where the url has no sslmode ($PGSSLMODE); empty: libpq's own.
std::string tls_weakness(std::string_view url, std::string_view mode);

}  // namespace tickbard
