#pragma once

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "aggregator/derive/indicators/adjusted_bar.hpp"

namespace tickbard::test {

inline Price price(double value) {
  return {std::llround(value * 1e9)};
}

/// Session `i` of a market that trades every day from Monday 2024-01-01 on.
inline SessionDate session(std::size_t i) {
  const auto first = std::chrono::sys_days{std::chrono::year{2024} / 1 / 1};
  return first + std::chrono::days{static_cast<int>(i)};
}

inline AdjustedBar bar(std::size_t i, double high, double low, double close) {
  return AdjustedBar::day(session(i), price(close), price(high), price(low), price(close), Volume{100'000'000});
}

/// Bars that are one price each.
inline std::vector<AdjustedBar> of_closes(const std::vector<double>& closes) {
  std::vector<AdjustedBar> bars;
  for (const double close : closes) bars.push_back(bar(bars.size(), close, close, close));
  return bars;
}

/// The same bars after `count` more of one price: what stands for "averages begin with their first input".
inline std::vector<double> after_constant(std::size_t count, std::vector<double> closes) {
  closes.insert(closes.begin(), count, closes.front());
  return closes;
}

/// The generated series of the golden vectors, in whole cents.
inline std::vector<AdjustedBar> golden_series(int count = 300) {
  std::vector<AdjustedBar> bars;
  for (int i = 0; i < count; ++i) {
    const int close = 10'000 + (i * 7'919) % 401 - 200 + 3 * i;
    const int high = close + (37 * i) % 50 + 5, low = close - (53 * i) % 60 - 5;
    const auto cents = [](int c) { return Price{c * 10'000'000LL}; };
    bars.push_back(AdjustedBar::day(session(static_cast<std::size_t>(i)), cents(close), cents(high), cents(low),
                                    cents(close)));
  }
  return bars;
}

/// A walk in whole cents with gaps and ties, the same for the same seed.
inline std::vector<AdjustedBar> random_walk(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  const auto below = [&random](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  std::vector<AdjustedBar> bars;
  int close = 10'000;
  for (std::size_t i = 0; i < count; ++i) {
    close = std::max(500, close + below(201) - 99 + (below(20) == 0 ? below(801) - 400 : 0));
    bars.push_back(bar(i, (close + below(60)) / 100.0, (close - below(60)) / 100.0, close / 100.0));
  }
  return bars;
}

using Row = std::map<std::string, std::string>;

inline std::vector<std::string> fields(std::string line) {
  if (!line.empty() && line.back() == '\r') line.pop_back();
  std::vector<std::string> out;
  std::istringstream in(line);
  for (std::string field; std::getline(in, field, ',');) out.push_back(field);
  return out;
}

/// A CSV with a header, by column name; empty if there is no such file.
inline std::vector<Row> csv(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<Row> rows;
  std::string line;
  std::getline(in, line);
  const auto names = fields(line);
  while (std::getline(in, line)) {
    const auto values = fields(line);
    Row& row = rows.emplace_back();
    for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = i < values.size() ? values[i] : "";
  }
  return rows;
}

inline double number(const Row& row, const std::string& name) {
  return std::strtod(row.at(name).c_str(), nullptr);
}

/// Where the reference data lies; whether it does is asked of the file.
inline std::filesystem::path data_file(const std::string& name) {
  const char* named = std::getenv("TICKBARD_DATA");
  const std::filesystem::path folder = named ? named : TICKBARD_SOURCE_DIR "/../shared/data";
  return folder / name;
}

}  // namespace tickbard::test

/// In a test: ends it with a clear line where the reference data is not here.
#define TICKBARD_NEEDS_DATA(file)     \
  if (!std::filesystem::exists(file)) \
  GTEST_SKIP() << (file).string() << " is absent; set TICKBARD_DATA to the data folder"
