#include "aggregator/derive/indicators/snapshot_payload.hpp"

#include <algorithm>
#include <charconv>

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

}  // namespace

std::string payload_of(const IndicatorSnapshot& snapshot, bool daily) {
  constexpr std::size_t kUsual = 2'400;
  std::string json, not_warm;
  json.reserve(kUsual);
  json.append(1, '{');
  for (const IndicatorInfo& info : indicator_table()) {
    if (info.of_days && !daily) continue;
    const Measured& measured = snapshot[info.id];
    if (!measured.warm && measured.value.index() != 0) {
      if (!not_warm.empty()) not_warm.append(1, ',');
      append(not_warm, info.name);
    }
    if (is_column(info.id)) continue;
    append(json, info.name);
    json.append(1, ':');
    append(json, measured.value);
    json.append(1, ',');
  }
  return json.append("\"not_warm\":[").append(not_warm).append("]}");
}

}  // namespace tickbard
