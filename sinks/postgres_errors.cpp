#include "sinks/postgres_errors.hpp"

#include <array>

namespace tickbard {

namespace {

/// The daemon tries again, a command does not: the sentence must be true in both.
constexpr std::string_view kPasses = "this passes by itself";

std::string_view advice(StoreErrorClass cls) {
  switch (cls) {
    case StoreErrorClass::unreachable:
      return "check that the server runs and can be reached";
    case StoreErrorClass::busy:
      return kPasses;
    case StoreErrorClass::login:
      return "correct user, password, database or TLS settings in store.url";
    case StoreErrorClass::schema:
      return "run `tickbard migrate`";
    case StoreErrorClass::permission:
      return "grant the role what it needs (sql/README.md lists it)";
    case StoreErrorClass::poison:
      return "the row is set aside, the others are stored";
    case StoreErrorClass::disk:
      return "free some space on the server";
    default:
      return "see the server's words and its log";
  }
}

/// One line: libpq ends its words with a newline and may give several lines, with tabs in front.
std::string one_line(std::string_view words) {
  // libpqxx's first word to a connection that is gone; to a person it says nothing.
  if (words.find("Could not obtain client encoding") != std::string_view::npos) return "the connection is lost";
  std::string out;
  for (const char c : words) {
    if (c != '\n' && c != '\t') {
      out.push_back(c);
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  while (!out.empty() && (out.back() == ' ' || out.back() == '.')) out.pop_back();
  return out;
}

bool has(std::string_view words, std::string_view part) {
  return words.find(part) != std::string_view::npos;
}

struct Hint {
  std::string_view part;
  StoreErrorClass cls;
  std::string_view what_to_do;
};

// First match wins. What is not here and yet came from the server ("FATAL") needs a person too.
constexpr std::array kHints{
    Hint{"no encryption", StoreErrorClass::login,
         "the server wants TLS: add sslmode=verify-full to store.url, or at least sslmode=require"},
    Hint{"SSL off", StoreErrorClass::login,
         "the server wants TLS: add sslmode=verify-full to store.url, or at least sslmode=require"},
    Hint{"does not support SSL", StoreErrorClass::login,
         "turn TLS on in the server (ssl = on), or lower sslmode in store.url"},
    Hint{"certificate verify failed", StoreErrorClass::login,
         "the server's certificate does not verify: set sslrootcert in store.url to its authority's file"},
    Hint{"root certificate file", StoreErrorClass::login,
         "set sslrootcert in store.url to a file of authorities, as /etc/ssl/certs/ca-certificates.crt"},
    Hint{"does not match host name", StoreErrorClass::login,
         "use the host name that the server's certificate has"},
    Hint{"password authentication failed", StoreErrorClass::login, "correct user or password in store.url"},
    Hint{"no password supplied", StoreErrorClass::login, "add the password to store.url, or a ~/.pgpass line"},
    Hint{"no pg_hba.conf entry", StoreErrorClass::login, "allow this user and host in the server's pg_hba.conf"},
    Hint{"starting up", StoreErrorClass::busy, kPasses},
    Hint{"shutting down", StoreErrorClass::unreachable, kPasses},
    Hint{"recovery", StoreErrorClass::busy, kPasses},
    Hint{"too many clients", StoreErrorClass::busy, kPasses},
    Hint{"remaining connection slots", StoreErrorClass::busy, kPasses},
    Hint{"terminating connection", StoreErrorClass::unreachable, kPasses},
};

}  // namespace

StoreErrorClass class_of_sqlstate(std::string_view state) {
  const std::string_view cls = state.substr(0, 2);
  if (state == "42P01" || state == "42703" || state == "3F000") return StoreErrorClass::schema;
  if (state == "42501" || state == "25006") return StoreErrorClass::permission;  // 25006: read-only transaction
  if (state == "57014" || state == "55P03" || state == "57P03") return StoreErrorClass::busy;
  if (state == "53300") return StoreErrorClass::busy;
  if (state == "3D000" || cls == "28") return StoreErrorClass::login;
  if (cls == "22" || cls == "23") return StoreErrorClass::poison;
  if (cls == "40") return StoreErrorClass::busy;
  if (cls == "53" || cls == "58") return StoreErrorClass::disk;
  if (cls == "08" || cls == "57") return StoreErrorClass::unreachable;
  return StoreErrorClass::other;
}

StoreError postgres_error(StoreErrorClass cls, std::string_view words, std::string_view store) {
  return {cls, std::string(store) + ": " + one_line(words) + "; " + std::string(advice(cls)) + "."};
}

StoreError connect_error(std::string_view words, std::string_view store) {
  for (const Hint& hint : kHints) {
    if (has(words, hint.part)) {
      return {hint.cls, std::string(store) + ": " + one_line(words) + "; " + std::string(hint.what_to_do) + "."};
    }
  }
  if (has(words, "database") && has(words, "does not exist")) {
    return {StoreErrorClass::login,
            std::string(store) + ": " + one_line(words) + "; make it with `createdb`, or correct store.url."};
  }
  const bool from_server = has(words, "FATAL");
  return postgres_error(from_server ? StoreErrorClass::login : StoreErrorClass::unreachable, words, store);
}

}  // namespace tickbard
