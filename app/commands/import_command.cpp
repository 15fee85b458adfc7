// SPDX-License-Identifier: Apache-2.0
#include <fmt/ranges.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "app/commands/console.h"
#include "app/commands/import_frames.h"
#include "app/commands/import_joints.h"
#include "app/commands/import_times.h"
#include "app/commands/import_units.h"
#include "app/commands/options.h"
#include "app/commands/session.h"
#include "model/core/io/atomic_file.h"
#include "model/core/io/input_files.h"
#include "model/core/log.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct ImportOptions {
    std::vector<std::string> frames;
    std::vector<std::string> cameras;
    fs::path joints;
    ColumnRequest columns;
    std::optional<double> fps, jointRate, start;
    double secondsPerUnit = 1;
    bool nearest = false;
    UnitRequest units;
    std::string intrinsics;
    std::string robot;
    bool link = false;
    fs::path out;
};

/// All that goes into the recording, before anything is written.
struct Import {
    std::vector<ImportedFrames> cameras;
    std::optional<Robot> robot;
    ColumnMap map;
    MatchedJoints joints;
    int frameCount = 0;
    std::optional<double> fps;
    std::vector<std::string> columnNames;  ///< One per joint.
    std::vector<std::string> notes;
};

/// Removes a folder and all in it unless it was released.
class RemoveFolderOnExit {
public:
    explicit RemoveFolderOnExit(fs::path folder) : m_folder(std::move(folder)) {}
    ~RemoveFolderOnExit() {
        std::error_code error;
        if (!m_folder.empty()) fs::remove_all(m_folder, error);
    }
    RemoveFolderOnExit(const RemoveFolderOnExit&) = delete;
    RemoveFolderOnExit& operator=(const RemoveFolderOnExit&) = delete;
    void release() { m_folder.clear(); }

private:
    fs::path m_folder;
};

Result<void> checkOut(const fs::path& out) {
    std::error_code error;
    if (!fs::exists(out, error)) return checkWritableFolder(out);
    if (!fs::is_directory(out, error) || !fs::is_empty(out, error))
        return makeError(ErrorKind::Usage, "--out {} exists and is not an empty folder; name a new one.",
                         out.string());
    return checkWritableFolder(out);
}

Result<std::vector<ImportedFrames>> readCameras(const ImportOptions& options, const RunContext& context) {
    if (options.cameras.size() > options.frames.size())
        return makeError(ErrorKind::Usage,
                         "--camera is given {} times for {} sources of pictures; give one each.",
                         options.cameras.size(), options.frames.size());
    std::vector<ImportedFrames> cameras;
    for (size_t i = 0; i < options.frames.size(); ++i) {
        auto frames =
            inspectFrames(options.frames[i], i < options.cameras.size() ? options.cameras[i] : "", context);
        if (!frames) return tl::unexpected(frames.error());
        for (const ImportedFrames& other : cameras)
            if (other.camera == frames->camera || other.pathInRecording() == frames->pathInRecording())
                return makeError(ErrorKind::Usage,
                                 "Two cameras are named '{}'; name each with --camera NAME.", frames->camera);
        cameras.push_back(std::move(*frames));
    }
    return cameras;
}

/// The common number of pictures. A few more at the end of one camera are left out; more are another
/// recording.
Result<int> commonCount(const std::vector<ImportedFrames>& cameras, std::vector<std::string>& notes) {
    const auto [least, most] = std::ranges::minmax(cameras, {}, &ImportedFrames::count);
    if (most.count - least.count > std::max(3, least.count / 100))
        return inputError(
            "{} has {} pictures and {} has {}; cut the longer one so that both show the same times.",
            least.source.string(), least.count, most.source.string(), most.count);
    if (most.count > least.count)
        notes.push_back(fmt::format("the cameras have {} to {} pictures; the first {} of each are used",
                                    least.count, most.count, least.count));
    return least.count;
}

/// Times of the pictures: by --fps, else those of the first video.
std::vector<double> frameTimes(const ImportOptions& options, const std::vector<ImportedFrames>& cameras,
                               int count) {
    std::vector<double> times;
    if (options.fps) {
        for (int i = 0; i < count; ++i) times.push_back(i / *options.fps);
        return times;
    }
    for (const ImportedFrames& camera : cameras)
        if (times.empty() && camera.isVideo())
            times.assign(camera.times.begin(), camera.times.begin() + count);
    return times;
}

