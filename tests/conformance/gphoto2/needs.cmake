include(${CMAKE_CURRENT_SOURCE_DIR}/integration/gphoto2/needs.cmake)
