// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <random>

#include "calib/inference/network.h"
#include "support/onnx_writer.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

using test::OnnxWriter;
using ::testing::HasSubstr;
using Floats = std::vector<float>;

Floats randomFloats(size_t count, uint64_t seed, float scale = 0.4F) {
    std::mt19937_64 random(seed);
    std::normal_distribution<float> normal(0, scale);
    Floats out(count);
    for (float& v : out) v = normal(random);
    return out;
}

/// Engines that are there: OpenCV always, ONNX Runtime where its library is found.
std::vector<InferenceEngine> engines() {
    std::vector<InferenceEngine> out{InferenceEngine::OpenCv};
    if (findOnnxRuntime()) out.push_back(InferenceEngine::OnnxRuntime);
    return out;
}

class Inference : public ::testing::Test {
protected:
    test::TempDir dir;
    std::string save(const OnnxWriter& model, const char* name = "model.onnx", int64_t opset = 13) {
        const std::string file = (dir.path() / name).string();
        model.write(file, opset);
        return file;
    }
    Result<std::unique_ptr<Network>> load(const std::string& file, InferenceEngine engine) {
        NetworkOptions options;
        options.engine = engine;
        options.threads = 1;
        return loadNetwork(file, options);
    }
};

void expectNear(const Floats& got, const Floats& wanted, float tolerance) {
    ASSERT_EQ(got.size(), wanted.size());
    for (size_t i = 0; i < got.size(); ++i) ASSERT_NEAR(got[i], wanted[i], tolerance) << "at " << i;
}

TEST_F(Inference, ConvolutionAndReluLikeByHand) {
    const Floats kernel = randomFloats(2 * 3 * 3 * 3, 1), bias{0.1F, -0.2F},
                 picture = randomFloats(3 * 5 * 6, 2, 1);
    OnnxWriter model;
    model.input("x", {1, 3, 5, 6});
    model.floats("w", {2, 3, 3, 3}, kernel);
    model.floats("b", {2}, bias);
    model.node("Conv", {"x", "w", "b"}, {"c"}, {{"kernel_shape", std::vector<int64_t>{3, 3}}});
    model.node("Relu", {"c"}, {"y"});
    model.output("y", {1, 2, 3, 4});
    const std::string file = save(model);
    Floats wanted;
    for (int o = 0; o < 2; ++o)
        for (int y = 0; y < 3; ++y)
            for (int x = 0; x < 4; ++x) {
                float sum = bias[static_cast<size_t>(o)];
                for (int c = 0; c < 3; ++c)
                    for (int i = 0; i < 3; ++i)
                        for (int j = 0; j < 3; ++j)
                            sum += kernel[static_cast<size_t>(((o * 3 + c) * 3 + i) * 3 + j)] *
                                   picture[static_cast<size_t>((c * 5 + y + i) * 6 + x + j)];
                wanted.push_back(std::max(0.0F, sum));
            }
    for (const InferenceEngine engine : engines()) {
        auto network = load(file, engine);
        ASSERT_TRUE(network.has_value()) << network.error().message;
        const auto out = (*network)->run({{"x", Tensor::ofFloats({1, 3, 5, 6}, picture)}});
        ASSERT_TRUE(out.has_value()) << out.error().message;
        EXPECT_EQ(out->at("y").shape, (std::vector<int64_t>{1, 2, 3, 4})) << (*network)->engine();
        expectNear(out->at("y").floats(), wanted, 1e-4F);
    }
}

/// A vision transformer of one block, as exporters write it: patches by convolution, class token, attention
/// with two heads, layer norm and GELU in pieces.
struct TinyVit {
    static constexpr int kSide = 8, kPatch = 4, kDim = 8, kHeads = 2, kTokens = 5, kHidden = 12;
    static constexpr int kHead = kDim / kHeads;
    Floats patch = randomFloats(kDim * 3 * kPatch * kPatch, 11), token = randomFloats(kDim, 12),
           position = randomFloats(kTokens * kDim, 13), qkv = randomFloats(kDim * 3 * kDim, 14),
           qkvBias = randomFloats(3 * kDim, 15), proj = randomFloats(kDim * kDim, 16),
           up = randomFloats(kDim * kHidden, 17), down = randomFloats(kHidden * kDim, 18),
           gain = randomFloats(kDim, 19), shift = randomFloats(kDim, 20);

