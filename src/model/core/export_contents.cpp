// SPDX-License-Identifier: Apache-2.0
#include "model/core/export_contents.h"

namespace camframe {

std::string_view toString(ExportFormat format) {
    switch (format) {
        case ExportFormat::Hdf5:
            return "hdf5";
        case ExportFormat::Json:
            return "json";
        case ExportFormat::Coco:
            return "coco";
        case ExportFormat::Bop:
            return "bop";
        case ExportFormat::Masks:
            return "masks";
        case ExportFormat::Depth:
            return "depth";
        case ExportFormat::Droid:
            return "droid";
        case ExportFormat::Robotwin:
            return "robotwin";
        case ExportFormat::Ros:
            return "ros";
        case ExportFormat::Lerobot:
            return "lerobot";
        case ExportFormat::Calibrations:
            return "calibrations";
    }
    return "";
}

double estimatedExportBytes(ExportFormat format, LabelContents labels, int frames, int width, int height) {
    if (format == ExportFormat::Calibrations) return 3e3;
    if (width <= 0 || height <= 0) {
        width = 640;
        height = 480;
    }
    // Numbers of motion hardly compress. Texts of masks lie uncompressed in HDF5's heap: runs of the columns
    // that the robot covers, of three parts and some ten links, twice each.
    double fixed = 60e3, each = 520;
    if (labels != LabelContents::None) each += 190;
    if (labels == LabelContents::Masks) {
        fixed += 25e3;
        each += 5000 + 8 * width + 4 * height;
    }
    return fixed + each * frames;
}

}  // namespace camframe
