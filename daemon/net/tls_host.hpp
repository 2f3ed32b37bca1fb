#pragma once

#include <openssl/types.h>

#include <string>

namespace tickbard::net {

/// The certificate has to be for this very name (or address); part of the verification itself, so that a mismatch
/// has a reason of its own. The name also goes out in clear (SNI), so that the server can choose its certificate;
/// an address must not. False: OpenSSL does not take it.
bool expect_host(SSL* ssl, const std::string& host);

}  // namespace tickbard::net
