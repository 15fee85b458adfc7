// SPDX-License-Identifier: Apache-2.0
#include <QCoreApplication>

#include "fuzz/fuzz_target.h"
#include "fuzz/scratch.h"
#include "model/qt/project_rescue.h"
#include "model/qt/review/review_store.h"
#include "model/qt/undo/edit_camera_command.h"
#include "views/tiny_recording.h"

namespace camframe::fuzz {

namespace {

namespace fs = std::filesystem;

/// Qt finds its database drivers through the application.
void needApplication() {
    static int argc = 1;
    static char name[] = "fuzz";
    static char* argv[] = {name, nullptr};
    if (!QCoreApplication::instance()) static QCoreApplication application(argc, argv);
}

QString pathOf(const fs::path& file) {
    return QString::fromStdString(file.string());
}

/// SQLite's companions of an earlier input would be taken for this one's.
void writeDatabase(const fs::path& file, const std::string& bytes) {
    for (const char* suffix : {"-wal", "-shm", "-journal"}) fs::remove(file.string() + suffix);
    writeBytes(file, bytes);
}

std::string project() {
    needApplication();
    const test::TempDir dir;
    {
        const auto document = ProjectDocument::open(test::tinyRecording(), pathOf(dir / "p.camframe"));
        if (!document) return {};
        pushPose(**document, 0, EditAction::NudgeCamera, test::movedPose(0.01));
        pushPose(**document, 0, EditAction::NudgeCamera, test::movedPose(0.02));
    }
    return bytesOf(dir / "p.camframe");
}

std::string reviewList() {
    needApplication();
    const test::TempDir dir;
    {
        const auto list = ReviewStore::create(pathOf(dir / "l.camreview"), {});
        ReviewItem item;
        item.camera = QStringLiteral("left");
        if (!list || !(*list)->add({&item, 1})) return {};
    }
    return bytesOf(dir / "l.camreview");
}

}  // namespace

/// What is rescued of a damaged project is one that opens.
void readRescued(const fs::path& file) {
    const fs::path rescuedFile = rescuedProjectPath(pathOf(file)).toStdString();
    for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(rescuedFile.string() + suffix);
    const auto rescued = rescueProject(pathOf(file), *test::tinyRecording());
    if (!accepted(rescued)) return;
    const auto document = ProjectDocument::open(test::tinyRecording(), rescued->path);
    if (!document) throw BrokenPromise("what was rescued is damaged: " + document.error().message);
}

std::vector<FuzzTarget> databaseTargets() {
    const auto dir = std::make_shared<test::TempDir>();
    const auto seedsOf = [](std::string (*write)()) {
        return [write] {
            std::string bytes = write();
            return bytes.empty() ? std::vector<std::string>() : std::vector{std::move(bytes)};
        };
    };
    return {{"project", 60, seedsOf(project),
             [dir](const std::string& bytes) {
                 needApplication();
                 writeDatabase(*dir / "p.camframe", bytes);
                 const auto document =
                     ProjectDocument::open(test::tinyRecording(), pathOf(*dir / "p.camframe"));
                 if (!accepted(document)) {
                     readRescued(*dir / "p.camframe");
                     return false;
                 }
                 const auto& pose = (*document)->camera(0).camFromBase;
                 if (pose && !pose->matrix().allFinite()) throw BrokenPromise("a pose that is not finite");
                 return true;
             }},
            {"review_list", 60, seedsOf(reviewList), [dir](const std::string& bytes) {
                 needApplication();
                 writeDatabase(*dir / "l.camreview", bytes);
                 const auto list = ReviewStore::open(pathOf(*dir / "l.camreview"));
                 if (!accepted(list)) return false;
                 return accepted((*list)->items()) && accepted((*list)->source());
             }}};
}

}  // namespace camframe::fuzz
