// SPDX-License-Identifier: Apache-2.0
/// What camframe exports is what it imports: calibrations, masks and depth go out and come in again.
#include <gmock/gmock.h>

#include "app/export_fixture.h"
#include "model/core/io/droid_lists.h"
#include "model/core/io/input_files.h"
#include "support/transform_matchers.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using test::contentsOf;
using test::demoRecording;
using test::DemoResults;
using test::DualArmRecording;
using test::exported;
using test::posesNear;
using test::runCamframe;
using test::TempDir;

Episode demoEpisode() {
    return (*openDataset(demoRecording()))->readEpisode(0).value();
}

TEST(RoundTrip, CalibrationsOfEveryExport) {
    const TempDir dir;
    const Episode episode = demoEpisode();
    const std::string camera = episode.cameras.front().name;
    const auto original = readCalibration(calibrationPath(DemoResults::get().results, 0, camera));
    ASSERT_TRUE(original) << original.error().message;
    for (const auto& [format, file, withK] : {std::tuple<std::string, std::string, bool>{"droid", "", true},
                                              {"ros", "episode_000000/static_transforms.sh", false},
                                              {"calibrations", "", true}}) {
        SCOPED_TRACE(format);
        const fs::path out = exported(DemoResults::get().results, format, dir / format);
        const fs::path back = dir / (format + "_back");
        const auto in =
            runCamframe({"calibration", "import", (file.empty() ? out : out / file).string(), "--dataset",
                         demoRecording().string(), "--robot", "demo", "--out", back.string()});
        ASSERT_EQ(in.exitCode, 0) << in.err << in.out;
        const auto read = readCalibration(calibrationPath(back, 0, camera));
        ASSERT_TRUE(read) << read.error().message;
        ASSERT_TRUE(read->camFromBase);
        EXPECT_TRUE(posesNear(*read->camFromBase, *original->camFromBase, 1e-6, 1e-6));
        if (withK) {
            EXPECT_LT((read->camera.matrix() - original->camera.matrix()).cwiseAbs().maxCoeff(), 1e-6)
                << "of the recorded pictures, not of DROID's";
        }
    }
}

/// Cameras may have any name in our own lists; in published ones a list that is no serial number's is a note.
TEST(RoundTrip, NamesOfCamerasAreKnownFromTheManifest) {
    const TempDir dir;
    const fs::path out = exported(DemoResults::get().results, "droid", dir / "droid");
    const std::string camera = demoEpisode().cameras.front().name;
    EXPECT_TRUE(DroidLists::readFolder(out)->camFromBase("000000", camera));
    EXPECT_TRUE(DroidLists::readFolder(out)->intrinsics("000000", camera, 640, 480));
    fs::remove(out / "manifest.json");
    EXPECT_FALSE(DroidLists::readFolder(out)->camFromBase("000000", camera));
    EXPECT_FALSE(DroidLists::readFolder(out)->intrinsics("000000", camera, 640, 480));
}

TEST(RoundTrip, MasksOfTwoArmsAreTheMasksOfACalibration) {
    const TempDir dir;
    const auto& dual = DualArmRecording::get();
    const fs::path out = exported(dual.results, "masks", dir / "masks");
    const Episode episode = (*openDataset(dual.recording))->readEpisode(0).value();
    const CameraStream& camera = episode.cameras.front();
    for (const bool several : {false, true}) {
        const auto masks = NumberedPictures::openMasks(out, 0, several, camera, episode.frameCount);
        ASSERT_TRUE(masks) << masks.error().message;
        for (int t = 0; t < episode.frameCount; ++t) {
            const auto mask = masks->mask(t);
            ASSERT_TRUE(mask && *mask) << (mask ? "none" : mask.error().message);
            // Left and right arm together: all of this robot belongs to one of them.
            ImageU8 both(camera.width, camera.height);
            for (const char* arm : {"left", "right"}) {
                const auto one = readMask(out / "episode_000000" / camera.name / arm / "all" /
                                          fmt::format("{:06}.png", t));
                ASSERT_TRUE(one) << one.error().message;
                for (size_t i = 0; i < both.data.size(); ++i) both.data[i] |= one->data[i];
            }
            EXPECT_EQ(**mask, both) << "frame " << t;
            EXPECT_GT(std::ranges::count(both.data, 255), 500);
        }
    }
    EXPECT_FALSE(NumberedPictures::openMasks(out, 1, true, camera, episode.frameCount));
}

TEST(RoundTrip, ExportedMasksAreEvidenceForCalibrate) {
    const TempDir dir;
    const fs::path out = exported(DemoResults::get().results, "masks", dir / "masks");
    const auto run = runCamframe({"calibrate", demoRecording().string(), "--robot", "demo", "--masks",
                                  out.string(), "--out", (dir / "again").string(), "--quiet"});
    ASSERT_EQ(run.exitCode, 0) << run.err;
    const std::string camera = demoEpisode().cameras.front().name;
    const auto original = readCalibration(calibrationPath(DemoResults::get().results, 0, camera)),
               found = readCalibration(calibrationPath(dir / "again", 0, camera));
    ASSERT_TRUE(original && found);
    ASSERT_TRUE(found->camFromBase);
    // Masks of the true pose: it is found again.
    EXPECT_TRUE(posesNear(*found->camFromBase, *original->camFromBase, 0.005, 0.003));
}

TEST(RoundTrip, DepthIsTheDepthOfARecording) {
    const TempDir dir;
    const fs::path out = exported(DemoResults::get().results, "depth", dir / "out");
    fs::rename(out / "episode_000000", dir / "depth");
    Episode episode = demoEpisode();
    episode.folder = dir.path();
    const CameraStream& camera = episode.cameras.front();
    const auto depth = NumberedPictures::openDepth(episode, camera);
    ASSERT_TRUE(depth) << depth.error().message;
    for (int t = 0; t < episode.frameCount; ++t) {
        const auto picture = depth->depthMm(t);
        ASSERT_TRUE(picture && *picture) << t;
        EXPECT_GT(std::ranges::count_if((*picture)->data, [](uint16_t mm) { return mm > 100; }), 500);
    }
}

}  // namespace
}  // namespace camframe
