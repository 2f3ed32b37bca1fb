#include "sinks/derived/cell_helpers.hpp"

#include <nlohmann/json.hpp>

#include "sinks/derived/flat_json.hpp"

namespace tickbard {

std::string canonical_json(std::string_view json) {
  if (auto flat = canonical_flat_json(json)) return *std::move(flat);
  const auto parsed = nlohmann::json::parse(json, nullptr, false);
  return parsed.is_discarded() ? std::string(json) : parsed.dump();
}

std::string json_text_list(std::span<const std::string> texts) {
  nlohmann::json out = nlohmann::json::array();
  for (const std::string& text : texts) out.push_back(text);
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace tickbard
