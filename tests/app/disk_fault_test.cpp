// SPDX-License-Identifier: Apache-2.0
// Full disks and power cuts, through the library of tests/support/fault_shim.cpp.
#include <gmock/gmock.h>

#include <cstdlib>

#include "app/export_fixture.h"
#include "support/fault_log.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using test::demoRecording;
using test::DiskStep;
using test::FailingDisk;
using test::runCamframe;
using test::TempDir;
using test::treeOf;
using ::testing::HasSubstr;

/// The library, for programs that are started while this lives.
class Shim {
public:
    explicit Shim(const std::string& name, const std::string& value, const fs::path& folder) : m_name(name) {
        setenv("LD_PRELOAD", CAMFRAME_FAULT_SHIM, 1);
        setenv("CAMFRAME_FAULT_FOLDER", folder.c_str(), 1);
        setenv(name.c_str(), value.c_str(), 1);
    }
    ~Shim() {
        unsetenv("LD_PRELOAD");
        unsetenv("CAMFRAME_FAULT_FOLDER");
        unsetenv(m_name.c_str());
    }
    Shim(const Shim&) = delete;
    Shim& operator=(const Shim&) = delete;

private:
    std::string m_name;
};

struct Results {
    TempDir dir;
    fs::path folder = dir / "results";
    Results() { test::writeTrueResults(demoRecording(), "", folder); }
};

std::vector<std::string> exporting(const fs::path& results, const char* format, const fs::path& out) {
    return {"export", results.string(), "--format", format, "--out", out.string(), "--quiet"};
}

class DiskFault : public ::testing::TestWithParam<const char*> {};

/// After every step of an export a power cut leaves, under each final name, nothing or the whole file.
TEST_P(DiskFault, APowerCutLeavesWholeFilesOrNone) {
    const Results results;
    const fs::path out = fs::canonical(results.dir.path()) / "out", log = results.dir / "log";
    {
        const Shim shim("CAMFRAME_FAULT_LOG", log.string(), out);
        const auto run = runCamframe(exporting(results.folder, GetParam(), out));
        ASSERT_EQ(run.exitCode, 0) << run.err;
    }
    const std::vector<DiskStep> steps = test::readDiskLog(log);
    const auto written = treeOf(out);
    ASSERT_FALSE(written.empty());
    FailingDisk disk;
    int cuts = 0;
    for (const DiskStep& step : steps) {
        disk.apply(step);
        ++cuts;
        for (const auto& [path, bytes] : disk.afterPowerCut()) {
            const std::string name = fs::path(path).lexically_relative(out).string();
            const auto whole = written.find(name);
            if (whole == written.end() || name.find("journal") != std::string::npos)
                continue;  // temporary, or grows
            ASSERT_TRUE(bytes == whole->second) << name << " after step " << cuts << " of " << steps.size();
        }
    }
    EXPECT_GT(cuts, 5);
    // The record is complete: replayed to the end it is what lies there.
    for (const auto& [name, bytes] : written) {
        const auto replayed = disk.asWritten().find((out / name).string());
        ASSERT_NE(replayed, disk.asWritten().end()) << name;
        EXPECT_TRUE(replayed->second == bytes) << name;
    }
}

/// Wherever the disk becomes full, that is said in one sentence, old files stay and no part of a new one is
/// left.
TEST_P(DiskFault, AFullDiskIsSaidAndLeavesNoPart) {
    const Results results;
    const fs::path out = fs::canonical(results.dir.path()) / "out";
    ASSERT_EQ(runCamframe(exporting(results.folder, GetParam(), out)).exitCode, 0);
    const auto whole = treeOf(out);
    size_t all = 0;
    for (const auto& [name, bytes] : whole) all += bytes.size();
    for (const size_t bytes : {size_t{0}, size_t{100}, all / 4, all / 2}) {
        SCOPED_TRACE(bytes);
        fs::remove_all(out);
        fs::create_directories(out);
        std::ofstream(out / "kept.txt") << "mine";
        const Shim shim("CAMFRAME_FAULT_BYTES", std::to_string(bytes), out);
        const auto run = runCamframe(exporting(results.folder, GetParam(), out));
        EXPECT_EQ(run.exitCode, 1) << run.err;
        const auto lines = run.errorLines();
        ASSERT_EQ(lines.size(), 1U) << run.err;
        EXPECT_THAT(lines[0], HasSubstr(out.string()));
        EXPECT_THAT(lines[0],
                    ::testing::AnyOf(HasSubstr("No space left"), HasSubstr("disk"), HasSubstr("space")));
        auto left = treeOf(out);
        EXPECT_EQ(left["kept.txt"], "mine");
        left.erase("kept.txt");
        for (const auto& [name, data] : left) {
            if (name.find("journal") != std::string::npos) continue;
            EXPECT_TRUE(whole.contains(name)) << name << " is left over";
            if (whole.contains(name)) {
                EXPECT_TRUE(whole.at(name) == data) << name << " is a part";
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Formats, DiskFault, ::testing::Values("hdf5", "json"),
                         [](const auto& format) { return std::string(format.param); });

}  // namespace
}  // namespace camframe
