// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/commands/console.h"
#include "app/commands/options.h"
#include "app/commands/pictures/picture_commands.h"
#include "model/core/io/image_io.h"
#include "model/core/telling_frames.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int kDefaultWidth = 400;
constexpr int kGap = 12;          ///< Between pictures (px).
constexpr int kHeader = 40;       ///< Line above a camera's pictures (px).
constexpr int kCaption = 30;      ///< Line below a picture (px).
constexpr int kMostCameras = 64;  ///< Of one sheet: what memory and viewers can hold.
constexpr uint8_t kGround = 24;

struct SheetFile {
    fs::path file;
    int episode;
    size_t cameras, pictures;
};

const char* roleName(FrameRole role) {
    switch (role) {
        case FrameRole::Start:
            return "start";
        case FrameRole::Middle:
            return "middle";
        case FrameRole::End:
            return "end";
        case FrameRole::ToolHighest:
            return "tool highest";
        case FrameRole::ToolLowest:
            return "tool lowest";
        case FrameRole::ArmStretched:
            return "arm stretched";
    }
    return "";
}

void copyInto(ImageU8& sheet, const ImageU8& picture, int x, int y) {
    for (int row = 0; row < picture.height; ++row)
        std::copy_n(picture.row(row), 3 * picture.width, sheet.row(y + row) + 3 * static_cast<ptrdiff_t>(x));
}

void fillBox(ImageU8& sheet, int x, int y, int width, int height, const Rgb& colour) {
    for (int row = y; row < y + height; ++row)
        for (int column = x; column < x + width; ++column)
            std::ranges::copy(colour, sheet.row(row) + 3 * static_cast<ptrdiff_t>(column));
}

struct Row {
    std::string title;
    Rgb statusColour{};
    struct Cell {
        ImageU8 picture;
        std::string caption;
        bool held = false;
    };
    std::vector<Cell> cells;
};

Rgb colourOf(CalibrationStatus status) {
    switch (status) {
        case CalibrationStatus::Ok:
            return {52, 168, 96};
        case CalibrationStatus::Review:
            return {232, 150, 32};
        case CalibrationStatus::Failed:
            return {224, 72, 64};
    }
    return {128, 128, 128};
}

std::string titleOf(const Calibration& calibration) {
    std::string title = fmt::format("{}   {}", cameraTitle(calibration), toString(calibration.status));
    if (calibration.quality.risk) title += fmt::format("   risk {:.1f} %", 100 * *calibration.quality.risk);
    if (calibration.quality.expectedTcpErrorMm)
        title += fmt::format("   expected error {:.1f} mm", *calibration.quality.expectedTcpErrorMm);
    if (!calibration.camFromBase && calibration.camFromBaseGuess) title += "   (its best guess is drawn)";
    return title;
}

Result<Row> makeRow(const StoredCalibration& stored, ResultSessions& sessions,
                    const PictureCommandOptions& options, const RunContext& context) {
    const Result<OpenedResult> opened = sessions.open(stored);
    if (!opened) return tl::unexpected(opened.error());
    const CameraModel& camera = opened->calibration().camera;
    const int width = options.width > 0 ? options.width : kDefaultWidth;
    const int height = std::max(1, static_cast<int>(std::lround(1.0 * width * camera.height / camera.width)));
    PaintParts parts;
    parts.fill = parts.outline = parts.points = true;
    auto painter = OverlayPainter::make(*opened, parts, width, height, options.renderer);
    if (!painter) return tl::unexpected(painter.error());
    const auto source = opened->session->reader().openFrames(opened->loaded->episode, *opened->stream);
    if (!source) return tl::unexpected(source.error());
    Row row{titleOf(opened->calibration()), colourOf(opened->calibration().status), {}};
    const std::vector<TellingFrame> frames = tellingFrames(opened->motion);
    for (size_t i = 0; i < frames.size(); ++i) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        context.report(static_cast<double>(i) / static_cast<double>(frames.size()), "drawing the sheet");
        const auto picture = (*source)->read(frames[i].frame);
        if (!picture) return tl::unexpected(picture.error());
        Result<ImageU8> painted = (*painter)->paint(*picture, frames[i].frame);
        if (!painted) return tl::unexpected(painted.error());
        std::string caption = std::to_string(frames[i].frame);
        for (size_t r = 0; r < frames[i].roles.size(); ++r)
            caption += (r ? ", " : "  ") + std::string(roleName(frames[i].roles[r]));
        row.cells.push_back(
            {std::move(*painted), std::move(caption), !usedInFit(opened->calibration(), frames[i].frame)});
    }
    return row;
}

