# SPDX-License-Identifier: Apache-2.0
# Installs the program, moves the folder, and runs it there without anything of this environment.
file(REMOVE_RECURSE ${WORK})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/first
                RESULT_VARIABLE result OUTPUT_QUIET ERROR_VARIABLE message)
if(result)
    message(FATAL_ERROR "installing failed: ${message}")
endif()
file(RENAME ${WORK}/first ${WORK}/moved)
execute_process(COMMAND env -i HOME=${WORK} ${WORK}/moved/bin/camframe bench render --widths 64 --frames 1 --seconds 0
                        --backend cpu --quiet --json
                WORKING_DIRECTORY / RESULT_VARIABLE result OUTPUT_VARIABLE text ERROR_VARIABLE message)
execute_process(COMMAND env -i ldd ${WORK}/moved/bin/camframe OUTPUT_VARIABLE libraries)
file(REMOVE_RECURSE ${WORK})
if(result OR NOT text MATCHES "\"equations, full detail\"")
    message(FATAL_ERROR "the moved program failed: ${message}")
endif()
if(NOT libraries MATCHES "moved/bin/../lib/libopencv_core")
    message(FATAL_ERROR "the moved program does not take its libraries along: ${libraries}")
endif()
