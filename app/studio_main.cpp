// SPDX-License-Identifier: Apache-2.0
#include <QApplication>
#include <QCommandLineParser>
#include <QFileInfo>
#include <cstdio>

#include "app/studio/languages.h"
#include "app/studio/main_window.h"
#include "app/studio/settings.h"
#include "app/studio/theme.h"

using namespace camframe;
using namespace Qt::StringLiterals;

namespace {

/// Exit codes as on the command line.
constexpr int badUsage = 2;

int usageError(const QString& sentence) {
    std::fprintf(stderr, "camframe-studio: %s\n", qPrintable(sentence));
    return badUsage;
}

}  // namespace

int main(int argc, char** argv) {
    // Qt 3D draws through Qt's own abstraction, which also runs on software OpenGL.
    if (qEnvironmentVariableIsEmpty("QT3D_RENDERER")) qputenv("QT3D_RENDERER", "rhi");
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(u"camframe"_s);
    QCoreApplication::setApplicationName(u"camframe-studio"_s);
    QCoreApplication::setApplicationVersion(QLatin1StringView(CAMFRAME_VERSION));

    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Shows a robot recording with the robot drawn over its pictures, and mends the camera's pose."_s);
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(u"recording"_s, u"Folder or file of the recording, or a review list."_s,
                                 u"[RECORDING]"_s);
    const QCommandLineOption robot(u"robot"_s, u"Profile name or URDF."_s, u"ROBOT"_s);
    const QCommandLineOption robotPath(u"robot-path"_s, u"Folder with robot descriptions (repeatable)."_s,
                                       u"DIR"_s);
    const QCommandLineOption package(u"package"_s, u"Where package://PKG lies (repeatable)."_s, u"PKG=DIR"_s);
    const QCommandLineOption tcp(u"tcp"_s, u"Tool centre point."_s, u"LINK[:x,y,z,qw,qx,qy,qz]"_s);
    const QCommandLineOption ignoreLinks(u"ignore-links"_s, u"Links that are not drawn."_s, u"REGEX"_s);
    const QCommandLineOption format(u"format"_s, u"Format of the dataset (default: detected)."_s, u"ID"_s);
    const QCommandLineOption profile(
        u"profile"_s, u"Dataset profile: name or JSON file (default: the one that fits)."_s, u"NAME"_s);
    const QCommandLineOption profilePath(u"profile-path"_s, u"Folder of dataset profiles (repeatable)."_s,
                                         u"DIR"_s);
    const QCommandLineOption episode(u"episode"_s, u"Episode of the dataset (default 0)."_s, u"N"_s, u"0"_s);
    const QCommandLineOption calibration(u"calibration"_s, u"calibration.json to start from."_s, u"FILE"_s);
    const QCommandLineOption project(
        u"project"_s, u"Project file; default: in the application data folder."_s, u"FILE.camframe"_s);
    const QCommandLineOption masks(u"masks"_s, u"Folder of robot masks, as for 'camframe calibrate'."_s,
                                   u"DIR"_s);
    const QCommandLineOption camera(u"camera"_s, u"Camera to show first."_s, u"NAME"_s);
    const QCommandLineOption language(
        u"language"_s, u"One of %1 (default: as the system)."_s.arg(Languages::all().join(u", "_s)),
        u"LANGUAGE"_s);
    const QCommandLineOption demo(u"demo"_s, u"Open the embedded demo recording."_s);
    const QCommandLineOption review(
        u"review"_s,
        u"Review list to open (FILE.camreview or postgresql://...); made of RECORDING when it is not there."_s,
        u"LIST"_s);
    const QCommandLineOption results(u"results"_s,
                                     u"OUT folder of 'camframe calibrate', for a new --review."_s, u"DIR"_s);
    const QCommandLineOption reviewer(u"reviewer"_s, u"Name to write beside verdicts (kept)."_s, u"NAME"_s);
    parser.addOptions({review, results, reviewer, demo, masks, robot, robotPath, package, tcp, ignoreLinks,
                       format, profile, profilePath, episode, calibration, project, camera, language});
    if (!parser.parse(QCoreApplication::arguments())) return usageError(parser.errorText());
    if (parser.isSet(u"help"_s)) parser.showHelp();
    if (parser.isSet(u"version"_s)) parser.showVersion();
    if (parser.positionalArguments().size() > 1) return usageError(u"One recording at a time, please."_s);

    StudioRequest request;
    request.session.search = robotSearchFromEnvironment();
    for (const QString& folder : parser.values(robotPath)) {
        request.session.search.robotPaths.emplace_back(folder.toStdString());
    }
    for (const QString& entry : parser.values(package)) {
        const qsizetype equals = entry.indexOf(u'=');
        if (equals <= 0) return usageError(u"--package needs PKG=DIR, not '%1'."_s.arg(entry));
        request.session.search.packagePaths[entry.left(equals).toStdString()] =
            entry.mid(equals + 1).toStdString();
    }
    bool isNumber = false;
    request.episode = parser.value(episode).toInt(&isNumber);
    if (!isNumber || request.episode < 0) {
        return usageError(u"--episode needs a number, not '%1'."_s.arg(parser.value(episode)));
    }
    if (parser.isSet(language) && !Languages::all().contains(parser.value(language))) {
        return usageError(
            u"--language knows %1, not '%2'."_s.arg(Languages::all().join(u", "_s), parser.value(language)));
    }
    request.demo = parser.isSet(demo);
    if (request.demo && !parser.positionalArguments().isEmpty()) {
        return usageError(
            u"--demo has its own recording; leave out '%1'."_s.arg(parser.positionalArguments().first()));
    }
    request.session.robot = parser.value(robot).toStdString();
    request.session.tcp = parser.value(tcp).toStdString();
    request.session.ignoreLinks = parser.value(ignoreLinks).toStdString();
    request.session.format = parser.value(format).toStdString();
    request.session.profile = parser.value(profile).toStdString();
    for (const QString& folder : parser.values(profilePath))
        request.session.profilePaths.emplace_back(folder.toStdString());
    request.calibration = parser.value(calibration);
    request.project = parser.value(project);
    request.masks = parser.value(masks);
    request.camera = parser.value(camera);

    migrateSettings();
    prepareLook(application);
    applyTheme(application, chosenTheme());
    Languages languages;
    languages.set(parser.isSet(language) ? parser.value(language) : Languages::preferred());
    if (parser.isSet(reviewer)) setSetting(Setting::Reviewer, parser.value(reviewer));
    MainWindow window(languages);
    window.show();
    const QString opened = parser.positionalArguments().value(0);
    // As a desktop's file manager asks for it.
    const bool isList = opened.endsWith(u".camreview"_s) && !parser.isSet(review);
    if (!isList) request.session.dataset = opened.toStdString();
    if (parser.isSet(review) || isList) {
        ReviewSource source;
        const auto absolute = [](const QString& path) {
            return path.isEmpty() ? path : QFileInfo(path).absoluteFilePath();
        };
        source.dataset = absolute(QString::fromStdString(request.session.dataset.string()));
        source.results = absolute(parser.value(results));
        source.robot = parser.value(robot);
        source.tcp = parser.value(tcp);
        source.ignoreLinks = parser.value(ignoreLinks);
        source.profile = parser.value(profile);
        source.format = parser.value(format);
        window.openReview(isList ? opened : parser.value(review), source, request.session.search);
        return application.exec();
    }
    if (request.demo || !request.session.dataset.empty()) window.open(request);
    return application.exec();
}
