# precompile_libraries(FOLDER…): the static libraries made in and below the folders read the standard headers, and what all
# of them know, from one precompiled header; reading these was a third of what they took to compile. For builds with
# sanitizers: the others show that every source and header includes what it uses.
function(precompile_libraries)
  if(NOT TARGET tickbard_precompiled)
    file(CONFIGURE OUTPUT precompiled.cpp CONTENT "")
    add_library(tickbard_precompiled OBJECT ${CMAKE_CURRENT_BINARY_DIR}/precompiled.cpp)
    target_link_libraries(tickbard_precompiled PRIVATE tickbard_options Boost::headers)
    target_precompile_headers(tickbard_precompiled PRIVATE <algorithm> <array> <atomic> <charconv> <chrono> <cmath>
      <cstdint> <deque> <filesystem> <fstream> <functional> <map> <memory> <mutex> <optional> <set> <span> <sstream>
      <string> <string_view> <unordered_map> <utility> <variant> <vector>
      ${CMAKE_SOURCE_DIR}/aggregator/core/bar.hpp)
  endif()
  foreach(folder IN LISTS ARGN)
    get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
    foreach(target IN LISTS targets)
      get_target_property(type ${target} TYPE)
      if(type STREQUAL "STATIC_LIBRARY")
        target_precompile_headers(${target} REUSE_FROM tickbard_precompiled)
      endif()
    endforeach()
    get_property(rooms DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
    precompile_libraries(${rooms})
  endforeach()
endfunction()
