#include "tests/integration/reference_bars.hpp"

#include <fstream>
#include <sstream>
#include <vector>

namespace tickbard::test {

std::string canonical(const std::string& decimal) {
  if (decimal.find('.') == std::string::npos) return decimal;
  std::string out = decimal.substr(0, decimal.find_last_not_of('0') + 1);
  if (out.back() == '.') out.pop_back();
  return out;
}

std::map<std::string, std::string> reference_bars(const std::filesystem::path& csv) {
  std::map<std::string, std::string> out;
  std::ifstream in(csv);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::vector<std::string> cells;
    std::istringstream cut(line);
    for (std::string cell; std::getline(cut, cell, ',');) cells.push_back(cell);
    std::string bar;
    for (std::size_t i = 2; i != 8; ++i) bar += (i == 2 ? "" : "|") + canonical(cells[i]);
    out[cells[1] + "|" + cells[0].substr(0, cells[0].size() - 9)] = bar;
  }
  return out;
}

}  // namespace tickbard::test
