#include "aggregator/derive/breadth/set_alias.hpp"

#include <algorithm>

namespace tickbard {

std::vector<SetSpan> spans_of(std::span<const SetAlias> aliases, SessionDate first, SessionDate last) {
  std::vector<SetAlias> sorted(aliases.begin(), aliases.end());
  std::sort(sorted.begin(), sorted.end(), [](const SetAlias& a, const SetAlias& b) { return a.from < b.from; });
  std::vector<SetSpan> out;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const SessionDate begin = std::max(sorted[i].from, first);
    SessionDate end = std::min(sorted[i].to.value_or(last), last);
    if (i + 1 < sorted.size()) {
      end = std::min(end, SessionDate{std::chrono::sys_days{sorted[i + 1].from} - std::chrono::days{1}});
    }
    if (begin > end) continue;
    const bool continues =
        !out.empty() && out.back().set_hash == sorted[i].set_hash &&
        std::chrono::sys_days{out.back().last} + std::chrono::days{1} == std::chrono::sys_days{begin};
    if (continues) {
      out.back().last = end;
    } else {
      out.push_back({sorted[i].set_hash, begin, end});
    }
  }
  return out;
}

}  // namespace tickbard
