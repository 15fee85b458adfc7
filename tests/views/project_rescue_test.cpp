// SPDX-License-Identifier: Apache-2.0
#include "model/qt/project_rescue.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QFileInfo>
#include <algorithm>
#include <fstream>
#include <random>

#include "app/studio/project_opening.h"
#include "model/qt/undo/edit_camera_command.h"
#include "support/temp_dir.h"
#include "support/transform_matchers.h"
#include "views/execute_sql.h"
#include "views/tiny_recording.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;
using test::posesNear;
using test::tinyPose;
using test::tinyRecording;

constexpr size_t kPage = 4096;
constexpr int kKeypoints = 400;

std::string rescuedBytes(const QString& path) {
    std::ifstream stream(path.toStdString(), std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}
void write(const QString& path, const std::string& bytes) {
    std::ofstream(path.toStdString(), std::ios::binary) << bytes;
}

/// A project of both cameras with many keypoints and a mask in each frame, closed again.
class ProjectRescue : public ::testing::Test {
protected:
    void SetUp() override {
        std::mt19937 random(9);
        auto opened = openProjectOrRescued(m_recording, m_path);
        ASSERT_TRUE(opened) << opened.error().message;
        ProjectDocument& document = **opened;
        for (const int camera : {0, 1}) {
            CameraEdit edit;
            edit.camFromBase = tinyPose();
            edit.keypoints.emplace();
            for (int i = 0; i < kKeypoints; ++i) {
                Keypoint keypoint;
                keypoint.id = document.newKeypointId(camera);
                keypoint.frame = i % 6;
                keypoint.link = i % 3;
                keypoint.pixel = {i * 0.125, 48 - i * 0.0625};
                edit.keypoints->push_back(keypoint);
            }
            edit.masks.emplace();
            for (int frame = 0; frame < 6; ++frame) {
                ImageU8 mask(64, 48);
                // Noise, which does not compress.
                for (auto& value : mask.data) value = random() % 2 ? 255 : 0;
                (*edit.masks)[frame] = std::make_shared<const FrameMask>(FrameMask{mask, {}, false});
            }
            document.undoStack().push(
                new EditCameraCommand(document, camera, EditAction::EnterPose, std::move(edit)));
        }
        m_saved = document.cameras();
        opened->reset();
        m_bytes = rescuedBytes(m_path);
        ASSERT_GT(m_bytes.size(), 20 * kPage);
        ASSERT_FALSE(QFileInfo::exists(m_path + u"-wal"_s));
    }

    /// Damages the file and rescues it; the damaged one must stay as it is.
    Result<RescuedProject> rescue(const std::string& bytes) {
        write(m_path, bytes);
        const auto rescued = rescueProject(m_path, *m_recording);
        EXPECT_TRUE(rescuedBytes(m_path) == bytes) << "the damaged file was changed";
        return rescued;
    }

    /// What was rescued is nothing but what was saved.
    void expectOnlyWhatWasSaved(const ProjectDocument& document) {
        for (size_t c = 0; c < m_saved.size(); ++c) {
            const CameraState& state = document.cameras()[c];
            if (state.camFromBase) {
                EXPECT_TRUE(posesNear(*state.camFromBase, tinyPose(), 0, 1e-15));
            }
            for (const Keypoint& keypoint : state.keypoints)
                EXPECT_TRUE(std::ranges::find(m_saved[c].keypoints, keypoint) != m_saved[c].keypoints.end());
            for (const auto& [frame, mask] : state.masks) EXPECT_EQ(*mask, *m_saved[c].masks.at(frame));
        }
    }

    test::TempDir m_folder;
    QString m_path = QString::fromStdString((m_folder / "p.camframe").string());
    std::shared_ptr<Recording> m_recording = tinyRecording();
    std::vector<CameraState> m_saved;
    std::string m_bytes;
};

TEST_F(ProjectRescue, ALostFirstPageCostsNothing) {
    std::string bytes = m_bytes;
    std::fill_n(bytes.begin(), kPage, '\0');
    const auto rescued = rescue(bytes);
    ASSERT_TRUE(rescued) << rescued.error().message;
    EXPECT_EQ(rescued->cameras, 2);
    EXPECT_EQ(rescued->keypoints, 2 * kKeypoints);
    EXPECT_EQ(rescued->masks, 12);
    EXPECT_EQ(rescued->edits, 2);
    EXPECT_FALSE(rescued->unreadableParts);
    const auto document = openProjectOrRescued(m_recording, m_path);
    ASSERT_TRUE(document) << document.error().message;
    EXPECT_EQ((*document)->path(), rescued->path);
    for (size_t c = 0; c < m_saved.size(); ++c)
        EXPECT_EQ((*document)->cameras()[c].keypoints, m_saved[c].keypoints);
    expectOnlyWhatWasSaved(**document);
    EXPECT_EQ((*document)->newKeypointId(0), kKeypoints + 1);
}

TEST_F(ProjectRescue, WhateverPageIsLostTheOthersAreRead) {
    std::mt19937 random(4);
    int most = 0, complete = 0, damagedFiles = 0;
    for (size_t page = 0; page < m_bytes.size() / kPage; ++page) {
        SCOPED_TRACE(page);
        std::string bytes = m_bytes;
        for (size_t i = 0; i < kPage; ++i) bytes[page * kPage + i] = static_cast<char>(random());
        write(m_path, bytes);
        if (ProjectDocument::open(m_recording, m_path)) continue;  // a page that nothing needs
        ++damagedFiles;
        const auto rescued = rescue(bytes);
        ASSERT_TRUE(rescued) << rescued.error().message;
        const auto document = openProjectOrRescued(m_recording, m_path);
        ASSERT_TRUE(document) << document.error().message;
        expectOnlyWhatWasSaved(**document);
        most = std::max(most, 2 * kKeypoints - rescued->keypoints);
        complete += rescued->cameras == 2 && rescued->keypoints == 2 * kKeypoints && rescued->masks == 12;
        ASSERT_TRUE(QFile::remove(rescued->path));
    }
    EXPECT_GT(damagedFiles, 15);
    EXPECT_GT(complete, damagedFiles / 3) << "indices, undo steps and single masks lose no keypoint";
    RecordProperty("most_keypoints_lost", most);
}

TEST_F(ProjectRescue, OfHalfAFileTheHalfIsRead) {
    const auto rescued = rescue(m_bytes.substr(0, m_bytes.size() / 2));
    ASSERT_TRUE(rescued) << rescued.error().message;
    EXPECT_TRUE(rescued->unreadableParts);
    EXPECT_GT(rescued->keypoints + rescued->masks, 0);
    const auto document = openProjectOrRescued(m_recording, m_path);
    ASSERT_TRUE(document) << document.error().message;
    expectOnlyWhatWasSaved(**document);
}

TEST_F(ProjectRescue, RowsWithoutSenseAreLeftOut) {
    test::executeSql(m_path, u"UPDATE cameras SET cam_from_base = '[1, 2, 3]' WHERE name = 'left'"_s);
    test::executeSql(m_path, u"UPDATE keypoints SET frame = 1000 WHERE id = 7"_s);
    test::executeSql(m_path, u"UPDATE masks SET robot = x'00ff' WHERE frame = 2 AND camera = 'right'"_s);
    const auto rescued = rescue(rescuedBytes(m_path));
    ASSERT_TRUE(rescued) << rescued.error().message;
    EXPECT_EQ(rescued->cameras, 1);
    EXPECT_EQ(rescued->keypoints, 2 * kKeypoints - 2);
    EXPECT_EQ(rescued->masks, 11);
    EXPECT_EQ(rescued->damagedRows, 4);
    const auto document = openProjectOrRescued(m_recording, m_path);
    ASSERT_TRUE(document) << document.error().message;
    EXPECT_FALSE((*document)->camera(0).camFromBase);
    EXPECT_TRUE((*document)->camera(1).camFromBase);
    EXPECT_EQ((*document)->camera(0).keypoints.size(), kKeypoints - 1U);
}

TEST_F(ProjectRescue, WorkGoesOnInTheRescuedProject) {
    std::string bytes = m_bytes;
    std::fill_n(bytes.begin(), kPage, 'x');
    write(m_path, bytes);
    const QString rescued = rescuedProjectPath(m_path);
    {
        auto opened = openProject(*m_recording, m_path);
        ASSERT_TRUE(opened) << opened.error().message;
        const auto document = ProjectDocument::of(m_recording, std::move(opened->contents));
        EXPECT_TRUE(opened->notice.contains(rescued) && opened->notice.contains(u"800"_s))
            << opened->notice.toStdString();
        EXPECT_TRUE(isOpenAs(*document, m_path));
        EXPECT_EQ(document->undoStack().count(), 0);
        pushPose(*document, 0, EditAction::NudgeCamera, test::movedPose(0.5));
        EXPECT_TRUE(document->save());
        const auto second = openProject(*m_recording, m_path);
        ASSERT_FALSE(second);
        EXPECT_NE(second.error().message.find("another window"), std::string::npos);
    }
    const auto again = openProject(*m_recording, m_path);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_TRUE(again->notice.contains(rescued)) << again->notice.toStdString();
    EXPECT_TRUE(posesNear(*again->contents.cameras[0].state.camFromBase, test::movedPose(0.5), 0, 1e-15));
    EXPECT_EQ(rescuedBytes(m_path), bytes);
    // A copy that was put back counts again.
    write(m_path, m_bytes);
    const auto restored = openProject(*m_recording, m_path);
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_TRUE(restored->notice.isEmpty());
    EXPECT_TRUE(posesNear(*restored->contents.cameras[0].state.camFromBase, tinyPose(), 0, 1e-15));
}

TEST_F(ProjectRescue, WhatIsNoProjectOfThisRecordingIsLeftAlone) {
    const auto refused = [&](const std::string& bytes, const char* word) {
        const auto rescued = rescue(bytes);
        ASSERT_FALSE(rescued);
        EXPECT_NE(rescued.error().message.find(word), std::string::npos) << rescued.error().message;
        EXPECT_FALSE(QFileInfo::exists(rescuedProjectPath(m_path)));
    };
    refused(std::string(5000, 'x'), "nothing in it can be read");
    refused({}, "nothing in it can be read");
    write(m_path, m_bytes);
    test::executeSql(m_path, u"UPDATE project SET value = 'of another' WHERE key = 'identity'"_s);
    refused(rescuedBytes(m_path), "not one of this recording");
    write(m_path, m_bytes);
    test::executeSql(m_path, u"PRAGMA application_id = 7"_s);
    refused(rescuedBytes(m_path), "not one of this recording");
    write(m_path, m_bytes);
    test::executeSql(m_path, u"PRAGMA user_version = 99"_s);
    refused(rescuedBytes(m_path), "not one of this recording");
}

TEST_F(ProjectRescue, TheRescuedProjectStaysWhereTheDamagedOneIsDeleted) {
    std::string bytes = m_bytes;
    std::fill_n(bytes.begin(), kPage, 'x');
    ASSERT_TRUE(rescue(bytes));
    ASSERT_TRUE(QFile::remove(m_path));
    EXPECT_TRUE(projectExists(m_path));
    for (const bool empty : {false, true}) {
        if (empty) write(m_path, "");
        const auto opened = openProject(*m_recording, m_path);
        ASSERT_TRUE(opened) << opened.error().message;
        EXPECT_EQ(opened->contents.file->path(), rescuedProjectPath(m_path));
        EXPECT_FALSE(opened->notice.isEmpty());
        EXPECT_EQ(opened->contents.cameras[0].state.keypoints.size(), size_t{kKeypoints});
        EXPECT_EQ(QFileInfo(m_path).size(), 0) << "no empty project hides it";
    }
    ASSERT_TRUE(QFile::remove(m_path));
    ASSERT_TRUE(QFile::remove(rescuedProjectPath(m_path)));
    EXPECT_FALSE(projectExists(m_path));
}

}  // namespace
}  // namespace camframe
