#include "daemon/derive/snapshot_writer.hpp"

#include "aggregator/derive/indicators/snapshot_payload.hpp"

namespace tickbard {
namespace {

constexpr std::size_t kBatch = 2'000;

std::optional<std::string> word(const IndicatorSnapshot& snapshot, Indicator i) {
  const std::string_view text = snapshot.text(i);
  return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

}  // namespace

std::optional<UnixNanos> SnapshotWriter::expiry_of(SessionDate session) {
  const auto known = expiries_.find(session);
  if (known != expiries_.end()) return known->second;
  const auto next = calendar_.next_session(session);
  const auto expiry = next ? std::optional(next->post_close + context_.amend_window) : std::nullopt;
  return expiries_.emplace(session, expiry).first->second;
}

void SnapshotWriter::add(const Symbol& symbol, const IndicatorSnapshot& snapshot) {
  if (error_) return;
  SnapshotRow row;
  row.symbol = symbol;
  row.analysis_type = type_;
  row.as_of_date = snapshot.session;
  row.close = snapshot.close;
  row.rsi_14 = snapshot.number(Indicator::rsi_14);
  row.atr_14 = snapshot.number(Indicator::atr_14);
  row.adx_14 = snapshot.number(Indicator::adx_14);
  row.macd = snapshot.number(Indicator::macd);
  row.ma_bucket = word(snapshot, Indicator::ma_bucket);
  row.stage_label = word(snapshot, Indicator::stage_label);
  row.stage_slope_pct = snapshot.number(Indicator::stage_slope_pct);
  row.stage_dist_pct = snapshot.number(Indicator::stage_dist_pct);
  if (daily_) {  // the columns say sessions; of shorter bars they would be something else
    row.perf_1d = snapshot.number(Indicator::perf_1d);
    row.perf_20d = snapshot.number(Indicator::perf_20d);
    row.perf_252d = snapshot.number(Indicator::perf_252d);
  }
  row.payload = payload_of(snapshot, daily_);
  row.expiry = expiry_of(snapshot.session);
  rows_.push_back(std::move(row));
  if (rows_.size() >= kBatch) flush();
}

void SnapshotWriter::flush() {
  if (error_ || rows_.empty()) return;
  const auto changed = write_snapshots(context_.to, rows_, context_.now);
  if (changed)
    changed_ += *changed;
  else
    error_ = changed.error();
  rows_.clear();
}

StoreResult<std::uint64_t> SnapshotWriter::finish() {
  flush();
  if (error_) return *error_;
  return changed_;
}

}  // namespace tickbard
