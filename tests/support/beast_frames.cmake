# tickbard_test_beast: our frame reader beside Beast's. Compiled once for all that compare the two.
include_guard(GLOBAL)
add_tickbard_test_parts(tickbard_test_beast
  SOURCES ${CMAKE_SOURCE_DIR}/tests/support/beast_frames.cpp ${CMAKE_SOURCE_DIR}/tests/support/server_frames.cpp
  LIBS tickbard_net OpenSSL::Crypto)
