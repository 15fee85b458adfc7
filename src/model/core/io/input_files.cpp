// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/input_files.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "model/core/io/atomic_file.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/detail/json_input.h"
#include "model/core/slow_work.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxTextBytes = size_t{64} << 20;
constexpr int kMaxIndex = 99'999'999;
constexpr double kMaxPixel = 1e6;
constexpr size_t kMaxMarkLength = 4096;

/// The whole text as a finite number; from_chars does not depend on the process's locale.
std::optional<double> toNumber(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

/// The whole text as an index; digits only.
std::optional<int> toIndex(std::string_view text) {
    int value = 0;
    if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || value > kMaxIndex) return std::nullopt;
    return value;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

/// Exactly `count` comma-separated finite numbers.
std::optional<std::vector<double>> toNumbers(std::string_view text, size_t count) {
    std::vector<double> numbers;
    for (const std::string_view part : split(text, ',')) {
        const auto number = toNumber(part);
        if (!number || numbers.size() == count) return std::nullopt;
        numbers.push_back(*number);
    }
    if (numbers.size() != count) return std::nullopt;
    return numbers;
}

Eigen::Matrix3d intrinsicMatrix(const std::vector<double>& fxFyCxCy) {
    Eigen::Matrix3d k;
    k << fxFyCxCy[0], 0, fxFyCxCy[2], 0, fxFyCxCy[1], fxFyCxCy[3], 0, 0, 1;
    return k;
}

Result<Eigen::Matrix3d> readIntrinsicMatrix(const JsonField& field) {
    constexpr const char* expected = "a 3x3 matrix as a list of rows, or [fx, fy, cx, cy]";
    const auto size = field.arraySize(expected);
    if (!size) return tl::unexpected(size.error());
    if (*size == 4) {
        const auto numbers = field.numbers(4, expected);
        if (!numbers) return tl::unexpected(numbers.error());
        return intrinsicMatrix(*numbers);
    }
    const auto matrix = field.matrix(3, 3, expected);
    if (!matrix) return tl::unexpected(matrix.error());
    if (!matrix->allFinite()) return field.error("a matrix of finite numbers");
    return Eigen::Matrix3d(*matrix);
}

Result<Eigen::Matrix4d> readPoseMatrix(const JsonField& field) {
    const auto matrix = field.matrix(4, 4, "a 4x4 matrix as a list of rows");
    if (!matrix) return tl::unexpected(matrix.error());
    return Eigen::Matrix4d(*matrix);
}

Result<InitialPose> poseFromMatrix(const Eigen::Matrix4d& matrix, const std::string& what,
                                   std::string camera) {
    const auto pose = rigidFromMatrix(matrix, what);
    if (!pose) return tl::unexpected(pose.error());
    return InitialPose{*pose, std::move(camera)};
}

Result<InitialPose> initialPoseFromJson(const std::string& text, const std::string& what) {
    const auto document = parseJson(text, what);
    if (!document) return tl::unexpected(document.error());
    const JsonField root(*document, what);
    if (!document->is_object()) {
        const auto matrix = readPoseMatrix(root);
        if (!matrix) return tl::unexpected(matrix.error());
        return poseFromMatrix(*matrix, what, "");
    }
    std::string camera;
    if (const JsonField name = root["camera"]["name"]; !name.absentOrNull()) {
        auto given = name.string("the camera's name");
        if (!given) return tl::unexpected(given.error());
        camera = std::move(*given);
    }
    for (const char* key : {"T_cam_base", "T_cam_base_guess"}) {
        const JsonField field = root[key];
        if (field.absentOrNull()) continue;
        const auto matrix = readPoseMatrix(field);
        if (!matrix) return tl::unexpected(matrix.error());
        return poseFromMatrix(*matrix, field.place(), std::move(camera));
    }
    return inputError(
        "{}: neither 'T_cam_base' nor 'T_cam_base_guess' holds a pose; give a 4x4 or the "
        "calibration.json of a run that found one.",
        what);
}

Result<InitialPose> initialPoseFromText(const std::string& text, const std::string& what) {
    std::vector<double> numbers;
    for (const std::string_view line : split(text, '\n')) {
        std::string_view rest = line.substr(0, line.find('#'));
        for (;;) {
            constexpr std::string_view separators = " \t\r,;";
            rest.remove_prefix(std::min(rest.find_first_not_of(separators), rest.size()));
            if (rest.empty()) break;
            const std::string_view word = rest.substr(0, rest.find_first_of(separators));
            rest.remove_prefix(word.size());
            const auto number = toNumber(word);
            if (!number || numbers.size() == 16)
                return inputError("{}: expected the 16 numbers of a 4x4 matrix, or JSON; found {}.", what,
                                  number ? "more" : fmt::format("'{}'", word.substr(0, 40)));
            numbers.push_back(*number);
        }
    }
    if (numbers.size() != 16)
        return inputError("{}: expected the 16 numbers of a 4x4 matrix, or JSON; found {}.", what,
                          numbers.size());
    return poseFromMatrix(Eigen::Map<const Eigen::Matrix<double, 4, 4, Eigen::RowMajor>>(numbers.data()),
                          what, "");
}

/// The distortion that a file of intrinsics gives for one camera.
Result<std::optional<std::array<double, 5>>> distortionFor(const JsonField& field,
                                                           const std::string& camera) {
    const JsonField own = field.absent() || !field.value()->is_object() ? field : field[camera];
    if (own.absentOrNull()) return std::nullopt;
    const auto distortion = own.distortion();
    if (!distortion) return tl::unexpected(distortion.error());
    return *distortion;
}

Result<IntrinsicsInput> readIntrinsicsFile(const fs::path& file) {
    const auto document = readJson(file);
    if (!document) return tl::unexpected(document.error());
    const JsonField root(*document, file.string());
    if (!document->is_object()) return root.error("an object with one K per camera");
    IntrinsicsInput input;
    for (const auto& [camera, unused] : document->items()) {
        if (camera == "distortion") continue;
        const JsonField field = root[camera];
        const auto k = readIntrinsicMatrix(field);
        if (!k) return tl::unexpected(k.error());
        if (!((*k)(0, 0) > 0 && (*k)(1, 1) > 0)) return field.error("focal lengths above 0");
        const auto distortion = distortionFor(root["distortion"], camera);
        if (!distortion) return tl::unexpected(distortion.error());
        input.byCamera[camera] = {*k, *distortion};
    }
    if (input.byCamera.empty())
        return inputError("{}: holds the K of no camera; give one per camera.", file.string());
    return input;
}

}  // namespace

