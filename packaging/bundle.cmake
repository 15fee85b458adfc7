# Part of `cmake --install`, component "bundle": copies the libraries that the programs need, Qt's plugins and Qt's own
# texts to lib/camframe. Expects PROGRAMS, QT_PLUGINS and QT_TRANSLATIONS (folders).
set(libraries "${CMAKE_INSTALL_PREFIX}/lib/camframe")

set(plugins)
foreach(plugin IN ITEMS platforms/libqxcb platforms/libqoffscreen xcbglintegrations/libqxcb-glx-integration
        xcbglintegrations/libqxcb-egl-integration sqldrivers/libqsqlite imageformats/libqjpeg imageformats/libqsvg
        iconengines/libqsvgicon renderers/libopenglrenderer renderers/librhirenderer)
    set(file ${QT_PLUGINS}/${plugin}.so)
    if(EXISTS ${file})
        list(APPEND plugins ${file})
        cmake_path(GET plugin PARENT_PATH kind)
        file(INSTALL DESTINATION ${libraries}/plugins/${kind} TYPE MODULE FILES ${file})
    endif()
endforeach()

# Equally new C and C++ libraries are expected on the machine, and the Vulkan loader, which goes with its drivers.
file(GET_RUNTIME_DEPENDENCIES EXECUTABLES ${PROGRAMS} MODULES ${plugins} RESOLVED_DEPENDENCIES_VAR needed
     UNRESOLVED_DEPENDENCIES_VAR missing
     PRE_EXCLUDE_REGEXES "^ld-linux" "^lib(c|m|dl|rt|pthread|resolv|stdc\\+\\+|gcc_s|vulkan)\\.so"
     POST_EXCLUDE_REGEXES "/ld-linux")
if(missing)
    message(FATAL_ERROR "These libraries were not found: ${missing}")
endif()
file(INSTALL DESTINATION ${libraries} TYPE SHARED_LIBRARY FOLLOW_SYMLINK_CHAIN FILES ${needed})

file(GLOB texts ${QT_TRANSLATIONS}/qtbase_de.qm ${QT_TRANSLATIONS}/qtbase_ja.qm ${QT_TRANSLATIONS}/qtbase_zh_CN.qm)
file(INSTALL DESTINATION ${libraries}/translations TYPE FILE FILES ${texts})
