#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "aggregator/core/error.hpp"

namespace tickbard {

/// A parsed ws, wss, http or https url. A value; any thread.
struct Url {
  std::string scheme;      ///< lower case
  std::string host;        ///< without brackets
  std::uint16_t port = 0;  ///< the scheme's own if none was given
  std::string path = "/";  ///< begins with '/'
  std::string query;       ///< without '?'
  bool has_path = false;   ///< a path was given

  /// Errors: a sentence saying what of the text is wrong and what is expected. User names and passwords in urls
  /// are refused, and never repeated in the sentence.
  static Result<Url> parse(std::string_view text);

  bool tls() const { return scheme == "wss" || scheme == "https"; }
  bool websocket() const { return scheme == "ws" || scheme == "wss"; }
  std::string target() const { return query.empty() ? path : path + "?" + query; }
  std::string authority() const;  ///< host[:port], the port only if it is not the scheme's own
  std::string origin() const;     ///< scheme://authority: fit for logs (no path, no query, where keys may hide)
};

}  // namespace tickbard
