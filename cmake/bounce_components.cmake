# BOUNCE_COMPONENTS builds a lower part of the tree alone, for those who only want that: the layers named
# and what they stand on, their headers, nothing else. None of them needs more than a C++ compiler.

set(BOUNCE_COMPONENTS "" CACHE STRING
    "Build and install only these libraries and what they need: base, minimio, runtime; empty: everything")

set(bounce_needed_by_base base)
set(bounce_needed_by_minimio base minimio)
set(bounce_needed_by_runtime base minimio runtime)

set(bounce_header_folders "")
if(BOUNCE_COMPONENTS)
  set(BOUNCE_LAYERS "")
  foreach(component IN LISTS BOUNCE_COMPONENTS)
    if(NOT DEFINED bounce_needed_by_${component})
      message(FATAL_ERROR "bounce: BOUNCE_COMPONENTS: there is no \"${component}\"; "
                          "base, minimio and runtime can be built alone")
    endif()
    list(APPEND bounce_header_folders ${bounce_needed_by_${component}})
  endforeach()
  list(REMOVE_DUPLICATES bounce_header_folders)
  list(TRANSFORM bounce_header_folders PREPEND src/ OUTPUT_VARIABLE BOUNCE_LAYERS)
  # These need more than the layers, or would build it.
  foreach(part IN ITEMS MODULES TESTS EXAMPLES BENCH FUZZ)
    set(BOUNCE_${part} OFF)
  endforeach()
endif()
