list(APPEND sources ${folder}/camera_server.cpp)
