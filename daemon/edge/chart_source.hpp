#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aggregator/derive/split.hpp"
#include "daemon/edge/chart_query.hpp"
#include "daemon/edge/edge_context.hpp"
#include "daemon/edge/question.hpp"

namespace tickbard {

/// Bars of one chart's interval: minutes from the store, longer bars from their tables, the running one folded
/// from its minutes; in today's shares where the query wants that. A day's bar is stamped with the UTC midnight
/// that names its session and holds regular hours. Owner: query thread. Lifetime: one answer; what it refers to
/// outlives it.
class ChartSource {
 public:
  ChartSource(const ChartQuery& query, const Asked& asked, const EdgeContext& context)
      : query_(query), asked_(asked), context_(context) {}

  /// Newest first or oldest first, at most range.limit bars. Errors: the store's sentence.
  Result<std::vector<Bar>> read(const BarRange& range);

  /// The same as stored.
  Result<std::vector<Bar>> read_stored(const BarRange& range);

  /// The bar if indicators are of it: within a day of regular hours alone, where the market has others.
  std::optional<Bar> regular(const Bar& bar);

  /// The same of a bar as stored, in today's shares; none if it cannot be expressed in them. Precondition:
  /// load_splits().
  std::optional<Bar> counted(Bar bar);
  Result<void> load_splits();

  /// The bar that is not over; none overnight, or where nothing has traded in it.
  std::optional<Bar> forming(Symbol symbol);

  MinuteStart end_of(Symbol symbol, MinuteStart start);

 private:
  const Calendar* calendar(Symbol symbol);
  void add_unstored(const BarRange& range, std::vector<Bar>& bars) const;
  Result<std::vector<Bar>> read_days(const BarRange& range);
  SplitFactor factor(const Bar& bar);

  const ChartQuery& query_;
  const Asked& asked_;
  const EdgeContext& context_;
  std::optional<SplitAdjuster> splits_;
  std::optional<Symbol> calendar_of_;  ///< whose calendar_ is
  const Calendar* calendar_ = nullptr;
};

}  // namespace tickbard
