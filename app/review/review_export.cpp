// SPDX-License-Identifier: Apache-2.0
#include "app/review/review_export.h"

#include <QDateTime>
#include <memory>

#include "app/review/review_files.h"
#include "model/core/io/calibration_file.h"
#include "model/qt/project_rescue.h"

namespace camframe {

namespace {

/// Reads the cameras of one episode after another, each as its verdict was about it.
class ExportReader {
public:
    explicit ExportReader(const ReviewExport& request)
        : m_request(request), m_sessionRequest(sessionOf(request.source, request.search)) {
        for (const ReviewExport::Camera& camera : request.cameras)
            m_episodes[camera.item.episode].push_back(&camera);
        for (const auto& [episode, cameras] : m_episodes) m_order.push_back(episode);
    }
    size_t episodeCount() const { return m_order.size(); }

    Result<ExportEpisode> read(size_t i) {
        const int number = m_order[i];
        ExportEpisode episode;
        std::unique_ptr<ProjectDocument> project;
        for (const ReviewExport::Camera* camera : m_episodes[number]) {
            const auto refuse = [&](const std::string& reason) {
                episode.leftOut.push_back({number, camera->item.camera.toStdString(), reason});
            };
            if (!project && !m_request.open.contains({number, camera->item.camera})) {
                auto opened = openProject(number);
                if (!opened) {
                    refuse(opened.error().message);
                    continue;
                }
                project = std::move(*opened);
            }
            auto found = calibrationOf(*camera, project.get());
            if (!found) {
                refuse(found.error().message);
                continue;
            }
            if (!found->calibration.camFromBase) {
                refuse("There is no pose to export: open it and set one.");
                continue;
            }
            episode.cameras.push_back(std::move(*found));
        }
        return episode;
    }

private:
    /// Null when nobody has worked on the episode.
    Result<std::unique_ptr<ProjectDocument>> openProject(int episode) {
        const QString path = reviewProjectPath(m_request.list, episode);
        if (!projectExists(path)) return std::unique_ptr<ProjectDocument>();
        if (!m_session) {
            auto session = Session::open(m_sessionRequest);
            if (!session) return tl::unexpected(session.error());
            m_session.emplace(std::move(*session));
        }
        auto recording = readRecording(*m_session, episode);
        if (!recording) return tl::unexpected(recording.error());
        return openProjectOrRescued(std::move(*recording), path);
    }

    Result<ExportCamera> calibrationOf(const ReviewExport::Camera& camera, const ProjectDocument* project) {
        const ReviewItem& item = camera.item;
        ExportCamera out;
        out.frames = camera.frames;
        out.calibrationPath = reviewProjectPath(m_request.list, item.episode).toStdString();
        bool found = false;
        const auto open = m_request.open.find({item.episode, item.camera});
        if (open != m_request.open.end()) {
            out.calibration = open->second;
            found = true;
        } else if (project) {
            for (size_t c = 0; c < project->cameras().size() && !found; ++c) {
                const CameraState& state = project->cameras()[c];
                if (state.name != item.camera.toStdString() || (!state.camFromBase && !state.run)) continue;
                out.calibration = project->calibration(static_cast<int>(c));
                found = true;
            }
        }
        // A result that came after the last visit: the list knows it, the project does not.
        const auto newer = [&] {
            return item.result != 0 && item.pose == item.result && poseOf(out.calibration) != item.result;
        };
        if (!found || newer()) {
            if (item.calibration.isEmpty()) return inputError("Not calibrated yet: calibrate it.");
            auto read = readCalibration(item.calibration.toStdString());
            if (!read) return tl::unexpected(read.error());
            out.calibration = std::move(*read);
            out.calibrationPath = item.calibration.toStdString();
        }
        // The list may name another place than the machine that calibrated.
        out.calibration.inputs = provenanceOf(m_sessionRequest);
        if (item.verdict != Verdict::None) {
            const auto time = QDateTime::fromSecsSinceEpoch(item.judgedAt, Qt::UTC).toString(Qt::ISODate);
            out.review = {verdictIdentifier(item.verdict).toStdString(), item.reviewer.toStdString(),
                          item.judgedAt == 0 ? std::string() : time.toStdString(), item.tags.toStdString()};
        }
        if (item.verdict == Verdict::Accepted)
            if (auto good = takeAcceptance(item, out); !good) return tl::unexpected(good.error());
        return out;
    }

