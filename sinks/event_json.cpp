#include "sinks/event_json.hpp"

#include <nlohmann/json.hpp>

#include "aggregator/core/time_text.hpp"
#include "sinks/batch.hpp"
#include "sinks/exact_text.hpp"

namespace tickbard {

namespace {

using nlohmann::json;

json wide(Int128 value) {
  if (value >= INT64_MIN && value <= INT64_MAX) return static_cast<std::int64_t>(value);
  return to_text(value, 0);
}

template <class T>
json or_null(const std::optional<T>& value, std::int64_t (*raw)(T)) {
  return value ? json(raw(*value)) : json();
}

std::int64_t raw_of(Price p) {
  return p.raw;
}

json to_json(const Bar& b) {
  return {{"symbol", b.symbol.view()},
          {"start", to_unix_seconds(b.start)},
          {"open", b.open.raw},
          {"high", b.high.raw},
          {"low", b.low.raw},
          {"close", b.close.raw},
          {"volume", wide(b.volume.raw)},
          {"vwap", or_null<Price>(b.vwap, raw_of)},
          {"trade_count", b.trade_count},
          {"revision", b.revision},
          {"quality", b.quality}};
}

json to_json(const Alert& a) {
  std::vector<int> codes(a.conditions.code.begin(), a.conditions.code.begin() + a.conditions.count);
  return {{"symbol", a.symbol.view()},
          {"up", a.up},
          {"trigger_price", a.trigger_price.raw},
          {"trigger_time", to_unix_nanos(a.trigger_time)},
          {"reference_price", a.reference_price.raw},
          {"reference_source", static_cast<int>(a.reference_source)},
          {"previous_close", or_null<Price>(a.previous_close, raw_of)},
          {"threshold_ppm", a.threshold_ppm},
          {"size", a.size.raw},
          {"conditions", codes},
          {"truncated", a.conditions.truncated},
          {"tape", static_cast<int>(a.tape)},
          {"segment", static_cast<int>(a.segment)}};
}

json to_json(const Gap& g) {
  return {{"feed", g.feed},
          {"from", to_unix_nanos(g.from)},
          {"to", or_null<UnixNanos>(g.to, to_unix_nanos)},
          {"reason", name_of(g.reason)}};
}

json to_json(const LogEntry& e) {
  return {
      {"at", to_unix_nanos(e.at)}, {"feed", e.feed}, {"kind", e.kind}, {"symbol", e.symbol}, {"detail", e.detail}};
}

json to_json(const ResumePoint& p) {
  return {{"feed", p.feed},
          {"symbol", p.symbol},
          {"event_time", to_unix_nanos(p.event_time)},
          {"trade_id", p.trade_id}};
}

json to_json(const Instrument& i) {
  return {{"symbol", i.symbol.view()}, {"calendar", i.calendar}, {"feed", i.feed}};
}

json to_json(const SessionPrint& p) {
  return {{"symbol", p.symbol.view()}, {"session", to_text(p.session)},
          {"role", name_of(p.role)},   {"price", p.price.raw},
          {"size", p.size.raw},        {"event_time", to_unix_nanos(p.event_time)},
          {"exchange", p.exchange},    {"id", p.id.value}};
}

json to_json(const WithdrawnPrint& p) {
  return {
      {"symbol", p.symbol.view()}, {"session", to_text(p.session)}, {"exchange", p.exchange}, {"id", p.id.value}};
}

Symbol symbol_from(const json& j) {
  const auto symbol = Symbol::parse(j.at("symbol").get<std::string>());
  return symbol ? *symbol : Symbol{};
}

std::optional<Price> price_or_null(const json& j) {
  if (j.is_null()) return std::nullopt;
  return Price{j.get<std::int64_t>()};
}

Bar bar_from(const json& j) {
  Bar b;
  b.symbol = symbol_from(j);
  b.start = MinuteStart{
      std::chrono::floor<std::chrono::minutes>(std::chrono::seconds{j.at("start").get<std::int64_t>()})};
  b.open.raw = j.at("open");
  b.high.raw = j.at("high");
  b.low.raw = j.at("low");
  b.close.raw = j.at("close");
  const json& volume = j.at("volume");
  b.volume.raw = volume.is_string() ? parse_wide_decimal(volume.get<std::string>(), 0).value_or(0)
                                    : volume.get<std::int64_t>();
  b.vwap = price_or_null(j.at("vwap"));
  b.trade_count = j.at("trade_count");
  b.revision = j.at("revision");
  b.quality = j.at("quality");
  return b;
}

/// False: it has no such value, and its names would be read from behind their table.
template <class Enum>
bool read_value(const json& j, std::size_t values, Enum& out) {
  const auto value = j.get<std::int64_t>();
  if (value < 0 || static_cast<std::size_t>(value) >= values) return false;
  out = static_cast<Enum>(value);
  return true;
}

std::optional<Event> alert_from(const json& j) {
  constexpr std::size_t kTapes = static_cast<std::size_t>(Tape::otc) + 1;
  Alert a;
  a.symbol = symbol_from(j);
  a.up = j.at("up");
  a.trigger_price.raw = j.at("trigger_price");
  a.trigger_time = from_unix_nanos(j.at("trigger_time"));
  a.reference_price.raw = j.at("reference_price");
  if (!read_value(j.at("reference_source"), kReferenceSourceNames.size(), a.reference_source) ||
      !read_value(j.at("tape"), kTapes, a.tape) || !read_value(j.at("segment"), kSegmentNames.size(), a.segment))
    return std::nullopt;
  a.previous_close = price_or_null(j.at("previous_close"));
  a.threshold_ppm = j.at("threshold_ppm");
  a.size.raw = j.at("size");
  for (const json& code : j.at("conditions")) a.conditions.add(code.get<unsigned>());
  a.conditions.truncated = j.at("truncated");
  return a;
}

Gap gap_from(const json& j) {
  Gap g;
  g.feed = j.at("feed");
  g.from = from_unix_nanos(j.at("from"));
  if (!j.at("to").is_null()) g.to = from_unix_nanos(j.at("to"));
  g.reason = lost_reason_from(j.at("reason").get<std::string>());
  return g;
}

LogEntry log_from(const json& j) {
  return {from_unix_nanos(j.at("at")), j.at("feed"), j.at("kind"), j.at("symbol"), j.at("detail")};
}

ResumePoint resume_from(const json& j) {
  return {j.at("feed"), j.at("symbol"), from_unix_nanos(j.at("event_time")), j.at("trade_id")};
}

Instrument instrument_from(const json& j) {
  return {symbol_from(j), j.at("calendar"), j.at("feed")};
}

std::optional<Event> session_print_from(const json& j) {
  const auto session = parse_date(j.at("session").get<std::string>());
  const auto role = print_role_from(j.at("role").get<std::string>());
  if (!session || !role) return std::nullopt;
  return SessionPrint{symbol_from(j),
                      *session,
                      *role,
                      Price{j.at("price").get<std::int64_t>()},
                      Size{j.at("size").get<std::int64_t>()},
                      from_unix_nanos(j.at("event_time")),
                      j.at("exchange"),
                      TradeId{j.value("id", std::uint64_t{0})}};  // journals of before knew no ids
}

std::optional<Event> withdrawn_print_from(const json& j) {
  const auto session = parse_date(j.at("session").get<std::string>());
  if (!session) return std::nullopt;
  return WithdrawnPrint{symbol_from(j), *session, j.at("exchange"), TradeId{j.at("id").get<std::uint64_t>()}};
}

}  // namespace

std::string event_to_json(const Event& event) {
  const json j = std::visit([](const auto& e) { return to_json(e); }, event);
  return j.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<Event> event_from_json(std::size_t kind, std::string_view text) {
  try {
    const json j = json::parse(text);
    switch (kind) {
      case 0:
        return bar_from(j);
      case 1:
        return alert_from(j);
      case 2:
        return gap_from(j);
      case 3:
        return log_from(j);
      case 4:
        return resume_from(j);
      case 5:
        return instrument_from(j);
      case 6:
        return session_print_from(j);
      case 7:
        return withdrawn_print_from(j);
      default:
        return std::nullopt;
    }
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace tickbard