ImageU8 layOut(const std::vector<Row>& rows) {
    int width = 480, height = kGap;
    for (const Row& row : rows) {
        int rowWidth = kGap, rowHeight = 0;
        for (const Row::Cell& cell : row.cells) {
            rowWidth += cell.picture.width + kGap;
            rowHeight = std::max(rowHeight, cell.picture.height);
        }
        width = std::max(width, rowWidth);
        height += kHeader + rowHeight + kCaption + kGap;
    }
    ImageU8 sheet(width, height, 3, kGround);
    int y = kGap;
    for (const Row& row : rows) {
        fillBox(sheet, kGap, y + 6, 6, kHeader - 14, row.statusColour);
        paintCaption(sheet, kGap + 18, y + kHeader - 16, row.title, 0.55, false);
        y += kHeader;
        int x = kGap, rowHeight = 0;
        for (const Row::Cell& cell : row.cells) {
            copyInto(sheet, cell.picture, x, y);
            // Frames that the fit never saw are the honest ones to look at: they get a bright bar.
            if (cell.held) fillBox(sheet, x, y + cell.picture.height, cell.picture.width, 3, {120, 190, 255});
            paintCaption(sheet, x + 4, y + cell.picture.height + 20,
                         cell.caption + (cell.held ? "   not in the fit" : ""), 0.42, false);
            x += cell.picture.width + kGap;
            rowHeight = std::max(rowHeight, cell.picture.height);
        }
        y += rowHeight + kCaption + kGap;
    }
    return sheet;
}

Result<int> runSheet(const PictureCommandOptions& options, Shell& shell) {
    const Result<std::vector<StoredCalibration>> results = chooseResults(options.choice);
    if (!results) return tl::unexpected(results.error());
    const bool oneFile = options.out.extension() == ".png";
    if (oneFile && results->size() > kMostCameras)
        return makeError(
            ErrorKind::Usage,
            "--out {} is one sheet, but {} cameras were chosen and a sheet holds {}; choose some with "
            "--episodes and --camera, or give a folder for one sheet per episode.",
            options.out.string(), results->size(), kMostCameras);
    SessionRequest given = options.given;
    given.search = shell.search;
    ResultSessions sessions(std::move(given));
    std::vector<SheetFile> files;
    std::vector<Row> rows;
    size_t pictures = 0;
    const auto write = [&](const fs::path& file, int episode) -> Result<void> {
        if (auto written = writePng(file, layOut(rows)); !written) return written;
        files.push_back({file, episode, rows.size(), pictures});
        rows.clear();
        pictures = 0;
        return {};
    };
    for (size_t i = 0; i < results->size(); ++i) {
        const StoredCalibration& stored = (*results)[i];
        const double count = static_cast<double>(results->size());
        PartialProgress progress(shell.context.progress, static_cast<double>(i) / count,
                                 static_cast<double>(i + 1) / count,
                                 results->size() > 1 ? cameraTitle(stored.calibration) + ": " : "");
        RunContext context = shell.context;
        context.progress = &progress;
        Result<Row> row = makeRow(stored, sessions, options, context);
        if (!row) return tl::unexpected(row.error());
        pictures += row->cells.size();
        rows.push_back(std::move(*row));
        const bool last = i + 1 == results->size();
        const int episode = stored.calibration.episode;
        if (rows.size() > kMostCameras)
            return makeError(ErrorKind::Usage,
                             "Episode {} has more than {} cameras; choose some with --camera.", episode,
                             kMostCameras);
        if (!oneFile && (last || (*results)[i + 1].calibration.episode != episode))
            if (auto done = write(options.out / fmt::format("sheet_{:06d}.png", episode), episode); !done)
                return tl::unexpected(done.error());
    }
    if (oneFile)
        if (auto done = write(options.out, results->front().calibration.episode); !done)
            return tl::unexpected(done.error());
    if (shell.json) {
        Json json = Json::array();
        for (const SheetFile& f : files)
            json.push_back({{"file", f.file.string()}, {"cameras", f.cameras}, {"pictures", f.pictures}});
        shell.out << Json{{"sheets", json}}.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    } else if (!shell.quiet) {
        for (const SheetFile& f : files)
            shell.out << fmt::format("{} ({} cameras, {} pictures)\n", f.file.string(), f.cameras,
                                     f.pictures);
    }
    return 0;
}

}  // namespace

void addSheetCommand(CLI::App& app, Shell& shell) {
    auto options = std::make_shared<PictureCommandOptions>();
    CLI::App* command = app.add_subcommand(
        "sheet",
        "Write a contact sheet: start, middle, end and extreme poses of every camera, robot drawn over");
    addPictureOptions(*command, *options, "PNG to write, or a folder for sheet_EPISODE.png", shell);
    command->callback(
        [options, &shell] { shell.action = [options, &shell] { return runSheet(*options, shell); }; });
}

}  // namespace camframe