Result<NumberedPictures> NumberedPictures::open(fs::path folder, const CameraStream& camera, int frameCount,
                                                const std::string& what) {
    NumberedPictures pictures(std::move(folder), {camera.width, camera.height});
    for (int frame = 0; frame < frameCount; ++frame)
        if (pictures.has(frame)) return pictures;
    return inputError(
        "{} of camera '{}': {} does not exist (or no picture of frames 0 to {} is in that folder); "
        "check the folder.",
        what, camera.name, pictures.file(0).string(), frameCount - 1);
}

Result<NumberedPictures> NumberedPictures::openMasks(const fs::path& dir, int episode, bool severalEpisodes,
                                                     const CameraStream& camera, int frameCount,
                                                     const std::string& what) {
    const fs::path name = encodePathComponent(camera.name);
    const fs::path withEpisode = dir / fmt::format("{:06d}", episode) / name;
    std::error_code error;
    if (const fs::path exported = dir / fmt::format("episode_{:06d}", episode) / name / "links";
        fs::is_directory(exported, error)) {
        auto pictures = open(exported, camera, frameCount, what);
        if (pictures) pictures->m_links = true;
        return pictures;
    }
    const bool plain = !severalEpisodes && !fs::is_directory(withEpisode, error);
    return open(plain ? dir / name : withEpisode, camera, frameCount, what);
}

Result<NumberedPictures> NumberedPictures::openDepth(const Episode& episode, const CameraStream& camera) {
    return open(episode.folder / "depth" / encodePathComponent(camera.name), camera, episode.frameCount,
                "Depth");
}

fs::path NumberedPictures::file(int frame) const {
    return m_folder / fmt::format("{:06d}.png", frame);
}

bool NumberedPictures::has(int frame) const {
    std::error_code error;
    return fs::exists(file(frame), error);
}

Result<std::optional<ImageU8>> NumberedPictures::mask(int frame) const {
    if (!has(frame)) return std::nullopt;
    if (!m_links) {
        auto mask = readMask(file(frame), m_size);
        if (!mask) return tl::unexpected(mask.error());
        return std::move(*mask);
    }
    const auto numbers = readRgb(file(frame), m_size);  // grey: three times the same
    if (!numbers) return tl::unexpected(numbers.error());
    ImageU8 mask(numbers->width, numbers->height);
    for (size_t i = 0; i < mask.data.size(); ++i) mask.data[i] = numbers->data[3 * i] > 0 ? 255 : 0;
    return mask;
}

Result<std::optional<ImageU16>> NumberedPictures::depthMm(int frame) const {
    if (!has(frame)) return std::nullopt;
    auto depth = readDepthMm(file(frame), m_size);
    if (!depth) return tl::unexpected(depth.error());
    return std::move(*depth);
}

Result<InitialPose> readInitialPose(const fs::path& file) {
    slowWorkBegins("reading a pose");
    const auto text = readFile(file, kMaxTextBytes);
    if (!text) return tl::unexpected(text.error());
    const size_t start = text->find_first_not_of(" \t\r\n");
    const bool json = start != std::string::npos && ((*text)[start] == '[' || (*text)[start] == '{');
    return json ? initialPoseFromJson(*text, file.string()) : initialPoseFromText(*text, file.string());
}

