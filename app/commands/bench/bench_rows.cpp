// SPDX-License-Identifier: Apache-2.0
#include "app/commands/bench/bench_rows.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace camframe::bench {

namespace {

constexpr Row startRow(std::string_view name, std::string_view title, double error, bool orbits) {
    return {
        .name = name, .title = title, .given = Given::ExactMasks, .startError = error, .startOrbits = orbits};
}

constexpr Row wrongKRow(std::string_view name, std::string_view title, Given given, double percent) {
    return {
        .name = name, .title = title, .given = given, .focalErrorPercent = percent, .countsForRecall = false};
}

constexpr auto kRows = std::to_array<Row>({
    {.name = "masks", .title = "exact masks", .given = Given::ExactMasks},
    {.name = "degraded", .title = "degraded masks", .given = Given::DegradedMasks, .frames = 40},
    {.name = "depth",
     .title = "degraded masks, depth camera",
     .given = Given::DegradedMasks,
     .frames = 40,
     .depth = true},
    {.name = "clip", .title = "nothing given, clip"},
    {.name = "depth-clip", .title = "nothing given but a depth camera", .depth = true},
    {.name = "stills", .title = "nothing given, 5-20 stills", .frames = 20, .stills = true},
    {.name = "mark", .title = "a mark only", .given = Given::Mark},
    startRow("start1", "masks, start off by 1 deg, 1 cm", 1, false),
    startRow("start5", "masks, start off by 5 deg, 5 cm", 5, false),
    startRow("start10", "masks, start off by 10 deg, 10 cm", 10, false),
    startRow("start20", "masks, start off by 20 deg, 20 cm", 20, false),
    startRow("start40", "masks, start off by 40 deg, 40 cm", 40, false),
    startRow("start60", "masks, start off by 60 deg, 60 cm", 60, false),
    startRow("orbit20", "masks, start 20 deg around the robot, 20 cm", 20, true),
    startRow("orbit60", "masks, start 60 deg around the robot, 60 cm", 60, true),
    {.name = "k-refined",
     .title = "masks, K off by 10 %, refined",
     .given = Given::ExactMasks,
     .focalErrorPercent = 10,
     .refineIntrinsics = true},
    {.name = "k-clip-refined",
     .title = "nothing given, K off by 10 %, refined",
     .focalErrorPercent = 10,
     .refineIntrinsics = true,
     .countsForRecall = false},
    wrongKRow("k-wrong", "masks, K off by 10 %, unnoticed", Given::ExactMasks, 10),
    wrongKRow("k-clip-wrong", "nothing given, K off by 10 %, unnoticed", Given::Nothing, 10),
    wrongKRow("k-near", "masks, K off by 1.5 %, unnoticed", Given::ExactMasks, 1.5),
    wrongKRow("k-clip-near", "nothing given, K off by 1.5 %, unnoticed", Given::Nothing, 1.5),
    {.name = "k-unknown",
     .title = "masks, K unknown",
     .given = Given::ExactMasks,
     .unknownIntrinsics = true,
     .countsForRecall = false},
    {.name = "lag",
     .title = "masks, video late or early by 1-5 frames",
     .given = Given::ExactMasks,
     .lagFrames = 5,
     .countsForRecall = false},
    {.name = "lag-clip",
     .title = "nothing given, video late or early by 1-5 frames",
     .lagFrames = 5,
     .countsForRecall = false},
    {.name = "bumped",
     .title = "nothing given, camera bumped mid-clip",
     .camera = CameraMotion::Bumped,
     .countsForRecall = false},
    {.name = "bumped-masks",
     .title = "masks, camera bumped mid-clip",
     .given = Given::ExactMasks,
     .camera = CameraMotion::Bumped,
     .countsForRecall = false},
    {.name = "wrist",
     .title = "nothing given, camera on the wrist",
     .frames = 16,
     .camera = CameraMotion::OnWrist,
     .countsForRecall = false},
    {.name = "occluder", .title = "nothing given, a board in front", .occluder = true},
    {.name = "short", .title = "nothing given, short motion", .shortMotion = true},
    {.name = "short-masks", .title = "masks, short motion", .given = Given::ExactMasks, .shortMotion = true},
    {.name = "poor", .title = "nothing given, noise, blur, strong JPEG", .poorPictures = true},
    {.name = "dual",
     .title = "masks, second arm's base displaced, refined",
     .given = Given::ExactMasks,
     .displacedArm = true,
     .refineArmBases = true,
     .countsForRecall = false},
    {.name = "dual-clip",
     .title = "nothing given, second arm's base displaced, refined",
     .displacedArm = true,
     .refineArmBases = true,
     .countsForRecall = false},
    {.name = "dual-wrong",
     .title = "masks, second arm's base displaced, unnoticed",
     .given = Given::ExactMasks,
     .displacedArm = true,
     .countsForRecall = false},
    {.name = "dual-clip-wrong",
     .title = "nothing given, second arm's base displaced, unnoticed",
     .displacedArm = true,
     .countsForRecall = false},
});

}  // namespace

std::span<const Row> allRows() {
    return kRows;
}

std::string filmOf(const Row& row) {
    return fmt::format(
        "{} frames, stills {}, lag {}, camera {}, occluder {}, short {}, poor {}, displaced {}", row.frames,
        row.stills, row.lagFrames, static_cast<int>(row.camera), row.occluder, row.shortMotion,
        row.poorPictures, row.displacedArm);
}

Result<std::vector<Row>> chooseRows(const std::vector<std::string>& names) {
    if (names.empty()) return std::vector<Row>(kRows.begin(), kRows.end());
    const auto fits = [](const std::string& wanted, std::string_view name) {
        if (wanted.ends_with('*')) return name.starts_with(wanted.substr(0, wanted.size() - 1));
        return name == wanted;
    };
    for (const std::string& wanted : names)
        if (std::ranges::none_of(kRows, [&](const Row& row) { return fits(wanted, row.name); })) {
            std::string known;
            for (const Row& row : kRows) known += (known.empty() ? "" : ", ") + std::string(row.name);
            return makeError(ErrorKind::Usage, "There is no row '{}' in the benchmark; choose from {}.",
                             wanted, known);
        }
    std::vector<Row> out;
    for (const Row& row : kRows)
        if (std::ranges::any_of(names, [&](const std::string& wanted) { return fits(wanted, row.name); }))
            out.push_back(row);
    return out;
}

}  // namespace camframe::bench
