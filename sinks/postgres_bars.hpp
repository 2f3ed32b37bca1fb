#pragma once

#include <optional>
#include <span>
#include <string>

#include "sinks/batch.hpp"
#include "sinks/postgres_connection.hpp"

namespace tickbard {

/// The ways of bars into `price_bars`: straight in where all are new, which is COPY and costs no more than the
/// engine itself takes; else by an upsert.
/// Owner: the thread of the store. Errors: throws PgFailure, as everything in a transaction's body.
class PgBarWriter {
 public:
  /// Rows by key, each once. Bars that were issued before are upserted, and those issued for the first time too
  /// where some prove to be there already: a retry, or another daemon on the same store. The rows that changed.
  std::size_t write(PgTransaction& tx, std::span<const Indexed<Bar>> rows, UnixNanos now);

  /// A row that is there is replaced by one with a greater (revision, trade_count) only. The rows that changed.
  static std::size_t upsert(PgTransaction& tx, std::span<const Indexed<Bar>> rows, UnixNanos now);

 private:
  std::optional<std::size_t> straight_in(PgTransaction& tx, std::span<const Indexed<Bar>> rows, UnixNanos now);

  bool first_ones_are_new_ = true;  ///< as far as the last batch tells: what it costs to be wrong is one COPY
  bool copy_is_barred_ = false;     ///< the server refuses it on this table
};

/// What bars_copy.postgres.sql reads.
std::string copy_of(std::span<const Indexed<Bar>> rows, UnixNanos now);

}  // namespace tickbard
