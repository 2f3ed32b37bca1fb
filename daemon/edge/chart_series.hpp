#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "aggregator/core/bar.hpp"
#include "daemon/edge/chart_query.hpp"

namespace tickbard {

/// One read of stored bars of one symbol with from <= start < to.
struct BarRange {
  Symbol symbol;
  std::optional<MinuteStart> from;
  std::optional<MinuteStart> to;
  std::uint32_t limit = 1;
  bool newest_first = false;
};

/// Reads from the store. Errors: a sentence when the store cannot answer now.
using BarReader = std::function<Result<std::vector<Bar>>(const BarRange&)>;

/// The bar of the minute that is not over yet; any thread.
using FormingBar = std::function<std::optional<Bar>(Symbol)>;

/// Where a bar of this symbol that begins at `start` ends: a segment's end cuts it.
using BarEnd = std::function<MinuteStart(Symbol, MinuteStart)>;

struct ChartBar {
  Bar bar;
  bool filled = false;  ///< nothing traded in this minute: the previous close, flat
};

/// One indicator beside the bars; none where it is not warm.
struct ChartLine {
  std::string name;
  std::vector<std::optional<double>> values;
};

/// The answer to a ChartQuery, oldest first, at most query.limit bars.
struct ChartSeries {
  Symbol symbol;  ///< the spelling under which it is stored
  std::vector<ChartBar> bars;
  std::optional<MinuteStart> next_from{};  ///< the limit cut the range: ask again from here
  std::vector<ChartLine> lines{};          ///< the indicators asked for
};

/// Errors: 404 for a symbol of which no spelling has any bar; 503 with the reader's sentence.
/// `read` and `forming` are of the query's interval; without `end_of` bars have their interval's full length.
ApiResult<ChartSeries> chart_series(const ChartQuery& query, const BarReader& read, const FormingBar& forming,
                                    UnixNanos now, const BarEnd& end_of = {});

/// `[{"t":…,"o","h","l","c","v","vw","n","q"}, …]`, exact decimals as JSON numbers; `"f":true` marks a filled bar,
/// `"i":{"sma:20":…}` holds the lines' values.
std::string to_json(const ChartSeries& series);

}  // namespace tickbard
