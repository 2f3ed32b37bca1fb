#include "sinks/alert_json.hpp"

#include "sinks/exact_text.hpp"
#include "sinks/fingerprint.hpp"

namespace tickbard {

namespace {

/// 100 x (trigger - reference) / reference in units of 1e-6, rounded half away from zero.
Int128 percent_e6(Price trigger, Price reference) {
  if (reference.raw == 0) return 0;
  const Int128 scaled = (static_cast<Int128>(trigger.raw) - reference.raw) * 100'000'000;
  const Int128 half = reference.raw / 2;
  return (scaled + (scaled < 0 ? -half : half)) / reference.raw;
}

std::string number_or_null(const std::optional<Price>& price) {
  return price ? to_text(*price) : "null";
}

}  // namespace

std::string alert_conditions(const Alert& a) {
  const Int128 pct = percent_e6(a.trigger_price, a.reference_price);
  std::string json = "{\"pct_move\":" + to_text(pct, 6);
  json += ",\"abs_pct_move\":" + to_text(pct < 0 ? -pct : pct, 6);
  json += ",\"previous_close\":" + number_or_null(a.previous_close);
  json += ",\"reference_price\":" + to_text(a.reference_price);
  json += ",\"reference_source\":\"" + std::string(name_of(a.reference_source)) + "\"";
  json += ",\"threshold\":" + to_text(a.threshold_ppm, 6);
  json += ",\"threshold_exceeded\":true}";
  return json;
}

std::string alert_metadata(const Alert& a) {
  std::string codes;
  for (std::size_t i = 0; i < a.conditions.count; ++i) {
    codes += (i == 0 ? "" : ",") + std::to_string(a.conditions.code[i]);
  }
  std::string json = "{\"bid\":null,\"ask\":null,\"bid_size\":null,\"ask_size\":null,\"spread\":null";
  json += ",\"size\":" + to_text(a.size);
  json += ",\"conditions\":[" + codes + "]";
  json += ",\"tape\":" + std::to_string(static_cast<int>(a.tape));
  json += ",\"session\":\"" + std::string(name_of(a.segment)) + "\"}";
  return json;
}

std::string_view alert_type(const Alert& alert) {
  return alert.up ? "gap_up" : "gap_down";
}

std::string alert_id(const Alert& alert) {
  return uuid_of({alert.symbol.view(), std::to_string(to_unix_micros(alert.trigger_time)), alert_type(alert)});
}

}  // namespace tickbard
