// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/rlds_features.h"

#include <algorithm>

#include "model/core/io/datasets/element_type.h"
#include "model/core/io/detail/input_limits.h"
#include "model/core/io/detail/json_input.h"

namespace camframe {

namespace {

constexpr size_t kMaxFields = 10'000;
constexpr int64_t kMaxDimension = 1 << 20;
constexpr int64_t kMaxWidth = int64_t{1} << 30;
constexpr const char* kSteps = "steps";

/// An integer that protocol buffers' JSON writes as text ("7"); -1 where it is anything else.
int64_t dimension(const nlohmann::json& value) {
    if (value.is_number_integer()) return value.get<int64_t>();
    if (!value.is_string()) return -1;
    const auto& text = value.get_ref<const std::string&>();
    if (text.empty() || text.size() > 7 || text.find_first_not_of("0123456789") != std::string::npos)
        return -1;
    return std::stoll(text);
}

Result<void> readShape(const JsonField& shape, RldsField& field) {
    const JsonField dimensions = shape["dimensions"];
    if (dimensions.absentOrNull()) return {};  // a scalar
    const auto count = dimensions.arraySize("a list of dimensions");
    if (!count) return tl::unexpected(count.error());
    if (*count > kMaxDimensions) return dimensions.error("at most 8 dimensions");
    for (size_t i = 0; i < *count; ++i) {
        const int64_t size = dimension(*dimensions[i].value());
        if (size > kMaxDimension) return dimensions[i].error("a dimension of at most 1048576");
        field.shape.push_back(std::max<int64_t>(size, -1));
        const bool varies = size < 0 || field.width < 0;
        field.width = varies ? -1 : field.width * size;
        if (field.width > kMaxWidth) return dimensions.error("a smaller shape");
    }
    return {};
}

std::string textOr(const JsonField& field, const char* otherwise) {
    if (!field.value() || !field.value()->is_string()) return otherwise;
    return field.value()->get<std::string>();
}

class Tree {
public:
    Result<void> visit(const JsonField& node, const std::string& path, bool perStep) {
        const auto pythonClass = node["pythonClassName"].string("the Python class of the feature");
        if (!pythonClass) return tl::unexpected(pythonClass.error());
        const std::string name = pythonClass->substr(pythonClass->rfind('.') + 1);
        if (name == "FeaturesDict") return visitChildren(node["featuresDict"]["features"], path, perStep);
        if (name == "Dataset" || name == "Sequence") {
            // Lists inside of steps are stored in another way (ragged); robot data have none.
            if (path == kSteps) return visit(node["sequence"]["feature"], path, true);
            return add(path, perStep, RldsField::Kind::Other, *pythonClass);
        }
        return visitLeaf(node, path, perStep, name);
    }

    std::vector<RldsField> fields;

private:
    Result<void> visitChildren(const JsonField& children, const std::string& path, bool perStep) {
        if (!children.value() || !children.value()->is_object())
            return children.error("an object with one member per feature");
        for (const auto& [name, child] : children.value()->items())
            if (auto visited = visit(children[name], path.empty() ? name : path + "/" + name, perStep);
                !visited)
                return visited;
        return {};
    }

    Result<void> visitLeaf(const JsonField& node, const std::string& path, bool perStep,
                           const std::string& name) {
        using Kind = RldsField::Kind;
        if (name == "Text") return add(path, perStep, Kind::Text, "string");
        if (name == "Image") {
            const JsonField image = node["image"];
            if (auto added = add(path, perStep, Kind::Picture, textOr(image["dtype"], "uint8")); !added)
                return added;
            fields.back().encoding = textOr(image["encodingFormat"], "");
            return readShape(image["shape"], fields.back());
        }
        if (name == "ClassLabel") return add(path, perStep, Kind::Numbers, "int64");
        if (name != "Tensor" && name != "Scalar") return add(path, perStep, Kind::Other, name);
        const JsonField tensor = node["tensor"];
        const std::string dtype = textOr(tensor["dtype"], "");
        const std::string encoding = textOr(tensor["encoding"], "none");
        Kind kind = Kind::Other;
        if (dtype == "string" || dtype == "object")
            kind = Kind::Text;
        else if (ElementType::fromName(dtype))
            kind = encoding == "none" || encoding.empty() ? Kind::Numbers : Kind::Encoded;
        if (auto added = add(path, perStep, kind, kind == Kind::Other ? name + " of " + dtype : dtype);
            !added)
            return added;
        fields.back().encoding = encoding;
        return readShape(tensor["shape"], fields.back());
    }

    Result<void> add(const std::string& path, bool perStep, RldsField::Kind kind, std::string dtype) {
        if (fields.size() == kMaxFields)
            return inputError("The dataset has more than {} features; check features.json.", kMaxFields);
        RldsField field;
        field.record = path;
        field.key = perStep && path.size() > 6 ? path.substr(6) : path;  // behind "steps/"
        field.perStep = perStep;
        field.kind = kind;
        field.dtype = std::move(dtype);
        fields.push_back(std::move(field));
        return {};
    }
};

}  // namespace

Result<std::vector<RldsField>> readRldsFeatures(const std::filesystem::path& file) {
    const auto document = readJson(file);
    if (!document) return tl::unexpected(document.error());
    const JsonField root(*document, file.string());
    if (!root["type"].absent() && root["pythonClassName"].absent())
        return inputError(
            "{} is of a release of TensorFlow Datasets before 4.4; prepare the dataset again with a newer "
            "one.",
            file.string());
    Tree tree;
    if (auto visited = tree.visit(root, "", false); !visited) return tl::unexpected(visited.error());
    if (std::ranges::none_of(tree.fields, &RldsField::perStep))
        return inputError(
            "{}: field 'featuresDict.features.steps' is missing; only datasets of episodes with steps (RLDS) "
            "are read.",
            file.string());
    return std::move(tree.fields);
}

}  // namespace camframe