Result<Import> readImport(const ImportOptions& options, Shell& shell) {
    Import import;
    auto cameras = readCameras(options, shell.context);
    if (!cameras) return tl::unexpected(cameras.error());
    import.cameras = std::move(*cameras);
    const auto count = commonCount(import.cameras, import.notes);
    if (!count) return tl::unexpected(count.error());
    import.frameCount = *count;
    if (!options.robot.empty()) {
        auto robot = loadRobot(options.robot, shell.search, "", nullptr);
        if (!robot) return tl::unexpected(robot.error());
        import.robot = std::move(*robot);
    }
    const auto table = readJointTable(options.joints);
    if (!table) return tl::unexpected(table.error());
    auto map = mapColumns(*table, options.columns, import.robot ? &*import.robot : nullptr);
    if (!map) return tl::unexpected(map.error());
    import.map = std::move(*map);

    MatchRequest match;
    match.frames = import.frameCount;
    match.frameTimes = frameTimes(options, import.cameras, import.frameCount);
    match.start = options.start;
    match.nearest = options.nearest;
    match.rowsName = options.joints.string();
    const Eigen::MatrixXd& values = table->table.values;
    match.rows.resize(values.rows(), static_cast<Eigen::Index>(import.map.columns.size()));
    for (size_t j = 0; j < import.map.columns.size(); ++j) {
        const size_t column = import.map.columns[j];
        match.rows.col(static_cast<Eigen::Index>(j)) = values.col(static_cast<Eigen::Index>(column));
        import.columnNames.push_back(table->table.names[column]);
    }
    for (Eigen::Index r = 0; r < values.rows(); ++r) {
        if (options.jointRate)
            match.rowTimes.push_back(static_cast<double>(r) / *options.jointRate);
        else if (import.map.time)
            match.rowTimes.push_back(values(r, static_cast<Eigen::Index>(*import.map.time)) *
                                     options.secondsPerUnit);
    }
    auto joints = matchJoints(match);
    if (!joints) return tl::unexpected(joints.error());
    import.joints = std::move(*joints);
    NamedColumns named{import.map.joints, import.columnNames, std::move(import.joints.values)};
    auto doubts = convertUnits(options.units, import.robot ? &*import.robot : nullptr, named);
    if (!doubts) return tl::unexpected(doubts.error());
    import.joints.values = std::move(named.values);
    import.notes.insert(import.notes.end(), doubts->begin(), doubts->end());

    const auto& times = import.joints.times;
    if (options.fps)
        import.fps = *options.fps;
    else if (times.size() > 1 && times.back() > 0)
        import.fps = static_cast<double>(times.size() - 1) / times.back();
    if (import.joints.framesWithout > 0)
        import.notes.push_back(
            fmt::format("{} of {} pictures have no joint values (outside of the rows' times)",
                        import.joints.framesWithout, import.frameCount));
    for (const ImportedFrames& camera : import.cameras)
        import.notes.insert(import.notes.end(), camera.notes.begin(), camera.notes.end());
    import.notes.insert(import.notes.end(), import.map.notes.begin(), import.map.notes.end());
    return import;
}

Result<Json> cameraJson(const ImportedFrames& camera, const std::optional<IntrinsicsInput>& intrinsics) {
    Json json{{"name", camera.camera},
              {"width", camera.size.width},
              {"height", camera.size.height},
              {camera.isVideo() ? "video" : "image_pattern", camera.pathInRecording()},
              {"K", nullptr}};
    const GivenIntrinsics* given = intrinsics ? intrinsics->find(camera.camera) : nullptr;
    if (!given) return json;
    const std::array<double, 5> distortion = given->distortion.value_or(std::array<double, 5>{});
    const auto model = CameraModel::fromMatrix(given->k, camera.size.width, camera.size.height, distortion,
                                               fmt::format("--intrinsics of camera '{}'", camera.camera));
    if (!model) return tl::unexpected(model.error());
    json["K"] = Json::array();
    for (int r = 0; r < 3; ++r) json["K"].push_back({given->k(r, 0), given->k(r, 1), given->k(r, 2)});
    json["distortion"] = distortion;
    return json;
}

/// episode.json. Numbers are NaN, and with that null, where absent.
Result<Json> episodeJson(const ImportOptions& options, const Import& import) {
    std::optional<IntrinsicsInput> intrinsics;
    if (!options.intrinsics.empty()) {
        auto parsed = parseIntrinsics(options.intrinsics);
        if (!parsed) return tl::unexpected(parsed.error());
        intrinsics = std::move(*parsed);
    }
    Json robot{{"urdf", nullptr}, {"base_link", nullptr}};
    // A profile is found by its name again; only a path belongs to the recording.
    std::error_code error;
    if (import.robot && fs::exists(options.robot, error) && !import.robot->urdf.empty())
        robot["urdf"] = absoluteText(import.robot->urdf);
    Json episode{{"name", fs::absolute(options.out).lexically_normal().filename().string()},
                 {"robot", robot},
                 {"fps", nullptr},
                 {"num_frames", import.frameCount}};
    if (import.fps) episode["fps"] = *import.fps;
    if (!import.joints.times.empty()) episode["timestamps"] = import.joints.times;
    episode["joint_names"] = import.map.joints;
    episode["joint_positions"] = Json::array();
    for (Eigen::Index r = 0; r < import.joints.values.rows(); ++r) {
        Json row = Json::array();
        for (Eigen::Index c = 0; c < import.joints.values.cols(); ++c)
            row.push_back(import.joints.values(r, c));
        episode["joint_positions"].push_back(std::move(row));
    }
    episode["cameras"] = Json::array();
    for (const ImportedFrames& camera : import.cameras) {
        auto json = cameraJson(camera, intrinsics);
        if (!json) return json;
        episode["cameras"].push_back(std::move(*json));
    }
    return episode;
}

