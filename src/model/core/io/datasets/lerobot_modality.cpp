// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "model/core/io/datasets/lerobot_rows.h"
#include "model/core/io/detail/json_input.h"

namespace camframe {

namespace {

constexpr int kMaxSliceEnd = 1 << 20;

}  // namespace

/// Source of the form: GR00T's description of its data, getting_started/data_preparation.md of
/// NVIDIA/Isaac-GR00T.
Result<std::vector<ModalityPart>> readModality(const std::filesystem::path& folder) {
    const std::filesystem::path file = folder / "meta/modality.json";
    std::vector<ModalityPart> parts;
    if (std::error_code error; !std::filesystem::exists(file, error)) return parts;
    const auto document = readJson(file);
    if (!document) return tl::unexpected(document.error());
    const JsonField root(*document, file.string());
    const std::map<std::string, std::string> groups{{"state", "observation.state"}, {"action", "action"}};
    for (const auto& [group, feature] : groups) {
        const JsonField entries = root[group];
        if (entries.absentOrNull()) continue;
        if (!entries.value()->is_object()) return entries.error("an object with one entry per part");
        for (const auto& [name, ignored] : entries.value()->items()) {
            const JsonField entry = entries[name];
            ModalityPart part;
            part.key = group + "." + name;
            part.source = feature;
            const auto start = entry["start"].integer(0, kMaxSliceEnd);
            if (!start) return tl::unexpected(start.error());
            const auto end = entry["end"].integer(*start + 1, kMaxSliceEnd);
            if (!end) return tl::unexpected(end.error());
            part.start = *start;
            part.end = *end;
            for (const auto& [key, value] : entry.value()->items()) {
                if (key == "original_key" && value.is_string())
                    part.source = value.get<std::string>();
                else if (key != "start" && key != "end" && value.is_primitive() && !value.is_null())
                    part.attributes[key] = value.is_string() ? value.get<std::string>() : value.dump();
            }
            parts.push_back(std::move(part));
        }
    }
    return parts;
}

void addModalitySignals(const std::vector<ModalityPart>& parts, RecordedEpisode& episode) {
    for (const ModalityPart& part : parts) {
        const Signal* source = episode.findSignal(part.source);
        if (!source || part.end > source->values.cols()) {
            episode.warnings.push_back(fmt::format(
                "meta/modality.json: '{}' takes columns {} to {} of '{}', which has {}", part.key, part.start,
                part.end - 1, part.source, source ? std::to_string(source->values.cols()) : "none"));
            continue;
        }
        if (episode.findSignal(part.key)) continue;
        Signal signal{.key = part.key,
                      .names = {},
                      .values = source->values.middleCols(part.start, part.end - part.start)};
        if (!source->names.empty())
            signal.names.assign(source->names.begin() + part.start, source->names.begin() + part.end);
        for (const auto& [key, value] : part.attributes)
            episode.attributes[fmt::format("modality.{}.{}", part.key, key)] = value;
        episode.signals.push_back(std::move(signal));
    }
}

}  // namespace camframe
