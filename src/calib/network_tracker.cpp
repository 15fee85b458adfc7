// SPDX-License-Identifier: Apache-2.0
#include "calib/network_tracker.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <opencv2/imgproc.hpp>

namespace camframe {

namespace {

class NetworkTracker : public PointTracker {
public:
    NetworkTracker(std::unique_ptr<Network> network, const TrackerNetworkOptions& options)
        : m_network(std::move(network)), m_options(options) {
        for (const OnnxValue& input : m_network->summary().inputs) {
            if (input.name != "frames" || input.shape.size() != 5) continue;
            const auto fixed = [&](size_t axis, int& value) {
                if (input.shape[axis] > 0) value = static_cast<int>(input.shape[axis]);
            };
            fixed(1, m_options.windowFrames);
            fixed(3, m_options.height);
            fixed(4, m_options.width);
        }
        m_options.windowFrames = std::max(2, m_options.windowFrames);
    }
    std::string name() const override { return "tracker.onnx on " + m_network->engine(); }

    Result<std::vector<MarkTrack>> track(const ReadPicture& readRgb, int frameCount,
                                         std::span<const MarkClick> clicks, const ExpectedPixel&,
                                         const RunContext& context) override {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const auto frames = static_cast<size_t>(frameCount);
        std::vector<MarkTrack> tracks;
        for (const MarkClick& click : clicks) {
            MarkTrack track{std::vector<Eigen::Vector2d>(frames, {nan, nan}), std::vector<float>(frames, 0)};
            track.pixels[static_cast<size_t>(click.frame)] = click.pixel;
            track.visibility[static_cast<size_t>(click.frame)] = 1;
            for (const int direction : {1, -1})
                if (auto ok = follow(readRgb, frameCount, click, direction, track, context); !ok)
                    return tl::unexpected(ok.error());
            tracks.push_back(std::move(track));
        }
        return tracks;
    }

private:
    Result<void> follow(const ReadPicture& readRgb, int frameCount, const MarkClick& click, int direction,
                        MarkTrack& track, const RunContext& context) {
        const int window = m_options.windowFrames;
        int start = click.frame;
        const auto inside = [&](int frame) { return frame >= 0 && frame < frameCount; };
        while (inside(start + direction)) {
            if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
            auto outputs = runWindow(readRgb, frameCount, start, direction, track);
            if (!outputs) return tl::unexpected(outputs.error());
            int lastSeen = start;
            for (int t = 1; t < window && inside(start + direction * t); ++t) {
                const int frame = start + direction * t;
                const auto at = static_cast<size_t>(t);
                const float visibility = outputs->second.floats()[at];
                const Eigen::Vector2d pixel(outputs->first.floats()[2 * at],
                                            outputs->first.floats()[2 * at + 1]);
                if (!(visibility >= m_options.minVisibility) || !pixel.allFinite()) continue;
                // Back to the recorded picture: both have pixel centres at integers.
                track.pixels[static_cast<size_t>(frame)] =
                    (pixel + Eigen::Vector2d(0.5, 0.5)).cwiseProduct(m_scale) - Eigen::Vector2d(0.5, 0.5);
                track.visibility[static_cast<size_t>(frame)] = std::min(1.0F, visibility);
                lastSeen = frame;
            }
            // On from the last sighting; one too far back would never reach new frames.
            if (std::abs(lastSeen - start) < window / 2) break;
            start = lastSeen;
        }
        return {};
    }

    /// Tracks and visibility of one point through one window.
    Result<std::pair<Tensor, Tensor>> runWindow(const ReadPicture& readRgb, int frameCount, int start,
                                                int direction, const MarkTrack& track) {
        const int window = m_options.windowFrames, width = m_options.width, height = m_options.height;
        const size_t plane = static_cast<size_t>(width) * static_cast<size_t>(height);
        std::vector<float> values(static_cast<size_t>(window) * 3 * plane);
        for (int t = 0; t < window; ++t) {
            // Beyond the clip its last picture stands still.
            const int frame = std::clamp(start + direction * t, 0, frameCount - 1);
            auto rgb = readRgb(frame);
            if (!rgb) return tl::unexpected(rgb.error());
            m_scale = {static_cast<double>(rgb->width) / width, static_cast<double>(rgb->height) / height};
            cv::Mat small;
            cv::resize(cv::Mat(rgb->height, rgb->width, CV_8UC3, rgb->data.data()), small, {width, height}, 0,
                       0, cv::INTER_AREA);
            float* out = values.data() + static_cast<size_t>(t) * 3 * plane;
            for (size_t i = 0; i < plane; ++i)
                for (size_t c = 0; c < 3; ++c)
                    out[c * plane + i] = static_cast<float>(small.data[3 * i + c]) / 127.5F - 1;
        }
        const Eigen::Vector2d pixel =
            (track.pixels[static_cast<size_t>(start)] + Eigen::Vector2d(0.5, 0.5)).cwiseQuotient(m_scale) -
            Eigen::Vector2d(0.5, 0.5);
        auto out =
            m_network->run({{"frames", Tensor::ofFloats({1, window, 3, height, width}, std::move(values))},
                            {"queries", Tensor::ofFloats({1, 1, 3}, {0, static_cast<float>(pixel.x()),
                                                                     static_cast<float>(pixel.y())})}});
        if (!out) return tl::unexpected(out.error());
        const auto tracks = out->find("tracks"), visibility = out->find("visibility");
        const auto count = static_cast<size_t>(window);
        if (tracks == out->end() || visibility == out->end() || !tracks->second.isFloat() ||
            !visibility->second.isFloat() || tracks->second.size() != 2 * count ||
            visibility->second.size() != count)
            return inputError(
                "A tracker network gives 'tracks' 1 x {0} x 1 x 2 and 'visibility' 1 x {0} x 1 for {0} "
                "frames "
                "and one query; this one does not (see docs/networks.md).",
                window);
        return std::pair(std::move(tracks->second), std::move(visibility->second));
    }

    std::unique_ptr<Network> m_network;
    TrackerNetworkOptions m_options;
    Eigen::Vector2d m_scale{1, 1};  ///< Recorded pixels per pixel of the network.
};

}  // namespace

std::unique_ptr<PointTracker> makeNetworkTracker(std::unique_ptr<Network> network,
                                                 const TrackerNetworkOptions& options) {
    return std::make_unique<NetworkTracker>(std::move(network), options);
}

}  // namespace camframe
