// SPDX-License-Identifier: Apache-2.0
#include "app/commands/transferred_marks.h"

#include <algorithm>

#include "model/core/log.h"

namespace camframe {

namespace {

/// Pictures spread over a recording, and in any case the wanted one; with what moves in them.
Result<std::vector<MarkPicture>> spreadPictures(FrameSource& frames, int frameCount, int wanted,
                                                const RunContext& context) {
    constexpr int kPictures = 10;
    std::vector<int> chosen;
    for (int k = 0; k < kPictures; ++k)
        chosen.push_back(static_cast<int>(int64_t{k} * (frameCount - 1) / (kPictures - 1)));
    if (wanted >= 0) chosen.push_back(wanted);
    std::ranges::sort(chosen);
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    std::vector<MarkPicture> pictures;
    for (const int frame : chosen) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        auto rgb = frames.read(frame);
        if (!rgb) return tl::unexpected(rgb.error());
        pictures.push_back({frame, std::move(*rgb), {}});
    }
    findMovingParts(pictures, context.threads);
    return pictures;
}

}  // namespace

Result<void> TransferredMarks::prepare(Session& session, int episode, const LoadedEpisode& loaded,
                                       const RunContext& context) {
    if (!m_features) {
        if (const auto model = findModel(modelFolder(m_models), "features")) {
            auto network = loadNetwork(*model);
            if (!network) return tl::unexpected(network.error());
            m_features = makeNetworkFeatures(std::move(*network));
        } else {
            m_features = makeClassicalFeatures();
        }
        log(LogLevel::Info, fmt::format("marks are looked for by {}", m_features->name()));
    }
    for (size_t m = 0; m < m_marks.size(); ++m) {
        const MarkInput& mark = m_marks[m];
        // A mark without episode holds in all of them, so that only its camera says where it was clicked.
        const int home = mark.episode.value_or(episode);
        std::optional<Episode> other;
        if (home != episode) {
            auto read = session.reader().readEpisode(home);
            if (!read) return tl::unexpected(read.error());
            other = std::move(*read);
        }
        const Episode& source = other ? *other : loaded.episode;
        for (const CameraStream& camera : source.cameras) {
            if (!mark.camera.empty() && mark.camera != camera.name) continue;
            if (m_references.contains({m, camera.name}) && mark.episode) continue;
            if (mark.frame >= source.frameCount)
                return makeError(ErrorKind::Usage, "--mark names frame {}, but {} has {} frames (0 to {}).",
                                 mark.frame, source.folder.string(), source.frameCount,
                                 source.frameCount - 1);
            auto frames = session.reader().openFrames(source, camera);
            if (!frames) return tl::unexpected(frames.error());
            auto pictures = spreadPictures(**frames, source.frameCount, mark.frame, context);
            if (!pictures) return tl::unexpected(pictures.error());
            const auto own = std::ranges::find(*pictures, mark.frame, &MarkPicture::frame);
            m_references.insert_or_assign({m, camera.name}, Reference{std::move(*own), mark.pixel});
        }
    }
    return {};
}

Result<std::vector<Mark>> TransferredMarks::find(Session& session, const LoadedEpisode& loaded, int episode,
                                                 const CameraStream& camera, FrameSource& frames,
                                                 const RunContext& context) {
    std::vector<Mark> out;
    if (m_marks.empty()) return out;
    if (auto ok = prepare(session, episode, loaded, context); !ok) return tl::unexpected(ok.error());
    auto pictures = spreadPictures(frames, loaded.episode.frameCount, -1, context);
    if (!pictures) return tl::unexpected(pictures.error());
    std::map<int, double> surest;  // by link
    for (const auto& [key, reference] : m_references) {
        const MarkInput& given = m_marks[key.first];
        auto match = findMark(*m_features, reference.picture, reference.pixel, *pictures, {}, context);
        if (!match) return tl::unexpected(match.error());
        if (!*match) continue;
        Mark mark{(*match)->frame, (*match)->pixel, -1, given.pointInLink, true};
        if (!given.link.empty()) mark.link = loaded.robot->model.findLink(given.link);
        if (!given.link.empty() && mark.link < 0) continue;  // another robot
        const auto known = surest.find(mark.link);
        if (known != surest.end() && known->second >= (*match)->similarity) continue;
        surest[mark.link] = (*match)->similarity;
        std::erase_if(out, [&](const Mark& o) { return o.link == mark.link; });
        out.push_back(mark);
    }
    for (const Mark& mark : out)
        log(LogLevel::Info,
            fmt::format("the mark was found in episode {}, camera '{}', frame {}, at {:.1f},{:.1f}", episode,
                        camera.name, mark.frame, mark.pixel.x(), mark.pixel.y()));
    if (out.empty())
        log(LogLevel::Info,
            fmt::format("no mark was found for sure in episode {}, camera '{}'; it starts without", episode,
                        camera.name));
    return out;
}

}  // namespace camframe
