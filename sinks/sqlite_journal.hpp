#pragma once

#include "sinks/journal.hpp"
#include "sinks/number_reserve.hpp"
#include "sinks/sqlite.hpp"

namespace tickbard {

/// The journal in one SQLite file (sql/journal.sql), with a NumberReserve beside it. A file that is removed or
/// replaced under it fails one call, and the next finds a new one that numbers above it. Owner: one thread.
class SqliteJournal final : public Journal {
 public:
  SqliteJournal(sqlite::Database db, std::filesystem::path file);

  /// Makes the tables; a file without numbers starts above what the reserve knows.
  StoreResult<void> prepare();

  StoreResult<WriteReport> write(std::span<const Event> events, UnixNanos now) override;
  StoreResult<std::uint64_t> append(std::span<const Event> events, UnixNanos now) override;
  StoreResult<std::vector<NumberedEvent>> read_after(std::uint64_t sequence, std::size_t limit) override;
  StoreResult<std::vector<NumberedEvent>> read_others_after(std::uint64_t sequence, std::size_t limit) override;
  StoreResult<void> acknowledge(std::uint64_t sequence) override;
  StoreResult<std::uint64_t> acknowledged() override;
  StoreResult<Rewound> rewind(std::optional<std::uint64_t> stored) override;
  StoreResult<std::uint64_t> prune(UnixNanos older_than) override;
  StoreResult<void> set_aside(const NumberedEvent& event, std::string_view reason, UnixNanos now) override;
  StoreResult<JournalStats> stats() override;

 private:
  /// Error: the file was removed or replaced; it is open anew then, or the sentence says why not.
  StoreResult<void> stay_in_place();
  StoreResult<std::uint64_t> pending_after(std::uint64_t done);
  StoreResult<std::vector<NumberedEvent>> read(std::string_view condition, std::uint64_t sequence,
                                               std::size_t limit);

  sqlite::Database db_;
  std::filesystem::path file_;
  NumberReserve numbers_;
  std::uint64_t counted_ = 0;                   ///< rows waiting in the part with holes
  std::optional<std::uint64_t> counted_after_;  ///< the acknowledged number it was counted for
  bool opened_anew_ = false;                    ///< what is open now may lack the tables
};

}  // namespace tickbard
