#pragma once

#include "daemon/edge/json_out.hpp"
#include "sinks/derived/symbol_state.hpp"

namespace tickbard {

/// A row of symbol_state as members of an object that is open.
void write_state(JsonOut& out, const Baselines& row);

}  // namespace tickbard
