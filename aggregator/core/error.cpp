#include "aggregator/core/error.hpp"
