# Writes a C++ file that holds the JSON files of a folder as text (see model/core/io/detail/embedded_file.h). Run as:
#     cmake -DOUT=<file.cpp> -DFOLDER=<resources/profiles> -DFUNCTION=<embeddedProfiles> -P EmbedProfiles.cmake
cmake_minimum_required(VERSION 3.25)

file(GLOB profiles ${FOLDER}/*.json)
list(SORT profiles)
set(entries "")
foreach(profile IN LISTS profiles)
    file(READ ${profile} text)
    cmake_path(GET profile STEM name)
    string(APPEND entries "    {\"${name}\", R\"profile(${text})profile\"},\n")
endforeach()
file(WRITE ${OUT}
"// Written by cmake/EmbedProfiles.cmake.
#include \"model/core/io/detail/embedded_file.h\"

namespace camframe {

std::span<const EmbeddedFile> ${FUNCTION}() {
    static constexpr EmbeddedFile files[] = {
${entries}    };
    return files;
}

}  // namespace camframe
")
