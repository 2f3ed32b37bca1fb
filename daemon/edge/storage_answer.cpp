#include "daemon/edge/storage_answer.hpp"

#include <array>

#include "daemon/edge/json_out.hpp"
#include "daemon/edge/parameters.hpp"
#include "daemon/edge/responses.hpp"
#include "sinks/derived/storage_usage.hpp"

namespace tickbard {
namespace {

/// SQLite reads the file to tell tables apart, and other questions wait meanwhile.
constexpr std::uint64_t kReadAtMost = std::uint64_t{256} << 20;

void write_tables(JsonOut& out, const StorageUsage& usage) {
  std::array<std::uint64_t, kStorageKindNames.size()> kinds{};
  for (const auto& table : usage.tables) kinds[static_cast<std::size_t>(table.kind)] += table.bytes;
  out.key("kinds").begin_object();
  for (std::size_t i = 0; i < kinds.size(); ++i)
    if (!usage.tables.empty()) out.member(kStorageKindNames[i], kinds[i]);
  out.end_object().key("tables").begin_array();
  for (const auto& table : usage.tables) {
    out.begin_object().member("table", table.table).member("kind", name_of(table.kind));
    out.member("bytes", table.bytes).member("rows", table.rows).end_object();
  }
  out.end_array();
}

HttpResponse answer(const EdgeContext& context, const Asked& asked) {
  if (asked.store.tables == nullptr) return problem_response(no_tables());
  const auto usage = read_storage_usage(*asked.store.tables, kReadAtMost);
  if (!usage) return problem_response(store_away(usage.error().text));
  std::uint64_t total = usage->bytes;
  JsonOut out;
  out.begin_object().member("store", asked.store.tables->describe()).member("store_bytes", usage->bytes);
  out.member("unused_bytes", usage->unused);
  write_tables(out, *usage);
  if (usage->tables.empty() && usage->bytes > 0)
    out.member(
        "note",
        "The file is too large to be read for one answer: `tickbard report storage` tells its tables apart.");
  out.key("files").begin_object();
  if (context.files) {
    for (const auto& [kind, bytes] : context.files()) {
      out.member(kind, bytes);
      total += bytes;
    }
  }
  out.end_object().member("total_bytes", total);
  return json_response(out.end_object().take());
}

}  // namespace

ApiResult<Question> parse_storage(const Inquiry& inquiry) {
  const Parameters parameters(inquiry.target, {});
  if (parameters.problem()) return *parameters.problem();
  return Question([context = inquiry.context](const Asked& asked) { return answer(context, asked); });
}

}  // namespace tickbard
