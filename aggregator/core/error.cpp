#include "aggregator/core/error.hpp"

#include <stdexcept>

namespace tickbard {

void throw_exception_from_error(Reject r, const boost::source_location&) {
  throw std::runtime_error("the value was read without a check although it is refused as " +
                           std::string(name_of(r)));
}

void throw_exception_from_error(const Problem& p, const boost::source_location&) {
  throw std::runtime_error(p.text);
}

}  // namespace tickbard
