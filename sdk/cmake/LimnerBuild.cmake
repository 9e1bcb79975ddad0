# How every target of the project is built.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)
set(LIMNER_DRIVER_DIR ${PROJECT_BINARY_DIR}/drivers)
set(LIMNER_MODELS_DIR ${PROJECT_SOURCE_DIR}/build/models)

find_program(LIMNER_CCACHE ccache)
if(LIMNER_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER AND NOT CMAKE_CXX_CLANG_TIDY)
    set(CMAKE_C_COMPILER_LAUNCHER ${LIMNER_CCACHE})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${LIMNER_CCACHE})
endif()

add_library(limner_warnings INTERFACE)
target_compile_options(limner_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Werror
    $<$<COMPILE_LANGUAGE:CXX>:-Wconversion -Wnon-virtual-dtor -Woverloaded-virtual -Wno-missing-field-initializers>)

# Adds the sources of the folders, each relative to the caller's, to a target.
function(limner_add_folders target)
    foreach(folder IN LISTS ARGN)
        file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp)
        target_sources(${target} PRIVATE ${sources})
    endforeach()
endfunction()

# limner_driver(NAME SOURCES a.cpp... [LIBRARIES lib...] [CODECS]): one driver module with its manifest NAME.driver.toml.
# CODECS links the SDK's image codecs into the module, invisible outside it.
function(limner_driver name)
    cmake_parse_arguments(PARSE_ARGV 1 driver "CODECS" "" "SOURCES;LIBRARIES")
    add_library(limner_${name} MODULE ${driver_SOURCES})
    set_target_properties(limner_${name} PROPERTIES PREFIX "" CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
        LIBRARY_OUTPUT_DIRECTORY ${LIMNER_DRIVER_DIR})
    target_link_libraries(limner_${name} PRIVATE limner_driver limner_warnings ${driver_LIBRARIES})
    if(driver_CODECS)
        target_link_libraries(limner_${name} PRIVATE limner_core)
        target_link_options(limner_${name} PRIVATE LINKER:--exclude-libs,ALL)
    endif()
    configure_file(${name}.driver.toml ${LIMNER_DRIVER_DIR}/${name}.driver.toml COPYONLY)
    install(TARGETS limner_${name} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/limner/drivers)
    install(FILES ${name}.driver.toml DESTINATION ${CMAKE_INSTALL_LIBDIR}/limner/drivers)
    set_property(GLOBAL APPEND PROPERTY LIMNER_DRIVERS_BUILT ${name})
endfunction()

# limner_driver_option(NAME FOUND WHY): declares LIMNER_DRIVER_<NAME>, on where what it needs was found; sets
# LIMNER_BUILD_<NAME> for the caller and remembers WHY for the summary where the driver is left out.
function(limner_driver_option name found why)
    string(TOUPPER ${name} upper)
    option(LIMNER_DRIVER_${upper} "Build the ${name} driver" ON)
    set(build OFF)
    if(NOT LIMNER_DRIVER_${upper})
        set_property(GLOBAL APPEND PROPERTY LIMNER_DRIVERS_LEFT "${name}: turned off by LIMNER_DRIVER_${upper}")
    elseif(NOT found)
        set_property(GLOBAL APPEND PROPERTY LIMNER_DRIVERS_LEFT "${name}: ${why}")
    else()
        set(build ON)
    endif()
    set(LIMNER_BUILD_${upper} ${build} PARENT_SCOPE)
endfunction()

function(limner_print_summary)
    get_property(built GLOBAL PROPERTY LIMNER_DRIVERS_BUILT)
    get_property(left GLOBAL PROPERTY LIMNER_DRIVERS_LEFT)
    list(JOIN built ", " built)
    message(STATUS "Limner ${PROJECT_VERSION}, ${CMAKE_BUILD_TYPE}")
    message(STATUS "  drivers built:    ${built}")
    foreach(line IN LISTS left)
        message(STATUS "  driver left out:  ${line}")
    endforeach()
    if(NOT ZXing_FOUND)
        message(STATUS "  barcodes left out: zxing-cpp (libzxing-dev) was not found")
    endif()
    message(STATUS "  samples: ${LIMNER_BUILD_SAMPLES}   tests: ${BUILD_TESTING}   benchmarks: ${LIMNER_BUILD_BENCH}   fuzz: ${LIMNER_BUILD_FUZZ}")
endfunction()