    OnnxWriter model() const {
        OnnxWriter m;
        m.input("image", {1, 3, kSide, kSide});
        m.floats("patch_w", {kDim, 3, kPatch, kPatch}, patch);
        m.floats("token", {1, 1, kDim}, token);
        m.floats("position", {1, kTokens, kDim}, position);
        m.floats("qkv_w", {kDim, 3 * kDim}, qkv);
        m.floats("qkv_b", {3 * kDim}, qkvBias);
        m.floats("proj_w", {kDim, kDim}, proj);
        m.floats("up_w", {kDim, kHidden}, up);
        m.floats("down_w", {kHidden, kDim}, down);
        m.floats("gain", {kDim}, gain);
        m.floats("shift", {kDim}, shift);
        m.floats("two", {1}, {2});
        m.floats("epsilon", {1}, {1e-6F});
        m.floats("scale", {1}, {std::sqrt(static_cast<float>(kHead))});
        m.floats("root2", {1}, {std::sqrt(2.0F)});
        m.floats("one", {1}, {1});
        m.floats("half", {1}, {0.5F});
        m.integers("flat", {3}, {1, kDim, kTokens - 1});
        m.integers("split", {5}, {1, kTokens, 3, kHeads, kHead});
        m.integers("joined", {3}, {1, kTokens, kDim});
        for (int i = 0; i < 3; ++i) m.integers(fmt::format("i{}", i), {}, {i});
        m.node("Conv", {"image", "patch_w"}, {"patches"},
               {{"kernel_shape", std::vector<int64_t>{kPatch, kPatch}},
                {"strides", std::vector<int64_t>{kPatch, kPatch}}});
        m.node("Reshape", {"patches", "flat"}, {"rows"});
        m.node("Transpose", {"rows"}, {"tokens"}, {{"perm", std::vector<int64_t>{0, 2, 1}}});
        m.node("Concat", {"token", "tokens"}, {"with_class"}, {{"axis", int64_t{1}}});
        m.node("Add", {"with_class", "position"}, {"x"});
        layerNorm(m, "x", "n1");
        m.node("MatMul", {"n1", "qkv_w"}, {"qkv_"});
        m.node("Add", {"qkv_", "qkv_b"}, {"qkv"});
        m.node("Reshape", {"qkv", "split"}, {"qkv5"});
        m.node("Transpose", {"qkv5"}, {"heads"}, {{"perm", std::vector<int64_t>{2, 0, 3, 1, 4}}});
        m.node("Gather", {"heads", "i0"}, {"q"}, {{"axis", int64_t{0}}});
        m.node("Gather", {"heads", "i1"}, {"k"}, {{"axis", int64_t{0}}});
        m.node("Gather", {"heads", "i2"}, {"v"}, {{"axis", int64_t{0}}});
        m.node("Transpose", {"k"}, {"kt"}, {{"perm", std::vector<int64_t>{0, 1, 3, 2}}});
        m.node("MatMul", {"q", "kt"}, {"products"});
        m.node("Div", {"products", "scale"}, {"scaled"});
        m.node("Softmax", {"scaled"}, {"weights"}, {{"axis", int64_t{-1}}});
        m.node("MatMul", {"weights", "v"}, {"mixed"});
        m.node("Transpose", {"mixed"}, {"mixed_t"}, {{"perm", std::vector<int64_t>{0, 2, 1, 3}}});
        m.node("Reshape", {"mixed_t", "joined"}, {"attended"});
        m.node("MatMul", {"attended", "proj_w"}, {"projected"});
        m.node("Add", {"x", "projected"}, {"x2"});
        layerNorm(m, "x2", "n2");
        m.node("MatMul", {"n2", "up_w"}, {"h"});
        m.node("Div", {"h", "root2"}, {"h_scaled"});
        m.node("Erf", {"h_scaled"}, {"h_erf"});
        m.node("Add", {"h_erf", "one"}, {"h_one"});
        m.node("Mul", {"h", "h_one"}, {"h_twice"});
        m.node("Mul", {"h_twice", "half"}, {"h_gelu"});
        m.node("MatMul", {"h_gelu", "down_w"}, {"d"});
        m.node("Add", {"x2", "d"}, {"features"});
        m.output("features", {1, kTokens, kDim});
        return m;
    }
    static void layerNorm(OnnxWriter& m, const std::string& x, const std::string& y) {
        const auto axes = OnnxWriter::Attribute{"axes", std::vector<int64_t>{-1}};
        m.node("ReduceMean", {x}, {y + "_mean"}, {axes});
        m.node("Sub", {x, y + "_mean"}, {y + "_centred"});
        m.node("Pow", {y + "_centred", "two"}, {y + "_squares"});
        m.node("ReduceMean", {y + "_squares"}, {y + "_variance"}, {axes});
        m.node("Add", {y + "_variance", "epsilon"}, {y + "_safe"});
        m.node("Sqrt", {y + "_safe"}, {y + "_deviation"});
        m.node("Div", {y + "_centred", y + "_deviation"}, {y + "_unit"});
        m.node("Mul", {y + "_unit", "gain"}, {y + "_gained"});
        m.node("Add", {y + "_gained", "shift"}, {y});
    }