/// Everything is put beside the folder first and then given its name, so that no half recording is left.
Result<void> writeRecordingFolder(const ImportOptions& options, const Import& import, const Json& episode,
                                  const RunContext& context) {
    fs::path out = fs::absolute(options.out).lexically_normal();
    if (!out.has_filename()) out = out.parent_path();
    const fs::path work =
        out.parent_path() / fmt::format(".{}.import-{}", out.filename().string().substr(0, 64), ::getpid());
    RemoveFolderOnExit guard(work);
    std::error_code error;
    fs::create_directories(work, error);
    for (const ImportedFrames& camera : import.cameras)
        if (auto placed = placeFrames(camera, import.frameCount, work, options.link, context); !placed)
            return placed;
    if (auto written = writeFileAtomically(work / "episode.json", episode.dump(1) + "\n"); !written)
        return written;
    if (auto durable = makeDurable(work); !durable) return durable;
    fs::rename(work, out, error);  // over an empty folder, too
    if (error)
        return makeError(ErrorKind::Output, "Cannot name the recording {}: {}; choose another --out.",
                         out.string(), error.message());
    guard.release();
    return {};
}

/// The text as one word of a shell's command line.
std::string shellWord(const std::string& text) {
    constexpr const char* kSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=,:@%+";
    if (!text.empty() && text.find_first_not_of(kSafe) == std::string::npos) return text;
    std::string word = "'";
    for (const char c : text) word += c == '\'' ? "'\\''" : std::string(1, c);
    return word + "'";
}

std::string nextCommand(const ImportOptions& options, const RobotSearch& search) {
    std::string out = options.out.lexically_normal().string();
    while (out.size() > 1 && out.ends_with('/')) out.pop_back();
    std::string command = fmt::format("camframe calibrate {} --robot {}", shellWord(out),
                                      options.robot.empty() ? "ROBOT" : shellWord(options.robot));
    if (options.intrinsics.empty() || options.intrinsics == "estimate") command += " --intrinsics estimate";
    const std::vector<fs::path> known = robotSearchFromEnvironment().robotPaths;
    for (const fs::path& folder : search.robotPaths)
        if (std::ranges::find(known, folder) == known.end())
            command += " --robot-path " + shellWord(folder.string());
    for (const auto& [name, folder] : search.packagePaths)
        command += " --package " + shellWord(name + "=" + folder.string());
    return command + " --out " + shellWord(out + "-calibration");
}

void print(const ImportOptions& options, const Import& import, Shell& shell) {
    Json pairs = Json::array();
    for (size_t j = 0; j < import.map.joints.size(); ++j)
        pairs.push_back({{"column", import.columnNames[j]}, {"joint", import.map.joints[j]}});
    Json cameras = Json::array();
    for (const ImportedFrames& camera : import.cameras)
        cameras.push_back({{"name", camera.camera},
                           {"width", camera.size.width},
                           {"height", camera.size.height},
                           {"pictures", camera.count},
                           {"source", camera.source.string()}});
    Json summary{{"recording", absoluteText(options.out)},
                 {"frames", import.frameCount},
                 {"fps", nullptr},
                 {"cameras", cameras},
                 {"joints", pairs},
                 {"matched", import.joints.how},
                 {"frames_without_joints", import.joints.framesWithout},
                 {"notes", import.notes},
                 {"next", nextCommand(options, shell.search)}};
    if (import.fps) summary["fps"] = *import.fps;
    if (shell.json) {
        shell.out << summary.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
        return;
    }
    shell.out << fmt::format("recording {} ({} frames{})\n\n", options.out.string(), import.frameCount,
                             import.fps ? fmt::format(", {:.4g} frames/s", *import.fps) : std::string());
    TextTable cameraTable({"camera", "size", "pictures", "from"});
    for (const ImportedFrames& camera : import.cameras)
        cameraTable.addRow({camera.camera, fmt::format("{}x{}", camera.size.width, camera.size.height),
                            std::to_string(camera.count), camera.source.string()});
    cameraTable.print(shell.out);
    TextTable jointTable({"joint", "column", "smallest", "largest"});
    for (size_t j = 0; j < import.map.joints.size(); ++j) {
        const auto column = import.joints.values.col(static_cast<Eigen::Index>(j)).array();
        constexpr double kFar = std::numeric_limits<double>::infinity();
        jointTable.addRow({import.map.joints[j], import.columnNames[j],
                           fmt::format("{:.4f}", column.isFinite().select(column, kFar).minCoeff()),
                           fmt::format("{:.4f}", column.isFinite().select(column, -kFar).maxCoeff())});
    }
    shell.out << '\n';
    jointTable.print(shell.out);
    shell.out << fmt::format("\nmatched   {}\n", import.joints.how);
    shell.out
        << "          pictures and joint values count as simultaneous; where the camera lags, calibrate with "
           "--refine pose+lag\n";
    for (const std::string& note : import.notes) shell.out << fmt::format("note      {}\n", note);
    shell.out << fmt::format("\nnext      {}\n", nextCommand(options, shell.search));
}

