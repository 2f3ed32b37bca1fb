#include "aggregator/derive/indicators/snapshot_payload.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <vector>

namespace tickbard {
namespace {

void append(std::string& json, double value) {
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  json.append(digits.data(), end);
}

/// Words are out of a fixed few and need no escapes.
void append(std::string& json, std::string_view word) {
  json.append(1, '"').append(word).append(1, '"');
}

void append(std::string& json, const IndicatorValue& value) {
  if (const double* number = std::get_if<double>(&value)) {
    append(json, *number);
  } else if (const bool* flag = std::get_if<bool>(&value)) {
    json.append(*flag ? "true" : "false");
  } else if (const std::string_view* word = std::get_if<std::string_view>(&value)) {
    append(json, *word);
  } else {
    json.append("null");
  }
}

bool is_column(Indicator i) {
  return std::ranges::find(kSnapshotColumns, i) != kSnapshotColumns.end();
}

constexpr std::string_view kNotWarm = "not_warm";

/// Names in the order in which PostgreSQL keeps an object's: what comes in order it need not sort.
bool before(std::string_view a, std::string_view b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

std::vector<const IndicatorInfo*> in_order() {
  std::vector<const IndicatorInfo*> out;
  for (const IndicatorInfo& info : indicator_table())
    if (!is_column(info.id)) out.push_back(&info);
  std::ranges::sort(out, before, &IndicatorInfo::name);
  return out;
}

/// Those that stand on too little history, in the table's order.
std::string not_warm(const IndicatorSnapshot& snapshot, bool daily) {
  std::string out = "[";
  for (const IndicatorInfo& info : indicator_table()) {
    const Measured& measured = snapshot[info.id];
    if ((info.of_days && !daily) || measured.warm || measured.value.index() == 0) continue;
    if (out.size() > 1) out.append(1, ',');
    append(out, info.name);
  }
  return out.append(1, ']');
}

}  // namespace

std::string payload_of(const IndicatorSnapshot& snapshot, bool daily) {
  static const std::vector<const IndicatorInfo*> order = in_order();
  constexpr std::size_t kUsual = 2'400;
  std::string json;
  json.reserve(kUsual);
  bool listed = false;
  const auto list = [&] {
    json.append(json.empty() ? "{" : ",");
    append(json, kNotWarm);
    json.append(1, ':').append(not_warm(snapshot, daily));
    listed = true;
  };
  for (const IndicatorInfo* info : order) {
    if (info->of_days && !daily) continue;
    if (!listed && before(kNotWarm, info->name)) list();
    json.append(json.empty() ? "{" : ",");
    append(json, info->name);
    json.append(1, ':');
    append(json, snapshot[info->id].value);
  }
  if (!listed) list();
  return json.append(1, '}');
}

}  // namespace tickbard
