// SPDX-License-Identifier: Apache-2.0
#include "calib/point_segmenter.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace camframe {

namespace {

cv::Mat view(const ImageU8& image) {
    return {image.height, image.width, CV_8UC(image.channels), const_cast<uint8_t*>(image.data.data())};
}

Result<void> needForeground(std::span<const PointPrompt> prompts) {
    if (std::ranges::any_of(prompts, &PointPrompt::foreground)) return {};
    return makeError(ErrorKind::Usage, "Give at least one point on the thing to outline.");
}

class GrabCutSegmenter : public PointSegmenter {
public:
    std::string name() const override { return "GrabCut"; }
    Result<void> setPicture(const ImageU8& rgb) override {
        cv::cvtColor(view(rgb), m_bgr, cv::COLOR_RGB2BGR);
        return {};
    }
    Result<ImageU8> segment(std::span<const PointPrompt> prompts) override {
        if (auto ok = needForeground(prompts); !ok) return tl::unexpected(ok.error());
        cv::Mat labels(m_bgr.size(), CV_8UC1, cv::Scalar(cv::GC_PR_BGD));
        const int sure = std::max(2, m_bgr.cols / 160), likely = std::max(8, m_bgr.cols / 12);
        // The border is background unless a point says otherwise; around points the thing is likely.
        cv::rectangle(labels, {0, 0, m_bgr.cols, m_bgr.rows}, cv::Scalar(cv::GC_BGD), 2);
        const auto disc = [&](const PointPrompt& p, int radius, int label) {
            cv::circle(labels, {cvRound(p.pixel.x()), cvRound(p.pixel.y())}, radius, cv::Scalar(label),
                       cv::FILLED);
        };
        for (const PointPrompt& p : prompts)
            if (p.foreground) disc(p, likely, cv::GC_PR_FGD);
        for (const PointPrompt& p : prompts) disc(p, sure, p.foreground ? cv::GC_FGD : cv::GC_BGD);
        cv::Mat background, foreground;
        cv::setRNGSeed(0);
        try {
            cv::grabCut(m_bgr, labels, {}, background, foreground, 4, cv::GC_INIT_WITH_MASK);
        } catch (const cv::Exception&) {
            return inputError("The points cover nothing in the picture; place them inside it.");
        }
        return whatWasMeant(labels & 1, prompts);
    }

private:
    /// Of all that has the thing's colours, the pieces that were clicked.
    static ImageU8 whatWasMeant(const cv::Mat& set, std::span<const PointPrompt> prompts) {
        cv::Mat pieces;
        const int count = cv::connectedComponents(set, pieces, 8, CV_32S);
        std::vector<char> meant(static_cast<size_t>(count), 0);
        for (const PointPrompt& p : prompts) {
            const cv::Point at(cvRound(p.pixel.x()), cvRound(p.pixel.y()));
            if (p.foreground && cv::Rect({}, set.size()).contains(at))
                meant[static_cast<size_t>(pieces.at<int>(at))] = 1;
        }
        meant[0] = 0;  // what is not set
        ImageU8 mask(set.cols, set.rows);
        for (int y = 0; y < mask.height; ++y)
            for (int x = 0; x < mask.width; ++x)
                mask.at(x, y) = meant[static_cast<size_t>(pieces.at<int>(y, x))] ? 255 : 0;
        return mask;
    }

    cv::Mat m_bgr;
};

class NetworkSegmenter : public PointSegmenter {
public:
    NetworkSegmenter(std::unique_ptr<Network> encoder, std::unique_ptr<Network> decoder)
        : m_encoder(std::move(encoder)), m_decoder(std::move(decoder)) {}
    std::string name() const override { return "segmenter on " + m_encoder->engine(); }

