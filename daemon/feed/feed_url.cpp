#include "daemon/feed/connection.hpp"
#include "daemon/net/url.hpp"

namespace tickbard {

Result<Url> feed_url(const FeedOptions& options) {
  const Provider& provider = *options.provider;
  std::string text = options.url;
  if (text.empty()) text = default_url(provider, options.subscription.venue);
  if (text.empty()) {
    return Problem{"feed \"" + options.name + "\": " + std::string(provider.name) +
                   " has no known address for the venue \"" + options.subscription.venue +
                   "\"; set the feed's url"};
  }
  auto url = Url::parse(text);
  if (!url) return Problem{"feed \"" + options.name + "\": " + url.error().text};
  if (!url->websocket()) {
    return Problem{"feed \"" + options.name + "\": the url has the scheme \"" + url->scheme +
                   "\", and a feed needs ws:// or wss://"};
  }
  if (!url->has_path && !provider.default_path.empty()) url->path = provider.default_path;
  return url;
}

}  // namespace tickbard
