#pragma once

#include <string>
#include <string_view>

namespace tickbard::fuzz {

// Each fuzz_*.cpp defines both once; the fuzzer (entry.cpp) and the test over the kept inputs (corpus_test.cpp)
// use them.

/// The fuzzer's name, and of its folders in corpus/ and regressions/.
extern const std::string_view kName;

/// What the code under test does with one input: empty, or a sentence that says which promise it broke.
std::string wrong_with(std::string_view input);

}  // namespace tickbard::fuzz
