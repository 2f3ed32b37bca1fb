#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <variant>

#include "sinks/sqlite_wreck.hpp"

namespace tickbard::sqlite {

using RecordCells = std::span<const std::variant<std::monostate, std::int64_t, std::string_view>>;
/// The cells' texts are valid during the call.
using RecordVisitor = std::function<void(RecordCells)>;

/// Visits whatever in the bytes of a page could be a row of a table with that many columns, the first of them its
/// INTEGER PRIMARY KEY and none of them REAL or BLOB. Neither the page's own directory nor anything that leads to
/// it is trusted, so what is visited may be a remnant or nonsense: a check sum in the row has to tell.
void each_row(const Wreck& wreck, std::span<const unsigned char> page, std::size_t columns,
              const RecordVisitor& visit);

/// The same for rows of a table WITHOUT ROWID. Those that do not fit their page are passed over.
void each_rowless(std::span<const unsigned char> page, std::size_t columns, const RecordVisitor& visit);

}  // namespace tickbard::sqlite
