#include "daemon/edge/store_reader.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

namespace tickbard {
namespace {

constexpr MinuteStart kFirstMinute{};
constexpr MinuteStart kLastMinute = std::chrono::floor<std::chrono::minutes>(kLatestEvent);

constexpr std::chrono::days kRecent{8};

Result<void> append(Store& store, const BarQuery& query, std::vector<Bar>& out) {
  auto rows = store.bars(query);
  if (!rows) return Problem{rows.error().text};
  out.reserve(out.size() + rows->size());
  for (const auto& row : *rows) out.push_back(row.bar);
  return {};
}

}  // namespace

Result<std::vector<Bar>> read_range(const BarRange& range, UnixNanos now, const AppendBars& append) {
  std::vector<Bar> out;
  BarQuery query{range.symbol, range.from.value_or(kFirstMinute), range.to.value_or(kLastMinute), range.limit,
                 range.newest_first};
  if (range.newest_first && !range.from) {
    const MinuteStart recent = std::min(query.to, minute_of(now)) - kRecent;
    if (recent > kFirstMinute) {
      query.from = recent;
      if (auto done = append(query, out); !done) return done.error();
      query.from = kFirstMinute;
      query.to = recent;
      query.limit -= out.size();
    }
  }
  if (query.limit > 0) {
    if (auto done = append(query, out); !done) return done.error();
  }
  return out;
}

OpenStoreView store_reader(std::string url, std::filesystem::path base, std::function<UnixNanos()> wall) {
  return [url = std::move(url), base = std::move(base), wall = std::move(wall)]() -> Result<StoreView> {
    auto opened = open_store(url, base, OpenMode::read_only);
    if (!opened) return Problem{opened.error().text};
    auto tables = open_tables(url, base, OpenMode::read_only);
    if (!tables) return Problem{tables.error().text};
    const std::shared_ptr<Store> store(std::move(*opened));
    return StoreView{[store, wall](const BarRange& range) {
                       return read_range(range, wall(), [&](const BarQuery& query, std::vector<Bar>& out) {
                         return append(*store, query, out);
                       });
                     },
                     std::move(*tables)};
  };
}

}  // namespace tickbard
