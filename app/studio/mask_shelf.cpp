// SPDX-License-Identifier: Apache-2.0
#include "app/studio/mask_shelf.h"

#include <iterator>

namespace camframe {

MaskShelf::MaskShelf(std::shared_ptr<const Recording> recording, std::filesystem::path folder,
                     bool severalEpisodes)
    : m_recording(std::move(recording)), m_folder(std::move(folder)), m_severalEpisodes(severalEpisodes) {}

const Result<NumberedPictures>& MaskShelf::folderOf(int camera) {
    const auto known = m_given.find(camera);
    if (known != m_given.end()) return known->second;
    const Episode& episode = m_recording->episode;
    return m_given
        .emplace(camera, NumberedPictures::openMasks(m_folder, m_recording->episodeIndex, m_severalEpisodes,
                                                     episode.cameras[static_cast<size_t>(camera)],
                                                     episode.frameCount))
        .first->second;
}

Result<std::optional<ImageU8>> MaskShelf::given(int camera, int frame) {
    if (m_folder.empty()) return std::optional<ImageU8>{};
    const std::lock_guard lock(m_mutex);
    const Result<NumberedPictures>& folder = folderOf(camera);
    if (!folder) return std::optional<ImageU8>{};
    return folder->mask(frame);
}

Result<MaskShelf::Found> MaskShelf::find(int camera, int frame) {
    auto mask = given(camera, frame);
    if (!mask) return tl::unexpected(mask.error());
    if (*mask) return Found{std::move(**mask), MaskOrigin::Given};
    const std::lock_guard lock(m_mutex);
    const auto& made = m_made[camera];
    const auto found = made.find(frame);
    if (found == made.end()) return Found{};
    return Found{found->second, MaskOrigin::Made};
}

void MaskShelf::setMade(int camera, std::vector<std::pair<int, ImageU8>> masks) {
    const std::lock_guard lock(m_mutex);
    m_made[camera] = {std::make_move_iterator(masks.begin()), std::make_move_iterator(masks.end())};
}

Result<void> MaskShelf::check(int camera) {
    if (m_folder.empty()) return {};
    const std::lock_guard lock(m_mutex);
    const Result<NumberedPictures>& folder = folderOf(camera);
    if (!folder) return tl::unexpected(folder.error());
    return {};
}

}  // namespace camframe
