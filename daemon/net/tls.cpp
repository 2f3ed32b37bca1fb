#include "daemon/net/tls.hpp"

#include <boost/asio/ssl/context.hpp>
#include <string>

namespace tickbard {
namespace ssl = boost::asio::ssl;
namespace {

std::shared_ptr<ssl::context> make_context(ssl::context::method method) {
  auto context = std::make_shared<ssl::context>(method);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  return context;
}

}  // namespace

Result<TlsContext> TlsContext::client(const std::filesystem::path& ca_file) {
  auto context = make_context(ssl::context::tls_client);
  context->set_verify_mode(ssl::verify_peer);
  boost::system::error_code error;
  if (ca_file.empty()) {
    context->set_default_verify_paths(error);
    if (error) {
      return Problem{"cannot load this machine's certificate authorities: " + error.message() +
                     "; install the package ca-certificates, or name a ca_file"};
    }
  } else {
    context->load_verify_file(ca_file.string(), error);
    if (error) {
      return Problem{"cannot load the certificate authorities in " + ca_file.string() + ": " + error.message() +
                     "; expected a readable file with PEM certificates"};
    }
  }
  return TlsContext(std::move(context));
}

Result<TlsContext> TlsContext::server(const std::filesystem::path& chain_file,
                                      const std::filesystem::path& key_file) {
  auto context = make_context(ssl::context::tls_server);
  boost::system::error_code error;
  context->use_certificate_chain_file(chain_file.string(), error);
  if (error) {
    return Problem{"cannot load the certificate " + chain_file.string() + ": " + error.message() +
                   "; expected a readable PEM file"};
  }
  context->use_private_key_file(key_file.string(), ssl::context::pem, error);
  if (error) {
    return Problem{"cannot load the key " + key_file.string() + " of the certificate " + chain_file.string() +
                   ": " + error.message() + "; expected its readable PEM file"};
  }
  return TlsContext(std::move(context));
}

}  // namespace tickbard
