list(APPEND sources ${CMAKE_CURRENT_SOURCE_DIR}/integration/zfm/zfm_emulator.cpp)