Result<int> runImport(const ImportOptions& options, Shell& shell) {
    if (const auto good = checkOut(options.out); !good) return tl::unexpected(good.error());
    const auto import = readImport(options, shell);
    if (!import) return tl::unexpected(import.error());
    const auto episode = episodeJson(options, *import);
    if (!episode) return tl::unexpected(episode.error());
    if (const auto written = writeRecordingFolder(options, *import, *episode, shell.context); !written)
        return tl::unexpected(written.error());
    // What was written is read as any recording: a mistake shows here and not in the next command.
    const auto dataset = openDataset(options.out);
    if (!dataset) return tl::unexpected(dataset.error());
    if (const auto read = (*dataset)->readEpisode(0); !read) return tl::unexpected(read.error());
    print(options, *import, shell);
    return 0;
}

}  // namespace

void addImportCommand(CLI::App& app, Shell& shell) {
    auto options = std::make_shared<ImportOptions>();
    CLI::App* command = app.add_subcommand(
        "import", "Make a recording of your own pictures or video and a CSV or NPY file of joint values");
    command->add_option("FRAMES", options->frames, "A video or a folder of PNG or JPEG files, one per camera")
        ->required()
        ->check(notEmpty);
    command->add_option("--joints", options->joints, "Joint values: a .csv or .npy file, one row per time")
        ->required()
        ->check(notEmpty);
    command->add_option("--out", options->out, "Folder of the recording: new or empty")
        ->required()
        ->check(notEmpty);
    command
        ->add_option("--camera", options->cameras,
                     "Name of a camera, in the order of FRAMES (repeatable; default: the file's or folder's)")
        ->take_all()
        ->expected(1)
        ->check(notEmpty);
    command
        ->add_option("--joint-names", options->columns.jointNames,
                     "The joints of the columns in their order, a,b,... (times and counters are not counted)")
        ->delimiter(',')
        ->allow_extra_args(false);
    command->add_option("--map", options->columns.map, "Which column is which joint: \"COLUMN=JOINT,...\"");
    command->add_option("--time-column", options->columns.timeColumn,
                        "Column with the time of each row (default: one named time, timestamp ...)");
    addChoice<double>(*command, "--time-unit", options->secondsPerUnit,
                      {{"s", 1}, {"ms", 1e-3}, {"us", 1e-6}, {"ns", 1e-9}},
                      "Unit of the time column: s, ms, us, ns (default: s)");
    command->add_option("--joint-rate", options->jointRate, "Rows per second, where there is no time column")
        ->check(CLI::PositiveNumber);
    command->add_option("--fps", options->fps, "Pictures per second (default: as the video says)")
        ->check(CLI::PositiveNumber);
    command->add_option("--start", options->start,
                        "Time of the first picture by the time column, s (default: that of the first row)");
    command->add_flag("--nearest", options->nearest, "Take the nearest row instead of interpolating");
    command->add_flag("--degrees", options->units.degrees, "Angles are in degrees");
    command
        ->add_option("--gripper", options->units.gripper,
                     "What the gripper's column says when it is closed and when it is open, such as 0,1")
        ->type_name("CLOSED,OPEN")
        ->delimiter(',')
        ->allow_extra_args(false);
    command->add_option("--intrinsics", options->intrinsics, "FILE or fx,fy,cx,cy, as for calibrate");
    command->add_option("--robot", options->robot,
                        "Profile name or URDF: finds out which column is which joint");
    command->add_flag("--link", options->link, "Hard links instead of copies (same disk only)");
    addCommonOptions(*command, shell);
    command->callback(
        [options, &shell] { shell.action = [options, &shell] { return runImport(*options, shell); }; });
}

}  // namespace camframe
