# The camera is a module of libgphoto2's, on a USB that umockdev answers for.
pkg_check_modules(umockdev IMPORTED_TARGET umockdev-1.0)
find_program(LIMNER_UMOCKDEV_WRAPPER umockdev-wrapper)
pkg_check_modules(gphoto2 IMPORTED_TARGET libgphoto2 libgphoto2_port)
if(umockdev_FOUND AND LIMNER_UMOCKDEV_WRAPPER)
    if(NOT TARGET limner_photo_camlib)
        add_library(limner_photo_camlib MODULE ${CMAKE_CURRENT_SOURCE_DIR}/support/drivers/photo_camlib.cpp)
        set_target_properties(limner_photo_camlib PROPERTIES PREFIX "" OUTPUT_NAME photo_camlib
            LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/Testing/camlibs)
        target_link_libraries(limner_photo_camlib PRIVATE PkgConfig::gphoto2 limner_warnings)
    endif()
    list(APPEND launcher ${LIMNER_UMOCKDEV_WRAPPER})
    list(APPEND libraries PkgConfig::umockdev)
    list(APPEND sources ${CMAKE_CURRENT_SOURCE_DIR}/integration/gphoto2/photo_on_usb.cpp)
    set_source_files_properties(${CMAKE_CURRENT_SOURCE_DIR}/integration/gphoto2/photo_on_usb.cpp PROPERTIES
        COMPILE_DEFINITIONS LIMNER_PHOTO_CAMLIBS="${PROJECT_BINARY_DIR}/Testing/camlibs"
        OBJECT_DEPENDS ${PROJECT_BINARY_DIR}/Testing/camlibs/photo_camlib.so)
else()
    message(STATUS "  tests left out:   ${label}_${name}: umockdev is not installed (Debian: umockdev, libumockdev-dev)")
    set(is_left_out ON)
endif()
