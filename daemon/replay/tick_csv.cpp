#include "daemon/replay/tick_csv.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "aggregator/core/decimal.hpp"
#include "aggregator/core/time_text.hpp"

namespace tickbard {
namespace {

constexpr std::array<std::string_view, 9> kNames{"symbol", "ts_ns",    "price", "size", "conditions",
                                                 "tape",   "exchange", "seq",   "id"};
constexpr std::size_t kRequired = 4;
constexpr std::size_t kLongestQuote = 60;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
    text.remove_suffix(1);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  return text;
}

template <class F>
void each_part(std::string_view text, char separator, F&& visit) {
  for (;;) {
    const std::size_t at = text.find(separator);
    visit(text.substr(0, at));
    if (at == std::string_view::npos) return;
    text.remove_prefix(at + 1);
  }
}

template <class T>
std::optional<T> whole(std::string_view text) {
  T n{};
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (text.empty() || ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return n;
}

/// A number, or one letter as its byte.
std::optional<unsigned> code_of(std::string_view text, ConditionCodes codes = ConditionCodes::any) {
  const auto letter = [text] { return std::optional<unsigned>(static_cast<unsigned char>(text[0])); };
  if (codes == ConditionCodes::letters) return text.size() == 1 ? letter() : std::nullopt;
  if (const auto n = whole<unsigned>(trimmed(text))) return n;
  return codes == ConditionCodes::any && text.size() == 1 ? letter() : std::nullopt;
}

std::optional<Tape> tape_of(std::string_view text) {
  if (text.empty()) return Tape::none;
  if (text.size() != 1) return std::nullopt;
  switch (text[0]) {
    case '0':
      return Tape::none;
    case '1':
    case 'A':
    case 'a':
      return Tape::a;
    case '2':
    case 'B':
    case 'b':
      return Tape::b;
    case '3':
    case 'C':
    case 'c':
      return Tape::c;
    case '4':
    case 'O':
    case 'o':
      return Tape::otc;
    default:
      return std::nullopt;
  }
}

}  // namespace

bool is_tick_column(std::string_view name) {
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

Result<TickCsv> TickCsv::from_header(std::string_view header, TickCsvOptions options) {
  TickCsv csv;
  csv.equity_symbols_ = options.equity_symbols;
  csv.codes_ = options.codes;
  csv.at_.fill(-1);
  if (header.starts_with("\xEF\xBB\xBF")) header.remove_prefix(3);

  for (std::size_t c = 0; c < kColumns; ++c) {
    const auto mapped = options.columns.find(std::string(kNames[c]));
    csv.names_[c] = mapped == options.columns.end() ? std::string(kNames[c]) : mapped->second;
  }
  std::string present;
  each_part(header, ',', [&](std::string_view part) {
    const std::string_view name = trimmed(part);
    present += (present.empty() ? "" : ", ") + std::string(name);
    int which = -1;
    for (std::size_t c = 0; c < kColumns; ++c) {
      if (csv.names_[c] == name && csv.at_[c] < 0) which = static_cast<int>(c);
    }
    if (which >= 0) csv.at_[static_cast<std::size_t>(which)] = static_cast<int>(csv.column_at_.size());
    csv.column_at_.push_back(which);
  });

  if (!options.symbol.empty()) {
    const auto symbol =
        options.equity_symbols ? Symbol::parse_equity(options.symbol) : Symbol::parse(options.symbol);
    if (!symbol) return Problem{"--symbol " + options.symbol + ": is no symbol"};
    csv.symbol_ = *symbol;
  }
  std::string missing;
  for (std::size_t c = 0; c < kColumns; ++c) {
    const bool mapped = options.columns.contains(std::string(kNames[c]));
    const bool needed = c < kRequired ? !(c == kSymbol && !csv.symbol_.empty()) : mapped;
    if (needed && csv.at_[c] < 0) missing += (missing.empty() ? "" : ", ") + csv.names_[c];
  }
  if (!missing.empty()) {
    return Problem{"the first line names no column " + missing + "; it has: " + present +
                   ". Map names with --columns price=NAME,size=NAME" +
                   (csv.at_[kSymbol] < 0 && csv.symbol_.empty()
                        ? ", and give --symbol NAME if all ticks are of one symbol"
                        : "")};
  }
  return csv;
}

bool TickCsv::split(std::string_view line) {
  fields_.fill({});
  std::size_t n = 0;
  each_part(line, ',', [&](std::string_view part) {
    if (n < column_at_.size() && column_at_[n] >= 0) {
      const auto column = static_cast<std::size_t>(column_at_[n]);
      fields_[column] = column == kConditions ? part : trimmed(part);  // a space is a letter of the SIP
    }
    ++n;
  });
  return n == column_at_.size();
}

void TickCsv::reject(FeedEvent& event, Reject reason, Column column) {
  event.kind = FeedEventKind::rejected;
  event.reject = reason;
  complaint_ = names_[column] + " \"" + std::string(field(column).substr(0, kLongestQuote)) + "\" (" +
               std::string(name_of(reason)) + ")";
}

void TickCsv::read(std::string_view line, FeedEvent& event) {
  event.kind = FeedEventKind::trade;
  event.tick = Tick{};
  Tick& tick = event.tick;
  if (!split(line)) {
    event.kind = FeedEventKind::rejected;
    event.reject = Reject::malformed;
    complaint_ = "it has not " + std::to_string(column_at_.size()) + " fields as the first line (malformed)";
    return;
  }
  if (symbol_.empty() || at_[kSymbol] >= 0) {
    const std::string_view text = field(kSymbol);
    const auto symbol = equity_symbols_ ? Symbol::parse_equity(text) : Symbol::parse(text);
    if (!symbol) return reject(event, Reject::bad_symbol, kSymbol);
    tick.symbol = *symbol;
  } else {
    tick.symbol = symbol_;
  }
  const auto stamp = whole<std::int64_t>(field(kTime));
  const auto time = stamp ? event_time_from_integer(*stamp) : Parsed<UnixNanos>(Reject::bad_time);
  if (!time) {
    reject(event, Reject::bad_time, kTime);
    complaint_ += ": allowed is whole nano-, micro-, milliseconds or seconds since 1970, from 1990 on";
    return;
  }
  tick.event_time = *time;
  const auto price = parse_price(field(kPrice));
  if (!price) return reject(event, price.error(), kPrice);
  tick.price = *price;
  const auto size = parse_size(field(kSize));
  if (!size) return reject(event, size.error(), kSize);
  tick.size = *size;

  if (!field(kConditions).empty()) {
    bool readable = true;
    each_part(field(kConditions), ';', [&](std::string_view part) {
      const auto code = code_of(part, codes_);
      code ? tick.conditions.add(*code) : void(readable = false);
    });
    if (!readable) return reject(event, Reject::malformed, kConditions);
  }
  const auto tape = tape_of(field(kTape));
  if (!tape) return reject(event, Reject::malformed, kTape);
  tick.tape = *tape;
  if (!field(kExchange).empty()) {
    const auto exchange = code_of(field(kExchange));
    if (!exchange || *exchange > 0xFFFF) return reject(event, Reject::malformed, kExchange);
    tick.exchange = static_cast<std::uint16_t>(*exchange);
  }
  if (!field(kSeq).empty()) {
    const auto sequence = whole<std::uint64_t>(field(kSeq));
    if (!sequence) return reject(event, Reject::malformed, kSeq);
    tick.sequence = *sequence;
  }
  tick.id = TradeId::from_text(field(kId));
}

}  // namespace tickbard
