# Debian splits OpenCV into one package a module but keeps its CMake configuration in a package that pulls in all of them
# and half a desktop; the few modules that the SDK needs are found here one by one.
find_path(LimnerOpenCV_INCLUDE_DIR opencv2/core.hpp PATH_SUFFIXES opencv4)
set(modules core imgproc dnn ml)
set(required)
foreach(module IN LISTS modules)
    find_library(LimnerOpenCV_${module} opencv_${module})
    list(APPEND required LimnerOpenCV_${module})
endforeach()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LimnerOpenCV REQUIRED_VARS LimnerOpenCV_INCLUDE_DIR ${required})
foreach(module IN LISTS modules)
    if(LimnerOpenCV_FOUND AND NOT TARGET opencv::${module})
        add_library(opencv::${module} UNKNOWN IMPORTED)
        set_target_properties(opencv::${module} PROPERTIES IMPORTED_LOCATION ${LimnerOpenCV_${module}}
            INTERFACE_INCLUDE_DIRECTORIES ${LimnerOpenCV_INCLUDE_DIR}
            INTERFACE_SYSTEM_INCLUDE_DIRECTORIES ${LimnerOpenCV_INCLUDE_DIR})
    endif()
endforeach()
