// SPDX-License-Identifier: Apache-2.0
#include "app/commands/labels/lerobot_depth.h"

#include <cmath>

namespace camframe {

LeRobotDepth::LeRobotDepth(const LeRobotUnit& unit, std::filesystem::path folder, std::string key,
                           PictureSize size)
    : m_unit(unit),
      m_folder(std::move(folder)),
      m_video{
          .key = std::move(key), .width = size.width, .height = size.height, .depth = true, .statistics = {}},
      m_nothing(size.width, size.height),
      m_frame(unit.pieces.front().first),
      m_stored(1 << 16) {
    const DepthCoding coding;
    for (size_t mm = 0; mm < m_stored.size(); ++mm)
        m_stored[mm] = static_cast<uint16_t>(
            std::lround(1000 * coding.metresOf(coding.codeOf(static_cast<double>(mm) / 1000))));
}

Result<void> LeRobotDepth::add(int frame, const ImageU16& millimetres) {
    if (auto filled = fill(frame); !filled) return filled;
    return write(millimetres);
}

Result<LeRobotVideo> LeRobotDepth::finish() {
    if (auto filled = fill(m_unit.pieces.back().last + 1); !filled) return tl::unexpected(filled.error());
    return std::move(m_video);
}

Result<void> LeRobotDepth::fill(int frame) {
    while (m_piece < m_unit.pieces.size() && m_frame < frame)
        if (auto written = write(m_nothing); !written) return written;
    return {};
}

Result<void> LeRobotDepth::write(const ImageU16& millimetres) {
    const LeRobotPiece& piece = m_unit.pieces[m_piece];
    if (!m_writer) {
        const auto file = unitVideo(m_folder, m_video.key, m_piece);
        std::error_code error;
        std::filesystem::create_directories(file.parent_path(), error);
        auto writer = DepthVideoWriter::open(file, {m_video.width, m_video.height}, m_unit.fps);
        if (!writer) return tl::unexpected(writer.error());
        m_writer = std::move(*writer);
        m_statistics = {};
    }
    if (auto added = m_writer->add(millimetres); !added) return added;
    ImageU16 stored = millimetres;
    for (uint16_t& value : stored.data) value = m_stored[value];
    m_statistics.add(stored);
    if (m_frame++ < piece.last) return {};
    if (auto done = m_writer->finish(); !done) return done;
    m_writer.reset();
    m_video.statistics.push_back(m_statistics.result());
    if (++m_piece < m_unit.pieces.size()) m_frame = m_unit.pieces[m_piece].first;
    return {};
}

}  // namespace camframe
