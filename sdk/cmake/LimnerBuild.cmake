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
    # Without this sloppiness ccache passes over everything that uses a precompiled header.
    set(launcher ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${LIMNER_CCACHE})
    set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()

option(LIMNER_PRECOMPILE "Read the headers of other projects that most sources share once for each target" OFF)

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

# limner_precompile(TARGET [HEADER...]): the standard library's headers and the given ones, precompiled for the target where
# LIMNER_PRECOMPILE is on. Headers of the project are never among them: one change would compile everything anew.
function(limner_precompile target)
    if(NOT LIMNER_PRECOMPILE)
        return()
    endif()
    list(TRANSFORM ARGN REPLACE "(.+)" "<\\1>" OUTPUT_VARIABLE headers)
    target_precompile_headers(${target} PRIVATE <algorithm> <array> <charconv> <chrono> <cmath> <condition_variable> <cstring>
        <deque> <filesystem> <fstream> <functional> <map> <memory> <mutex> <optional> <set> <span> <sstream> <string> <thread>
        <vector> ${headers})
    limner_use_precompiled(${target})
endfunction()

# limner_precompile_as(TARGET OTHER): what was precompiled for OTHER, whose compile options are TARGET's.
function(limner_precompile_as target other)
    if(LIMNER_PRECOMPILE)
        target_precompile_headers(${target} REUSE_FROM ${other})
        limner_use_precompiled(${target})
    endif()
endfunction()

# For ccache: it has to see which precompiled header a source uses. What g++ 12 says of std::string's own copies is wrong, and comes
# and goes with the order in which it reads functions; builds without precompiled headers keep these warnings.
function(limner_use_precompiled target)
    target_compile_options(${target} PRIVATE -fpch-preprocess -Wno-array-bounds -Wno-restrict
        -Wno-stringop-overflow -Wno-stringop-overread)
endfunction()

# limner_driver(NAME SOURCES a.cpp... [LIBRARIES lib...] [CODECS]): one driver module with its manifest NAME.driver.toml.
# CODECS links the SDK's image codecs into the module, invisible outside it.
function(limner_driver name)
    cmake_parse_arguments(PARSE_ARGV 1 driver "CODECS" "" "SOURCES;LIBRARIES")
    add_library(limner_${name} MODULE ${driver_SOURCES})
    set_target_properties(limner_${name} PROPERTIES PREFIX "" CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
        LIBRARY_OUTPUT_DIRECTORY ${LIMNER_DRIVER_DIR})
    target_link_libraries(limner_${name} PRIVATE limner_driver limner_warnings ${driver_LIBRARIES})
    # Some of their libraries ask for it, and all read one precompiled header.
    target_compile_options(limner_${name} PRIVATE -pthread)
    limner_precompile_as(limner_${name} limner_driver_headers)
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
