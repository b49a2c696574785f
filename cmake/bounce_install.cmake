# Install rules: the archives, the public headers, the command line, and the package that
# find_package(bounce) reads. What the archives need from others is found again at the consumer.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

get_property(bounce_installed GLOBAL PROPERTY bounce_libraries)
if(NOT bounce_installed)
  return()
endif()

set(bounce_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/bounce")

# bounce_packages_of(<library> <result>): the packages that a library and all below it link.
function(bounce_packages_of library result)
  set(packages "")
  get_target_property(deps ${library} BOUNCE_DEPS)
  foreach(dep IN LISTS deps)
    if(dep MATCHES "^bounce(::|_)(.+)$")
      bounce_packages_of(bounce_${CMAKE_MATCH_2} below)
      list(APPEND packages ${below})
    elseif(dep MATCHES "^([A-Za-z0-9]+)::")
      list(APPEND packages ${CMAKE_MATCH_1})
    endif()
  endforeach()
  # The one package whose targets do not begin with its name.
  list(TRANSFORM packages REPLACE "^SQLite$" "SQLite3")
  list(REMOVE_DUPLICATES packages)
  set(${result} ${packages} PARENT_SCOPE)
endfunction()

set(bounce_components "")
set(bounce_needs "")
foreach(library IN LISTS bounce_installed)
  get_target_property(component ${library} EXPORT_NAME)
  list(APPEND bounce_components ${component})
  bounce_packages_of(${library} packages)
  string(APPEND bounce_needs "set(bounce_needs_${component} \"${packages}\")\n")
endforeach()

install(TARGETS ${bounce_installed} EXPORT bounce_targets
        ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
if(bounce_header_folders)
  list(TRANSFORM bounce_header_folders PREPEND "${PROJECT_SOURCE_DIR}/include/bounce/"
       OUTPUT_VARIABLE bounce_headers)
  set(bounce_headers_to "${CMAKE_INSTALL_INCLUDEDIR}/bounce")
else()
  set(bounce_headers "${PROJECT_SOURCE_DIR}/include/bounce")
  set(bounce_headers_to "${CMAKE_INSTALL_INCLUDEDIR}")
endif()
install(DIRECTORY ${bounce_headers} DESTINATION "${bounce_headers_to}" FILES_MATCHING PATTERN "*.hpp")
install(EXPORT bounce_targets NAMESPACE bounce:: DESTINATION "${bounce_package_dir}")
if(TARGET bounce)
  install(TARGETS bounce RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()

configure_package_config_file(
  "${CMAKE_CURRENT_LIST_DIR}/bounce-config.cmake.in" "${PROJECT_BINARY_DIR}/bounce-config.cmake"
  INSTALL_DESTINATION "${bounce_package_dir}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/bounce-config-version.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/bounce-config.cmake"
              "${PROJECT_BINARY_DIR}/bounce-config-version.cmake"
        DESTINATION "${bounce_package_dir}")
