# OpenCV's named components only. Debian ships OpenCVConfig.cmake in a package that also pulls in highgui and
# with it a second Qt; the components alone are enough and are found here.
find_path(OPENCV_INCLUDE_DIR opencv2/core.hpp PATH_SUFFIXES opencv4)
set(_required OPENCV_INCLUDE_DIR)
foreach(component core imgproc imgcodecs video calib3d features2d dnn)
    find_library(OPENCV_${component}_LIBRARY opencv_${component})
    list(APPEND _required OPENCV_${component}_LIBRARY)
endforeach()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenCVComponents REQUIRED_VARS ${_required})
if(OpenCVComponents_FOUND)
    foreach(component core imgproc imgcodecs video calib3d features2d dnn)
        if(NOT TARGET OpenCV::${component})
            add_library(OpenCV::${component} UNKNOWN IMPORTED)
            set_target_properties(OpenCV::${component} PROPERTIES
                IMPORTED_LOCATION ${OPENCV_${component}_LIBRARY}
                INTERFACE_INCLUDE_DIRECTORIES ${OPENCV_INCLUDE_DIR})
        endif()
    endforeach()
endif()
mark_as_advanced(${_required})
