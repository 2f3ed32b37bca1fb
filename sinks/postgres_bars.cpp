#include "sinks/postgres_bars.hpp"

#include <algorithm>
#include <iterator>

#include "sinks/exact_text.hpp"
#include "sinks/postgres_arrays.hpp"
#include "sinks/postgres_binary.hpp"
#include "sql_queries_files.hpp"

namespace tickbard {

namespace {

constexpr std::string_view kUniqueViolation = "23505";
/// COPY's answer where row security is in force; INSERT knows how.
constexpr std::string_view kNotSupported = "0A000";

}  // namespace

std::string copy_of(std::span<const Indexed<Bar>> rows, UnixNanos now) {
  constexpr std::int16_t kColumns = 12;
  PgBinaryRows copy(rows.size());
  for (const auto& [bar, index] : rows) {
    copy.row(kColumns);
    copy.add(bar->symbol.view());
    copy.add(UnixNanos{bar->start});
    copy.add(bar->open);
    copy.add(bar->high);
    copy.add(bar->low);
    copy.add(bar->close);
    copy.add(bar->volume);
    copy.add(bar->vwap);
    copy.add(std::int64_t{bar->trade_count});
    copy.add(static_cast<std::int32_t>(bar->revision));
    copy.add(std::int16_t{bar->quality});
    copy.add(now);
  }
  return copy.take();
}

std::size_t PgBarWriter::upsert(PgTransaction& tx, std::span<const Indexed<Bar>> rows, UnixNanos now) {
  const std::size_t n = rows.size();
  PgArray symbol(n), start(n), open(n), high(n), low(n), close(n), volume(n), vwap(n), count(n), revision(n),
      quality(n);
  for (const auto& [bar, index] : rows) {
    symbol.add(bar->symbol.view());
    start.add(UnixNanos{bar->start});
    open.add(bar->open);
    high.add(bar->high);
    low.add(bar->low);
    close.add(bar->close);
    volume.add(bar->volume.raw, kSizeDigits);
    vwap.add(bar->vwap);
    count.add(std::int64_t{bar->trade_count});
    revision.add(std::int64_t{bar->revision});
    quality.add(std::int64_t{bar->quality});
  }
  return tx
      .exec(sql_queries::bars_upsert_postgres_sql,
            {symbol.take(), start.take(), open.take(), high.take(), low.take(), close.take(), volume.take(),
             vwap.take(), count.take(), revision.take(), quality.take(), utc_text(now)})
      .affected();
}

/// nullopt: nothing was written.
std::optional<std::size_t> PgBarWriter::straight_in(PgTransaction& tx, std::span<const Indexed<Bar>> rows,
                                                    UnixNanos now) {
  std::size_t copied = 0;
  try {
    tx.savepoint([&] {
      copied = tx.copy(sql_queries::bars_copy_postgres_sql,
                       [&](const PgTransaction::Put& put) { put(copy_of(rows, now)); });
    });
  } catch (const PgFailure& failure) {
    copy_is_barred_ = failure.sqlstate == kNotSupported;
    if (failure.sqlstate != kUniqueViolation && !copy_is_barred_) throw;
    return std::nullopt;
  }
  return copied;
}

std::size_t PgBarWriter::write(PgTransaction& tx, std::span<const Indexed<Bar>> rows, UnixNanos now) {
  std::vector<Indexed<Bar>> first, again;
  first.reserve(rows.size());
  std::partition_copy(rows.begin(), rows.end(), std::back_inserter(first), std::back_inserter(again),
                      [](const Indexed<Bar>& row) { return row.row->revision <= 1; });
  // Amended minutes are the older ones, so that locks are taken in the order of the key by and large.
  std::size_t changed = again.empty() ? 0 : upsert(tx, again, now);
  if (first.empty()) return changed;
  if (first_ones_are_new_ && !copy_is_barred_) {
    if (const auto copied = straight_in(tx, first, now)) return changed + *copied;
  }
  const std::size_t upserted = upsert(tx, first, now);
  first_ones_are_new_ = upserted == first.size();
  return changed + upserted;
}

}  // namespace tickbard
