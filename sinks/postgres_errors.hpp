#pragma once

#include <string>
#include <string_view>

#include "sinks/error.hpp"

namespace tickbard {

/// What a SQLSTATE means to us.
StoreErrorClass class_of_sqlstate(std::string_view sqlstate);

/// `words` are the server's or libpq's; `store` names the store without its password.
StoreError postgres_error(StoreErrorClass cls, std::string_view words, std::string_view store);

/// A failed attempt to connect has words only, no SQLSTATE.
StoreError connect_error(std::string_view words, std::string_view store);

}  // namespace tickbard
