#include "daemon/edge/store_reader.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "sinks/store.hpp"

namespace tickbard {
namespace {

constexpr MinuteStart kFirstMinute{};
constexpr MinuteStart kLastMinute = std::chrono::floor<std::chrono::minutes>(kLatestEvent);

/// Newest bars are nearly always of the last days: looking there first keeps PostgreSQL from planning for every
/// partition of the store.
constexpr std::chrono::days kRecent{8};

Result<void> append(Store& store, const BarQuery& query, std::vector<Bar>& out) {
  auto rows = store.bars(query);
  if (!rows) return Problem{rows.error().text};
  out.reserve(out.size() + rows->size());
  for (const auto& row : *rows) out.push_back(row.bar);
  return {};
}

Result<std::vector<Bar>> read(Store& store, const BarRange& range, UnixNanos now) {
  std::vector<Bar> out;
  BarQuery query{range.symbol, range.from.value_or(kFirstMinute), range.to.value_or(kLastMinute), range.limit,
                 range.newest_first};
  if (range.newest_first && !range.from) {
    const MinuteStart recent = std::min(query.to, minute_of(now)) - kRecent;
    if (recent > kFirstMinute) {
      query.from = recent;
      if (auto done = append(store, query, out); !done) return done.error();
      query.from = kFirstMinute;
      query.to = recent;
      query.limit -= out.size();
    }
  }
  if (query.limit > 0) {
    if (auto done = append(store, query, out); !done) return done.error();
  }
  return out;
}

}  // namespace

OpenReader store_reader(std::string url, std::filesystem::path base, std::function<UnixNanos()> wall) {
  return [url = std::move(url), base = std::move(base), wall = std::move(wall)]() -> Result<BarReader> {
    auto opened = open_store(url, base, OpenMode::read_only);
    if (!opened) return Problem{opened.error().text};
    const std::shared_ptr<Store> store(std::move(*opened));
    return BarReader([store, wall](const BarRange& range) { return read(*store, range, wall()); });
  };
}

}  // namespace tickbard
