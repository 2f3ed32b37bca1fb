#pragma once

#include <openssl/ssl.h>

#include <stdexcept>

#include "daemon/net/tls.hpp"
#include "tests/support/scripted_server.hpp"

namespace tickbard::test {

/// Both ends of the TLS connections that are measured: TLS 1.3, AES-128-GCM.
struct TlsEnds {
  TlsEnds()
      : certificate(make_certificate(folder.path(), "bench")),
        ours(TlsContext::client(certificate.chain).value()),
        server(SSL_CTX_new(TLS_server_method())),
        client(SSL_CTX_new(TLS_client_method())) {
    if (SSL_CTX_use_certificate_chain_file(server, certificate.chain.c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(server, certificate.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_set_ciphersuites(server, "TLS_AES_128_GCM_SHA256") != 1) {
      throw std::runtime_error("the bench's own certificate does not load");
    }
  }
  ~TlsEnds() {
    SSL_CTX_free(server);
    SSL_CTX_free(client);
  }
  TlsEnds(const TlsEnds&) = delete;
  TlsEnds& operator=(const TlsEnds&) = delete;

  TemporaryFolder folder;
  TestCertificate certificate;
  TlsContext ours;
  SSL_CTX *server, *client;
};

}  // namespace tickbard::test
