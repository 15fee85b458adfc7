// SPDX-License-Identifier: Apache-2.0
#include "app/commands/verify/hdf5_tree.h"

#include <fmt/ranges.h>

namespace camframe::verify {

std::optional<std::vector<double>> Hdf5Tree::numbers(const std::string& name, const char* type,
                                                     const std::vector<uint64_t>& shape) {
    if (!describes(name, type, shape)) return std::nullopt;
    const auto read = m_reader.numbers(path(name));
    if (!m_out.require("datasets", read.has_value(), name + " cannot be read")) return std::nullopt;
    return *read;
}

std::optional<std::vector<std::string>> Hdf5Tree::texts(const std::string& name) {
    if (!describes(name, "text", {m_rows})) return std::nullopt;
    const auto read = m_reader.texts(path(name));
    if (!m_out.require("datasets", read.has_value(), name + " cannot be read")) return std::nullopt;
    return *read;
}

bool Hdf5Tree::describes(const std::string& name, const char* type, const std::vector<uint64_t>& shape) {
    m_known.insert(path(name));
    const ActionFileReader::Dataset* found = m_reader.find(path(name));
    if (!m_out.require("datasets", found != nullptr, name + " is missing")) return false;
    for (const char* attribute : {"unit", "space", "convention"}) {
        const auto text = m_reader.text(path(name), attribute);
        m_out.require("attributes", text && !text->empty(),
                      fmt::format("{} has no attribute {}", name, attribute));
    }
    return m_out.require(
        "types and shapes", found->type == type && found->shape == shape,
        fmt::format("{} has type {} and shape ({})", name, found->type, fmt::join(found->shape, ",")));
}

void Hdf5Tree::attribute(const std::string& object, const char* name, const std::string& expected) {
    const auto text = m_reader.text(path(object), name);
    m_out.require(
        "attributes", text == expected,
        fmt::format("{} of '{}' is '{}' instead of '{}'", name, object, text.value_or("absent"), expected));
}

void Hdf5Tree::attribute(const std::string& object, const char* name, const std::vector<double>& expected) {
    const auto values = m_reader.numberList(path(object), name);
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
    for (const ActionFileReader::Dataset& dataset : m_reader.datasets())
        if (dataset.name.starts_with(m_root))
            m_out.require("datasets", m_known.contains(dataset.name),
                          dataset.name + " is not part of the format");
}

}  // namespace camframe::verify
