#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/symbol.hpp"
#include "aggregator/derive/interval.hpp"
#include "daemon/data/bar_text.hpp"
#include "daemon/data/output_file.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// What `tickbard export` was asked for; each field names its flag.
struct ExportOptions {
  Interval interval = Interval::m1;  ///< --interval
  std::vector<Symbol> symbols;       ///< --symbols A,B; empty: all
  std::optional<UnixNanos> from;     ///< --from: the first bar at or after it
  std::optional<UnixNanos> to;       ///< --to: bars before it
  ExportFormat format = ExportFormat::csv;
  Compression compression = Compression::none;
  std::filesystem::path out = "-";  ///< --out FILE; "-": standard output
};

// Readings of the flags that are not plain values.
Result<ExportFormat> parse_export_format(std::string_view text);
Result<Compression> parse_compression(std::string_view text);
Result<std::vector<Symbol>> parse_symbols(std::string_view text);  ///< A,B,C
/// A date (its first instant, UTC) or an RFC 3339 time. `flag` goes into the sentence.
Result<UnixNanos> parse_bound(std::string_view flag, std::string_view text);

struct ExportReport {
  std::uint64_t rows = 0;            ///< written
  std::vector<std::string> notes{};  ///< sentences for people: what is not among them, and why
};

/// Stored bars as text: intraday ones by (timestamp, symbol), days by (symbol, date). Memory does not grow with
/// the rows. A file is there whole or not at all. Errors: the store; class disk for the output.
StoreResult<ExportReport> export_bars(const ExportOptions& options, Tables& tables, std::ostream& out);

}  // namespace tickbard
