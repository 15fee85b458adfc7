// SPDX-License-Identifier: Apache-2.0
#include "calib/groups/joint_recording.h"

#include <algorithm>

namespace camframe {

JointRecording::JointRecording(std::span<const CalibrationInput* const> parts)
    : m_parts(parts.begin(), parts.end()) {
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

Result<ImageU8> JointRecording::read(int frame) {
    const auto [part, own] = placeOf(frame);
    return m_parts[part]->frames->read(own);
}

CalibrationInput JointRecording::input() {
    CalibrationInput out = *m_parts.front();
    out.motion = &m_motion;
    out.frames = this;
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
