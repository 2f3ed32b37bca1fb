#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/error.hpp"

namespace tickbard {

struct HttpRequest;

/// Each role may do all that the one before it may.
enum class AccessRole : std::uint8_t { viewer, trader, admin };

/// Who may ask, by the SHA-256 of an opaque bearer token; the tokens themselves are nowhere on this machine.
/// Immutable; any thread.
class Tokens {
 public:
  Tokens() = default;  ///< none: nobody has to show one

  /// Lines "role sha256(token) name", the hash as 64 hex digits; '#' comments and empty lines are skipped.
  /// Errors: one sentence that lists every line that cannot be read; a file without any token is one, too.
  static Result<Tokens> parse(std::string_view text);
  static Result<Tokens> load(const std::filesystem::path& file);

  bool required() const { return !entries_.empty(); }

  /// Compares with every entry in constant time, so that time tells nothing about which one is close.
  std::optional<AccessRole> role_of(std::string_view token) const;

 private:
  using Digest = std::array<unsigned char, 32>;
  struct Entry {
    AccessRole role;
    Digest digest;
    std::string name;
  };
  std::vector<Entry> entries_;
};

/// What a request's headers allow it to do.
struct Access {
  int status = 200;    ///< 400, 401 or 403 when refused
  std::string detail;  ///< what to do about the refusal
};

/// The name that a browser was told to reach must be one of this machine's: any IP address, localhost,
/// *.localhost, or one of `names`. A page of another site that had its name point here (DNS rebinding) shows its
/// own name.
Access check_host(const HttpRequest& request, const std::vector<std::string>& names);

/// A browser's page of another site is refused; programs send no Origin.
Access check_origin(const HttpRequest& request);

/// `Authorization: Bearer <token>`, if tokens are required.
Access check_role(const HttpRequest& request, const Tokens& tokens, AccessRole needed);

}  // namespace tickbard
