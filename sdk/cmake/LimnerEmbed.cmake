# limner_embed(TARGET HEADER FUNCTION FILE...): compiles text files into TARGET, so that what is data stays data in the
# repository. HEADER declares limner::FUNCTION(), which returns the files as a std::span<const EmbeddedFile>.
# As a script (cmake -P), it writes the source of one such function.
if(CMAKE_SCRIPT_MODE_FILE)
    set(entries "")
    foreach(file IN LISTS FILES)
        get_filename_component(name ${file} NAME_WE)
        file(READ ${file} text)
        string(APPEND entries "    {\"${name}\", R\"limner_text(${text})limner_text\"},\n")
    endforeach()
    file(WRITE ${OUTPUT} "#include \"${HEADER}\"\n\n#include <array>\n\nnamespace limner {\n\n\
std::span<const EmbeddedFile> ${FUNCTION}() noexcept {\n    static constexpr auto files = std::to_array<EmbeddedFile>({\n\
${entries}    });\n    return files;\n}\n\n}  // namespace limner\n")
    return()
endif()

function(limner_embed target header function)
    set(output ${CMAKE_CURRENT_BINARY_DIR}/${function}.cpp)
    set(script ${PROJECT_SOURCE_DIR}/sdk/cmake/LimnerEmbed.cmake)
    add_custom_command(OUTPUT ${output} DEPENDS ${ARGN} ${script} VERBATIM
        COMMAND ${CMAKE_COMMAND} "-DOUTPUT=${output}" "-DHEADER=${header}" "-DFUNCTION=${function}" "-DFILES=${ARGN}" -P ${script})
    target_sources(${target} PRIVATE ${output})
endfunction()
