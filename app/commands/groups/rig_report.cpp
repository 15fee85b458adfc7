// SPDX-License-Identifier: Apache-2.0
#include "app/commands/groups/rig_report.h"

#include <algorithm>
#include <map>
#include <set>

#include "calib/groups/find_groups.h"

namespace camframe {

namespace {

constexpr double kTimesMedian = 5;

struct Placed {
    int episode = 0;
    RigidTransform pose = RigidTransform::Identity();
};

double medianOf(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

/// Distance of two poses in units of a bump.
double bumps(const PoseError& e) {
    return std::max(e.rotationDeg / kBumpDegrees, e.translationMm / kBumpMillimetres);
}

/// Index of the pose that is nearest to all others.
size_t mostCentral(const std::vector<Placed>& poses) {
    constexpr size_t kMost = 200;
    const size_t step = (poses.size() + kMost - 1) / kMost;
    size_t best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (size_t i = 0; i < poses.size(); i += step) {
        double sum = 0;  // of what each can be off at most, so that a few wrong ones do not pull
        for (size_t k = 0; k < poses.size(); k += step)
            sum += std::min(10.0, bumps(comparePoses(poses[k].pose, poses[i].pose)));
        if (sum < least) {
            least = sum;
            best = i;
        }
    }
    return best;
}

/// How far each pose is from the most central one.
struct Spread {
    RigidTransform centre = RigidTransform::Identity();
    std::map<int, PoseError> off;  ///< By episode.
    double medianDegrees = 0, medianMillimetres = 0;

    explicit Spread(const std::vector<Placed>& poses) : centre(poses[mostCentral(poses)].pose) {
        std::vector<double> degrees, millimetres;
        for (const Placed& placed : poses) {
            const PoseError e = comparePoses(placed.pose, centre);
            off[placed.episode] = e;
            degrees.push_back(e.rotationDeg);
            millimetres.push_back(e.translationMm);
        }
        medianDegrees = medianOf(degrees);
        medianMillimetres = medianOf(millimetres);
    }
    bool odd(int episode) const {
        const auto found = off.find(episode);
        if (found == off.end()) return false;
        return found->second.rotationDeg > std::max(kBumpDegrees, kTimesMedian * medianDegrees) ||
               found->second.translationMm > std::max(kBumpMillimetres, kTimesMedian * medianMillimetres);
    }
};

}  // namespace

RigReport compareRig(std::span<const StoredCalibration> results) {
    std::map<int, std::map<std::string, RigidTransform>> episodes;
    std::map<std::string, std::vector<Placed>> cameras;
    for (const StoredCalibration& stored : results) {
        const Calibration& c = stored.calibration;
        if (!c.camFromBase) continue;
        if (episodes[c.episode].emplace(c.cameraName, *c.camFromBase).second)
            cameras[c.cameraName].push_back({c.episode, *c.camFromBase});
    }
    RigReport report;
    std::map<std::pair<std::string, std::string>, std::vector<Placed>> relative;
    for (const auto& [episode, poses] : episodes) {
        if (poses.size() >= 2) ++report.episodes;
        for (auto a = poses.begin(); a != poses.end(); ++a)
            for (auto b = std::next(a); b != poses.end(); ++b)
                relative[{a->first, b->first}].push_back({episode, b->second * a->second.inverse()});
    }
    std::map<std::pair<std::string, std::string>, Spread> spreads;
    for (const auto& [pair, poses] : relative) {
        const Spread spread(poses);
        RigPair out{pair.first, pair.second, static_cast<int>(poses.size()), spread.centre};
        out.medianDegrees = spread.medianDegrees;
        out.medianMillimetres = spread.medianMillimetres;
        for (const auto& [episode, e] : spread.off) {
            out.worstDegrees = std::max(out.worstDegrees, e.rotationDeg);
            out.worstMillimetres = std::max(out.worstMillimetres, e.translationMm);
        }
        report.pairs.push_back(std::move(out));
        spreads.emplace(pair, spread);
    }
    std::map<std::string, Spread> own;
    for (const auto& [camera, poses] : cameras) own.emplace(camera, Spread(poses));
    for (const auto& [episode, poses] : episodes) {
        std::map<std::string, int> oddPairs, allPairs;
        PoseError worst;
        bool any = false;
        for (const auto& [pair, spread] : spreads) {
            if (!spread.off.contains(episode)) continue;
            for (const std::string& camera : {pair.first, pair.second}) {
                ++allPairs[camera];
                oddPairs[camera] += spread.odd(episode) ? 1 : 0;
            }
            const PoseError& e = spread.off.at(episode);
            if (spread.odd(episode) && (!any || bumps(e) > bumps(worst))) worst = e;
            any = any || spread.odd(episode);
        }
        if (!any) continue;
        std::vector<std::string> named;
        for (const auto& [camera, odd] : oddPairs)
            if (odd > 0 && odd == allPairs[camera] && own.at(camera).odd(episode)) named.push_back(camera);
        if (named.size() != 1) {
            // In all pairs that are off, whatever its own pose says (the robot may have been moved besides).
            named.clear();
            if (poses.size() > 2)
                for (const auto& [camera, odd] : oddPairs)
                    if (odd == allPairs[camera]) named.push_back(camera);
        }
        if (named.empty()) named.emplace_back();
        for (const std::string& camera : named)
            report.odd.push_back({episode, camera, worst.rotationDeg, worst.translationMm});
    }
    std::ranges::stable_sort(report.odd, std::greater<>{}, [](const OddCamera& odd) {
        return std::max(odd.degrees / kBumpDegrees, odd.millimetres / kBumpMillimetres);
    });
    return report;
}

}  // namespace camframe
