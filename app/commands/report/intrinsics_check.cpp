// SPDX-License-Identifier: Apache-2.0
#include "app/commands/report/intrinsics_check.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace camframe {

namespace {

double focal(const CameraModel& lens) {
    return 0.5 * (lens.fx + lens.fy);
}

void compareWithPublished(CameraIntrinsics& camera, const GivenIntrinsics& published) {
    camera.publishedF = 0.5 * (published.k(0, 0) + published.k(1, 1));
    camera.publishedCx = published.k(0, 2);
    camera.publishedCy = published.k(1, 2);
    const double off = camera.f / *camera.publishedF - 1;
    if (std::abs(off) > kIntrinsicsTolerance)
        camera.warnings.push_back(
            fmt::format("The focal length is {:.1f} % {} the published one, and so is every depth.",
                        100 * std::abs(off), off > 0 ? "above" : "below"));
    const double dx = camera.cx - *camera.publishedCx, dy = camera.cy - *camera.publishedCy;
    if (std::abs(dx) > kIntrinsicsTolerance * camera.width ||
        std::abs(dy) > kIntrinsicsTolerance * camera.height)
        camera.warnings.push_back(
            fmt::format("The principal point is {:+.1f}, {:+.1f} px from the published one.", dx, dy));
}

}  // namespace

std::vector<CameraIntrinsics> checkIntrinsics(const ReportRows& rows, const IntrinsicsInput& published) {
    struct Values {
        std::vector<double> f, cx, cy;
        std::map<std::string, size_t> sources;
        std::pair<double, int> smallest{1e300, 0}, largest{-1, 0};
        std::array<size_t, 3> statuses{};
        bool anisotropic = false;
    };
    std::map<std::tuple<std::string, int, int>, Values> groups;
    for (const ReportRow& row : rows.rows) {
        Values& values = groups[{row.camera, row.lens.width, row.lens.height}];
        ++values.statuses[static_cast<size_t>(row.status)];
        if (!row.camFromBase) continue;
        const double f = focal(row.lens);
        values.f.push_back(f);
        values.cx.push_back(row.lens.cx);
        values.cy.push_back(row.lens.cy);
        ++values.sources[std::string(toString(row.intrinsicsSource))];
        values.smallest = std::min(values.smallest, {f, row.episode});
        values.largest = std::max(values.largest, {f, row.episode});
        values.anisotropic =
            values.anisotropic || std::abs(row.lens.fx / row.lens.fy - 1) > kIntrinsicsTolerance;
    }
    std::vector<CameraIntrinsics> out;
    for (const auto& [key, values] : groups) {
        CameraIntrinsics camera;
        std::tie(camera.camera, camera.width, camera.height) = key;
        camera.statuses = values.statuses;
        camera.results = values.f.size();
        if (camera.results > 0) {
            camera.f = *quantile(values.f, 0.5);
            camera.cx = *quantile(values.cx, 0.5);
            camera.cy = *quantile(values.cy, 0.5);
            std::tie(camera.smallestF, camera.smallestEpisode) = values.smallest;
            std::tie(camera.largestF, camera.largestEpisode) = values.largest;
            for (const auto& [source, count] : values.sources)
                camera.sources += (camera.sources.empty() ? "" : ", ") + source +
                                  (values.sources.size() > 1 ? fmt::format(" {}", count) : "");
            const auto apart = std::ranges::count_if(
                values.f, [&](double f) { return std::abs(f / camera.f - 1) > kIntrinsicsTolerance; });
            if (apart > 0)
                camera.warnings.push_back(fmt::format(
                    "Episodes disagree: f is {:.1f} px in episode {} and {:.1f} px in episode {}; {} of {} "
                    "lie more than "
                    "2 % from the median. A camera's f does not change: fix it with --intrinsics.",
                    camera.smallestF, camera.smallestEpisode, camera.largestF, camera.largestEpisode, apart,
                    camera.results));
            if (values.anisotropic)
                camera.warnings.push_back(
                    "fx and fy differ by more than 2 %: was the picture stretched on one side?");
            if (const GivenIntrinsics* given = published.find(camera.camera))
                compareWithPublished(camera, *given);
        }
        out.push_back(std::move(camera));
    }
    return out;
}

}  // namespace camframe
