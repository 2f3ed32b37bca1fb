#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/net/http_server.hpp"

namespace tickbard {

/// `GET /`: what is where. HTML for browsers, plain text for everyone else.
HttpResponse index_page(std::string_view version, const std::vector<std::string>& notices,
                        std::string_view accept);

}  // namespace tickbard
