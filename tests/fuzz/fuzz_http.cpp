#include <algorithm>
#include <nlohmann/json.hpp>

#include "aggregator/core/ascii.hpp"
#include "daemon/edge/routes.hpp"
#include "tests/daemon/edge/support.hpp"
#include "tests/fuzz/check.hpp"

namespace tickbard::fuzz {

namespace {

/// `printf %s open-sesame | sha256sum`
constexpr std::string_view kToken = "open-sesame";
constexpr std::string_view kTokens =
    "viewer d7ecdf25eaf3deba0f2628771dbdd22d4138ab6cf38f91ed02a2ca0dec7c8ab7 somebody\n";

const Routes& routes(bool with_tokens) {
  const auto make = [](Tokens tokens) {
    const auto none = [] { return std::vector<std::string>{}; };
    const auto text = [] { return std::string("{}"); };
    return Routes({std::move(tokens), {"bars.example"}, "1"}, {text, text, none, none, none});
  };
  static const Routes open = make({}), locked = make(Tokens::parse(kTokens).value());
  return with_tokens ? locked : open;
}

/// "METHOD TARGET", then lines "Name: value".
HttpRequest request_of(std::string_view text) {
  const auto line = [&] {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view out = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return out;
  };
  HttpRequest request;
  const std::string_view first = line();
  const auto blank = std::min(first.find(' '), first.size());
  request.method = first.substr(0, blank);
  request.target = first.substr(std::min(blank + 1, first.size()));
  while (!text.empty()) {
    const std::string_view header = line();
    const auto colon = std::min(header.find(": "), header.size());
    request.headers.emplace_back(header.substr(0, colon), header.substr(std::min(colon + 2, header.size())));
  }
  return request;
}

/// Decoded and encoded again it must mean the same.
std::string wrong_with_target(std::string_view text) {
  const auto target = parse_target(text);
  if (!target) return target.error().detail.empty() ? "a target refused without a word" : "";
  std::string again;
  for (const auto& segment : target->path) again += "/" + percent_encode(segment);
  if (again.empty() || again.ends_with('/')) again += '/';
  for (const auto& [name, value] : target->parameters) {
    again +=
        (again.find('?') == std::string::npos ? "?" : "&") + percent_encode(name) + "=" + percent_encode(value);
  }
  if (again.size() > kMaxTargetBytes) return {};
  const auto read = parse_target(again);
  if (!read) return "refused when written anew: " + again;
  return read->path == target->path && read->parameters == target->parameters ? "" : "read otherwise: " + again;
}

/// A page of another machine's name or origin, told apart here in the plainest way.
bool foreign(const HttpRequest& request, bool with_tokens) {
  const std::string host = lower(request.header("Host")), origin = lower(request.header("Origin"));
  if (!origin.empty() && origin != "http://" + host && origin != "https://" + host) return true;
  if (with_tokens) return false;
  const std::string name = host.substr(0, host.find(':'));
  return !host.starts_with('[') && name != "bars.example" && name != "localhost" &&
         !name.ends_with(".localhost") &&
         (name.empty() || name.find_first_not_of("0123456789.") != std::string::npos);
}

std::string wrong_with_response(const HttpResponse& response) {
  for (const auto& [name, value] : response.headers) {
    if ((name + value).find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
      return "a header with a line end";
  }
  if (response.status == 200) return {};
  constexpr std::array kKnown{400, 401, 403, 404, 405, 414, 503};
  if (std::find(kKnown.begin(), kKnown.end(), response.status) == kKnown.end())
    return "the status " + std::to_string(response.status);
  const auto json = nlohmann::json::parse(response.body, nullptr, false);
  if (!json.is_object() || json.value("status", 0) != response.status) return "no problem+json: " + response.body;
  return json.value("detail", "").size() < 10 ? "a refusal without a sentence: " + response.body : "";
}

std::string wrong_with_request(const HttpRequest& request, bool with_tokens) {
  const Reply reply = routes(with_tokens).handle(request);
  const auto* said = std::get_if<HttpResponse>(&reply.what);
  const bool served = said == nullptr || said->status == 200;
  if (served && foreign(request, with_tokens)) return "a foreign page was served";
  const bool health = reply.route == Route::livez || reply.route == Route::readyz;
  if (served && with_tokens && !health && !request.header("Authorization").ends_with(kToken))
    return "served without the token";
  if (served && request.method != "GET" && request.method != "HEAD") return "served a " + request.method;
  if (said != nullptr) return wrong_with_response(*said);

  test::Shelf shelf;
  StoreView store{shelf.reader(), nullptr};
  return wrong_with_response(std::get<Question>(reply.what)({store, {}, test::at("2026-11-20T15:00:00Z")}));
}

}  // namespace

const std::string_view kName = "http";

/// A request as the parser hands it over; behind a '!' the server wants a token.
std::string wrong_with(std::string_view input) {
  const bool with_tokens = input.starts_with('!');
  const HttpRequest request = request_of(input.substr(with_tokens ? 1 : 0));
  if (std::string wrong = wrong_with_target(request.target); !wrong.empty()) return wrong;
  return wrong_with_request(request, with_tokens);
}

}  // namespace tickbard::fuzz
