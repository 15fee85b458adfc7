// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <filesystem>

#include "app/commands/session.h"
#include "model/qt/recording.h"
#include "model/qt/review/review_store.h"

class QCoreApplication;

namespace camframe {

inline QString qt(const std::string& text) {
    return QString::fromStdString(text);
}

// What lies beside a review file, or in the folder of a project on a server: LIST.projects/ with what people
// did, LIST.results/ with what was calculated from the window. The results of `camframe calibrate` are read,
// never written.

/// Where the corrections of an episode of a review file are kept.
QString reviewProjectPath(const QString& reviewPath, int episode);
/// Where the calibrations that a window starts are written.
std::filesystem::path reviewResultPath(const QString& reviewPath, int episode, const std::string& camera);
/// As above, for a pose that was taken from another camera of the group.
std::filesystem::path reviewProposalPath(const QString& reviewPath, int episode, const std::string& camera);
/// The newest result of an item among these two and what `camframe calibrate` wrote; empty: there is none.
std::filesystem::path newestResult(const QString& reviewPath, const ReviewSource& source, int episode,
                                   const std::string& camera);

/// The reasons of a result in one line.
QString remarksOf(const Calibration& calibration);
/// What the list says about a calibration.
ReviewResult reviewResultOf(const Calibration& calibration, const QString& path);

/// How the recordings of a list are opened.
SessionRequest sessionOf(const ReviewSource& source, const RobotSearch& search);
/// What a new list is about.
/// @param results  The --out folder of calibrate; may be empty.
ReviewSource sourceOf(const SessionRequest& request, const QString& results);
/// What the source leaves open (robot, profile, format ...) as its results say that they were made; as it is
/// where it names no results or none can be read.
ReviewSource asItsResults(const ReviewSource& source);

/// Qt's databases want an application; the command line has none of its own.
class QtForDatabases {
public:
    QtForDatabases();
    ~QtForDatabases();

private:
    std::unique_ptr<QCoreApplication> m_application;
};

/// An episode as documents hold it.
Result<std::shared_ptr<Recording>> readRecording(Session& session, int episode);

}  // namespace camframe
