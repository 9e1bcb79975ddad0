list(APPEND sources ${CMAKE_CURRENT_SOURCE_DIR}/integration/gige/fake_camera.cpp
    ${PROJECT_SOURCE_DIR}/devices/gige/gvcp_socket.cpp)