    /// The verdict must be about this very pose.
    static Result<void> takeAcceptance(const ReviewItem& item, ExportCamera& camera) {
        Calibration& calibration = camera.calibration;
        const auto pose = poseOf(calibration);
        const bool known = item.judgedPose != 0;
        // A verdict from before fingerprints stands in the calibration itself, which withdraws it on a
        // change.
        const bool same = known ? item.judgedPose == pose : calibration.status == CalibrationStatus::Ok;
        if (!same)
            return inputError("The pose changed after {} judged it: open it and judge again.",
                              item.reviewer.toStdString());
        if (isObjectedTo(calibration))
            return inputError(
                "The list says that {} accepted it, its project says otherwise: open it and judge again.",
                item.reviewer.toStdString());
        if (calibration.status == CalibrationStatus::Ok) return {};
        calibration.status = CalibrationStatus::Ok;
        calibration.reasons.clear();
        calibration.alternatives.clear();
        if (!calibration.camFromBase) calibration.camFromBase = calibration.camFromBaseGuess;
        calibration.camFromBaseGuess.reset();
        calibration.edits.push_back({"accept", item.reviewer.toStdString(), camera.review.time});
        return {};
    }

    const ReviewExport& m_request;
    SessionRequest m_sessionRequest;
    std::map<int, std::vector<const ReviewExport::Camera*>> m_episodes;
    std::vector<int> m_order;
    std::optional<Session> m_session;
};

}  // namespace

ReviewExport chooseExport(const QString& list, const ReviewSource& source, const RobotSearch& search,
                          const std::vector<ReviewItem>& items, const ExportChoice& choice,
                          const FrameRanges& frames, const QString& reviewer, qint64 now) {
    ReviewExport out{list, source, search, choice, {}, {}, {}};
    ReviewIndex index;
    index.assign(items);
    for (ExportRow& row : chooseForExport(items, index, choice, reviewer, now)) {
        const ReviewItem& item = items[static_cast<size_t>(row.item)];
        if (row.refusal != ExportRefusal::None) {
            out.leftOut.push_back(
                {item.episode, item.camera.toStdString(), refusalText(item, row.refusal).toStdString()});
            continue;
        }
        if (item.frames.isEmpty() && !frames.all()) row.frames = frames;
        out.cameras.push_back({item, std::move(row.frames)});
    }
    return out;
}

Result<void> runReviewExport(const ReviewExport& request, const ActionExportOptions& options,
                             ExportManifest& manifest, const RunContext& context) {
    if (auto writable = checkWritableFolder(options.out); !writable) return writable;
    manifest.source["list"] = request.list.toStdString();
    manifest.source["dataset"] = request.source.dataset.toStdString();
    manifest.source["query"] = request.choice.query.toStdString();
    if (!request.choice.tag.isEmpty()) manifest.source["tag"] = request.choice.tag.toStdString();
    manifest.source["only"] =
        request.choice.verdicts == ExportChoice::Verdicts::Accepted ? "accepted" : "all";
    manifest.leftOut = request.leftOut;
    ExportReader reader(request);
    return exportEpisodes(
        reader.episodeCount(), [&reader](size_t i, const RunContext&) { return reader.read(i); },
        sessionOf(request.source, request.search), options, manifest, context);
}

Result<void> exportList(const ListExport& request, const SessionRequest& given,
                        const ActionExportOptions& options, ExportManifest& manifest,
                        const RunContext& context) {
    const QtForDatabases application;
    const auto frames = FrameRanges::parse(request.frames);
    if (!frames) return tl::unexpected(frames.error());
    QString path = QString::fromStdString(request.list);
    ReviewSource source;
    std::vector<ReviewItem> items;
    {
        auto store = ReviewStore::open(path);
        if (!store) return tl::unexpected(store.error());
        path = (*store)->path();
        auto about = (*store)->source();
        if (!about) return tl::unexpected(about.error());
        source = std::move(*about);
        auto all = (*store)->items();
        if (!all) return tl::unexpected(all.error());
        items = std::move(*all);
    }
    if (!given.dataset.empty()) source.dataset = QString::fromStdString(given.dataset.string());
    if (!given.robot.empty()) source.robot = QString::fromStdString(given.robot);
    if (!given.tcp.empty()) source.tcp = QString::fromStdString(given.tcp);
    ExportChoice choice;
    choice.query = QString::fromStdString(request.query);
    choice.verdicts =
        request.acceptedOnly ? ExportChoice::Verdicts::Accepted : ExportChoice::Verdicts::NotRejected;
    const ReviewExport chosen = chooseExport(path, source, given.search, items, choice, *frames, {},
                                             QDateTime::currentSecsSinceEpoch());
    if (chosen.cameras.empty()) {
        if (chosen.leftOut.empty())
            return inputError("{} has no item that '{}' finds, so there is nothing to export.",
                              path.toStdString(), request.query);
        const LeftOutCamera& first = chosen.leftOut.front();
        return inputError("Of {} items that were found in {} none can be exported; episode {}, camera {}: {}",
                          chosen.leftOut.size(), path.toStdString(), first.episode, first.camera,
                          first.reason);
    }
    ActionExportOptions goingOn = options;
    goingOn.goOn = true;
    return runReviewExport(chosen, goingOn, manifest, context);
}

}  // namespace camframe
