// SPDX-License-Identifier: Apache-2.0
#include "app/commands/groups/group_search.h"

#include <algorithm>
#include <atomic>
#include <mutex>

#include "app/commands/calibrate/batch_progress.h"
#include "app/commands/console.h"
#include "model/core/io/atomic_file.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/image_io.h"
#include "model/core/parallel.h"
#include "model/core/slow_work.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr int kQuality = 92;                          // of stored backgrounds
constexpr size_t kMostGroupBytes = size_t{16} << 20;  // of one

fs::path backgroundPath(const fs::path& folder, int episode, const std::string& camera) {
    return calibrationPath(folder, episode, camera).parent_path() / "background.jpg";
}

/// Only brightness is compared.
ImageU8 greyOf(const ImageU8& rgb) {
    ImageU8 out(rgb.width, rgb.height);
    for (size_t i = 0; i < out.data.size(); ++i) {
        const uint8_t* p = rgb.data.data() + 3 * i;
        out.data[i] = static_cast<uint8_t>((299 * p[0] + 587 * p[1] + 114 * p[2] + 500) / 1000);
    }
    return out;
}

Result<ImageU8> storedBackground(const fs::path& file) {
    auto bytes = readFile(file, kMostGroupBytes);
    if (!bytes) return tl::unexpected(bytes.error());
    return decodeRgb(std::move(*bytes), file.string());
}

/// The pose that a calibration found, where it is sure of it.
void takePose(const fs::path& results, PlacementRecord& record) {
    if (results.empty()) return;
    const fs::path file = calibrationPath(results, record.episode, record.camera);
    std::error_code error;
    if (!fs::exists(file, error)) return;
    const auto calibration = readCalibration(file);
    if (!calibration || calibration->status != CalibrationStatus::Ok) return;
    record.camFromBase = calibration->camFromBase;
    record.covariance = calibration->covariance;
}

/// What one episode has given.
struct Looked {
    std::vector<PlacementRecord> records;
    std::vector<GroupFile::Problem> problems;
};

Result<Looked> lookAt(const GroupSearch& search, Session& session, int number, const RunContext& context) {
    Looked out;
    const auto episode = session.reader().readEpisode(number);
    if (!episode) {
        out.problems.push_back({number, {}, episode.error().message});
        return out;
    }
    for (const CameraStream& camera : episode->cameras) {
        const bool named = std::ranges::find(search.cameras, camera.name) != search.cameras.end();
        if (search.cameras.empty() ? camera.wrist : !named) continue;
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        PlacementRecord record;
        record.episode = number;
        record.camera = camera.name;
        record.width = camera.width;
        record.height = camera.height;
        if (camera.k) record.focalPx = (*camera.k)(0, 0);
        const fs::path file = backgroundPath(search.folder, number, camera.name);
        std::error_code error;
        Result<ImageU8> background = inputError("{} is not there yet.", file.string());
        if (search.resume && fs::exists(file, error)) background = storedBackground(file);
        if (!background) {
            const auto frames = session.reader().openFrames(*episode, camera);
            background = frames ? placementBackground(**frames, context)
                                : Result<ImageU8>(tl::unexpected(frames.error()));
            if (!background && background.error().kind == ErrorKind::Stopped)
                return tl::unexpected(background.error());
            if (!background) {
                out.problems.push_back({number, camera.name, background.error().message});
                continue;
            }
            if (auto written = writeFileAtomically(file, encodeJpeg(greyOf(*background), kQuality)); !written)
                return tl::unexpected(written.error());
            // As it will be read again, so that a resumed search finds the same.
            background = storedBackground(file);
            if (!background) return tl::unexpected(background.error());
        }
        record.signature = placementSignature(*background);
        takePose(search.results, record);
        out.records.push_back(std::move(record));
    }
    return out;
}

}  // namespace

std::vector<StoredGroup> storedGroups(std::span<const PlacementRecord> records,
                                      std::span<const PlacementGroup> groups) {
    std::vector<StoredGroup> out;
    for (const PlacementGroup& group : groups) {
        const PlacementRecord& leader = records[group.members.front()];
        StoredGroup stored;
        stored.id = groupId(leader.camera, leader.episode);
        stored.camera = leader.camera;
        for (size_t i = 0; i < group.members.size(); ++i) {
            const PlacementShift& shift = group.shifts[i];
            GroupedEpisode member;
            member.episode = records[group.members[i]].episode;
            member.agreement = shift.agreement;
            if (shift.kind == PlacementShift::Kind::Aligned) member.backgroundPx = shift.px.norm();
            stored.members.push_back(member);
        }
        if (group.bumpedFrom && group.bump) {
            const PlacementRecord& from = records[groups[*group.bumpedFrom].members.front()];
            const PlacementMotion motion = motionOf(*group.bump, leader.focal(), viewingDistance(leader));
            stored.bumpedFrom = groupId(from.camera, from.episode);
            stored.bumpDegrees = motion.degrees;
            stored.bumpMillimetres = motion.millimetres;
        }
        out.push_back(std::move(stored));
    }
    return out;
}

Result<GroupFile> searchGroups(const GroupSearch& search, const RunContext& context) {
    slowWorkBegins("looking for groups");
    const int workers =
        std::clamp(search.jobs, 1, static_cast<int>(std::max<size_t>(search.episodes.size(), 1)));
    PartialProgress looking(context.progress, 0, 0.8, "");
    BatchProgress progress(&looking, search.episodes.size(), workers);
    std::vector<Looked> looked(search.episodes.size());
    std::mutex mutex;
    std::optional<Error> fatal;
    std::atomic<size_t> next = 0;
    GroupFile out;
    parallelFor(workers, workers, [&](int worker) {
        const auto fail = [&](const Error& error) {
            const std::lock_guard lock(mutex);
            if (!fatal) fatal = error;
            next = search.episodes.size();
        };
        auto session = Session::open(search.request);
        if (!session) return fail(session.error());
        if (worker == 0) {
            out.dataset = session->reader().name();
            out.inputs = provenanceOf(session->request());
        }
        for (size_t i = next++; i < search.episodes.size(); i = next++) {
            if (context.stopped()) return fail({ErrorKind::Stopped, "Stopped."});
            WorkerProgress own(progress, worker, fmt::format("episode {}: ", search.episodes[i]));
            RunContext workerContext{&own, context.stop, std::max(1, threadCount(context.threads) / workers)};
            auto done = withoutExceptions(
                [&] { return lookAt(search, *session, search.episodes[i], workerContext); });
            if (!done) return fail(done.error());
            looked[i] = std::move(*done);
            progress.finished(worker, true);
        }
    });
    if (fatal) return tl::unexpected(*fatal);

    std::vector<PlacementRecord> records;
    for (Looked& one : looked) {
        std::ranges::move(one.records, std::back_inserter(records));
        std::ranges::move(one.problems, std::back_inserter(out.problems));
    }
    if (records.empty()) {
        if (!out.problems.empty()) return inputError("{}", out.problems.front().reason);
        return inputError("None of the {} episodes has a camera that stands still.", search.episodes.size());
    }
    const auto background = [&](size_t i) {
        return storedBackground(backgroundPath(search.folder, records[i].episode, records[i].camera));
    };
    PartialProgress comparing(context.progress, 0.8, 1, "");
    RunContext own = context;
    own.progress = &comparing;
    const auto groups = findGroups(records, background, own);
    if (!groups) return tl::unexpected(groups.error());
    out.groups = storedGroups(records, *groups);
    return out;
}

}  // namespace camframe
