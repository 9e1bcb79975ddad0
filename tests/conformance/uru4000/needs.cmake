include(${CMAKE_CURRENT_SOURCE_DIR}/integration/uru4000/needs.cmake)
list(REMOVE_ITEM sources ${folder}/simulated_reader.cpp)
list(APPEND sources ${CMAKE_CURRENT_SOURCE_DIR}/integration/uru4000/simulated_reader.cpp)
