#include "daemon/derive/archived_days.hpp"

#include "aggregator/core/time_text.hpp"
#include "sinks/derived/higher_bars.hpp"

namespace tickbard {

using std::chrono::days;
using std::chrono::floor;

StoreResult<ArchivedDays> ArchivedDays::read(Tables& tables) {
  auto rows = read_archives(tables, table_of(Interval::m1));
  if (!rows) return rows.error();
  ArchivedDays out;
  for (ArchiveRow& row : *rows) out.days_.emplace(row.day, std::move(row));
  return out;
}

bool ArchivedDays::touch(const Session& session) const {
  const auto at = days_.lower_bound(floor<days>(session.pre_open));
  return at != days_.end() && at->first < session.post_close;
}

StoreResult<std::optional<std::string>> ArchivedDays::part_of(Tables& tables, const Session& session) const {
  std::string away;
  bool any = false;
  for (auto at = days_.lower_bound(floor<days>(session.pre_open));
       at != days_.end() && at->first < session.post_close; ++at) {
    const auto here = count_bars(tables, Interval::m1, at->first, at->first + days{1});
    if (!here) return here.error();
    any = any || *here > 0;
    if (*here < at->second.rows) away += (away.empty() ? "" : " and ") + at->second.file;
  }
  if (!any || away.empty()) return std::optional<std::string>{};
  return std::optional("session " + to_text(session.date) + ": its minutes are in " + away +
                       " and only a part of them is in the store, so what was derived from all of them stays; "
                       "to count late minutes in, `tickbard import` that archive, then derive the session again");
}

}  // namespace tickbard
