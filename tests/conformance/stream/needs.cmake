list(APPEND sources ${CMAKE_CURRENT_SOURCE_DIR}/integration/stream/camera_server.cpp)
