// SPDX-License-Identifier: Apache-2.0
#include "app/commands/calibrate/calibrate_inputs.h"

#include <fmt/ranges.h>

#include <charconv>
#include <sstream>

namespace camframe {

namespace {

namespace fs = std::filesystem;

Result<RefineSet> parseRefine(const std::string& text) {
    RefineSet refine;
    std::istringstream parts(text);
    for (std::string part; std::getline(parts, part, '+');) {
        bool known = part == "pose";
        const auto asks = [&](const char* name, bool& field) {
            if (part != name) return;
            known = field = true;
        };
        asks("focal", refine.focal);
        asks("principal", refine.principal);
        asks("distortion", refine.distortion);
        asks("joints", refine.joints);
        asks("arm_bases", refine.armBases);
        asks("lag", refine.lag);
        asks("intrinsics", refine.focal);
        asks("intrinsics", refine.principal);
        if (!known)
            return makeError(ErrorKind::Usage,
                             "--refine '{}': '{}' is unknown; join with '+' any of pose, focal, principal, "
                             "intrinsics (focal+principal), distortion, joints, arm_bases and lag.",
                             text, part);
    }
    return refine;
}

}  // namespace

std::string Shard::text() const {
    return fmt::format("{}-of-{}", index, count);
}

Result<Shard> parseShard(const std::string& text) {
    const auto wrong = [&] {
        return makeError(ErrorKind::Usage,
                         "--shard '{}' is not i/n with i from 0 to n - 1, such as 0/4 for the first of four "
                         "parts.",
                         text);
    };
    Shard shard;
    const char* end = text.data() + text.size();
    const auto index = std::from_chars(text.data(), end, shard.index);
    if (index.ec != std::errc() || index.ptr == end || *index.ptr != '/') return wrong();
    const auto count = std::from_chars(index.ptr + 1, end, shard.count);
    if (count.ec != std::errc() || count.ptr != end) return wrong();
    if (shard.count < 1 || shard.index < 0 || shard.index >= shard.count) return wrong();
    return shard;
}

Result<CalibrateInputs> readInputs(const CalibrateOptions& options) {
    CalibrateInputs inputs;
    auto refine = parseRefine(options.refine);
    if (!refine) return tl::unexpected(refine.error());
    inputs.refine = *refine;
    inputs.provenance = provenanceOf(options.request);
    inputs.provenance["refine"] = options.refine;
    if (!options.intrinsics.empty()) {
        Result<IntrinsicsInput> intrinsics = parseIntrinsics(options.intrinsics);
        if (!intrinsics) return tl::unexpected(intrinsics.error());
        inputs.intrinsics = std::move(*intrinsics);
        std::error_code error;
        inputs.provenance["intrinsics"] =
            fs::exists(options.intrinsics, error) ? absoluteText(options.intrinsics) : options.intrinsics;
    }
    for (const std::string& text : options.marks) {
        Result<MarkInput> mark = parseMark(text);
        if (!mark) return tl::unexpected(mark.error());
        inputs.marks.push_back(std::move(*mark));
    }
    if (!options.marks.empty()) inputs.provenance["marks"] = fmt::format("{}", fmt::join(options.marks, " "));
    if (std::error_code error; !options.models.empty() && !fs::is_directory(options.models, error))
        return makeError(ErrorKind::Usage,
                         "--models is {}, which is no folder; give the one with the *.onnx files.",
                         options.models.string());
    if (!options.models.empty()) inputs.provenance["models"] = absoluteText(options.models);
    if (!options.masks.empty()) inputs.provenance["masks"] = absoluteText(options.masks);
    if (!options.ignoreRegions.empty())
        inputs.provenance["ignore_regions"] = absoluteText(options.ignoreRegions);
    if (options.depth) inputs.provenance["depth"] = "depth/";
    if (!options.init.empty()) {
        Result<InitialPose> init = readInitialPose(options.init);
        if (!init) return tl::unexpected(init.error());
        inputs.init = std::move(*init);
        inputs.provenance["init"] = absoluteText(options.init);
    }
    return inputs;
}

}  // namespace camframe
