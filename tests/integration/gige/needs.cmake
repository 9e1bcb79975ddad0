list(APPEND sources ${folder}/fake_camera.cpp ${PROJECT_SOURCE_DIR}/devices/gige/gvcp_socket.cpp)
