#include "aggregator/core/symbol.hpp"
