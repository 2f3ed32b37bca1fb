#include "daemon/data/bar_text.hpp"

#include <optional>

#include "aggregator/core/time_text.hpp"
#include "daemon/replay/bar_csv.hpp"

namespace tickbard {
namespace {

/// The fields of one line, after the names of a CSV header. Owner: one thread.
class Line {
 public:
  Line(std::string& out, std::string_view header, ExportFormat format)
      : out_(out), names_(header), format_(format) {
    if (json()) out_ += '{';
  }

  Line& text(std::string_view value) {
    begin();
    // Symbols, dates and words of ours: nothing in them needs an escape.
    json() ? out_.append("\"").append(value).append("\"") : out_.append(value);
    return *this;
  }
  Line& number(std::string_view value) {
    begin();
    out_.append(value);
    return *this;
  }
  Line& maybe(const std::optional<Price>& value) {
    return number(value ? to_text(*value) : std::string(json() ? "null" : ""));
  }
  Line& flag(bool value) { return number(json() ? (value ? "true" : "false") : (value ? "1" : "0")); }
  void end() { out_ += json() ? "}\n" : "\n"; }

 private:
  bool json() const { return format_ == ExportFormat::ndjson; }
  void begin() {
    const std::size_t comma = names_.find(',');
    if (!first_) out_ += ',';
    first_ = false;
    if (json()) out_.append("\"").append(names_.substr(0, comma)).append("\":");
    names_.remove_prefix(comma == std::string_view::npos ? names_.size() : comma + 1);
  }

  std::string& out_;
  std::string_view names_;
  ExportFormat format_;
  bool first_ = true;
};

}  // namespace

void append_bar(std::string& out, const Bar& bar, ExportFormat format) {
  if (format == ExportFormat::csv) return append_csv(out, bar);
  Line line(out, kBarCsvHeader, format);
  line.text(bar.symbol.view()).text(to_rfc3339(bar.start));
  line.number(to_text(bar.open)).number(to_text(bar.high)).number(to_text(bar.low)).number(to_text(bar.close));
  line.number(to_text(bar.volume)).maybe(bar.vwap).number(std::to_string(bar.trade_count));
  line.number(std::to_string(bar.revision)).number(std::to_string(bar.quality)).end();
}

void append_day(std::string& out, const StoredDaily& day, ExportFormat format) {
  const DailyBar& b = day.bar;
  Line line(out, kDailyCsvHeader, format);
  line.text(b.symbol.view()).text(to_text(b.session));
  line.number(to_text(b.open)).number(to_text(b.high)).number(to_text(b.low)).number(to_text(b.close));
  line.number(to_text(b.volume_rth)).maybe(b.vwap_rth).number(std::to_string(b.trade_count));
  line.number(to_text(b.volume_pre)).number(to_text(b.volume_post));
  line.text(kOpenSourceNames[static_cast<std::size_t>(b.open_source)]);
  line.text(kCloseSourceNames[static_cast<std::size_t>(b.close_source)]);
  line.flag(b.is_final).text(kDayOriginNames[static_cast<std::size_t>(b.origin)]);
  line.number(to_text(day.adj_factor, kAdjFactorDigits)).number(std::to_string(b.revision)).end();
}

}  // namespace tickbard
