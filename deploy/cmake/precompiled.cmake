# precompile_libraries(FOLDER…): the static libraries made in and below the folders read the standard headers, and what all
# of them know, from one precompiled header, and are compiled several sources at once; one by one they take about twice as
# long. For builds with sanitizers: the others show that every source and header includes what it uses. A source whose
# private names another one of its library has too is marked SKIP_UNITY_BUILD_INCLUSION.
function(precompile_libraries)
  if(NOT TARGET tickbard_precompiled)
    file(CONFIGURE OUTPUT precompiled.cpp CONTENT "")
    add_library(tickbard_precompiled OBJECT ${CMAKE_CURRENT_BINARY_DIR}/precompiled.cpp)
    target_link_libraries(tickbard_precompiled PRIVATE tickbard_options Boost::headers)
    target_precompile_headers(tickbard_precompiled PRIVATE ${CMAKE_SOURCE_DIR}/deploy/cmake/precompiled.hpp)
  endif()
  foreach(folder IN LISTS ARGN)
    get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
    foreach(target IN LISTS targets)
      get_target_property(type ${target} TYPE)
      if(type STREQUAL "STATIC_LIBRARY")
        target_precompile_headers(${target} REUSE_FROM tickbard_precompiled)
        # Several sources at once: what the headers bring is compiled once for all of them, not once for each.
        set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
      endif()
    endforeach()
    get_property(rooms DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
    precompile_libraries(${rooms})
  endforeach()
endfunction()
