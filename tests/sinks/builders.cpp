#include "tests/sinks/builders.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <stdexcept>

namespace tickbard::test {

Price price(std::string_view text) {
  return parse_price(text).value();
}

Symbol symbol(std::string_view text) {
  return Symbol::parse(text).value();
}

MinuteStart minute(int after) {
  return MinuteStart{std::chrono::floor<std::chrono::minutes>(std::chrono::seconds{1'795'185'000})} +
         std::chrono::minutes{after};
}

UnixNanos at(std::int64_t seconds, std::int64_t nanos) {
  return minute() + std::chrono::seconds{seconds} + std::chrono::nanoseconds{nanos};
}

Bar bar(std::string_view name, MinuteStart start, std::uint32_t revision) {
  Bar b;
  b.symbol = symbol(name);
  b.start = start;
  b.open = price("10");
  b.high = price("10.05");
  b.low = price("9.99");
  b.close = price("10.02");
  b.volume.raw = 160'00000000;
  b.vwap = price("10.0123");
  b.trade_count = 3;
  b.revision = revision;
  return b;
}

Alert alert(std::string_view name, UnixNanos when, bool up) {
  Alert a;
  a.symbol = symbol(name);
  a.up = up;
  a.trigger_price = price(up ? "103.01" : "96.5");
  a.trigger_time = when;
  a.reference_price = price("100");
  a.reference_source = ReferenceSource::previous_close;
  a.previous_close = price("100");
  a.threshold_ppm = 30'000;
  a.size.raw = 50'00000000;
  a.conditions.add(14);
  a.conditions.add(41);
  a.tape = Tape::c;
  a.segment = Segment::rth;
  return a;
}

TempFolder::TempFolder(const std::filesystem::path& parent) {
  std::string name = (parent / "tickbard-sinks-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path memory_folder() {
  const std::filesystem::path memory = "/dev/shm";
  return ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
}

std::vector<Bar> all_bars(Store& store, std::string_view name) {
  BarQuery query;
  query.symbol = symbol(name);
  query.from = MinuteStart{};
  query.to = MinuteStart{std::chrono::minutes{69'000'000}};
  query.limit = 1'000'000;
  std::vector<Bar> out;
  for (const StoredBar& row : store.bars(query).value()) out.push_back(row.bar);
  return out;
}

}  // namespace tickbard::test
