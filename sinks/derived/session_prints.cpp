#include "sinks/derived/session_prints.hpp"

#include "sinks/derived/row_reader.hpp"
#include "sql_derived_files.hpp"

namespace tickbard {

StoreResult<std::vector<SessionPrint>> read_session_prints(Tables& tables, SessionDate session) {
  const std::array<SqlValue, 1> parameters{sql(session)};
  auto prints = read_rows<SessionPrint>(
      tables, {sql_derived::session_prints_sqlite_sql, sql_derived::session_prints_postgres_sql}, "session_prints",
      parameters, +[](RowReader& row) {
        SessionPrint print;
        print.symbol = row.symbol(0);
        print.role = row.one_of<PrintRole>(1, kPrintRoleNames);
        print.exchange = row.text(2);
        print.price = row.price(3);
        print.size = Size{static_cast<std::int64_t>(row.decimal(4, kSizeDigits))};
        print.event_time = row.instant(5);
        return print;
      });
  if (prints)
    for (SessionPrint& print : *prints) print.session = session;
  return prints;
}

}  // namespace tickbard
