#pragma once

#include <functional>
#include <memory>

#include "daemon/edge/chart_series.hpp"
#include "daemon/net/http_server.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// The store as the query thread reads it, on connections of its own.
struct StoreView {
  BarReader bars;                  ///< minutes
  std::shared_ptr<Tables> tables;  ///< derived tables; null: not opened
};

/// Opens the views of one store. Errors: a sentence.
using OpenStoreView = std::function<Result<StoreView>()>;

/// What a question is answered from. Lifetime: one answer.
struct Asked {
  StoreView& store;
  const FormingBar& forming;
  UnixNanos now;
};

/// A request, taken apart and checked, that needs the store. Owner: the query thread.
/// Errors: in its answer; 503 means that the store failed, which is then opened anew.
using Question = std::function<HttpResponse(const Asked&)>;

}  // namespace tickbard
