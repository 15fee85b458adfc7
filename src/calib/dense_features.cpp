// SPDX-License-Identifier: Apache-2.0
#include "calib/dense_features.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <opencv2/features2d.hpp>
#include <opencv2/imgproc.hpp>

namespace camframe {

namespace {

void normalize(std::span<float> values) {
    float squares = 0;
    for (const float v : values) squares += v * v;
    const float scale = squares > 1e-12F ? 1 / std::sqrt(squares) : 0;
    for (float& v : values) v *= scale;
}

cv::Mat view(const ImageU8& image) {
    return {image.height, image.width, CV_8UC(image.channels), const_cast<uint8_t*>(image.data.data())};
}

class ClassicalFeatures : public DenseFeatures {
public:
    std::string name() const override { return "dense SIFT"; }
    std::vector<double> turns() const override {
        std::vector<double> out;
        for (int k = 0; k < 12; ++k) out.push_back(30 * k);
        return out;
    }
    int contextPx() const override { return 112; }
    double minSimilarity() const override { return 0.88; }

    Result<FeatureGrid> compute(const ImageU8& rgb, const ImageU8& where) override {
        constexpr int kStep = 4, kSift = 128, kColour = 3;
        constexpr float kSize = 6;            // SIFT looks at about six times this
        constexpr float kColourShare = 0.4F;  // of a descriptor of length 1
        FeatureGrid grid;
        grid.columns = std::max(0, (rgb.width - 1) / kStep);
        grid.rows = std::max(0, (rgb.height - 1) / kStep);
        grid.dimension = kSift + kColour;
        grid.step = {kStep, kStep};
        grid.origin = {kStep / 2.0, kStep / 2.0};
        grid.data.assign(static_cast<size_t>(grid.columns) * static_cast<size_t>(grid.rows) *
                             static_cast<size_t>(grid.dimension),
                         0);
        std::vector<cv::KeyPoint> points;
        for (int r = 0; r < grid.rows; ++r)
            for (int c = 0; c < grid.columns; ++c) {
                const Eigen::Vector2d p = grid.pixel(c, r);
                const int x = static_cast<int>(p.x()), y = static_cast<int>(p.y());
                if (!where.empty() && where.at(x, y) == 0) continue;
                cv::KeyPoint point(static_cast<float>(x), static_cast<float>(y), kSize, 0);
                point.class_id = r * grid.columns + c;
                points.push_back(point);
            }
        if (points.empty()) return grid;
        cv::Mat gray, blurred, lab, descriptors;
        cv::cvtColor(view(rgb), gray, cv::COLOR_RGB2GRAY);
        cv::GaussianBlur(view(rgb), blurred, {0, 0}, 3);
        cv::cvtColor(blurred, lab, cv::COLOR_RGB2Lab);
        cv::SIFT::create()->compute(gray, points, descriptors);
        for (int i = 0; i < descriptors.rows; ++i) {
            float* out = grid.data.data() + static_cast<size_t>(points[static_cast<size_t>(i)].class_id) *
                                                static_cast<size_t>(grid.dimension);
            std::copy_n(descriptors.ptr<float>(i), kSift, out);
            normalize({out, kSift});
            const auto& colour = lab.at<cv::Vec3b>(cvRound(points[static_cast<size_t>(i)].pt.y),
                                                   cvRound(points[static_cast<size_t>(i)].pt.x));
            // Lightness counts half: lamps and shadows change it.
            float* last = out + kSift;
            last[0] = (static_cast<float>(colour[0]) - 128) / 2;
            last[1] = 3 * (static_cast<float>(colour[1]) - 128);
            last[2] = 3 * (static_cast<float>(colour[2]) - 128);
            const float length = std::max(60.0F, std::hypot(last[0], last[1], last[2]));
            for (int k = 0; k < kColour; ++k) last[k] *= kColourShare / length;
            normalize({out, static_cast<size_t>(grid.dimension)});
        }
        return grid;
    }
};

class NetworkFeatures : public DenseFeatures {
public:
    NetworkFeatures(std::unique_ptr<Network> network, const FeatureNetworkOptions& options)
        : m_network(std::move(network)), m_options(options) {
        const auto& inputs = m_network->summary().inputs;
        if (inputs.size() == 1 && inputs[0].shape.size() == 4 && inputs[0].shape[2] > 0)
            m_options.size = static_cast<int>(inputs[0].shape[2]);  // the model knows better
    }
    std::string name() const override { return "features.onnx on " + m_network->engine(); }
    std::vector<double> turns() const override { return {0}; }
    int contextPx() const override { return 0; }
    double minSimilarity() const override { return 0.5; }

