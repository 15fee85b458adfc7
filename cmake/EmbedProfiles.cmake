# Writes a C++ file that holds the profiles as text. Run as:
#     cmake -DOUT=<file.cpp> -DFOLDER=<resources/profiles> -P EmbedProfiles.cmake
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
"// Written by cmake/EmbedProfiles.cmake from resources/profiles.
#include \"model/core/io/detail/profile_file.h\"

namespace camframe {

namespace {

constexpr EmbeddedProfile profiles[] = {
${entries}};

}  // namespace

std::span<const EmbeddedProfile> embeddedProfiles() { return profiles; }

}  // namespace camframe
")