    Result<void> setPicture(const ImageU8& rgb) override {
        const auto& inputs = m_encoder->summary().inputs;
        if (inputs.size() != 1 || inputs[0].shape.size() != 4)
            return inputError(
                "A segmenter's encoder has one input 1 x 3 x S x S; this one does not (see "
                "docs/networks.md).");
        m_side = inputs[0].shape[2] > 0 ? static_cast<int>(inputs[0].shape[2]) : 1024;
        m_width = rgb.width;
        m_height = rgb.height;
        m_scale = static_cast<double>(m_side) / std::max(rgb.width, rgb.height);
        const cv::Size inner(std::min(m_side, cvRound(rgb.width * m_scale)),
                             std::min(m_side, cvRound(rgb.height * m_scale)));
        cv::Mat scaled;
        cv::resize(view(rgb), scaled, inner, 0, 0, m_scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
        constexpr float kMean[] = {123.675F, 116.28F, 103.53F}, kDeviation[] = {58.395F, 57.12F, 57.375F};
        const auto side = static_cast<size_t>(m_side);
        std::vector<float> values(3 * side * side, 0);
        for (int y = 0; y < scaled.rows; ++y)
            for (int x = 0; x < scaled.cols; ++x)
                for (size_t c = 0; c < 3; ++c)
                    values[(c * side + static_cast<size_t>(y)) * side + static_cast<size_t>(x)] =
                        (static_cast<float>(scaled.at<cv::Vec3b>(y, x)[static_cast<int>(c)]) - kMean[c]) /
                        kDeviation[c];
        auto out =
            m_encoder->run({{inputs[0].name, Tensor::ofFloats({1, 3, m_side, m_side}, std::move(values))}});
        if (!out) return tl::unexpected(out.error());
        m_embedding = std::move(out->at(m_encoder->summary().outputs[0].name));
        return {};
    }

    Result<ImageU8> segment(std::span<const PointPrompt> prompts) override {
        if (auto ok = needForeground(prompts); !ok) return tl::unexpected(ok.error());
        // A model with a fixed number of points gets the rest as padding.
        size_t count = prompts.size();
        for (const OnnxValue& input : m_decoder->summary().inputs)
            if (input.name == "labels" && input.shape.size() == 2 && input.shape[1] > 0)
                count = static_cast<size_t>(input.shape[1]);
        if (count < prompts.size())
            return inputError("The segmenter's decoder takes {} points, not {}.", count, prompts.size());
        std::vector<float> points(2 * count, 0), labels(count, -1);
        for (size_t i = 0; i < prompts.size(); ++i) {
            points[2 * i] = static_cast<float>((prompts[i].pixel.x() + 0.5) * m_scale - 0.5);
            points[2 * i + 1] = static_cast<float>((prompts[i].pixel.y() + 0.5) * m_scale - 0.5);
            labels[i] = prompts[i].foreground ? 1.0F : 0.0F;
        }
        const auto n = static_cast<int64_t>(count);
        auto out = m_decoder->run({{"embedding", m_embedding},
                                   {"points", Tensor::ofFloats({1, n, 2}, std::move(points))},
                                   {"labels", Tensor::ofFloats({1, n}, std::move(labels))}});
        if (!out) return tl::unexpected(out.error());
        const auto masks = out->find("masks"), scores = out->find("scores");
        if (masks == out->end() || scores == out->end() || masks->second.shape.size() != 4 ||
            !masks->second.isFloat() || !scores->second.isFloat() ||
            scores->second.size() != static_cast<size_t>(masks->second.shape[1]) ||
            scores->second.size() == 0)
            return inputError(
                "A segmenter's decoder gives 'masks' 1 x K x h x w and 'scores' 1 x K; this one does not "
                "(see "
                "docs/networks.md).");
        const auto& values = scores->second.floats();
        const auto best = static_cast<size_t>(std::ranges::max_element(values) - values.begin());
        const int h = static_cast<int>(masks->second.shape[2]), w = static_cast<int>(masks->second.shape[3]);
        const float* first =
            masks->second.floats().data() + best * static_cast<size_t>(h) * static_cast<size_t>(w);
        const cv::Mat logits(h, w, CV_32FC1, const_cast<float*>(first));
        cv::Mat square, full;
        cv::resize(logits, square, {m_side, m_side}, 0, 0, cv::INTER_LINEAR);
        const cv::Rect inner(0, 0, std::min(m_side, cvRound(m_width * m_scale)),
                             std::min(m_side, cvRound(m_height * m_scale)));
        cv::resize(square(inner), full, {m_width, m_height}, 0, 0, cv::INTER_LINEAR);
        ImageU8 mask(m_width, m_height);
        for (int y = 0; y < m_height; ++y)
            for (int x = 0; x < m_width; ++x) mask.at(x, y) = full.at<float>(y, x) > 0 ? 255 : 0;
        return mask;
    }

private:
    std::unique_ptr<Network> m_encoder, m_decoder;
    Tensor m_embedding;
    double m_scale = 1;  ///< Network pixels per pixel of the picture.
    int m_side = 0, m_width = 0, m_height = 0;
};

}  // namespace

std::unique_ptr<PointSegmenter> makeGrabCutSegmenter() {
    return std::make_unique<GrabCutSegmenter>();
}

std::unique_ptr<PointSegmenter> makeNetworkSegmenter(std::unique_ptr<Network> encoder,
                                                     std::unique_ptr<Network> decoder) {
    return std::make_unique<NetworkSegmenter>(std::move(encoder), std::move(decoder));
}

}  // namespace camframe
