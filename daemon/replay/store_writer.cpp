#include "daemon/replay/store_writer.hpp"

#include <algorithm>

#include "daemon/runtime/clock.hpp"
#include "sinks/store.hpp"

namespace tickbard {

int exit_code(StoreErrorClass cls) {
  constexpr int kFailed = 1, kTryAgain = 75;
  return cls == StoreErrorClass::busy || cls == StoreErrorClass::unreachable ? kTryAgain : kFailed;
}

StoreWriter::StoreWriter(std::unique_ptr<Store> store) : store_(std::move(store)) {
  batch_.reserve(kBatch);
}
StoreWriter::StoreWriter(StoreWriter&&) noexcept = default;
StoreWriter& StoreWriter::operator=(StoreWriter&&) noexcept = default;
StoreWriter::~StoreWriter() = default;

std::string StoreWriter::describe() const {
  return store_->describe();
}

StoreResult<StoreWriter> StoreWriter::open(std::string_view url, const std::filesystem::path& base) {
  auto store = open_store(url, base, OpenMode::read_write);
  if (!store) return store.error();
  // The one use of the clock in a replay: when a migration was applied is no part of the data.
  if (const auto migrated = (*store)->migrate(false, wall_now()); !migrated) return migrated.error();
  return StoreWriter(std::move(*store));
}

bool StoreWriter::take(std::span<const Event> events, UnixNanos now) {
  for (const Event& event : events) {
    if (std::holds_alternative<Gap>(event) || std::holds_alternative<ResumePoint>(event)) continue;
    batch_.push_back(event);
    if (batch_.size() >= kBatch && !flush(now)) return false;
  }
  return !error_;
}

bool StoreWriter::prepare() {
  MinuteStart from = prepared_from_, to = prepared_to_;
  for (const Event& event : batch_) {
    const Bar* bar = std::get_if<Bar>(&event);
    if (!bar) continue;
    from = std::min(from, bar->start);
    to = std::max(to, bar->start + std::chrono::minutes(1));
  }
  if (from == prepared_from_ && to == prepared_to_) return true;
  if (const auto made = store_->prepare_partitions(from, to); !made) {
    error_ = made.error();
    return false;
  }
  prepared_from_ = from;
  prepared_to_ = to;
  return true;
}

bool StoreWriter::flush(UnixNanos now) {
  if (error_) return false;
  if (batch_.empty()) return true;
  if (!prepare()) return false;
  const auto report = store_->write(batch_, now);
  if (!report) {
    error_ = report.error();
    return false;
  }
  written_ += report->bars + report->others;
  unchanged_ += report->unchanged;
  for (const PoisonRow& row : report->poison) {
    if (poison_.size() < kShown) poison_.push_back("the store refused a row: " + row.text);
  }
  batch_.clear();
  return true;
}

}  // namespace tickbard