    using Rows = std::vector<std::vector<double>>;  // [token][channel]
    Rows normed(const Rows& x) const {
        Rows out = x;
        for (auto& row : out) {
            double mean = 0, variance = 0;
            for (const double v : row) mean += v / kDim;
            for (const double v : row) variance += (v - mean) * (v - mean) / kDim;
            for (size_t i = 0; i < row.size(); ++i)
                row[i] = (row[i] - mean) / std::sqrt(variance + 1e-6) * gain[i] + shift[i];
        }
        return out;
    }
    static Rows times(const Rows& x, const Floats& w, int columns) {
        Rows out(x.size(), std::vector<double>(static_cast<size_t>(columns)));
        for (size_t t = 0; t < x.size(); ++t)
            for (size_t c = 0; c < out[t].size(); ++c)
                for (size_t i = 0; i < x[t].size(); ++i)
                    out[t][c] += x[t][i] * w[i * static_cast<size_t>(columns) + c];
        return out;
    }
    /// The same in plain loops.
    Floats byHand(const Floats& image) const {
        Rows x(kTokens, std::vector<double>(kDim));
        for (int c = 0; c < kDim; ++c) x[0][static_cast<size_t>(c)] = token[static_cast<size_t>(c)];
        for (int p = 0; p < 4; ++p)
            for (int d = 0; d < kDim; ++d)
                for (int c = 0; c < 3; ++c)
                    for (int i = 0; i < kPatch; ++i)
                        for (int j = 0; j < kPatch; ++j)
                            x[static_cast<size_t>(p + 1)][static_cast<size_t>(d)] +=
                                patch[static_cast<size_t>(((d * 3 + c) * kPatch + i) * kPatch + j)] *
                                image[static_cast<size_t>((c * kSide + p / 2 * kPatch + i) * kSide +
                                                          p % 2 * kPatch + j)];
        for (size_t t = 0; t < kTokens; ++t)
            for (size_t d = 0; d < kDim; ++d) x[t][d] += position[t * kDim + d];
        Rows all = times(normed(x), qkv, 3 * kDim);
        for (auto& row : all)
            for (size_t i = 0; i < row.size(); ++i) row[i] += qkvBias[i];
        Rows attended(kTokens, std::vector<double>(kDim));
        for (size_t head = 0; head < kHeads; ++head)
            for (size_t t = 0; t < kTokens; ++t) {
                std::vector<double> weight(kTokens);
                double sum = 0;
                for (size_t s = 0; s < kTokens; ++s) {
                    double product = 0;
                    for (size_t i = 0; i < kHead; ++i)
                        product += all[t][head * kHead + i] * all[s][kDim + head * kHead + i];
                    weight[s] = std::exp(product / std::sqrt(static_cast<double>(kHead)));
                    sum += weight[s];
                }
                for (size_t s = 0; s < kTokens; ++s)
                    for (size_t i = 0; i < kHead; ++i)
                        attended[t][head * kHead + i] +=
                            weight[s] / sum * all[s][2 * kDim + head * kHead + i];
            }
        const Rows projected = times(attended, proj, kDim);
        for (size_t t = 0; t < kTokens; ++t)
            for (size_t d = 0; d < kDim; ++d) x[t][d] += projected[t][d];
        Rows hidden = times(normed(x), up, kHidden);
        for (auto& row : hidden)
            for (double& v : row) v = 0.5 * v * (1 + std::erf(v / std::sqrt(2.0)));
        const Rows last = times(hidden, down, kDim);
        Floats out;
        for (size_t t = 0; t < kTokens; ++t)
            for (size_t d = 0; d < kDim; ++d) out.push_back(static_cast<float>(x[t][d] + last[t][d]));
        return out;
    }
};

