#include "sinks/stored_values.hpp"

#include <string>

namespace tickbard {

MinuteStart minute_at(std::int64_t seconds) {
  return MinuteStart{std::chrono::floor<std::chrono::minutes>(std::chrono::seconds{seconds})};
}

StoreError unreadable(std::string_view store, std::string_view table) {
  return {StoreErrorClass::other,
          std::string(store) + ": " + std::string(table) +
              " holds a value that no tickbard wrote; find it with the queries in sql/checks."};
}

}  // namespace tickbard
