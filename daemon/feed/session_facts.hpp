#pragma once

#include "aggregator/session/session.hpp"
#include "daemon/feed/connection.hpp"
#include "daemon/net/ws_client.hpp"

namespace tickbard {

/// What a session must be told of the feed that it leads: its times, the provider's where the options say nothing.
SessionTimes times_of(const FeedOptions& options);

/// How a connection ended, in the session's terms.
ConnectionEnd end_of(const WsEnd& end);

}  // namespace tickbard
