// SPDX-License-Identifier: Apache-2.0
// Which files the workspace takes in and writes.
#include <QDir>
#include <QFileInfo>
#include <QPointer>
#include <QtConcurrent/QtConcurrentRun>

#include "app/commands/labels/episode_labels.h"
#include "app/studio/workspace.h"
#include "model/core/io/calibration_file.h"
#include "model/qt/undo/edit_camera_command.h"

namespace camframe {

using namespace Qt::StringLiterals;

GivenCalibration readGivenCalibration(const QString& path) {
    GivenCalibration given{readCalibration(path.toStdString()), tl::unexpected(Error{})};
    // A bare 4x4 is also welcome.
    if (!given.calibration) given.pose = readInitialPose(path.toStdString());
    return given;
}

void Workspace::openCalibration(const QString& path) {
    if (!m_document) return;
    const int camera = m_editor.camera();
    if (const auto expected = m_expected.extract(path)) {
        takeCalibration(camera, path, expected.mapped());
        return;
    }
    auto reading = QtConcurrent::run(&m_projectThread, [path] {
        return std::make_shared<const GivenCalibration>(readGivenCalibration(path));
    });
    reading.then(this, [this, camera, path, document = QPointer(m_document.get())](
                           const std::shared_ptr<const GivenCalibration>& given) {
        if (document && document == m_document.get()) takeCalibration(camera, path, *given);
    });
}

void Workspace::checkExpected(const QString& path, const IsMeant& isMeant) {
    if (m_bringing) m_checks[path] = isMeant;
    const auto found = m_expected.find(path);
    if (found == m_expected.end()) return;
    const auto& read = found->second.calibration;
    if (!read || !isMeant(*read)) m_expected.erase(found);
}

void Workspace::takeCalibration(int camera, const QString& path, const GivenCalibration& given) {
    const CameraState& state = m_document->camera(camera);
    const auto& read = given.calibration;
    if (!read) {
        if (!given.pose) {
            Q_EMIT problem(QString::fromStdString(read.error().message));
            return;
        }
        pushPose(*m_document, camera, EditAction::OpenCalibration, given.pose->camFromBase);
        if (path.endsWith(u".json"_s, Qt::CaseInsensitive)) {
            Q_EMIT notice(
                tr("Only the pose was taken: %1").arg(QString::fromStdString(read.error().message)));
        }
        return;
    }
    if (read->cameraName != state.name && m_document->cameras().size() > 1) {
        Q_EMIT problem(
            tr("%1 is about camera \"%2\", not \"%3\": choose that camera first.")
                .arg(path, QString::fromStdString(read->cameraName), QString::fromStdString(state.name)));
        return;
    }
    if (read->camera.width != state.intrinsics.camera.width ||
        read->camera.height != state.intrinsics.camera.height) {
        Q_EMIT problem(tr("%1 is about pictures of %2 x %3 pixels; these have %4 x %5.")
                           .arg(path)
                           .arg(read->camera.width)
                           .arg(read->camera.height)
                           .arg(state.intrinsics.camera.width)
                           .arg(state.intrinsics.camera.height));
        return;
    }
    // Corrections of another robot would silently be left out of everything that is drawn and solved.
    const auto correction = correctionOf(m_document->recording().model(), *read);
    if (!correction) {
        Q_EMIT problem(QString::fromStdString(correction.error().message));
        return;
    }
    // Opened before with the same file: nothing new.
    if (state.run && calibrationToJson(*state.run) == calibrationToJson(*read)) return;
    pushRun(*m_document, camera, EditAction::OpenCalibration, *read);
}

QString Workspace::suggestedCalibrationName() const {
    if (!m_document) return {};
    return QString::fromStdString(
        calibrationPath("", m_document->recording().episodeIndex, m_editor.state().name).string());
}

void Workspace::exportCalibration(const QString& path) {
    if (!m_document) return;
    auto writing =
        QtConcurrent::run(&m_projectThread, [path, calibration = m_document->calibration(m_editor.camera())] {
            return std::make_shared<const Result<void>>(writeCalibration(calibration, path.toStdString()));
        });
    writing.then(this, [this, path](const std::shared_ptr<const Result<void>>& written) {
        if (*written) {
            Q_EMIT notice(tr("The calibration was written to %1.").arg(QDir::toNativeSeparators(path)));
        } else {
            Q_EMIT problem(QString::fromStdString(written->error().message));
        }
    });
}

void Workspace::importReview(const QString& path, const ReviewSource& source, std::function<void()> done) {
    m_runner.start<ReviewImport>(
        tr("Make review list %1").arg(QFileInfo(path).fileName()),
        [path, source](const RunContext& context) { return camframe::importReview(path, source, context); },
        this,
        [this, done = std::move(done)](const ReviewImport& found) {
            done();
            if (!found.skipped.empty()) {
                Q_EMIT problem(tr("%n thing(s) could not be read, the first: %1", nullptr,
                                  static_cast<int>(found.skipped.size()))
                                   .arg(QString::fromStdString(found.skipped.front())));
            }
            return tr("%n camera(s), %1 calibrated.", nullptr, found.items).arg(found.calibrated);
        });
}

void Workspace::exportActions(const QString& folder) {
    if (!m_document) return;
    std::vector<Calibration> calibrations;
    for (int camera = 0; camera < static_cast<int>(m_document->cameras().size()); ++camera) {
        calibrations.push_back(m_document->calibration(camera));
    }
    const int episode = m_document->recording().episodeIndex;
    const std::filesystem::path path = actionFilePath(folder.toStdString(), episode);
    m_runner.start<std::filesystem::path>(
        tr("Export actions"),
        [request = m_opened->request(), calibrations, episode,
         path](const RunContext& context) -> Result<std::filesystem::path> {
            // A session of its own: the window goes on using the other one.
            auto session = Session::open(request);
            if (!session) return tl::unexpected(session.error());
            const auto loaded = session->load(episode);
            if (!loaded) return tl::unexpected(loaded.error());
            auto labels = EpisodeLabels::make(*session, *loaded, calibrations);
            if (!labels) return tl::unexpected(labels.error());
            const auto written = writeActionFile(labels->actions(), labels->source(context), path);
            if (!written) return tl::unexpected(written.error());
            return path;
        },
        this,
        [this](const std::filesystem::path& written) {
            QString sentence = tr("The actions were written to %1.")
                                   .arg(QDir::toNativeSeparators(QString::fromStdString(written.string())));
            Q_EMIT notice(sentence);
            return sentence;
        });
}

}  // namespace camframe
