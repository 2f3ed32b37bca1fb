# What every target of ours compiles with. The binary is portable: no -march beyond the ABI's baseline.
add_library(tickbard_options INTERFACE)
target_include_directories(tickbard_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(tickbard_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wcast-align -Wformat=2 -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False alarms of GCC 12 at -O2 (bugs 105329, 105651, 107852): one is never right, the others seldom.
  target_compile_options(tickbard_options INTERFACE -Wno-restrict -Wno-error=maybe-uninitialized
    -Wno-error=array-bounds -Wno-error=stringop-overflow -Wno-error=stringop-overread)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # Warnings are GCC's affair. And ccache knows a precompiled header again only where no time stands in it.
  target_compile_options(tickbard_options INTERFACE -w "SHELL:-Xclang -fno-pch-timestamp")
  target_link_options(tickbard_options INTERFACE -fuse-ld=lld)
endif()
if(TICKBARD_SANITIZE)
  # Any finding ends the program: a test that only prints one would pass.
  set(instrument -fsanitize=${TICKBARD_SANITIZE} -fno-sanitize-recover=all)
  target_compile_options(tickbard_options INTERFACE ${instrument} -fno-omit-frame-pointer)
  target_link_options(tickbard_options INTERFACE ${instrument})
  # For tests that do less where everything takes ten times as long.
  target_compile_definitions(tickbard_options INTERFACE TICKBARD_SANITIZED)
endif()
if(TICKBARD_FUZZ AND NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  message(FATAL_ERROR "TICKBARD_FUZZ needs clang: cmake --preset asan, or -DCMAKE_CXX_COMPILER=clang++")
endif()
