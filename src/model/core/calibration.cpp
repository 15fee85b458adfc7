// SPDX-License-Identifier: Apache-2.0
#include "model/core/calibration.h"

namespace camframe {

std::string_view toString(CalibrationStatus status) {
    switch (status) {
        case CalibrationStatus::Ok:
            return "ok";
        case CalibrationStatus::Review:
            return "review";
        case CalibrationStatus::Failed:
            return "failed";
    }
    return "failed";
}

std::string_view toString(IntrinsicsSource source) {
    switch (source) {
        case IntrinsicsSource::Given:
            return "given";
        case IntrinsicsSource::Dataset:
            return "dataset";
        case IntrinsicsSource::Table:
            return "table";
        case IntrinsicsSource::Estimated:
            return "estimated";
        case IntrinsicsSource::Refined:
            return "refined";
        case IntrinsicsSource::Edited:
            return "edited";
    }
    return "dataset";
}

}  // namespace camframe
