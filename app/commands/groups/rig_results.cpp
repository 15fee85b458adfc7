// SPDX-License-Identifier: Apache-2.0
#include "app/commands/groups/rig_results.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "app/commands/alternative_pictures.h"
#include "calib/groups/find_groups.h"
#include "calib/groups/rig_solution.h"
#include "model/core/evaluation.h"
#include "model/core/io/calibration_file.h"

namespace camframe {

namespace {

bool counts(const Calibration& c) {
    return c.status == CalibrationStatus::Ok && c.camFromBase && c.covariance;
}

/// Something for a person to look at: a toss-up until then.
void doubt(Calibration& c, std::string reason) {
    constexpr double kUnknown = 0.5;
    c.status = CalibrationStatus::Review;
    c.quality.risk = std::max(kUnknown, c.quality.risk.value_or(1));
    c.reasons.push_back(std::move(reason));
}

/// What there is to say about a camera-episode.
struct Place {
    RigPlace rig;
    bool tookPart = false;  ///< Its own frames did.
    bool oneOfTwo = false;  ///< It is alone against another camera: one of them is wrong, nobody knows which.
};

/// Brings a result in line with the place that the rig gives it.
RigCheck applyRig(Calibration& c, const Place& at) {
    const RigPlace& place = at.rig;
    if (at.tookPart && at.oneOfTwo) {
        doubt(c,
              "This camera and another one of the rig contradict each other in this episode: look which of "
              "them "
              "shows the drawn robot where it is.");
        return RigCheck::Contradicts;
    }
    if (at.tookPart) {
        c.camFromBase = place.camFromBase;
        c.covariance = place.covariance;
        return RigCheck::Joined;
    }
    if (c.camFromBase && c.covariance) {
        const PoseDifference d =
            poseDifference(place.camFromBase, place.covariance, *c.camFromBase, *c.covariance);
        if (d.beyondBump() && d.significant()) {
            doubt(c, fmt::format(
                         "The other cameras of the rig place this one {:.1f} mm and {:.2f} deg elsewhere: "
                         "look whether the drawn robot fits, or whether the camera was moved.",
                         d.millimetres, d.degrees));
            return RigCheck::Contradicts;
        }
    }
    c.camFromBase = place.camFromBase;
    c.covariance = place.covariance;
    c.camFromBaseGuess.reset();
    doubt(
        c,
        "The pose is where the other cameras of the rig place this one: look whether the drawn robot fits.");
    return RigCheck::Filled;
}

}  // namespace

std::string_view toString(RigCheck check) {
    switch (check) {
        case RigCheck::Joined:
            return "joined";
        case RigCheck::Filled:
            return "filled";
        case RigCheck::Contradicts:
            return "contradicts";
        case RigCheck::Untouched:
            return "untouched";
    }
    return {};
}

Result<std::vector<RigResult>> solveRigResults(std::span<const StoredCalibration> results,
                                               const std::filesystem::path& out) {
    std::map<std::string, int> cameras;
    std::vector<RigObservation> observations;
    std::vector<int> observationOf(results.size(), -1);
    for (size_t i = 0; i < results.size(); ++i) {
        const Calibration& c = results[i].calibration;
        if (!counts(c)) continue;
        const auto camera = cameras.try_emplace(c.cameraName, static_cast<int>(cameras.size())).first;
        observationOf[i] = static_cast<int>(observations.size());
        observations.push_back({c.episode, camera->second, *c.camFromBase, *c.covariance});
    }
    if (cameras.size() < 2)
        return inputError(
            "There are no two cameras with a pose that is `ok`: calibrate or review them first.");
    const auto rig = solveRig(observations, static_cast<int>(cameras.size()));
    if (!rig) return tl::unexpected(rig.error());
    std::map<int, size_t> places;
    for (size_t e = 0; e < rig->episodes.size(); ++e) places[rig->episodes[e]] = e;
    std::map<int, int> agreeing, contradicting;  // observations, by episode
    for (size_t i = 0; i < observations.size(); ++i)
        ++(rig->tookPart[i] ? agreeing : contradicting)[observations[i].episode];
    std::vector<std::string> names;
    for (const auto& [name, index] : cameras) names.push_back(name);

    std::vector<RigResult> report;
    for (size_t i = 0; i < results.size(); ++i) {
        Calibration c = results[i].calibration;
        RigResult one{calibrationPath(out, c.episode, c.cameraName), c.episode, c.cameraName};
        const auto place = places.find(c.episode);
        const auto camera = cameras.find(c.cameraName);
        if (c.edits.empty() && place != places.end() && camera != cameras.end()) {
            const int own = observationOf[i];
            Place at{rig->places[place->second][static_cast<size_t>(camera->second)]};
            at.tookPart = own >= 0 && rig->tookPart[static_cast<size_t>(own)];
            at.oneOfTwo = agreeing[c.episode] < 2 && contradicting[c.episode] > 0;
            if (c.camFromBase) {
                const PoseError moved = comparePoses(*c.camFromBase, at.rig.camFromBase);
                one.movedDegrees = moved.rotationDeg;
                one.movedMillimetres = moved.translationMm;
            }
            one.check = applyRig(c, at);
            c.inputs["rig"] = fmt::format("{}", fmt::join(names, ","));
            c.inputs["rig_check"] = toString(one.check);
        }
        one.status = c.status;
        std::error_code error;
        const bool inPlace = std::filesystem::equivalent(results[i].path, one.path, error) && !error;
        if (!inPlace) c.alternatives.clear();  // their pictures stay where they are
        if (one.check != RigCheck::Untouched || !inPlace)
            if (auto written = writeCalibration(c, one.path); !written)
                return tl::unexpected(written.error());
        report.push_back(std::move(one));
    }
    return report;
}

}  // namespace camframe
