// SPDX-License-Identifier: Apache-2.0
#include "app/review/review_files.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStringList>
#include <cmath>

#include "app/commands/results.h"
#include "model/core/io/calibration_file.h"

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

/// Folder beside the review file, or in the team's folder, with its name and an ending.
QString besideList(const QString& reviewPath, const QString& ending) {
    return reviewFolderStem(reviewPath) + ending;
}

}  // namespace

QString reviewProjectPath(const QString& reviewPath, int episode) {
    return besideList(reviewPath, u".projects/%1.camframe"_s.arg(episode, 6, 10, QChar(u'0')));
}

std::filesystem::path reviewResultPath(const QString& reviewPath, int episode, const std::string& camera) {
    return calibrationPath(besideList(reviewPath, u".results"_s).toStdString(), episode, camera);
}

std::filesystem::path reviewProposalPath(const QString& reviewPath, int episode, const std::string& camera) {
    return reviewResultPath(reviewPath, episode, camera).parent_path() / "proposed.json";
}

std::filesystem::path newestResult(const QString& reviewPath, const ReviewSource& source, int episode,
                                   const std::string& camera) {
    std::vector<std::filesystem::path> places{reviewResultPath(reviewPath, episode, camera),
                                              reviewProposalPath(reviewPath, episode, camera)};
    if (!source.results.isEmpty()) {
        const QString results = QFileInfo(source.results).absoluteFilePath();
        places.push_back(calibrationPath(results.toStdString(), episode, camera));
    }
    std::filesystem::path newest;
    std::filesystem::file_time_type time;
    for (const auto& place : places) {
        std::error_code error;
        const auto written = std::filesystem::last_write_time(place, error);
        if (error || (!newest.empty() && written <= time)) continue;
        newest = place;
        time = written;
    }
    return newest;
}

QString remarksOf(const Calibration& calibration) {
    QStringList reasons;
    for (const std::string& reason : calibration.reasons) reasons << QString::fromStdString(reason);
    return reasons.join(u"; "_s);
}

ReviewResult reviewResultOf(const Calibration& calibration, const QString& path) {
    return {calibration.status, calibration.quality.risk.value_or(std::nan("")), remarksOf(calibration),
            poseOf(calibration), path};
}

SessionRequest sessionOf(const ReviewSource& source, const RobotSearch& search) {
    SessionRequest request;
    request.dataset = source.dataset.toStdString();
    request.robot = source.robot.toStdString();
    request.tcp = source.tcp.toStdString();
    request.ignoreLinks = source.ignoreLinks.toStdString();
    request.profile = source.profile.toStdString();
    request.format = source.format.toStdString();
    request.search = search;
    return request;
}

ReviewSource sourceOf(const SessionRequest& request, const QString& results) {
    const auto qt = [](const std::string& text) { return QString::fromStdString(text); };
    return {QFileInfo(qt(request.dataset.string())).absoluteFilePath(),
            results.isEmpty() ? QString() : QFileInfo(results).absoluteFilePath(),
            qt(request.robot),
            qt(request.tcp),
            qt(request.ignoreLinks),
            qt(request.profile),
            qt(request.format)};
}

ReviewSource asItsResults(const ReviewSource& source) {
    if (source.results.isEmpty()) return source;
    const auto paths = listResults(source.results.toStdString());
    if (!paths) return source;
    for (const std::filesystem::path& path : *paths) {
        const auto calibration = readCalibration(path);
        if (!calibration) continue;
        const auto request = requestFromProvenance(*calibration, path.string(), sessionOf(source, {}));
        return request ? sourceOf(*request, source.results) : source;
    }
    return source;
}

QtForDatabases::QtForDatabases() {
    static int argc = 1;
    static char name[] = "camframe";
    static char* argv[] = {name, nullptr};
    if (!QCoreApplication::instance()) m_application = std::make_unique<QCoreApplication>(argc, argv);
}

QtForDatabases::~QtForDatabases() = default;

Result<std::shared_ptr<Recording>> readRecording(Session& session, int episode) {
    DatasetReader& reader = session.reader();
    if (episode < 0 || episode >= reader.episodeCount()) {
        return makeError(ErrorKind::Usage, "The dataset {} has episodes 0 to {}; episode {} was asked for.",
                         session.request().dataset.string(), reader.episodeCount() - 1, episode);
    }
    auto loaded = session.load(episode);
    if (!loaded) return tl::unexpected(loaded.error());
    auto recording = std::make_shared<Recording>();
    recording->dataset = reader.name();
    recording->episodeIndex = episode;
    recording->episode = std::move(loaded->episode);
    recording->robot = std::move(loaded->robot);
    recording->motion = std::move(loaded->motion);
    recording->grippers =
        gripperTracks(computeArmStates(*recording->robot, recording->episode, recording->motion));
    recording->provenance = provenanceOf(session.request());
    return recording;
}

}  // namespace camframe
