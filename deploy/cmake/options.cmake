# What every target of ours compiles with. The binary is portable: no -march beyond the ABI's baseline.
add_library(tickbard_options INTERFACE)
target_include_directories(tickbard_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(tickbard_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wcast-align -Wformat=2 -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False alarms of GCC 12 at -O2 (bugs 105329, 105651, 107852): on everywhere else.
  target_compile_options(tickbard_options INTERFACE -Wno-error=maybe-uninitialized -Wno-error=restrict
    -Wno-error=array-bounds -Wno-error=stringop-overflow -Wno-error=stringop-overread)
endif()
if(TICKBARD_SANITIZE)
  target_compile_options(tickbard_options INTERFACE -fsanitize=${TICKBARD_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(tickbard_options INTERFACE -fsanitize=${TICKBARD_SANITIZE})
endif()
