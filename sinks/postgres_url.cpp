#include "sinks/postgres_url.hpp"

#include <libpq-fe.h>

#include <memory>

#include "sinks/store.hpp"

namespace tickbard {

namespace {

struct FreeInfo {
  void operator()(PQconninfoOption* info) const { PQconninfoFree(info); }
};

/// A socket file, or this machine.
bool is_near(std::string_view host) {
  return host.empty() || host.front() == '/' || host.front() == '@' || host == "localhost" || host == "::1" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos);
}

}  // namespace

std::optional<PgParameters> postgres_parameters(const std::string& url) {
  const std::unique_ptr<PQconninfoOption, FreeInfo> info(PQconninfoParse(url.c_str(), nullptr));
  if (info == nullptr) return std::nullopt;
  PgParameters parameters{{"application_name", "tickbard"}, {"connect_timeout", "5"},
                          {"tcp_user_timeout", "10000"},    {"keepalives", "1"},
                          {"keepalives_idle", "15"},        {"keepalives_interval", "5"},
                          {"keepalives_count", "3"}};
  for (const PQconninfoOption* o = info.get(); o->keyword != nullptr; ++o) {
    if (o->val != nullptr) parameters[o->keyword] = o->val;
  }
  return parameters;
}

std::string postgres_conninfo(const PgParameters& parameters) {
  std::string text;
  for (const auto& [key, value] : parameters) {
    text += key + "='";
    for (const char c : value) {
      if (c == '\'' || c == '\\') text.push_back('\\');
      text.push_back(c);
    }
    text += "' ";
  }
  return text;
}

std::string postgres_name(const PgParameters& parameters) {
  const auto value = [&](const char* key, const char* otherwise) {
    const auto found = parameters.find(key);
    return found == parameters.end() || found->second.empty() ? std::string(otherwise) : found->second;
  };
  std::string name = "PostgreSQL ";
  if (const std::string user = value("user", ""); !user.empty()) name += user + "@";
  name += value("host", "localhost");
  if (const std::string port = value("port", ""); !port.empty()) name += ":" + port;
  return name + "/" + value("dbname", "");
}

std::string tls_weakness(std::string_view url, std::string_view mode) {
  auto parameters = is_postgres_url(url) ? postgres_parameters(std::string(url)) : std::nullopt;
  if (!parameters || is_near(parameters->contains("hostaddr") ? (*parameters)["hostaddr"] : (*parameters)["host"]))
    return {};
  std::string in_force = parameters->contains("sslmode") ? (*parameters)["sslmode"] : std::string(mode);
  if (in_force.empty()) in_force = "prefer";
  if (in_force == "verify-full") return {};
  return "sslmode=" + in_force +
         " does not make sure that the server is the right one: write sslmode=verify-full, with "
         "sslrootcert=/etc/ssl/certs/ca-certificates.crt or the file of an authority of your own";
}

}  // namespace tickbard
