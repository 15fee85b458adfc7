// SPDX-License-Identifier: Apache-2.0
// Writes a large LeRobot v3 dataset for `camframe bench datasets`: short episodes, 500 to a file, every video
// file the same one.
#include <CLI/CLI.hpp>
#include <iostream>

#include "support/lerobot_set.h"

int main(int argc, char** argv) {
    CLI::App app("Writes a large LeRobot v3 dataset whose pictures show their number");
    std::string folder, codec = "av1";
    int episodes = 100'000, frames = 20;
    camframe::test::LeRobotRecipe recipe{
        .cameras = {"observation.images.top"}, .episodesPerFile = 500, .oneVideo = true, .statistics = true};
    app.add_option("FOLDER", folder, "Must not exist")->required();
    app.add_option("--episodes", episodes)->check(CLI::Range(1, 10'000'000))->capture_default_str();
    app.add_option("--frames", frames, "Per episode")->check(CLI::Range(1, 30))->capture_default_str();
    app.add_option("--codec", codec)->check(CLI::IsMember({"av1", "h264"}))->capture_default_str();
    app.add_option("--key-interval", recipe.keyInterval)->check(CLI::Range(1, 1000))->capture_default_str();
    app.add_option("--width", recipe.width)->check(CLI::Range(160, 4096))->capture_default_str();
    app.add_option("--height", recipe.height)->check(CLI::Range(64, 4096))->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    if (codec == "av1") {
        recipe.encoder = "libsvtav1";
        recipe.parameters = "preset=12";
    }
    recipe.lengths.assign(static_cast<size_t>(episodes), frames);
    if (std::filesystem::exists(folder) || !camframe::test::writeLeRobotSet(folder, recipe)) {
        std::cerr << "The folder exists, or DuckDB's library or the encoder " << recipe.encoder
                  << " is missing.\n";
        return 1;
    }
}
