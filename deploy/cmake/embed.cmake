# embed_files(TARGET NAMESPACE file...): each file becomes `extern const std::string_view NAMESPACE::name` in
# a generated header "NAMESPACE_files.hpp"; name is the file name with every character but letters and digits as '_'.
# All of them together are listed in NAMESPACE::all (pairs of file name and text), in the order given.
function(embed_files target ns)
  set(dir ${CMAKE_CURRENT_BINARY_DIR}/embedded)
  set(out ${dir}/${ns}_files.cpp)
  list(TRANSFORM ARGN PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ OUTPUT_VARIABLE inputs)
  string(REPLACE ";" "|" joined "${inputs}")
  add_custom_command(OUTPUT ${out} ${dir}/${ns}_files.hpp
    COMMAND ${CMAKE_COMMAND} -DNS=${ns} "-DFILES=${joined}" -DDIR=${dir} -P ${CMAKE_SOURCE_DIR}/deploy/cmake/embed_script.cmake
    DEPENDS ${inputs} ${CMAKE_SOURCE_DIR}/deploy/cmake/embed_script.cmake VERBATIM)
  target_sources(${target} PRIVATE ${out} ${dir}/${ns}_files.hpp)
  target_include_directories(${target} PUBLIC ${dir})
endfunction()
