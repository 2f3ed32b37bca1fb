#pragma once

#include <array>
#include <boost/system/result.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace tickbard {

/// What kind of failure a store reports; decides whether to retry soon, slowly, or to set a row aside.
enum class StoreErrorClass : std::uint8_t {
  unreachable,  ///< no connection, or it broke: retry with back-off
  busy,         ///< locked, deadlock, starting up, too many clients: retry with back-off
  login,        ///< credentials, TLS or database name refused: a person has to act
  schema,       ///< a table or column is missing, or the schema is of another version: run a migration
  permission,   ///< the role or user may not do this: a person has to act
  poison,       ///< one row cannot be stored; the others can
  disk,         ///< no space, or the disk refuses for now
  damaged,      ///< a file does not hold what was written, or the disk fails: only opening it anew can tell
  other,
};

inline constexpr std::array<std::string_view, 9> kStoreErrorClassNames{
    "unreachable", "busy", "login", "schema", "permission", "poison", "disk", "damaged", "other"};

constexpr std::string_view name_of(StoreErrorClass c) {
  return kStoreErrorClassNames[static_cast<std::size_t>(c)];
}

/// One sentence for a person: what, to which store, what to do. Never holds a password.
struct StoreError {
  StoreErrorClass cls = StoreErrorClass::other;
  std::string text;
};

template <class T>
using StoreResult = boost::system::result<T, StoreError>;

[[noreturn]] void throw_exception_from_error(const StoreError& e, const boost::source_location& where);

}  // namespace tickbard
