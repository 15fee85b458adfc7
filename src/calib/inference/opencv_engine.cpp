// SPDX-License-Identifier: Apache-2.0
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/dnn.hpp>

#include "calib/inference/engines.h"

namespace camframe::inference {

namespace {

/// OpenCV prints every node that it does not understand; our error says it once.
class QuietOpenCv {
public:
    QuietOpenCv() : m_before(cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT)) {}
    ~QuietOpenCv() { cv::utils::logging::setLogLevel(m_before); }

private:
    cv::utils::logging::LogLevel m_before;
};

std::string firstLine(const std::string& text) {
    return text.substr(0, std::min(text.find('\n'), size_t{300}));
}

/// Which layer is at fault, found by trying them one by one on zeros: OpenCV prepares the whole network at
/// once, and its exception names only a line of OpenCV.
std::string layerThatFails(cv::dnn::Net& net, const OnnxSummary& summary, const NamedTensors& inputs) {
    std::vector<cv::dnn::MatShape> shapes;
    for (const OnnxValue& wanted : summary.inputs) {
        const Tensor& given = inputs.at(wanted.name);
        shapes.emplace_back(given.shape.begin(), given.shape.end());
    }
    const int layers = static_cast<int>(net.getLayerNames().size());
    for (int id = 1; id <= layers; ++id) {
        try {
            std::vector<cv::dnn::MatShape> in, out;
            net.getLayerShapes(shapes, id, in, out);
            std::vector<cv::Mat> given, results;
            for (const cv::dnn::MatShape& shape : in) given.push_back(cv::Mat(shape, CV_32F, cv::Scalar(0)));
            for (const cv::dnn::MatShape& shape : out)
                results.push_back(cv::Mat(shape, CV_32F, cv::Scalar(0)));
            net.getLayer(id)->finalize(cv::InputArrayOfArrays(given), cv::OutputArrayOfArrays(results));
            net.forward(net.getLayer(id)->name);  // all before it are known to be well
        } catch (const cv::Exception&) {
            const cv::Ptr<cv::dnn::Layer> layer = net.getLayer(id);
            return fmt::format(" (operator '{}', node '{}')", layer->type, layer->name);
        }
    }
    return "";
}

class OpenCvNetwork : public Network {
public:
    OpenCvNetwork(OnnxSummary summary, std::string place, const cv::dnn::Net& net)
        : Network(std::move(summary), std::move(place)), m_net(net) {}
    std::string engine() const override { return std::string("OpenCV ") + CV_VERSION; }

protected:
    Result<NamedTensors> runChecked(const NamedTensors& inputs) override {
        QuietOpenCv quiet;
        try {
            for (const OnnxValue& wanted : m_summary.inputs) {
                const Tensor& given = inputs.at(wanted.name);
                std::vector<int> shape(given.shape.begin(), given.shape.end());
                // cv::dnn computes in float; indices stay exact up to 2^24.
                std::vector<float> values =
                    given.isFloat() ? given.floats()
                                    : std::vector<float>(given.integers().begin(), given.integers().end());
                if (shape.empty()) shape.push_back(1);
                m_net.setInput(cv::Mat(shape, CV_32F, values.data()).clone(), wanted.name);
            }
            std::vector<cv::String> names;
            for (const OnnxValue& output : m_summary.outputs) names.emplace_back(output.name);
            std::vector<cv::Mat> results;
            m_net.forward(results, m_net.getUnconnectedOutLayersNames());
            // Layers carry the names of their outputs; with one output there is nothing to match.
            const std::vector<cv::String> layers = m_net.getUnconnectedOutLayersNames();
            NamedTensors outputs;
            for (size_t i = 0; i < results.size(); ++i) {
                const cv::Mat result = results[i].isContinuous() ? results[i] : results[i].clone();
                std::string name = names.size() == 1 ? names[0] : layers[i];
                if (const size_t mark = name.find('!'); names.size() > 1 && mark != std::string::npos)
                    name = name.substr(mark + 1);  // "onnx_node!NAME" for unnamed nodes
                cv::Mat floats;
                result.convertTo(floats, CV_32F);
                Tensor tensor;
                for (int d = 0; d < floats.dims; ++d) tensor.shape.push_back(floats.size[d]);
                const float* first = floats.ptr<float>();
                tensor.data = std::vector<float>(first, first + floats.total());
                outputs.emplace(std::move(name), std::move(tensor));
            }
            for (const OnnxValue& output : m_summary.outputs)
                if (!outputs.contains(output.name))
                    return inputError(
                        "{}: OpenCV does not give the network's output '{}'; ONNX Runtime does "
                        "(see docs/networks.md).",
                        m_place, output.name);
            return outputs;
        } catch (const cv::Exception& e) {
            std::string culprit = operatorIn(e.err, m_summary);
            if (culprit.empty()) culprit = layerThatFails(m_net, m_summary, inputs);
            return inputError(
                "{}: OpenCV cannot run this network{}: {}. ONNX Runtime may (see docs/networks.md).", m_place,
                culprit, firstLine(e.err));
        } catch (const std::exception& e) {
            return inputError("{}: OpenCV cannot run this network: {}", m_place, e.what());
        }
    }

private:
    cv::dnn::Net m_net;
};

}  // namespace

Result<std::unique_ptr<Network>> openWithOpenCv(LoadedModel model) {
    QuietOpenCv quiet;
    try {
        cv::dnn::Net net =
            cv::dnn::readNetFromONNX(reinterpret_cast<const char*>(model.bytes.data()), model.bytes.size());
        net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
        net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
        return std::make_unique<OpenCvNetwork>(std::move(model.summary), std::move(model.place), net);
    } catch (const cv::Exception& e) {
        return inputError(
            "{}: OpenCV {} cannot load this network{}: {}. ONNX Runtime may (see docs/networks.md).",
            model.place, CV_VERSION, operatorIn(e.err, model.summary), firstLine(e.err));
    } catch (const std::exception& e) {
        return inputError("{}: OpenCV {} cannot load this network: {}", model.place, CV_VERSION, e.what());
    }
}

}  // namespace camframe::inference
