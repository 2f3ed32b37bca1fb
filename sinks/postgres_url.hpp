#pragma once

#include <map>
#include <optional>
#include <string>

namespace tickbard {

/// libpq's keywords and values.
using PgParameters = std::map<std::string, std::string>;

/// What a url says, and bounds for every wait that it leaves open. TLS parameters stay as they are. nullopt: it
/// cannot be read.
std::optional<PgParameters> postgres_parameters(const std::string& url);

/// As libpq takes them.
std::string postgres_conninfo(const PgParameters& parameters);

/// "PostgreSQL user@host:port/database": for people, without the password.
std::string postgres_name(const PgParameters& parameters);

}  // namespace tickbard
