#include "sinks/batch.hpp"

#include <algorithm>
#include <tuple>

#include "sinks/exact_text.hpp"
#include "sinks/fingerprint.hpp"

namespace tickbard {

namespace {

/// Sorts by key, then by merit, and keeps the last of each key. Stable: among equals the later event wins.
template <class Row, class Key, class Merit>
std::size_t keep_best(std::vector<Indexed<Row>>& rows, Key key, Merit merit) {
  std::stable_sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
    if (key(*a.row) != key(*b.row)) return key(*a.row) < key(*b.row);
    return merit(*a.row) < merit(*b.row);
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i + 1 < rows.size() && key(*rows[i].row) == key(*rows[i + 1].row)) continue;
    rows[kept++] = rows[i];
  }
  const std::size_t dropped = rows.size() - kept;
  rows.resize(kept);
  return dropped;
}

/// For rows that only fill what is empty: the first one does, as it would in a batch of its own.
template <class Row, class Key>
std::size_t keep_first(std::vector<Indexed<Row>>& rows, Key key) {
  std::stable_sort(rows.begin(), rows.end(),
                   [&](const auto& a, const auto& b) { return key(*a.row) < key(*b.row); });
  const auto end = std::unique(rows.begin(), rows.end(),
                               [&](const auto& a, const auto& b) { return key(*a.row) == key(*b.row); });
  const auto dropped = static_cast<std::size_t>(rows.end() - end);
  rows.erase(end, rows.end());
  return dropped;
}

auto key_of(const WithdrawnPrint& p) {
  return std::tuple(p.session, p.symbol.view(), std::string_view(p.exchange), p.id.value);
}

/// Leaves out the prints that a later event of the batch takes back.
std::size_t drop_withdrawn(std::vector<Indexed<SessionPrint>>& prints,
                           const std::vector<Indexed<WithdrawnPrint>>& withdrawn) {
  return std::erase_if(prints, [&](const Indexed<SessionPrint>& print) {
    const SessionPrint& p = *print.row;
    const auto key = std::tuple(p.session, p.symbol.view(), std::string_view(p.exchange), p.id.value);
    return std::any_of(withdrawn.begin(), withdrawn.end(),
                       [&](const auto& gone) { return gone.index > print.index && key_of(*gone.row) == key; });
  });
}

struct Sorter {
  Batch& batch;
  std::size_t index;
  void operator()(const Bar& e) const { batch.bars.push_back({&e, index}); }
  void operator()(const Alert& e) const { batch.alerts.push_back({&e, index}); }
  void operator()(const Gap& e) const { batch.gaps.push_back({&e, index}); }
  void operator()(const LogEntry& e) const { batch.logs.push_back({&e, index}); }
  void operator()(const ResumePoint& e) const { batch.resume_points.push_back({&e, index}); }
  void operator()(const Instrument& e) const { batch.instruments.push_back({&e, index}); }
  void operator()(const SessionPrint& e) const { batch.session_prints.push_back({&e, index}); }
  void operator()(const WithdrawnPrint& e) const { batch.withdrawn_prints.push_back({&e, index}); }
};

}  // namespace

Batch::Batch(std::span<const Event> events) {
  for (std::size_t i = 0; i < events.size(); ++i) std::visit(Sorter{*this, i}, events[i]);

  superseded += keep_best(
      bars, [](const Bar& b) { return std::tuple(b.start, b.symbol.view()); },
      [](const Bar& b) { return std::pair(b.revision, b.trade_count); });
  superseded += keep_best(
      gaps, [](const Gap& g) { return std::tuple(std::string_view(g.feed), to_unix_micros(g.from)); },
      [](const Gap& g) { return g.to; });
  superseded += keep_best(
      resume_points,
      [](const ResumePoint& p) { return std::tuple(std::string_view(p.feed), std::string_view(p.symbol)); },
      [](const ResumePoint& p) { return p.event_time; });
  superseded += drop_withdrawn(session_prints, withdrawn_prints);
  superseded += keep_best(
      session_prints,
      [](const SessionPrint& p) {
        return std::tuple(p.session, p.symbol.view(), name_of(p.role), std::string_view(p.exchange),
                          to_unix_micros(p.event_time), p.id.value);
      },
      [](const SessionPrint& p) { return std::pair(p.size, p.price); });
  superseded += keep_first(withdrawn_prints, [](const WithdrawnPrint& p) { return key_of(p); });
  superseded += keep_first(instruments, [](const Instrument& i) { return i.symbol.view(); });
  std::stable_sort(alerts.begin(), alerts.end(),
                   [](const auto& a, const auto& b) { return a.row->trigger_time < b.row->trigger_time; });
}

std::string log_id(const LogEntry& e) {
  return uuid_of({std::to_string(to_unix_nanos(e.at)), e.feed, e.kind, e.symbol, e.detail});
}

std::optional<PrintRole> print_role_from(std::string_view text) {
  const auto found = std::find(kPrintRoleNames.begin(), kPrintRoleNames.end(), text);
  if (found == kPrintRoleNames.end()) return std::nullopt;
  return static_cast<PrintRole>(found - kPrintRoleNames.begin());
}

LostReason lost_reason_from(std::string_view text) {
  const auto found = std::find(kLostReasonNames.begin(), kLostReasonNames.end(), text);
  return found == kLostReasonNames.end() ? LostReason::closed
                                         : static_cast<LostReason>(found - kLostReasonNames.begin());
}

}  // namespace tickbard