    Result<FeatureGrid> compute(const ImageU8& rgb, const ImageU8&) override {
        const auto& summary = m_network->summary();
        if (summary.inputs.size() != 1)
            return inputError("A feature network has one input, the picture; this one has {}.",
                              summary.inputs.size());
        const int size = m_options.size;
        cv::Mat stretched;
        cv::resize(view(rgb), stretched, {size, size}, 0, 0, cv::INTER_LINEAR);
        std::vector<float> values(3 * static_cast<size_t>(size) * static_cast<size_t>(size));
        for (int y = 0; y < size; ++y)
            for (int x = 0; x < size; ++x)
                for (int c = 0; c < 3; ++c)
                    values[(static_cast<size_t>(c) * static_cast<size_t>(size) + static_cast<size_t>(y)) *
                               static_cast<size_t>(size) +
                           static_cast<size_t>(x)] =
                        (static_cast<float>(stretched.at<cv::Vec3b>(y, x)[c]) - m_options.mean) /
                        m_options.scale;
        auto out = m_network->run(
            {{summary.inputs[0].name, Tensor::ofFloats({1, 3, size, size}, std::move(values))}});
        if (!out) return tl::unexpected(out.error());
        const Tensor& tensor = out->at(summary.outputs[0].name);
        const auto wrong = [&] {
            return inputError(
                "A feature network gives 1 x tokens x channels or 1 x channels x rows x columns with {0} x "
                "{0} patches; this one gives [{1}].",
                size / m_options.patch, fmt::join(tensor.shape, ", "));
        };
        if (!tensor.isFloat()) return wrong();
        const int64_t side = size / m_options.patch;
        FeatureGrid grid;
        grid.columns = grid.rows = static_cast<int>(side);
        // Cell centres in the stretched picture are at half patches; pixel centres at integers.
        grid.step = {static_cast<double>(rgb.width) / static_cast<double>(side),
                     static_cast<double>(rgb.height) / static_cast<double>(side)};
        grid.origin = 0.5 * grid.step - Eigen::Vector2d(0.5, 0.5);
        const std::vector<float>& data = tensor.floats();
        if (tensor.shape.size() == 3 &&
            (tensor.shape[1] == side * side || tensor.shape[1] == side * side + 1)) {
            const int64_t skipped = tensor.shape[1] - side * side;  // the class token
            grid.dimension = static_cast<int>(tensor.shape[2]);
            grid.data.assign(data.begin() + skipped * tensor.shape[2], data.end());
        } else if (tensor.shape.size() == 4 && tensor.shape[2] == side && tensor.shape[3] == side) {
            grid.dimension = static_cast<int>(tensor.shape[1]);
            const auto cells = static_cast<size_t>(side * side),
                       channels = static_cast<size_t>(grid.dimension);
            grid.data.resize(cells * channels);
            for (size_t c = 0; c < channels; ++c)
                for (size_t i = 0; i < cells; ++i) grid.data[i * channels + c] = data[c * cells + i];
        } else {
            return wrong();
        }
        for (size_t i = 0; i < grid.data.size(); i += static_cast<size_t>(grid.dimension))
            normalize({grid.data.data() + i, static_cast<size_t>(grid.dimension)});
        return grid;
    }

private:
    std::unique_ptr<Network> m_network;
    FeatureNetworkOptions m_options;
};

}  // namespace

std::vector<float> FeatureGrid::at(const Eigen::Vector2d& pixel) const {
    std::vector<float> out(static_cast<size_t>(dimension), 0);
    const Eigen::Vector2d p = (pixel - origin).cwiseQuotient(step);
    const int c0 = static_cast<int>(std::floor(p.x())), r0 = static_cast<int>(std::floor(p.y()));
    for (int dr = 0; dr < 2; ++dr)
        for (int dc = 0; dc < 2; ++dc) {
            const int c = c0 + dc, r = r0 + dr;
            if (c < 0 || r < 0 || c >= columns || r >= rows) continue;
            const double weight = (dc ? p.x() - c0 : 1 - p.x() + c0) * (dr ? p.y() - r0 : 1 - p.y() + r0);
            const auto values = cell(c, r);
            for (size_t k = 0; k < out.size(); ++k) out[k] += static_cast<float>(weight) * values[k];
        }
    normalize(out);
    return out;
}

std::unique_ptr<DenseFeatures> makeClassicalFeatures() {
    return std::make_unique<ClassicalFeatures>();
}

std::unique_ptr<DenseFeatures> makeNetworkFeatures(std::unique_ptr<Network> network,
                                                   const FeatureNetworkOptions& options) {
    return std::make_unique<NetworkFeatures>(std::move(network), options);
}

}  // namespace camframe
