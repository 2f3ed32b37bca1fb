#pragma once

#include <filesystem>
#include <memory>

#include "aggregator/core/error.hpp"

namespace boost::asio::ssl {
class context;
}

namespace tickbard {

/// TLS settings: TLS 1.2 or newer; on the client's side certificates are always verified (host names per
/// connection). Owner: any thread after construction. Lifetime: outlives the connections made with it.
class TlsContext {
 public:
  /// Trusts this machine's authorities, or only those in `ca_file` (PEM) if one is given.
  static Result<TlsContext> client(const std::filesystem::path& ca_file = {});

  /// For servers: PEM files of the certificate chain and its key.
  static Result<TlsContext> server(const std::filesystem::path& chain_file, const std::filesystem::path& key_file);

  boost::asio::ssl::context& context() const { return *context_; }

 private:
  explicit TlsContext(std::shared_ptr<boost::asio::ssl::context> context) : context_(std::move(context)) {}

  std::shared_ptr<boost::asio::ssl::context> context_;
};

}  // namespace tickbard
