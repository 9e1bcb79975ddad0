include(${CMAKE_CURRENT_SOURCE_DIR}/integration/libfprint/needs.cmake)
