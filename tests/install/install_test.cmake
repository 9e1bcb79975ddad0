# See CMakeLists.txt.
set(prefix ${WORK}/prefix)
file(REMOVE_RECURSE ${prefix} ${WORK}/consumer ${WORK}/driver)

function(run)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE failed OUTPUT_VARIABLE output ERROR_VARIABLE output)
    message("${output}")
    if(failed)
        list(JOIN ARGN " " words)
        message(FATAL_ERROR "failed: ${words}")
    endif()
endfunction()

function(build_against_prefix name source)
    run(${CMAKE_COMMAND} -S ${source} -B ${WORK}/${name} -G ${GENERATOR} -DCMAKE_PREFIX_PATH=${prefix}
        -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_COMPILER=${C_COMPILER} -DCMAKE_CXX_COMPILER=${CXX_COMPILER}
        "-DCMAKE_CXX_FLAGS=${CXX_FLAGS} -Wall -Wextra -Wpedantic -Werror")
    run(${CMAKE_COMMAND} --build ${WORK}/${name})
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
build_against_prefix(consumer ${SOURCE}/tests/install/consumer)
set(ENV{LIMNER_DRIVERS} ${prefix}/${LIBDIR}/limner/drivers)
run(${WORK}/consumer/consumer)
run(${prefix}/bin/limner --version)

build_against_prefix(driver ${SOURCE}/devices/template)
file(GLOB_RECURSE module ${WORK}/driver/*.so)
get_filename_component(modules ${module} DIRECTORY)
set(ENV{LIMNER_DRIVERS} ${modules})
set(ENV{ACME_CAMERAS} 1)
run(${WORK}/consumer/consumer template)
run(${prefix}/bin/limner conform ${module})