const GivenIntrinsics* IntrinsicsInput::find(const std::string& camera) const {
    if (everyCamera) return &*everyCamera;
    const auto it = byCamera.find(camera);
    return it == byCamera.end() ? nullptr : &it->second;
}

Result<IntrinsicsInput> parseIntrinsics(const std::string& text) {
    IntrinsicsInput input;
    if (text == "estimate") {
        input.estimate = true;
        return input;
    }
    // Whatever starts like a number is meant as numbers, unless a file of that name exists.
    std::error_code error;
    if (!fs::exists(text, error) && text.find_first_of("0123456789-.+") == 0 &&
        text.find(',') != std::string::npos) {
        const auto numbers = toNumbers(text, 4);
        if (!numbers || !((*numbers)[0] > 0 && (*numbers)[1] > 0))
            return makeError(
                ErrorKind::Usage,
                "--intrinsics '{}': give four numbers fx,fy,cx,cy with focal lengths above 0, a JSON "
                "file, or 'estimate'.",
                text);
        input.everyCamera = GivenIntrinsics{intrinsicMatrix(*numbers), std::nullopt};
        return input;
    }
    return readIntrinsicsFile(text);
}

Result<MarkInput> parseMark(const std::string& text) {
    const auto wrong = [&] {
        return makeError(ErrorKind::Usage,
                         "--mark '{}': expected [EPISODE/][CAMERA/]FRAME:u,v[@LINK[:x,y,z]], e.g. "
                         "0:312.5,240@panda_hand.",
                         text.substr(0, 200));
    };
    if (text.size() > kMaxMarkLength) return wrong();
    // Names of cameras and links may hold '/', ':' and '@' themselves, so the one fixed part, "FRAME:u,v", is
    // looked for at every ':'.
    for (size_t colon = text.find(':'); colon != std::string::npos; colon = text.find(':', colon + 1)) {
        MarkInput mark;
        const size_t slash = text.rfind('/', colon);
        const size_t frameStart = slash == std::string::npos ? 0 : slash + 1;
        const auto frame = toIndex(std::string_view(text).substr(frameStart, colon - frameStart));
        const size_t at = std::min(text.find('@', colon), text.size());
        const auto pixel = toNumbers(std::string_view(text).substr(colon + 1, at - colon - 1), 2);
        if (!frame || !pixel || std::abs((*pixel)[0]) > kMaxPixel || std::abs((*pixel)[1]) > kMaxPixel)
            continue;
        mark.frame = *frame;
        mark.pixel = {(*pixel)[0], (*pixel)[1]};

        if (slash != std::string::npos) {
            const std::string prefix = text.substr(0, slash);
            const size_t first = prefix.find('/');
            mark.episode = toIndex(std::string_view(prefix).substr(0, first));
            if (!mark.episode)
                mark.camera = prefix;
            else if (first != std::string::npos)
                mark.camera = prefix.substr(first + 1);
            if (mark.camera.empty() && !(mark.episode && first == std::string::npos)) return wrong();
        }
        if (at < text.size()) {
            mark.link = text.substr(at + 1);
            if (const size_t last = mark.link.rfind(':'); last != std::string::npos) {
                const auto point = toNumbers(std::string_view(mark.link).substr(last + 1), 3);
                if (!point) return wrong();
                mark.pointInLink = Eigen::Vector3d((*point)[0], (*point)[1], (*point)[2]);
                mark.link.resize(last);
            }
            if (mark.link.empty()) return wrong();
        }
        return mark;
    }
    return wrong();
}

Result<std::vector<int>> parseEpisodes(const std::string& text, int episodeCount) {
    std::set<int> chosen;
    if (text == "all") {
        for (int i = 0; i < episodeCount; ++i) chosen.insert(i);
    } else {
        for (const std::string_view part : split(text, ',')) {
            const size_t dash = part.find('-');
            const auto first = toIndex(part.substr(0, dash));
            const auto last = dash == std::string_view::npos ? first : toIndex(part.substr(dash + 1));
            if (!first || !last || *first > *last)
                return makeError(ErrorKind::Usage,
                                 "--episodes '{}': give 'all' or indices and ranges such as 0-9,12.",
                                 text.substr(0, 200));
            if (*last >= episodeCount)
                return makeError(ErrorKind::Usage, "--episodes '{}': the dataset has episodes 0 to {} only.",
                                 text.substr(0, 200), episodeCount - 1);
            for (int i = *first; i <= *last; ++i) chosen.insert(i);
        }
    }
    return std::vector<int>(chosen.begin(), chosen.end());
}

}  // namespace camframe