TEST_F(Inference, ATransformerBlockIsRightOrItsMissingOperatorIsNamed) {
    const TinyVit vit;
    const Floats image = randomFloats(3 * 8 * 8, 3, 1);
    const std::string file = save(vit.model());
    for (const InferenceEngine engine : engines()) {
        auto network = load(file, engine);
        Result<NamedTensors> out;
        if (network) out = (*network)->run({{"image", Tensor::ofFloats({1, 3, 8, 8}, image)}});
        if (network && out) {
            expectNear(out->at("features").floats(), vit.byHand(image), 2e-4F);
            continue;
        }
        ASSERT_EQ(engine, InferenceEngine::OpenCv) << "ONNX Runtime runs all of it";
        const std::string message = network ? out.error().message : network.error().message;
        EXPECT_THAT(message, HasSubstr("operator '"));
        EXPECT_THAT(message, HasSubstr("ONNX Runtime"));
    }
}

TEST_F(Inference, AnOperatorThatNobodyKnowsIsNamed) {
    OnnxWriter model;
    model.input("x", {1, 4});
    model.node("Relu", {"x"}, {"r"});
    model.node("Unheard", {"r"}, {"y"});
    model.output("y", {1, 4});
    const std::string file = save(model);
    for (const InferenceEngine engine : engines()) {
        auto network = load(file, engine);
        ASSERT_FALSE(network.has_value());
        EXPECT_THAT(network.error().message, HasSubstr("operator 'Unheard'"));
        EXPECT_THAT(network.error().message, HasSubstr("model.onnx"));
    }
}

TEST_F(Inference, WrongInputsAreSentences) {
    OnnxWriter model;
    model.input("x", {1, 4});
    model.node("Relu", {"x"}, {"y"});
    model.output("y", {1, 4});
    auto network = load(save(model), InferenceEngine::OpenCv);
    ASSERT_TRUE(network.has_value()) << network.error().message;
    const auto message = [&](const NamedTensors& inputs) { return (*network)->run(inputs).error().message; };
    EXPECT_THAT(message({}), HasSubstr("input 'x'"));
    EXPECT_THAT(message({{"x", Tensor::ofFloats({1, 3}, Floats(3))}}), HasSubstr("[1, 4]"));
    EXPECT_THAT(message({{"x", Tensor::ofFloats({1, 4}, Floats(5))}}), HasSubstr("5 values"));
    EXPECT_THAT(message({{"x", Tensor::ofIntegers({1, 4}, {1, 2, 3, 4})}}), HasSubstr("element type"));
}

TEST_F(Inference, DamagedAndHostileFilesAreSentences) {
    const TinyVit vit;
    const std::string whole = vit.model().bytes();
    const auto summary = [](const std::string& bytes) {
        return summarizeOnnx({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}, "m.onnx");
    };
    ASSERT_TRUE(summary(whole).has_value());
    EXPECT_EQ(summary(whole)->opset, 13);
    EXPECT_EQ(summary(whole)->inputs.size(), 1U);
    EXPECT_EQ(summary(whole)->inputs[0].shape, (std::vector<int64_t>{1, 3, 8, 8}));
    for (size_t length = 0; length < whole.size(); length += 97) {
        const auto cut = summary(whole.substr(0, length));
        // A cut file may only pass where the cut lies between whole parts after the graph.
        if (cut) {
            EXPECT_GT(length, whole.size() - 40);
        } else {
            EXPECT_THAT(cut.error().message, HasSubstr("m.onnx")) << length;
        }
    }
    OnnxWriter liar;
    liar.input("x", {1, 4});
    liar.floats("w", {1 << 20, 1 << 20}, {1, 2, 3});
    liar.node("Relu", {"x"}, {"y"});
    liar.output("y", {1, 4});
    const auto lied = summary(liar.bytes());
    ASSERT_FALSE(lied.has_value());
    EXPECT_THAT(lied.error().message, HasSubstr("constant 'w'"));
    std::ofstream(dir.path() / "text.onnx") << "this is no model";
    for (const char* name : {"text.onnx", "absent.onnx"}) {
        const auto network = load((dir.path() / name).string(), InferenceEngine::OpenCv);
        ASSERT_FALSE(network.has_value());
        EXPECT_THAT(network.error().message, HasSubstr(name));
    }
    // Whatever single bytes are wrong, loading ends with a network or a sentence.
    std::mt19937_64 random(5);
    for (int k = 0; k < 60; ++k) {
        std::string spoiled = whole;
        for (int i = 0; i < 3; ++i) spoiled[random() % spoiled.size()] = static_cast<char>(random());
        std::ofstream(dir.path() / "spoiled.onnx", std::ios::binary) << spoiled;
        for (const InferenceEngine engine : engines()) {
            const auto network = load((dir.path() / "spoiled.onnx").string(), engine);
            if (!network) {
                EXPECT_THAT(network.error().message, HasSubstr("spoiled.onnx"));
            }
        }
    }
}

