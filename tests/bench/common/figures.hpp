#pragma once

#include <map>
#include <string>
#include <vector>

namespace tickbard::test {

/// Precondition: there is one.
double median(std::vector<double> values);

/// The ratio of two figures, round by round, so that what else the machine did meets both.
double median_ratio(const std::vector<double>& of, const std::vector<double>& to);

/// Figures of all rounds, by who was measured.
using Figures = std::map<std::string, std::vector<double>>;

/// A line each: median [least-most].
void show(const Figures& figures);

}  // namespace tickbard::test
