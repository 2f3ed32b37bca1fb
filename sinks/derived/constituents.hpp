#pragma once

#include "sinks/tables.hpp"

namespace tickbard {

/// A row of `index_constituents`.
struct Constituent {
  Symbol symbol;
  std::optional<std::string> name, sector;
  bool is_active = true;
  UnixNanos first_seen_at{};                    ///< set by the store
  std::optional<UnixNanos> became_inactive_at;  ///< set by the store
};

/// `rows` are the members of the index now: new ones are added, missing ones become inactive, returned ones active
/// again. Whether a list is too short to be true is decided before. Errors: an empty list, which nobody means.
/// The answer: rows changed.
StoreResult<std::size_t> write_constituents(Tables& tables, std::string_view index_code,
                                            std::span<const Constituent> rows, UnixNanos now);

enum class Members : std::uint8_t { active, all };

/// By symbol.
StoreResult<std::vector<Constituent>> read_constituents(Tables& tables, std::string_view index_code,
                                                        Members members = Members::active);

struct IndexSize {
  std::string index_code;
  std::uint64_t active = 0, inactive = 0;
};
/// By code.
StoreResult<std::vector<IndexSize>> read_indices(Tables& tables);

}  // namespace tickbard
