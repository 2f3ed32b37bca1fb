#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "daemon/data/csv_columns.hpp"
#include "daemon/derive/calendars.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

enum class ListKind : std::uint8_t { constituents, watchlist, instruments, splits, renames };

std::span<const ColumnRule> columns_of(ListKind kind);

/// What `tickbard import --constituents INDEX FILE` and its kin were asked for.
struct ImportListOptions {
  std::filesystem::path file;
  ListKind kind = ListKind::constituents;
  std::string name;  ///< of the index or the watchlist
  ColumnNames columns;
  bool allow_shrink = false;              ///< --allow-shrink
  std::string default_calendar = "xnys";  ///< of symbols that the store knows none of
  std::vector<std::string> taken{};       ///< names of sets of the configuration: no list may have them
};

struct ListReport {
  std::uint64_t records = 0;         ///< each security once
  std::uint64_t changed = 0;         ///< rows of the store
  std::vector<std::string> notes{};  ///< sentences for people
};

/// A list is taken whole or not at all. One that is empty is refused; constituents and watchlists, whose absent
/// members would leave, also when they are shorter than 80 % of what the store has (T-160). So is a name that
/// another list has, for only one of them could be asked for. A split marks its day dirty, since all that looks
/// back over it changes; one of as many shares after as before takes back what is stored of that day.
/// Errors: class other with a sentence for the list, else the store's.
StoreResult<ListReport> import_list(const ImportListOptions& options, const CalendarBook& calendars,
                                    Tables& tables, UnixNanos now);

}  // namespace tickbard