TEST_F(Inference, OnnxRuntimesTableIsUsedAsItsInterfaceSays) {
    NetworkOptions options;
    options.engine = InferenceEngine::OnnxRuntime;
    options.onnxRuntime = CAMFRAME_FAKE_ONNXRUNTIME;
    ASSERT_EQ(findOnnxRuntime(options), "1.0.0-fake");
    OnnxWriter model;
    model.input("x", {2, -1});
    model.node("Add", {"x", "x"}, {"y"});
    model.output("y", {2, -1});
    {
        auto network = loadNetwork(save(model), options);
        ASSERT_TRUE(network.has_value()) << network.error().message;
        EXPECT_EQ((*network)->engine(), "ONNX Runtime 1.0.0-fake");
        const auto out = (*network)->run({{"x", Tensor::ofFloats({2, 3}, {1, 2, 3, 4, 5, 6})}});
        ASSERT_TRUE(out.has_value()) << out.error().message;
        EXPECT_EQ(out->at("y").shape, (std::vector<int64_t>{2, 3}));
        EXPECT_EQ(out->at("y").floats(), (Floats{2, 4, 6, 8, 10, 12}));
    }
    OnnxWriter strange;
    strange.input("x", {1});
    strange.node("Unheard", {"x"}, {"y"});
    strange.output("y", {1});
    const auto refused = loadNetwork(save(strange, "strange.onnx"), options);
    ASSERT_FALSE(refused.has_value());
    EXPECT_THAT(refused.error().message, HasSubstr("operator 'Unheard'"));
    // Everything that was made was released.
    void* library = ::dlopen(CAMFRAME_FAKE_ONNXRUNTIME, RTLD_NOW | RTLD_NOLOAD);
    ASSERT_NE(library, nullptr);
    const auto alive = reinterpret_cast<int (*)()>(::dlsym(library, "fakeHandlesAlive"));
    EXPECT_EQ(alive(), 0);
}

TEST_F(Inference, AnAbsentRuntimeSaysHowToGetIt) {
    NetworkOptions options;
    options.engine = InferenceEngine::OnnxRuntime;
    options.onnxRuntime = dir.path() / "nothing";
    OnnxWriter model;
    model.input("x", {1});
    model.node("Relu", {"x"}, {"y"});
    model.output("y", {1});
    const auto network = loadNetwork(save(model), options);
    ASSERT_FALSE(network.has_value());
    EXPECT_THAT(network.error().message, HasSubstr("CAMFRAME_ONNXRUNTIME"));
    // Auto goes on with OpenCV.
    options.engine = InferenceEngine::Auto;
    const auto other = loadNetwork(save(model), options);
    ASSERT_TRUE(other.has_value()) << other.error().message;
    EXPECT_THAT((*other)->engine(), HasSubstr("OpenCV"));
}

TEST_F(Inference, ModelsAreFoundByRoleInOneFolder) {
    EXPECT_FALSE(findModel({}, "features"));
    EXPECT_FALSE(findModel(dir.path(), "features"));
    std::ofstream(dir.path() / "features.onnx") << "x";
    EXPECT_EQ(findModel(dir.path(), "features"), dir.path() / "features.onnx");
}

}  // namespace
}  // namespace camframe
