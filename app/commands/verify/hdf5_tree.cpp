// SPDX-License-Identifier: Apache-2.0
#include "app/commands/verify/hdf5_tree.h"

#include <fmt/ranges.h>

namespace camframe::verify {

std::optional<std::vector<double>> Hdf5Tree::numbers(const std::string& name, const char* type,
                                                     const std::vector<uint64_t>& shape) {
    const auto opened = dataset(name, type, shape);
    if (!opened) return std::nullopt;
    const auto read = opened->readNumbers();
    if (!m_out.require("datasets", read.has_value(), read ? "" : read.error().message)) return std::nullopt;
    std::vector<double> rowMajor(static_cast<size_t>(read->size()));
    Eigen::Map<Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
        rowMajor.data(), read->rows(), read->cols()) = *read;
    return rowMajor;
}

std::optional<std::vector<std::string>> Hdf5Tree::texts(const std::string& name) {
    const auto opened = dataset(name, "text", {m_rows});
    if (!opened) return std::nullopt;
    std::vector<std::string> out;
    for (uint64_t row = 0; row < m_rows; ++row) {
        auto text = opened->readBytes(row);
        if (!m_out.require("datasets", text.has_value(), text ? "" : text.error().message))
            return std::nullopt;
        out.push_back(std::move(*text));
    }
    return out;
}

std::optional<Hdf5Dataset> Hdf5Tree::dataset(const std::string& name, const char* type,
                                             const std::vector<uint64_t>& shape) {
    m_known.insert(path(name));
    auto found = m_file.dataset(path(name));
    if (!m_out.require("datasets", found.has_value(), found ? "" : found.error().message))
        return std::nullopt;
    for (const char* attribute : {"unit", "space", "convention"}) {
        const auto text = m_file.textAttribute(path(name), attribute);
        m_out.require("attributes", text && !text->empty(),
                      fmt::format("{} has no attribute {}", name, attribute));
    }
    if (!m_out.require("types and shapes", found->type() == type && found->shape() == shape,
                       fmt::format("{} has type {} and shape ({})", name, found->type(),
                                   fmt::join(found->shape(), ","))))
        return std::nullopt;
    return std::move(*found);
}

void Hdf5Tree::attribute(const std::string& object, const char* name, const std::string& expected) {
    const auto text = m_file.textAttribute(path(object), name);
    m_out.require(
        "attributes", text == expected,
        fmt::format("{} of '{}' is '{}' instead of '{}'", name, object, text.value_or("absent"), expected));
}

void Hdf5Tree::attribute(const std::string& object, const char* name, const std::vector<double>& expected) {
    const auto values = m_file.numberList(path(object), name);
    bool same = values && values->size() == expected.size();
    for (size_t i = 0; same && i < expected.size(); ++i)
        same = (*values)[i] == expected[i] || (std::isnan((*values)[i]) && std::isnan(expected[i]));
    m_out.require("attributes", same, fmt::format("{} of '{}' differs", name, object));
}

std::string Hdf5Tree::rowText(const std::string& name, size_t row) {
    return fmt::format("{} row {}", name, row);
}

void Hdf5Tree::checkRows(const std::string& name, const std::vector<double>& is, size_t columns,
                         const std::function<double(size_t row, size_t column)>& expected, double tolerance) {
    for (size_t t = 0; t < m_rows; ++t)
        for (size_t c = 0; c < columns; ++c)
            m_out.near(name.substr(name.rfind('/') + 1), is[t * columns + c], expected(t, c), tolerance,
                       rowText(name, t));
}

void Hdf5Tree::checkNothingElse() {
    const auto found = m_file.datasetsBelow(m_root.substr(0, m_root.rfind('/')));
    if (!m_out.require("datasets", found.has_value(), found ? "" : found.error().message)) return;
    for (const std::string& name : *found)
        m_out.require("datasets", m_known.contains(name), name + " is not part of the format");
}

}  // namespace camframe::verify
