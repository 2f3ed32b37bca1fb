#pragma once

#include <prometheus/metric_family.h>

#include <array>
#include <chrono>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/edge/metrics.hpp"

namespace tickbard {

/// Collects the series of one metric; label values are given in the order of the catalogue's label names.
/// Owner: the thread that renders the scrape.
class Series {
 public:
  using LabelNames = std::array<std::string_view, 3>;
  using Labels = std::initializer_list<std::string_view>;

  Series(prometheus::MetricType type, const LabelNames& names) : type_(type), names_(names) {}

  template <class Number>
  void add(Number value, Labels labels = {}) {
    auto& metric = next(labels);
    auto& target = type_ == prometheus::MetricType::Counter ? metric.counter.value : metric.gauge.value;
    target = static_cast<double>(value);
  }

  /// 0 when there is none.
  void add(const std::optional<UnixNanos>& t, Labels labels = {}) {
    add(t ? std::chrono::duration<double>(t->time_since_epoch()).count() : 0.0, labels);
  }

  void add(const HistogramSnapshot& in, Labels labels = {}) {
    auto& out = next(labels).histogram;
    for (std::size_t i = 0; i < in.counts.size(); ++i) {
      out.sample_count += in.counts[i];
      const double bound = i < in.bounds.size() ? in.bounds[i] : std::numeric_limits<double>::infinity();
      out.bucket.push_back({out.sample_count, bound});
    }
    out.sample_sum = in.sum;
  }

  template <class Values, class Names>
  void add_each(const Values& values, const Names& names) {
    for (std::size_t i = 0; i < values.size(); ++i) add(values[i], {names[i]});
  }

  std::vector<prometheus::ClientMetric> take() { return std::move(metrics_); }

 private:
  prometheus::ClientMetric& next(Labels labels) {
    auto& metric = metrics_.emplace_back();
    std::size_t i = 0;
    for (const auto value : labels) metric.label.push_back({std::string(names_[i++]), std::string(value)});
    return metric;
  }

  const prometheus::MetricType type_;
  const LabelNames& names_;
  std::vector<prometheus::ClientMetric> metrics_;
};

}  // namespace tickbard
