// SPDX-License-Identifier: Apache-2.0
// camframe project next, claim, release, verdict.
#include <QDateTime>
#include <algorithm>

#include "app/review/project_options.h"
#include "model/core/io/calibration_file.h"

namespace camframe {

namespace {

using Json = nlohmann::ordered_json;

qint64 secondsNow() {
    return QDateTime::currentSecsSinceEpoch();
}

Result<ReviewItem> itemOf(ReviewStore& store, const ProjectOptions& options) {
    const auto items = store.items();
    if (!items) return tl::unexpected(items.error());
    const QString camera = qt(options.camera);
    for (const ReviewItem& item : *items)
        if (item.episode == options.episode && item.camera == camera) return item;
    return makeError(ErrorKind::Usage,
                     "{} has no camera '{}' in episode {}: 'camframe project list' prints all.",
                     options.project, options.camera, options.episode);
}

std::string nameOf(const ReviewItem& item) {
    return fmt::format("episode {}, camera {}", item.episode, item.camera.toStdString());
}

Result<int> printItem(const ReviewItem& item, const std::string& sentence, Shell& shell) {
    if (shell.json)
        printJson({{"item", jsonOf(item)}}, shell);
    else
        shell.out << sentence << '\n';
    return 0;
}

tl::unexpected<Error> openElsewhere(const ReviewItem& item) {
    return inputError("{} has {} open: take another, or come back later.", item.claimedBy.toStdString(),
                      nameOf(item));
}

/// The pose that is judged: its fingerprint and, where its file can be read, the pose itself.
struct JudgedPose {
    qint64 fingerprint = 0;
    std::optional<RigidTransform> place;
};

Result<JudgedPose> judgedPose(const ReviewItem& item, const ProjectOptions& options) {
    const std::filesystem::path file = options.calibration.empty()
                                           ? std::filesystem::path(item.calibration.toStdString())
                                           : options.calibration;
    if (file.empty()) return JudgedPose{item.pose, {}};
    const auto calibration = readCalibration(file);
    if (!calibration) return tl::unexpected(calibration.error());
    const qint64 fingerprint = poseOf(*calibration);
    if (options.calibration.empty() && item.pose != 0 && fingerprint != item.pose)
        // A window has moved the pose since, or the file is a newer one: which was looked at?
        return inputError(
            "{} holds another pose than the project knows of {}: bring the project up to date with "
            "'camframe project add', or name the file that was looked at with --calibration.",
            file.string(), nameOf(item));
    return JudgedPose{fingerprint,
                      calibration->camFromBase ? calibration->camFromBase : calibration->camFromBaseGuess};
}

}  // namespace

Result<int> runProjectNext(const ProjectOptions& options, Shell& shell) {
    const auto store = openProjectOf(options);
    if (!store) return tl::unexpected(store.error());
    auto items = queriedItems(**store, options.query);
    if (!items) return tl::unexpected(items.error());
    const QString reviewer = qt(options.reviewer);
    std::ranges::stable_sort(*items, {}, reviewRank);
    for (const ReviewItem& item : *items) {
        if (isJudged(item) || claimedByOther(item, reviewer, secondsNow())) continue;
        const auto answer = (*store)->claim(item.id, reviewer, secondsNow());
        if (!answer) return tl::unexpected(answer.error());
        // Somebody may have judged it since the list was read.
        if (answer->granted && isJudged(answer->item)) {
            if (const auto given = (*store)->release(item.id, reviewer); !given)
                return tl::unexpected(given.error());
            continue;
        }
        if (answer->granted)
            return printItem(answer->item, nameOf(answer->item) + " is yours for 15 minutes", shell);
    }
    if (shell.json)
        printJson({{"item", nullptr}}, shell);
    else
        shell.out << "nothing is left that nobody has judged or opened\n";
    return 0;
}

Result<int> runProjectClaim(const ProjectOptions& options, Shell& shell) {
    const auto store = openProjectOf(options);
    if (!store) return tl::unexpected(store.error());
    const auto item = itemOf(**store, options);
    if (!item) return tl::unexpected(item.error());
    const auto answer = (*store)->claim(item->id, qt(options.reviewer), secondsNow());
    if (!answer) return tl::unexpected(answer.error());
    if (!answer->granted) return openElsewhere(answer->item);
    return printItem(answer->item, nameOf(answer->item) + " is yours for 15 minutes", shell);
}

Result<int> runProjectRelease(const ProjectOptions& options, Shell& shell) {
    const auto store = openProjectOf(options);
    if (!store) return tl::unexpected(store.error());
    const auto item = itemOf(**store, options);
    if (!item) return tl::unexpected(item.error());
    const auto answer = (*store)->release(item->id, qt(options.reviewer));
    if (!answer) return tl::unexpected(answer.error());
    if (!answer->granted) return inputError("{} has not taken {}.", options.reviewer, nameOf(answer->item));
    return printItem(answer->item, nameOf(answer->item) + " is free again", shell);
}

Result<int> runProjectVerdict(const ProjectOptions& options, Shell& shell) {
    const auto store = openProjectOf(options);
    if (!store) return tl::unexpected(store.error());
    const auto item = itemOf(**store, options);
    if (!item) return tl::unexpected(item.error());
    const auto pose = judgedPose(*item, options);
    if (!pose) return tl::unexpected(pose.error());
    const QString reviewer = qt(options.reviewer);
    const qint64 seen = options.again ? item->change : 0;
    const auto verdict = verdictFromIdentifier(qt(options.verdict)).value_or(Verdict::None);
    const auto answer = (*store)->judge(item->id, verdict, qt(options.reason), reviewer, seen, secondsNow(),
                                        pose->fingerprint, pose->place);
    if (!answer) return tl::unexpected(answer.error());
    const ReviewItem& now = answer->item;
    if (!answer->granted) {
        if (isSigned(now))
            return inputError(
                "{} has signed off {}: the signature must be withdrawn first ('camframe project "
                "signoff --withdraw').",
                now.signedBy.toStdString(), nameOf(now));
        if (claimedByOther(now, reviewer, secondsNow())) return openElsewhere(now);
        return inputError("{} was faster with {} and says {}: look, and add --again to say otherwise.",
                          now.reviewer.toStdString(), nameOf(now),
                          verdictIdentifier(now.verdict).toStdString());
    }
    if (now.claimedBy == reviewer)
        if (const auto given = (*store)->release(now.id, reviewer); !given)
            return tl::unexpected(given.error());
    return printItem(now, fmt::format("{}: {}", nameOf(now), options.verdict), shell);
}

}  // namespace camframe
