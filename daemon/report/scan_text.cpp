#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "aggregator/core/time_text.hpp"
#include "daemon/report/scan_report.hpp"

namespace tickbard {

namespace {

using Json = nlohmann::ordered_json;

/// A line of the first breadth table.
struct Metric {
  const char* key;
  const char* label;
  bool fraction = false;
};

constexpr std::array<Metric, 26> kMetrics{{
    {"advances", "Advances"},
    {"declines", "Declines"},
    {"unchanged", "Unchanged"},
    {"net_advances", "Net advances"},
    {"advance_decline_ratio", "Advance/decline ratio"},
    {"advance_pct", "Advancing", true},
    {"valid_ticker_count", "Valid"},
    {"missing_ticker_count", "Missing"},
    {"ad_5_net_advances", "Net advances, 5 bars"},
    {"ad_5_advance_pct", "Advancing, 5 bars", true},
    {"ad_10_net_advances", "Net advances, 10 bars"},
    {"ad_10_advance_pct", "Advancing, 10 bars", true},
    {"new_highs", "New highs, 252 bars"},
    {"new_lows", "New lows, 252 bars"},
    {"nh_nl", "New highs - new lows"},
    {"new_highs_20", "New highs, 20 bars"},
    {"new_lows_20", "New lows, 20 bars"},
    {"up_4pct", "Up 4 % on volume"},
    {"down_4pct", "Down 4 % on volume"},
    {"up_volume", "Up volume"},
    {"down_volume", "Down volume"},
    {"up_down_volume_ratio", "Up/down volume ratio"},
    {"trin", "TRIN"},
    {"ad_line", "A/D line"},
    {"mcclellan_oscillator", "McClellan oscillator"},
    {"mcclellan_summation", "McClellan summation"},
}};

/// A line of the tables of three answers.
struct Group {
  const char* prefix;
  const char* label;
};
constexpr std::array<Group, 8> kMeans{{{"ma_13_", "MA 13"},
                                       {"ma_28_", "MA 28"},
                                       {"ma_46_", "MA 46"},
                                       {"ma_8_shift_5_", "MA 8 shift 5"},
                                       {"ma_20_", "MA 20"},
                                       {"ma_50_", "MA 50"},
                                       {"ma_100_", "MA 100"},
                                       {"ma_200_", "MA 200"}}};
constexpr std::array<Group, 2> kRates{
    {{"roc_17_vs_5_", "ROC 17 vs 5 bars ago"}, {"roc_27_vs_4_", "ROC 27 vs 4 bars ago"}}};
constexpr std::array<const char*, 3> kMeanWords{"above", "below", "equal"};
constexpr std::array<const char*, 3> kRateWords{"gt", "lt", "eq"};

std::optional<double> value_of(const UniverseScan& universe, const std::string& key) {
  const auto found = universe.figures.find(key);
  return found == universe.figures.end() ? std::nullopt : found->second.summary.value;
}

std::string metric_text(const Metric& metric, const std::optional<double>& value) {
  return metric.fraction ? fraction_text(value) : number_text(value);
}

/// A mean of fewer than ten sessions says of how many.
std::string mean_text(const Metric& metric, const SeriesSummary& s) {
  const std::string mean = metric_text(metric, s.mean_of_ten);
  return s.in_mean == 0 || s.in_mean == kSummarySessions ? mean : fmt::format("{} ({}d)", mean, s.in_mean);
}

std::string market_markdown(const ScanReport& report) {
  MarkdownTable table({"Symbol", "As Of", "Last Close", "1D %", "5D %"}, 2);
  for (const MarketLine& line : report.market)
    table.add({std::string(line.symbol.view()), line.as_of ? to_text(*line.as_of) : std::string(kNoValue),
               line.as_of ? to_text(line.last_close) : std::string(kNoValue), change_text(line.one_day),
               change_text(line.five_days)});
  return "\n## Market Snapshot\n\n" + (report.market.empty() ? "- None.\n" : table.text());
}

std::string breadth_markdown(const ScanReport& report) {
  MarkdownTable table({"Universe", "Metric", "Value", "t-1", "t-2", "10d Avg"}, 2);
  for (const UniverseScan& universe : report.universes)
    for (const Metric& metric : kMetrics) {
      const auto found = universe.figures.find(metric.key);
      if (found == universe.figures.end()) continue;
      const SeriesSummary& s = found->second.summary;
      table.add({universe.name, metric.label, metric_text(metric, s.value), metric_text(metric, s.one_before),
                 metric_text(metric, s.two_before), mean_text(metric, s)});
    }
  return "\n## Summary (Breadth)\n\n" + table.text();
}

template <std::size_t N>
std::string groups_markdown(const ScanReport& report, const std::array<Group, N>& groups,
                            const std::array<const char*, 3>& words, std::vector<std::string> heads) {
  MarkdownTable table(std::move(heads), 2);
  for (const UniverseScan& universe : report.universes)
    for (const Group& group : groups) {
      const std::string prefix = group.prefix;
      if (!universe.figures.contains(prefix + "valid_count")) continue;
      std::vector<std::string> cells{universe.name, group.label};
      for (const char* word : words) cells.push_back(fraction_text(value_of(universe, prefix + word + "_pct")));
      cells.push_back(number_text(value_of(universe, prefix + "valid_count")));
      table.add(std::move(cells));
    }
  return table.text();
}

std::string metadata_markdown(const ScanReport& report) {
  std::string out = "\n## Run Metadata\n\n";
  out += "- Session: " + to_text(report.session) + " (" + report.calendar + ")\n";
  out += "- Generated: " + to_rfc3339(report.generated_at) + "\n";
  out += "- Store: " + report.store + "\n";
  out +=
      fmt::format("- Daily bars: {}, of which {} final\n", grouped(static_cast<std::int64_t>(report.daily_bars)),
                  grouped(static_cast<std::int64_t>(report.final_bars)));
  for (const UniverseScan& u : report.universes)
    if (!u.set_hash.empty())
      out += fmt::format("- Universe {}: {} securities, set {}, {} of the last {} sessions stored\n", u.name,
                         grouped(u.tickers), u.set_hash.substr(0, 12), u.sessions.size(), kSummarySessions);
  return out;
}

std::string markdown(const ScanReport& report) {
  std::string out = "# Security Scan " + to_text(report.session) + "\n";
  out += market_markdown(report) + breadth_markdown(report);
  out += "\n## Summary (MA Breadth)\n\n" +
         groups_markdown(report, kMeans, kMeanWords,
                         {"Universe", "Metric", "Above %", "Below %", "Equal %", "Valid"});
  out += "\n## Summary (ROC Breadth)\n\n" +
         groups_markdown(report, kRates, kRateWords, {"Universe", "Metric", "> %", "< %", "= %", "Valid"});
  out += "\n## Issues\n\n";
  for (const std::string& issue : report.issues) out += "- " + issue + "\n";
  if (report.issues.empty()) out += "- None.\n";
  return out + metadata_markdown(report) + "- " + storage_line(report.storage) + "\n";
}

Json number(const std::optional<double>& value) {
  return value ? Json(*value) : Json();
}

Json percent(const std::optional<Percent>& value) {
  return value ? Json(to_double(value->raw, 4)) : Json();
}

std::string json(const ScanReport& report) {
  Json market = Json::array(), aggregates = Json::object(), history = Json::object(), universes = Json::object();
  for (const MarketLine& line : report.market)
    market.push_back({{"symbol", line.symbol.view()},
                      {"as_of", line.as_of ? Json(to_text(*line.as_of)) : Json()},
                      {"last_close", line.as_of ? Json(to_double(line.last_close)) : Json()},
                      {"pct_1d", percent(line.one_day)},
                      {"pct_5d", percent(line.five_days)}});
  for (const UniverseScan& universe : report.universes) {
    Json values = Json::object(), before = Json::object(), sessions = Json::array();
    for (const auto& [key, line] : universe.figures) {
      values[key] = number(line.summary.value);
      before[key] = {{"t_1", number(line.summary.one_before)},
                     {"t_2", number(line.summary.two_before)},
                     {"avg_10d", number(line.summary.mean_of_ten)},
                     {"sessions_in_avg", line.summary.in_mean}};
    }
    for (const SessionDate day : universe.sessions) sessions.push_back(to_text(day));
    aggregates[universe.name] = std::move(values);
    history[universe.name] = {{"sessions", std::move(sessions)}, {"metrics", std::move(before)}};
    universes[universe.name] = {{"set_hash", universe.set_hash}, {"ticker_count", universe.tickers}};
  }
  Json kinds = Json::object();
  for (const KindUsage& k : report.storage.kinds) kinds[k.kind] = k.bytes;
  const Json out{{"run_metadata",
                  {{"session", to_text(report.session)},
                   {"calendar", report.calendar},
                   {"generated_at", to_rfc3339(report.generated_at)},
                   {"store", report.store},
                   {"daily_bars", report.daily_bars},
                   {"final_daily_bars", report.final_bars}}},
                 {"market_stats", std::move(market)},
                 {"aggregates", std::move(aggregates)},
                 {"aggregates_history", std::move(history)},
                 {"aggregate_universes", std::move(universes)},
                 {"issues", report.issues},
                 {"storage_usage",
                  {{"kinds", std::move(kinds)},
                   {"total_bytes", report.storage.total()},
                   {"line", storage_line(report.storage)}}}};
  return out.dump(2) + "\n";
}

std::string csv(const ScanReport& report) {
  constexpr std::size_t kColumns = 11;
  const auto line = [](std::vector<std::string> cells) {
    cells.resize(kColumns);
    return csv_line(cells);
  };
  const auto change = [](const std::optional<Percent>& p) { return p ? to_text(p->raw, 4) : std::string(); };
  std::string out = line({"section", "universe", "metric", "as_of", "value", "t_1", "t_2", "avg_10d", "valid",
                          "missing", "sessions_in_avg"});
  for (const MarketLine& m : report.market) {
    if (!m.as_of) continue;
    const std::string symbol(m.symbol.view()), as_of = to_text(*m.as_of);
    out += line({"market", symbol, "last_close", as_of, to_text(m.last_close)});
    out += line({"market", symbol, "pct_1d", as_of, change(m.one_day)});
    out += line({"market", symbol, "pct_5d", as_of, change(m.five_days)});
  }
  for (const UniverseScan& universe : report.universes)
    for (const auto& [key, figure] : universe.figures)
      out += line({"breadth", universe.name, key, to_text(report.session), plain_number(figure.summary.value),
                   plain_number(figure.summary.one_before), plain_number(figure.summary.two_before),
                   plain_number(figure.summary.mean_of_ten), std::to_string(figure.valid),
                   std::to_string(figure.missing), std::to_string(figure.summary.in_mean)});
  for (const std::string& issue : report.issues) out += line({"issue", "", issue});
  for (const KindUsage& k : report.storage.kinds)
    out += line({"storage", "", k.kind, "", std::to_string(k.bytes)});
  return out + line({"storage", "", "total", "", std::to_string(report.storage.total())});
}

}  // namespace

std::string scan_text(const ScanReport& report, ReportFormat format) {
  switch (format) {
    case ReportFormat::markdown:
      return markdown(report);
    case ReportFormat::json:
      return json(report);
    case ReportFormat::csv:
      return csv(report);
  }
  return {};
}

}  // namespace tickbard
