#include "sinks/sqlite_functions.hpp"

#include <sqlite3.h>

#include <cmath>
#include <optional>

#include "aggregator/core/decimal.hpp"
#include "sinks/exact_text.hpp"

namespace tickbard::sqlite {

namespace {

/// What the decimal of 15 digits behind a REAL is in units of 10^-digits.
/// The short ways are exact: below 2^51 a product is less than half a unit away from the integer it stands for,
/// and an integer below 1e15 has no more than 15 digits.
std::optional<Int128> units_of(sqlite3_value* value, int digits) {
  const Int128 scale = digits == kPriceDigits ? 1'000'000'000 : 100'000'000;
  if (sqlite3_value_type(value) == SQLITE_INTEGER) return sqlite3_value_int64(value) * scale;
  const double x = sqlite3_value_double(value);
  constexpr double kExactProduct = 0x1p51, kExactInteger = 1e15;
  const double product = x * static_cast<double>(static_cast<std::int64_t>(scale));
  if (std::abs(product) < kExactProduct) return std::llround(product);
  if (std::abs(x) < kExactInteger && x == std::trunc(x)) return static_cast<std::int64_t>(x) * scale;
  return from_real(x, digits);
}

/// The state of an aggregate: zeroed memory of SQLite's, made at its first row.
template <class State>
State* state_of(sqlite3_context* context) {
  return static_cast<State*>(sqlite3_aggregate_context(context, sizeof(State)));
}

/// The state at the end; nullptr if there was no row.
template <class State>
State* state_at_end(sqlite3_context* context) {
  return static_cast<State*>(sqlite3_aggregate_context(context, 0));
}

/// SQLite aligns an aggregate's memory to 8 bytes only.
typedef Int128 Wide __attribute__((aligned(8)));

/// into += value; false if that does not fit.
bool add(Wide& into, Int128 value) {
  Int128 sum = 0;
  if (__builtin_add_overflow(static_cast<Int128>(into), value, &sum)) return false;
  into = sum;
  return true;
}

struct Sum {
  Wide total;
  bool any;
  bool overflow;
};

void sum_step(sqlite3_context* context, int, sqlite3_value** arguments) {
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return;
  Sum* sum = state_of<Sum>(context);
  if (sum == nullptr) return sqlite3_result_error_nomem(context);
  const auto units = units_of(arguments[0], kPriceDigits);
  sum->any = true;
  if (!units || !add(sum->total, *units)) sum->overflow = true;
}

void sum_final(sqlite3_context* context) {
  const Sum* sum = state_at_end<Sum>(context);
  if (sum == nullptr || !sum->any) return sqlite3_result_null(context);
  if (sum->overflow) return sqlite3_result_error(context, "exact_sum: the sum does not fit 128 bits", -1);
  sqlite3_result_double(context, to_double(sum->total, kPriceDigits));
}

struct Mean {
  Wide products;  ///< 1e-17
  Wide weights;   ///< 1e-8
  bool overflow;
};

void mean_step(sqlite3_context* context, int, sqlite3_value** arguments) {
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL || sqlite3_value_type(arguments[1]) == SQLITE_NULL) return;
  Mean* mean = state_of<Mean>(context);
  if (mean == nullptr) return sqlite3_result_error_nomem(context);
  const auto value = units_of(arguments[0], kPriceDigits);
  const auto weight = units_of(arguments[1], kSizeDigits);
  Int128 product = 0;
  if (!value || !weight || __builtin_mul_overflow(*value, *weight, &product) || !add(mean->products, product) ||
      !add(mean->weights, *weight)) {
    mean->overflow = true;
  }
}

void mean_final(sqlite3_context* context) {
  const Mean* mean = state_at_end<Mean>(context);
  if (mean == nullptr || (mean->weights == 0 && !mean->overflow)) return sqlite3_result_null(context);
  Wide doubled = mean->products;
  if (mean->overflow || !add(doubled, mean->products) || !add(doubled, mean->weights)) {
    return sqlite3_result_error(context, "weighted_mean: the sum does not fit 128 bits", -1);
  }
  sqlite3_result_double(context, to_double(doubled / (Int128{2} * mean->weights), kPriceDigits));
}

/// The best row so far. Numbers are kept as they are, other values as a copy of SQLite's.
struct Best {
  bool any;
  bool integer_key;
  std::int64_t key;
  double real_key;
  int type;  ///< of the value
  std::int64_t integer;
  double real;
  sqlite3_value* other;  ///< ours to free
};

void keep(Best& best, sqlite3_value* value) {
  sqlite3_value_free(best.other);
  best.other = nullptr;
  best.type = sqlite3_value_type(value);
  if (best.type == SQLITE_INTEGER) {
    best.integer = sqlite3_value_int64(value);
  } else if (best.type == SQLITE_FLOAT) {
    best.real = sqlite3_value_double(value);
  } else if (best.type != SQLITE_NULL) {
    best.other = sqlite3_value_dup(value);
  }
}

template <bool Greatest>
void best_step(sqlite3_context* context, int, sqlite3_value** arguments) {
  const int key_type = sqlite3_value_type(arguments[1]);
  if (key_type == SQLITE_NULL) return;
  if (key_type != SQLITE_INTEGER && key_type != SQLITE_FLOAT) {
    return sqlite3_result_error(context, "first_by and last_by: the key must be a number", -1);
  }
  Best* best = state_of<Best>(context);
  if (best == nullptr) return sqlite3_result_error_nomem(context);
  const bool integer_key = key_type == SQLITE_INTEGER;
  const std::int64_t key = sqlite3_value_int64(arguments[1]);
  const double real_key = sqlite3_value_double(arguments[1]);
  bool better = !best->any;
  if (best->any && integer_key && best->integer_key) {
    better = Greatest ? key > best->key : key < best->key;
  } else if (best->any) {
    better = Greatest ? real_key > best->real_key : real_key < best->real_key;
  }
  if (!better) return;
  best->any = true;
  best->integer_key = integer_key;
  best->key = key;
  best->real_key = real_key;
  keep(*best, arguments[0]);
}

void best_final(sqlite3_context* context) {
  Best* best = state_at_end<Best>(context);
  if (best == nullptr || !best->any || best->type == SQLITE_NULL) return sqlite3_result_null(context);
  if (best->type == SQLITE_INTEGER) return sqlite3_result_int64(context, best->integer);
  if (best->type == SQLITE_FLOAT) return sqlite3_result_double(context, best->real);
  if (best->other == nullptr) return sqlite3_result_error_nomem(context);
  sqlite3_result_value(context, best->other);
  sqlite3_value_free(best->other);
  best->other = nullptr;
}

using Step = void (*)(sqlite3_context*, int, sqlite3_value**);
using Final = void (*)(sqlite3_context*);

struct Aggregate {
  const char* name;
  int arguments;
  Step step;
  Final final;
};

constexpr Aggregate kAggregates[] = {{"exact_sum", 1, sum_step, sum_final},
                                     {"weighted_mean", 2, mean_step, mean_final},
                                     {"first_by", 2, best_step<false>, best_final},
                                     {"last_by", 2, best_step<true>, best_final}};

}  // namespace

int add_functions(sqlite3* db) {
  for (const Aggregate& a : kAggregates) {
    const int code =
        sqlite3_create_function_v2(db, a.name, a.arguments, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                                   nullptr, nullptr, a.step, a.final, nullptr);
    if (code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}

}  // namespace tickbard::sqlite
