#pragma once

#include "sinks/tables.hpp"

namespace tickbard {

/// A row of `instruments`. What is not known is empty.
struct InstrumentRow {
  Symbol symbol;
  std::string calendar;  ///< empty: that of the configuration's default
  std::string feed;
  std::optional<std::string> name, exchange, security_type, sector, industry, sub_industry;
  std::optional<std::int64_t> market_cap;
  bool is_active = true;
  UnixNanos first_seen_at{};  ///< set by the store
  UnixNanos updated_at{};     ///< set by the store
};

/// Inserts, or replaces what is given: an empty text or number leaves what the store has. The answer: rows
/// changed.
StoreResult<std::size_t> write_instruments(Tables& tables, std::span<const InstrumentRow> rows, UnixNanos now);

/// By symbol.
StoreResult<std::vector<InstrumentRow>> read_instruments(Tables& tables);
StoreResult<std::optional<InstrumentRow>> read_instrument(Tables& tables, const Symbol& symbol);

}  // namespace tickbard
