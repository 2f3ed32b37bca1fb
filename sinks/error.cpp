#include "sinks/error.hpp"

#include <stdexcept>

namespace tickbard {

void throw_exception_from_error(const StoreError& e, const boost::source_location&) {
  throw std::runtime_error(e.text);
}

}  // namespace tickbard
