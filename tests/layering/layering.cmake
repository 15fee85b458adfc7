# Reads every #include of app/ and src/ and compares it with the allowed directions:
#
#     app         -> views, model_qt, calib, render, model_core
#     views       -> model_qt, model_core
#     model_qt    -> model_core
#     calib       -> render, model_core
#     render      -> model_core
#     model_core  -> nothing of ours
#
# Also keeps Qt out of model_core, render and calib, and heavy libraries out of public headers.
# Run as: cmake -DROOT=<project> -P layering.cmake
cmake_minimum_required(VERSION 3.25)

set(rooms model/core model/qt render calib views)
set(allowed_model/core model/core)
set(allowed_model/qt model/qt model/core)
set(allowed_render render model/core)
set(allowed_calib calib render model/core)
set(allowed_views views model/qt model/core)

# Headers of these libraries may not appear in the headers of these rooms (only inside .cpp files).
set(private_libraries "opencv2/|libav|hdf5|urdf_|assimp/|nlohmann/|vulkan/|ceres/|tinyxml|yaml-cpp/")

set(errors 0)
set(checked 0)
foreach(room IN LISTS rooms)
    file(GLOB_RECURSE files ${ROOT}/src/${room}/*.h ${ROOT}/src/${room}/*.cpp)
    foreach(file IN LISTS files)
        math(EXPR checked "${checked} + 1")
        file(RELATIVE_PATH short ${ROOT} ${file})
        file(STRINGS ${file} includes REGEX "^[ \t]*#[ \t]*include")
        foreach(line IN LISTS includes)
            if(line MATCHES "\"([^\"]+)\"")
                set(target "${CMAKE_MATCH_1}")
                set(ok FALSE)
                set(known FALSE)
                foreach(other IN LISTS rooms)
                    if(target MATCHES "^${other}/")
                        set(known TRUE)
                        if(other IN_LIST allowed_${room})
                            set(ok TRUE)
                        endif()
                    endif()
                endforeach()
                if(target MATCHES "^(app|tests)/")
                    set(known TRUE)
                endif()
                if(known AND NOT ok)
                    message(SEND_ERROR "${short}: ${room} may not include ${target}")
                    math(EXPR errors "${errors} + 1")
                elseif(NOT known AND NOT EXISTS ${ROOT}/src/${target} AND NOT target MATCHES "\\.moc$|_spv\\.h$")
                    message(SEND_ERROR "${short}: include our own headers by their path from src/: ${target}")
                    math(EXPR errors "${errors} + 1")
                endif()
            elseif(line MATCHES "<([^>]+)>")
                set(target "${CMAKE_MATCH_1}")
                if(room MATCHES "^(model/core|render|calib)$" AND target MATCHES "^(Qt|Q[A-Z])")
                    message(SEND_ERROR "${short}: Qt stays out of ${room}: ${target}")
                    math(EXPR errors "${errors} + 1")
                endif()
                if(room MATCHES "^(model/core|render|calib)$" AND file MATCHES "\\.h$"
                   AND NOT short MATCHES "/(cost|vulkan|detail)/" AND target MATCHES "${private_libraries}")
                    message(SEND_ERROR "${short}: ${target} belongs into a .cpp file")
                    math(EXPR errors "${errors} + 1")
                endif()
            endif()
        endforeach()
    endforeach()
endforeach()

if(checked LESS 20)
    message(FATAL_ERROR "Only ${checked} files were found under ${ROOT}/src; is ROOT right?")
endif()
if(errors GREATER 0)
    message(FATAL_ERROR "${errors} include(s) break the layering")
endif()
message(STATUS "layering: ${checked} files follow the allowed directions")
