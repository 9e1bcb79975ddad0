list(APPEND sources ${folder}/zfm_emulator.cpp)
