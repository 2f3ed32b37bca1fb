#include <fmt/format.h>

#include <ostream>

#include "tests/bench/derived/bench.hpp"

namespace tickbard::test {
namespace {

std::string per_second(double rows, double seconds) {
  return seconds > 0 ? fmt::format("{:.0f}", rows / seconds) : "-";
}

std::string entry(std::string_view name, double value, double goal, bool holds) {
  return fmt::format(R"({{"name":"{}","value":{:.6g},"goal":{:.6g},"better":"higher","holds":{}}})", name, value,
                     goal, holds);
}

}  // namespace

void print_table(const std::vector<Compared>& all, std::ostream& out) {
  out << fmt::format("{:<44} {:>11} {:>9} {:>11} {:>9} {:>11} {:>7}  {}\n", "what", "rows", "ours s", "rows/s",
                     "plain s", "rows/s", "ratio", "results");
  for (const Compared& c : all) {
    const double ours = median(c.ours), plain = median(c.plain), rows = static_cast<double>(c.rows);
    out << fmt::format("{:<44} {:>11} {:>9.3f} {:>11} {:>9.3f} {:>11} {:>7}  {}\n", c.name, c.rows, ours,
                       per_second(rows, ours), plain, c.plain.empty() ? "-" : per_second(rows, plain),
                       c.plain.empty() ? "-" : fmt::format("{:.2f}", plain / ours),
                       c.different == 0 ? fmt::format("{} equal", c.equal)
                                        : fmt::format("{} DIFFER, {} equal", c.different, c.equal));
  }
}

std::string json_of(const std::vector<Compared>& all) {
  std::string out;
  for (const Compared& c : all) {
    const double ours = median(c.ours), rows = static_cast<double>(c.rows);
    out += (out.empty() ? "[" : ",\n ") +
           entry(c.name + ", " + c.of + " per second", rows / ours, 0, c.different == 0);
    if (c.plain.empty()) continue;
    const double ratio = median(c.plain) / ours;
    out += ",\n " + entry(c.name + ", times plain SQL", ratio, 1, ratio > 1 && c.different == 0);
  }
  return out + "]\n";
}

}  // namespace tickbard::test
