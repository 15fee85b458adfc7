# SPDX-License-Identifier: Apache-2.0
# Installs the programs, moves the folder, and runs them there without anything of this environment.
file(REMOVE_RECURSE ${WORK})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/first
                RESULT_VARIABLE result OUTPUT_QUIET ERROR_VARIABLE message)
if(result)
    message(FATAL_ERROR "installing failed: ${message}")
endif()
file(RENAME ${WORK}/first "${WORK}/moved here")
set(moved "${WORK}/moved here")
execute_process(COMMAND env -i HOME=${WORK} ${moved}/bin/camframe bench render --widths 64 --frames 1 --seconds 0
                        --backend cpu --quiet --json
                WORKING_DIRECTORY / RESULT_VARIABLE result OUTPUT_VARIABLE text ERROR_VARIABLE message)
execute_process(COMMAND env -i ldd ${moved}/bin/camframe OUTPUT_VARIABLE libraries)
set(window 0)
if(EXISTS "${moved}/AppRun")
    execute_process(COMMAND env -i HOME=${WORK} QT_QPA_PLATFORM=offscreen QT_DEBUG_PLUGINS=1 ${moved}/AppRun --version
                    WORKING_DIRECTORY / RESULT_VARIABLE window OUTPUT_VARIABLE version ERROR_VARIABLE plugins)
endif()
file(REMOVE_RECURSE ${WORK})
if(result OR NOT text MATCHES "\"equations, full detail\"")
    message(FATAL_ERROR "the moved program failed: ${message}")
endif()
if(NOT libraries MATCHES "moved here/bin/../lib/camframe/libopencv_core")
    message(FATAL_ERROR "the moved program does not take its libraries along: ${libraries}")
endif()
if(window OR (DEFINED version AND NOT version MATCHES "camframe-studio "))
    message(FATAL_ERROR "the moved window failed: ${plugins}")
endif()
if(DEFINED version AND NOT plugins MATCHES "moved here/lib/camframe/plugins/platforms")
    message(FATAL_ERROR "the moved window takes Qt's plugins from elsewhere: ${plugins}")
endif()
