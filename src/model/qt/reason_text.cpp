// SPDX-License-Identifier: Apache-2.0
#include "model/qt/reason_text.h"

#include <QCoreApplication>
#include <algorithm>
#include <optional>
#include <vector>

#include "model/qt/shown_number.h"

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

// The texts of model/core/failure.cpp once more, for the translators' tool, which reads sources, but for
// those of `inWindow`. A test holds the two equal.
[[maybe_unused]] constexpr const char* sources[] = {
    QT_TRANSLATE_NOOP("FailureReason", "Too few usable frames: record more poses of the robot"),
    QT_TRANSLATE_NOOP("FailureReason",
                      "Two different camera poses explain the pictures almost equally well: compare them and "
                      "choose, or click a mark"),
    QT_TRANSLATE_NOOP(
        "FailureReason",
        "The mark could not be followed: place it on a corner or print with contrast, or place it "
        "again in later frames"),
    QT_TRANSLATE_NOOP(
        "FailureReason",
        "The tracked mark does not move like any point of the link: check the link it is bound to "
        "and the joint order"),
    QT_TRANSLATE_NOOP(
        "FailureReason",
        "The motion of the mark does not fix the camera (too short, or all in one line or plane): "
        "use a longer recording or add a mark on another link"),
    QT_TRANSLATE_NOOP("FailureReason",
                      "The drawn robot does not cover the robot in the picture: correct the pose by hand or "
                      "start from a mark"),
    QT_TRANSLATE_NOOP("FailureReason",
                      "Frames that were not used in the fit agree worse: look at them before accepting"),
    QT_TRANSLATE_NOOP(
        "FailureReason",
        "The first and the second half of the frames give different cameras: the camera may have "
        "been bumped, or the evidence is too weak"),
    QT_TRANSLATE_NOOP("FailureReason",
                      "The pictures fix the camera only loosely: use more and more varied frames"),
    QT_TRANSLATE_NOOP("FailureReason", "The refinement did not settle: start from a better pose"),
    QT_TRANSLATE_NOOP("FailureReason", "The robot is hardly visible in this view: skip this camera"),
    QT_TRANSLATE_NOOP(
        "FailureReason",
        "The depth pictures do not fit the robot and were not used: check that they are laid over "
        "the colour pictures and in millimetres"),
    QT_TRANSLATE_NOOP("FailureReason",
                      "The camera moves while it films (on the wrist, on a vehicle or in a hand), and only a "
                      "camera that stands still can be calibrated: skip this camera"),
    QT_TRANSLATE_NOOP("FailureReason",
                      "The camera was knocked during the recording, and this pose holds only for its longest "
                      "still part: split the recording there"),
    QT_TRANSLATE_NOOP("FailureReason",
                      "Nothing independent confirms this pose: look at the overlay before accepting"),
    QT_TRANSLATE_NOOP("FailureReason", "The pose was set by hand and has not been judged yet."),
    QT_TRANSLATE_NOOP("FailureReason",
                      "The pose was chosen by hand among near-ties and has not been judged yet."),
    QT_TRANSLATE_NOOP("FailureReason", "A person rejected this pose."),
    QT_TRANSLATE_NOOP("FailureReason", "A person marked this pose to be mended."),
    QT_TRANSLATE_NOOP("FailureReason", "Not run yet."),
};

