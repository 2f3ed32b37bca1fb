#include <nlohmann/json.hpp>

#include "aggregator/core/time_text.hpp"
#include "daemon/report/coverage_report.hpp"

namespace tickbard {

namespace {

using Json = nlohmann::ordered_json;

Json percent_json(const std::optional<Fixed<2>>& percent) {
  return percent ? Json(to_double(percent->raw, 2)) : Json();
}

std::string percent_words(const std::optional<Fixed<2>>& percent) {
  return percent ? to_text(percent->raw, 2) + " %" : std::string(kNoValue);
}

std::optional<Fixed<2>> percent_of(const FillDay& day) {
  if (day.universe == 0) return std::nullopt;
  return Fixed<2>{static_cast<std::int64_t>(day.symbols * 10'000 / day.universe)};
}

Json fill_json(const std::vector<FillDay>& days) {
  Json out = Json::array();
  for (const FillDay& day : days)
    out.push_back({{"date", to_text(day.session)},
                   {"calendar", day.calendar},
                   {"symbol_count", day.symbols},
                   {"pct_of_universe", percent_json(percent_of(day))}});
  return out;
}

Json stale_json(const SeriesCoverage& series) {
  Json out = Json::array();
  for (std::size_t lag = 1; lag < kLags; ++lag)
    for (const StaleSymbol& s : series.listed[lag])
      out.push_back({{"symbol", s.symbol.view()},
                     {"bucket", kLagLabels[lag]},
                     {"last", s.last ? Json(to_text(*s.last)) : Json()},
                     {"sessions_behind", s.last ? Json(s.sessions) : Json()}});
  return out;
}

Json series_json(const CoverageReport& report, const SeriesCoverage& series,
                 std::optional<SessionDate> SymbolFreshness::*newest, const std::vector<FillDay>& fill,
                 EveryLast every_last) {
  Json out{{"count", series.of(Lag::none_behind)}};
  if (every_last == EveryLast::yes) {
    Json last = Json::object();
    for (const SymbolFreshness& s : report.universe)
      if (s.*newest) last[std::string(s.symbol.view())] = to_text(*(s.*newest));
    out["last"] = std::move(last);
  }
  Json freshness = Json::object();
  for (std::size_t lag = 0; lag < kLags; ++lag) freshness[std::string(kLagLabels[lag])] = series.symbols[lag];
  out["freshness"] = std::move(freshness);
  out["stale"] = stale_json(series);
  out["fill_by_date"] = fill_json(fill);
  return out;
}

Json m5_json(const CoverageReport& report, EveryLast every_last) {
  if (!report.m5_counts) return {{"enabled", false}};
  Json out = series_json(report, report.figures.m5, &SymbolFreshness::m5, report.m5_fill, every_last);
  Json missing = Json::array();
  for (const Symbol& symbol : report.missing_m5)
    if (missing.size() < kStaleListed) missing.push_back(symbol.view());
  out["enabled"] = true;
  out["missing_count"] = report.missing_m5.size();
  out["missing"] = std::move(missing);
  return out;
}

Json status_json(const CoverageReport& report) {
  const Coverage& f = report.figures;
  const auto m5 = [&](Json value) { return report.m5_counts ? value : Json(); };
  return {{"label", name_of(f.status)},
          {"summary", f.summary},
          {"daily_pct", percent_json(f.daily.percent())},
          {"m5_pct", m5(percent_json(f.m5.percent()))},
          {"stale_daily", f.daily.of(Lag::two_or_more)},
          {"stale_m5", m5(f.m5.of(Lag::two_or_more))}};
}

std::string universe_words(const CoverageReport& report) {
  const std::string n = grouped(static_cast<std::int64_t>(report.universe.size()));
  return report.tracked ? n + " symbols of indices and watchlists"
                        : n + " stored symbols (no index and no watchlist names any)";
}

std::string dates_of(const CoverageReport& report) {
  std::string out;
  for (const ExpectedSessions& m : report.markets)
    out += (out.empty() ? "" : ", ") + m.calendar() + " " +
           (m.expected() ? to_text(*m.expected()) : std::string(kNoValue));
  return out;
}

void add_series(MarkdownTable& table, const char* name, const SeriesCoverage& series) {
  std::vector<std::string> cells{name, percent_words(series.percent())};
  for (const std::uint64_t n : series.symbols) cells.push_back(grouped(static_cast<std::int64_t>(n)));
  table.add(std::move(cells));
}

std::string stale_markdown(const char* name, const SeriesCoverage& series) {
  if (series.behind() == 0) return "";
  MarkdownTable table({"Symbol", "Last", "Sessions behind"}, 2);
  std::uint64_t listed = 0;
  for (std::size_t lag = 1; lag < kLags; ++lag)
    for (const StaleSymbol& s : series.listed[lag]) {
      table.add({std::string(s.symbol.view()), s.last ? to_text(*s.last) : std::string(kNoValue),
                 s.last ? std::to_string(s.sessions) : "no bar"});
      ++listed;
    }
  std::string out = std::string("\n## Behind: ") + name + "\n\n" + table.text();
  if (listed < series.behind())
    out += "\n" + grouped(static_cast<std::int64_t>(listed)) + " of " +
           grouped(static_cast<std::int64_t>(series.behind())) + " are listed.\n";
  return out;
}

std::string fill_markdown(const char* name, const std::vector<FillDay>& days, std::size_t newest) {
  if (days.empty()) return "";
  MarkdownTable table({"Session", "Calendar", "Symbols", "Of universe"}, 2);
  for (std::size_t i = 0; i < days.size(); ++i) {
    const bool shown = i + newest >= days.size() || days[i + newest].calendar != days[i].calendar;
    if (!shown) continue;
    table.add({to_text(days[i].session), days[i].calendar, grouped(static_cast<std::int64_t>(days[i].symbols)),
               percent_words(percent_of(days[i]))});
  }
  return std::string("\n## Fill by session: ") + name + "\n\n" + table.text();
}

std::string markdown(const CoverageReport& report) {
  constexpr std::size_t kShownSessions = 10;
  const Coverage& f = report.figures;
  std::string out = "# Coverage: " + std::string(name_of(f.status)) + "\n\n" + f.summary + ".\n\n";
  out += "- As of: " + to_rfc3339(report.generated_at) + "\n- Universe: " + universe_words(report) + "\n";
  if (!report.markets.empty()) out += "- Expected session: " + dates_of(report) + "\n";
  for (const IndexSize& index : report.indices)
    out += "- " + index.index_code + ": " + grouped(static_cast<std::int64_t>(index.active)) + " members\n";
  if (report.universe.empty()) return out;
  MarkdownTable table({"Bars", "Up to date", "0 behind", "1 behind", "2+ behind", "None"}, 1);
  add_series(table, "daily", f.daily);
  if (report.m5_counts) add_series(table, "5m", f.m5);
  out += "\n## Freshness\n\n" + table.text() + stale_markdown("daily bars", f.daily);
  if (report.m5_counts) {
    out += stale_markdown("5m bars", f.m5);
    if (!report.missing_m5.empty())
      out += "\n" + grouped(static_cast<std::int64_t>(report.missing_m5.size())) +
             " symbols have the session's daily bar and no 5m bar of it: run `tickbard derive higher`.\n";
  }
  out += fill_markdown("daily bars", report.daily_fill, kShownSessions);
  if (report.m5_counts) out += fill_markdown("5m bars", report.m5_fill, kShownSessions);
  return out;
}

std::string csv(const CoverageReport& report) {
  const auto line = [](std::vector<std::string> cells) { return csv_line(cells); };
  const auto series = [&](const std::string& bars, const SeriesCoverage& s, const std::vector<FillDay>& fill) {
    std::string out;
    for (std::size_t lag = 0; lag < kLags; ++lag)
      out += line({"freshness", bars, std::string(kLagLabels[lag]), "", std::to_string(s.symbols[lag]), ""});
    for (std::size_t lag = 1; lag < kLags; ++lag)
      for (const StaleSymbol& stale : s.listed[lag])
        out += line({"stale", bars, std::string(stale.symbol.view()), stale.last ? to_text(*stale.last) : "",
                     stale.last ? std::to_string(stale.sessions) : "", ""});
    for (const FillDay& day : fill) {
      const auto percent = percent_of(day);
      out += line({"fill", bars, day.calendar, to_text(day.session), std::to_string(day.symbols),
                   percent ? to_text(percent->raw, 2) : ""});
    }
    return out;
  };
  const auto status = [&](const char* bars, const SeriesCoverage& s) {
    const auto percent = s.percent();
    return line({"status", bars, std::string(name_of(report.figures.status)), "", std::to_string(s.universe()),
                 percent ? to_text(percent->raw, 2) : ""});
  };
  std::string out = line({"section", "bars", "name", "session", "count", "pct"});
  out += status("daily", report.figures.daily);
  if (report.m5_counts) out += status("5m", report.figures.m5);
  out += series("daily", report.figures.daily, report.daily_fill);
  if (report.m5_counts) out += series("5m", report.figures.m5, report.m5_fill);
  return out;
}

}  // namespace

std::string coverage_json(const CoverageReport& report, EveryLast every_last) {
  Json indices = Json::object(), expected = Json::object();
  for (const IndexSize& index : report.indices) indices[index.index_code] = index.active;
  for (const ExpectedSessions& m : report.markets)
    expected[m.calendar()] = m.expected() ? Json(to_text(*m.expected())) : Json();
  const Json out{
      {"generated_at", to_rfc3339(report.generated_at)},
      {"universe", report.tracked ? "tracked" : "stored"},
      {"symbols", report.universe.size()},
      {"tracked_count", report.tracked_count},
      {"indices", std::move(indices)},
      {"expected_session", std::move(expected)},
      {"daily", series_json(report, report.figures.daily, &SymbolFreshness::daily, report.daily_fill, every_last)},
      {"m5", m5_json(report, every_last)},
      {"status", status_json(report)}};
  return out.dump(2) + "\n";
}

std::string coverage_text(const CoverageReport& report, ReportFormat format) {
  switch (format) {
    case ReportFormat::markdown:
      return markdown(report);
    case ReportFormat::json:
      return coverage_json(report, EveryLast::yes);
    case ReportFormat::csv:
      return csv(report);
  }
  return {};
}

}  // namespace tickbard
