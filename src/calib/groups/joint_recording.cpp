// SPDX-License-Identifier: Apache-2.0
#include "calib/groups/joint_recording.h"

#include <algorithm>
#include <array>

namespace camframe {

namespace {
constexpr int kBetweenEpisodes = 256;  // farther than any lag or track reaches
}

JointRecording::JointRecording(std::span<const CalibrationInput* const> parts)
    : m_parts(parts.begin(), parts.end()), m_brightness(parts.size(), 0.0) {
    const RobotMotion& first = *m_parts.front()->motion;
    m_motion.baseLink = first.baseLink;
    m_motion.toolLink = first.toolLink;
    m_motion.linkKnown = first.linkKnown;
    for (const CalibrationInput* part : m_parts) {
        if (part != m_parts.front()) {
            m_motion.baseFromLink.resize(m_motion.baseFromLink.size() + kBetweenEpisodes);
            m_motion.jointValues.resize(m_motion.jointValues.size() + kBetweenEpisodes);
        }
        m_first.push_back(static_cast<int>(m_motion.baseFromLink.size()));
        const size_t count = std::min(part->motion->baseFromLink.size(),
                                      static_cast<size_t>(std::max(0, part->frames->frameCount())));
        const auto add = [count](auto& to, const auto& from) {
            to.insert(to.end(), from.begin(), from.begin() + static_cast<std::ptrdiff_t>(count));
        };
        add(m_motion.baseFromLink, part->motion->baseFromLink);
        add(m_motion.jointValues, part->motion->jointValues);
        for (size_t l = 0; l < m_motion.linkKnown.size(); ++l)
            m_motion.linkKnown[l] = m_motion.linkKnown[l] && part->motion->linkKnown[l];
    }
}

std::pair<size_t, int> JointRecording::placeOf(int frame) const {
    const auto next = std::ranges::upper_bound(m_first, frame);
    const auto part = static_cast<size_t>(next - m_first.begin()) - 1;
    return {part, frame - m_first[part]};
}

Result<double> JointRecording::brightnessOf(size_t part) {
    double& known = m_brightness[part];
    if (known > 0) return known;
    std::array<size_t, 256> counts{};
    size_t pixels = 0;
    const int frames = std::max(1, m_parts[part]->frames->frameCount());
    for (const int frame : {frames / 6, frames / 2, frames * 5 / 6}) {
        const auto rgb = m_parts[part]->frames->read(frame);
        if (!rgb) return tl::unexpected(rgb.error());
        for (size_t i = 0; i < rgb->data.size(); i += 3)
            ++counts[static_cast<size_t>((rgb->data[i] + 2 * rgb->data[i + 1] + rgb->data[i + 2]) / 4)];
        pixels += rgb->pixelCount();
    }
    size_t value = 0;
    for (size_t below = counts[0]; 2 * below < pixels && value < 255;) below += counts[++value];
    known = std::max(1.0, static_cast<double>(value));
    return known;
}

Result<ImageU8> JointRecording::read(int frame) {
    const auto [part, own] = placeOf(frame);
    auto rgb = m_parts[part]->frames->read(own);
    if (!rgb || part == 0) return rgb;
    const auto wanted = brightnessOf(0), present = brightnessOf(part);
    if (!wanted || !present) return tl::unexpected(wanted ? present.error() : wanted.error());
    const double gain = *wanted / *present;
    std::array<uint8_t, 256> scaled{};
    for (size_t v = 0; v < scaled.size(); ++v)
        scaled[v] = static_cast<uint8_t>(std::min(255.0, gain * static_cast<double>(v) + 0.5));
    for (uint8_t& value : rgb->data) value = scaled[value];
    return rgb;
}

CalibrationInput JointRecording::input() {
    CalibrationInput out = *m_parts.front();
    out.motion = &m_motion;
    out.frames = this;
    out.episodeStarts = m_first;
    out.marks.clear();
    const auto passedOn = [this](auto hook) {
        using Hook = std::remove_reference_t<decltype(m_parts.front()->*hook)>;
        if (!(m_parts.front()->*hook)) return std::remove_const_t<Hook>{};
        return std::remove_const_t<Hook>([this, hook](int frame) {
            const auto [part, own] = placeOf(frame);
            return (m_parts[part]->*hook)(own);
        });
    };
    out.maskOfFrame = passedOn(&CalibrationInput::maskOfFrame);
    out.ignoreOfFrame = passedOn(&CalibrationInput::ignoreOfFrame);
    out.depthOfFrame = passedOn(&CalibrationInput::depthOfFrame);
    return out;
}

}  // namespace camframe