/// Where the shared text names options of the command line, the window has its own next step, by the names of
/// its menus and panels. A test holds what comes before the step equal.
struct WindowText {
    FailureReason reason;
    const char* text;
};
constexpr WindowText inWindow[] = {
    {FailureReason::NoStart,
     QT_TRANSLATE_NOOP(
         "FailureReason",
         "No convincing starting pose was found: place four keypoints, draw masks with the mask "
         "tool, or open a rough pose (File, Open Calibration)")},
    {FailureReason::FocalUnobserved,
     QT_TRANSLATE_NOOP("FailureReason",
                       "The pictures fix the focal length only loosely, and distances carry its error: use "
                       "frames in which the robot comes nearer and goes farther, or enter the intrinsics in "
                       "the inspector and lock them")},
    {FailureReason::IntrinsicsDoubtful,
     QT_TRANSLATE_NOOP("FailureReason",
                       "The pictures fit clearly better with other intrinsics, and distances depend on them: "
                       "check the intrinsics in the inspector, or refine with the focal length (Camera, Also "
                       "Solve For)")},
    {FailureReason::MaskQuality,
     QT_TRANSLATE_NOOP("FailureReason",
                       "The robot masks are too poor to judge the pose: correct them with the mask tool, in "
                       "several frames")},
    {FailureReason::TimeLag,
     QT_TRANSLATE_NOOP("FailureReason",
                       "Pictures and joints seem to be out of step: check the recording's timestamps, or "
                       "refine with the lag (Camera, Also Solve For)")},
    {FailureReason::ArmBaseDoubtful,
     QT_TRANSLATE_NOOP("FailureReason",
                       "A further arm of the robot seems to stand elsewhere than the robot's description "
                       "says: refine with the places of further arms (Camera, Also Solve For)")},
    {FailureReason::JointOffset,
     QT_TRANSLATE_NOOP("FailureReason",
                       "A joint seems to be counted from another zero than the robot's description has: "
                       "refine with the zeros of the joints (Camera, Also Solve For)")},
};

QString translate(std::string_view text) {
    return QCoreApplication::translate("FailureReason", std::string(text).c_str());
}

}  // namespace

const std::vector<FailureReason>& allFailureReasons() {
    static const std::vector<FailureReason> reasons = [] {
        std::vector<FailureReason> all;
        for (int i = 0; identifier(static_cast<FailureReason>(i)) != "unknown"; ++i) {
            all.push_back(static_cast<FailureReason>(i));
        }
        return all;
    }();
    return reasons;
}

QString translatedExplanation(FailureReason reason) {
    const auto own = std::ranges::find(inWindow, reason, &WindowText::reason);
    return translate(own == std::end(inWindow) ? explanation(reason) : own->text);
}

QString translatedReason(const std::string& reason) {
    for (const FailureReason known : allFailureReasons()) {
        const std::string_view start = explanation(known);
        if (reason.starts_with(start)) {
            const std::string rest = reason.substr(start.size());
            return translatedExplanation(known) + withShownNumbers(QString::fromStdString(rest));
        }
    }
    return translate(reason);
}

QStringList translatedReasons(const std::vector<std::string>& reasons) {
    struct Group {
        QString sentence;
        std::optional<FailureReason> known;  ///< Where details can be gathered.
        QStringList details;
    };
    std::vector<Group> groups;
    for (const std::string& reason : reasons) {
        Group group{translatedReason(reason), {}, {}};
        for (const FailureReason known : allFailureReasons()) {
            const std::string_view start = explanation(known);
            const std::string_view rest =
                std::string_view(reason).substr(std::min(start.size(), reason.size()));
            if (!reason.starts_with(start) || !rest.starts_with(" (") || !rest.ends_with(").")) continue;
            group.known = known;
            group.details << withShownNumbers(
                QString::fromStdString(std::string(rest.substr(2, rest.size() - 4))));
            break;
        }
        const auto same = std::ranges::find_if(groups, [&group](const Group& other) {
            return group.known ? other.known == group.known : other.sentence == group.sentence;
        });
        if (same == groups.end()) {
            groups.push_back(std::move(group));
        } else {
            same->details << group.details;
        }
    }
    QStringList sentences;
    for (const Group& group : groups)
        sentences << (group.details.size() < 2 ? group.sentence
                                               : translatedExplanation(*group.known) + u" ("_s +
                                                     group.details.join(u"; "_s) + u")."_s);
    return sentences;
}

}  // namespace camframe
