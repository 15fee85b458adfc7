# camframe_library(NAME SOURCES... ): one static library per room, with the project's warnings.
add_library(camframe_options INTERFACE)
target_compile_options(camframe_options INTERFACE -Wall -Wextra -Wnon-virtual-dtor -Woverloaded-virtual
    # In batches of files, names of other files would pass for shadowed ones; `dev` compiles one by one.
    $<$<NOT:$<BOOL:${CMAKE_UNITY_BUILD}>>:-Wshadow>
    # Coverage and depth must not depend on whether the compiler fuses multiply-adds.
    -ffp-contract=off)
if(CAMFRAME_WERROR)
    target_compile_options(camframe_options INTERFACE -Werror)
endif()
if(CAMFRAME_FUZZ)
    target_compile_options(camframe_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(CAMFRAME_SANITIZE)
    target_compile_definitions(camframe_options INTERFACE CAMFRAME_SANITIZED)
    target_compile_options(camframe_options INTERFACE -fsanitize=${CAMFRAME_SANITIZE} -fno-omit-frame-pointer
        -fno-sanitize-recover=all
        # GCC sees uninitialised optionals in instrumented code that are not there; the plain builds do warn.
        $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
    target_link_options(camframe_options INTERFACE -fsanitize=${CAMFRAME_SANITIZE})
endif()

function(camframe_library name)
    add_library(${name} STATIC ${ARGN})
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(${name} PRIVATE camframe_options)
endfunction()
