// SPDX-License-Identifier: Apache-2.0
#include "app/review/review_import.h"

#include <QFileInfo>
#include <map>

#include "model/core/episode.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/group_file.h"

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t batch = 2000;  ///< Rows per transaction: a stop keeps what was written.

QString robotOf(const Episode& episode, const ReviewSource& source) {
    if (!source.robot.isEmpty()) return QFileInfo(source.robot).completeBaseName();
    return QString::fromStdString(episode.urdf ? episode.urdf->stem().string() : episode.robotName);
}

/// All instructions of an episode in one cell.
QString tasksOf(const Episode& episode) {
    QStringList tasks;
    for (const std::string& task : episode.tasks) tasks << QString::fromStdString(task).simplified();
    return tasks.join(u"; "_s);
}

/// Names of groups by episode and camera, as `camframe group find` wrote them beside the results.
std::map<std::pair<int, std::string>, QString> groupsOf(const ReviewSource& source, ReviewImport& done) {
    std::map<std::pair<int, std::string>, QString> out;
    if (source.results.isEmpty()) return out;
    const QString path = source.results + u"/groups.json"_s;
    if (!QFileInfo::exists(path)) return out;
    const auto file = readGroupFile(path.toStdString());
    if (!file) {
        done.skipped.push_back(file.error().message);
        return out;
    }
    for (const StoredGroup& group : file->groups)
        for (const GroupedEpisode& member : group.members)
            out[{member.episode, group.camera}] = QString::fromStdString(group.id);
    return out;
}

}  // namespace

Result<ReviewImport> importReview(const QString& reviewPath, const ReviewSource& given,
                                  const RunContext& context) {
    const auto exists = ReviewStore::exists(reviewPath);
    if (!exists) return tl::unexpected(exists.error());
    const ReviewSource source = *exists ? given : asItsResults(given);
    auto reader = openDataset(
        source.dataset.toStdString(),
        {source.format.toStdString(), source.profile.toStdString(), {}, source.robot.toStdString()});
    if (!reader) return tl::unexpected(reader.error());
    auto store = *exists ? ReviewStore::open(reviewPath) : ReviewStore::create(reviewPath, source);
    if (!store) return tl::unexpected(store.error());
    const auto before = (*store)->lastChange();
    if (!before) return tl::unexpected(before.error());
    ReviewImport done;
    done.list = (*store)->path();
    std::vector<ReviewItem> items;
    const auto groups = groupsOf(source, done);
    const auto flush = [&]() -> Result<void> {
        auto written = (*store)->add(items);
        items.clear();
        return written;
    };
    const int count = (*reader)->episodeCount();
    for (int number = 0; number < count; ++number) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        context.report(static_cast<double>(number) / count, "reading episodes and results");
        const auto episode = (*reader)->readEpisode(number);
        if (!episode) {
            done.skipped.push_back(episode.error().message);
            continue;
        }
        const QString tasks = tasksOf(*episode);
        for (const CameraStream& camera : episode->cameras) {
            ReviewItem item;
            item.episode = number;
            item.episodeName = QString::fromStdString(episode->name);
            item.camera = QString::fromStdString(camera.name);
            item.robot = robotOf(*episode, source);
            item.task = tasks;
            if (const auto group = groups.find({number, camera.name}); group != groups.end())
                item.group = group->second;
            item.frameCount = episode->frameCount;
            item.width = camera.width;
            item.height = camera.height;
            const auto path = newestResult(done.list, source, number, camera.name);
            if (!path.empty()) {
                if (const auto calibration = readCalibration(path)) {
                    takeResult(item, reviewResultOf(*calibration, QString::fromStdString(path.string())));
                    ++done.calibrated;
                } else {
                    done.skipped.push_back(calibration.error().message);
                }
            }
            items.push_back(std::move(item));
            ++done.items;
        }
        if (items.size() >= batch)
            if (auto written = flush(); !written) return tl::unexpected(written.error());
    }
    if (auto written = flush(); !written) return tl::unexpected(written.error());
    const auto changed = (*store)->items(*before);
    if (!changed) return tl::unexpected(changed.error());
    done.changed = static_cast<int>(changed->size());
    return done;
}

}  // namespace camframe
