#pragma once

#include "daemon/derive/context.hpp"
#include "sinks/derived/higher_bars.hpp"

namespace tickbard {

struct Session;

/// What the longer bars of one session are folded from.
struct SessionFold {
  std::string_view calendar;
  const Session& session;
  FoldFrom from = FoldFrom::minutes;
  bool keep_existing = false;      ///< as HigherRollup::keep_existing
  std::span<const Symbol> only{};  ///< empty: every symbol
};

/// The hour bar of the session that minute `m` is in; none past its end. Precondition: not before its beginning.
std::optional<BarSpan> hour_of(const Session& session, MinuteStart m);

/// Folds one hour bar of all symbols, and the shorter bars in it, in the store. A session is folded an hour at a
/// time, each interval a transaction: others write to the same store, and whoever stops the daemon waits for no
/// more than that. The answer: rows changed.
StoreResult<std::size_t> fold_hour(const DeriveContext& context, const SessionFold& fold, const BarSpan& hour);

}  // namespace tickbard
