// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/detail/collada_input.h"

#include <tinyxml2.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace camframe {

namespace {

using tinyxml2::XMLElement;

constexpr size_t maxNodes = 100'000;

/// Number of scene nodes that a Collada document unfolds to: <instance_node> can repeat subtrees, so a short
/// file may ask for 2^40 nodes, or for endless ones.
class ColladaNodeCounter {
public:
    explicit ColladaNodeCounter(const XMLElement& root) { collect(root); }

    /// Stops counting above the limit; loops count as too many.
    size_t count(const XMLElement& element) {
        const auto [known, isNew] = m_counts.try_emplace(&element, maxNodes + 1);
        if (!isNew) return known->second;
        size_t total = 1;
        for (const auto* child = element.FirstChildElement(); child != nullptr && total <= maxNodes;
             child = child->NextSiblingElement()) {
            const std::string_view name = child->Name();
            if (name == "node" || name == "visual_scene" || name == "library_visual_scenes") {
                total += count(*child);
            } else if (name == "instance_node") {
                const char* url = child->Attribute("url");
                const auto target = m_nodes.find(url != nullptr && *url == '#' ? url + 1 : "");
                if (target != m_nodes.end()) total += count(*target->second);
            }
        }
        return m_counts[&element] = total;
    }

private:
    // The XML parser bounds the depth of the document, and with it both recursions.
    void collect(const XMLElement& element) {
        if (const char* id = element.Attribute("id");
            id != nullptr && std::string_view("node") == element.Name())
            m_nodes.emplace(id, &element);
        for (const auto* child = element.FirstChildElement(); child != nullptr;
             child = child->NextSiblingElement())
            collect(*child);
    }

    std::map<std::string, const XMLElement*, std::less<>> m_nodes;
    std::unordered_map<const XMLElement*, size_t> m_counts;
};

/// Calls visit(element) for all elements; false ends the walk. The visitor may delete children.
template <class Visit>
bool forEachElement(XMLElement& root, const Visit& visit) {
    std::vector<XMLElement*> stack{&root};
    while (!stack.empty()) {
        XMLElement* element = stack.back();
        stack.pop_back();
        if (!visit(*element)) return false;
        for (auto* child = element->FirstChildElement(); child != nullptr;
             child = child->NextSiblingElement())
            stack.push_back(child);
    }
    return true;
}

void removeUnused(XMLElement& root) {
    for (const char* unused : {"library_images", "library_controllers", "library_animations",
                               "library_cameras", "library_lights", "library_physics_scenes"})
        while (XMLElement* element = root.FirstChildElement(unused)) root.DeleteChild(element);
    forEachElement(root, [](XMLElement& element) {
        for (const char* unused : {"bind_vertex_input", "instance_camera", "instance_light", "extra"})
            while (XMLElement* child = element.FirstChildElement(unused)) element.DeleteChild(child);
        return true;
    });
}

/// Number of words in a text; nothing when one of them is no number as assimp can read it.
std::optional<size_t> countNumbers(const char* text, bool whole) {
    size_t words = 0;
    for (const char* at = text != nullptr ? text : "";;) {
        while (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r') ++at;
        if (*at == 0) return words;
        ++words;
        const char* digits = !whole && (*at == '-' || *at == '+') ? at + 1 : at;
        const char* end = digits;
        while (*end != 0 && std::strchr(whole ? "0123456789" : "0123456789.eE+-", *end) != nullptr) ++end;
        const bool isNumber = end != digits && (whole || std::strchr("0123456789.", *digits) != nullptr) &&
                              (*end == 0 || std::strchr(" \t\n\r", *end) != nullptr);
        if (!isNumber || end - at > 64) return std::nullopt;
        at = end;
    }
}

/// The sum of whole numbers in a text, as far as 2^32.
uint64_t sumOfNumbers(const char* text) {
    uint64_t sum = 0;
    for (const char* at = text != nullptr ? text : ""; *at != 0;) {
        char* end = nullptr;
        sum = std::min(sum + std::min<uint64_t>(std::strtoull(at, &end, 10), uint64_t{1} << 32),
                       uint64_t{1} << 32);
        if (end == at) break;
        at = end;
    }
    return sum;
}

/// A whole number of an attribute; `fallback` where it is absent, nothing where it is no such number.
std::optional<uint64_t> wholeNumber(const XMLElement& element, const char* name, uint64_t fallback) {
    int64_t value = 0;
    switch (element.QueryInt64Attribute(name, &value)) {
        case tinyxml2::XML_NO_ATTRIBUTE:
            return fallback;
        case tinyxml2::XML_SUCCESS:
            break;
        default:
            return std::nullopt;
    }
    return value >= 0 && value < (int64_t{1} << 31) ? std::optional(static_cast<uint64_t>(value))
                                                    : std::nullopt;
}

/// assimp never returns from a word that is no number.
/// @return  What is wrong, or an empty string.
std::string checkNumbers(XMLElement& root) {
    constexpr std::array<std::string_view, 4> wholeLists{"p", "h", "vcount", "v"};
    constexpr std::array<std::string_view, 8> numberLists{"float_array", "matrix", "translate", "rotate",
                                                          "scale",       "lookat", "skew",      "color"};
    std::string flaw;
    forEachElement(root, [&](XMLElement& element) {
        const std::string_view name = element.Name();
        const bool whole = std::ranges::find(wholeLists, name) != wholeLists.end();
        if (!whole && std::ranges::find(numberLists, name) == numberLists.end()) return true;
        // Comments and other children would hide a part of the numbers.
        while (element.FirstChild() != nullptr && element.FirstChild() != element.LastChild())
            element.DeleteChild(element.LastChild());
        const std::optional<size_t> count = countNumbers(element.GetText(), whole);
        if (!count)
            flaw =
                fmt::format("<{}> in line {} holds something else than numbers", name, element.GetLineNum());
        else if (name == "float_array")
            element.SetAttribute("count", static_cast<int64_t>(*count));
        return flaw.empty();
    });
    return flaw;
}

/// assimp believes what accessors say about their arrays and reads beyond the ends, so accessors get the
/// counts that fit. Exporters use the same array names in several geometries; `prefix` makes them unique.
/// @return  What is wrong, or an empty string.
std::string mendAccessors(XMLElement& geometry, const std::string& prefix) {
    std::string flaw;
    std::map<std::string, uint64_t, std::less<>> sizeOfArray;
    forEachElement(geometry, [&](XMLElement& element) {
        if (std::string_view("float_array") != element.Name()) return true;
        const char* id = element.Attribute("id");
        const std::string unique = prefix + (id != nullptr ? id : "");
        if (!sizeOfArray.emplace(unique, wholeNumber(element, "count", 0).value_or(0)).second)
            flaw = fmt::format("the array '{}' in line {} exists twice", unique.substr(prefix.size()),
                               element.GetLineNum());
        element.SetAttribute("id", unique.c_str());
        return flaw.empty();
    });
    if (!flaw.empty()) return flaw;
    forEachElement(geometry, [&](XMLElement& element) {
        const std::string_view name = element.Name();
        if (name == "accessor") {
            const char* source = element.Attribute("source");
            const std::string unique = prefix + (source != nullptr && *source == '#' ? source + 1 : "");
            const auto array = sizeOfArray.find(unique);
            const auto count = wholeNumber(element, "count", 0), offset = wholeNumber(element, "offset", 0),
                       stride = wholeNumber(element, "stride", 1);
            uint64_t parameters = 0;
            for (const auto* p = element.FirstChildElement(); p != nullptr; p = p->NextSiblingElement())
                ++parameters;
            if (!count || !offset || !stride || *stride == 0 || parameters > *stride) {
                flaw = fmt::format("the accessor in line {} has no usable numbers", element.GetLineNum());
                return false;
            }
            const uint64_t size = array == sizeOfArray.end() ? 0 : array->second;
            const uint64_t fitting = size > *offset ? (size - *offset) / *stride : 0;
            if (*count > fitting) element.SetAttribute("count", static_cast<int64_t>(fitting));
            element.SetAttribute("source", fmt::format("#{}", unique).c_str());
        } else if (name == "input") {
            const auto offset = wholeNumber(element, "offset", 0), set = wholeNumber(element, "set", 0);
            if (!offset || *offset > 31 || !set)
                flaw = fmt::format("the input in line {} has no usable offset or set", element.GetLineNum());
        }
        return flaw.empty();
    });
    return flaw;
}

/// assimp makes room for as many primitives as their `count` and <vcount> say before it looks for them.
/// @return  What is wrong, or an empty string.
std::string mendPrimitives(XMLElement& root) {
    constexpr std::array<std::string_view, 7> kinds{"lines",     "linestrips", "polygons", "polylist",
                                                    "triangles", "trifans",    "tristrips"};
    std::string flaw;
    forEachElement(root, [&](XMLElement& element) {
        if (std::ranges::find(kinds, element.Name()) == kinds.end()) return true;
        uint64_t indices = 0, corners = 0;
        for (const auto* child = element.FirstChildElement(); child != nullptr;
             child = child->NextSiblingElement()) {
            const std::string_view name = child->Name();
            if (name == "p") indices += countNumbers(child->GetText(), true).value_or(0);
            if (name == "vcount") corners += sumOfNumbers(child->GetText());
        }
        if (corners > indices)
            flaw = fmt::format("the <vcount> in line {} states more corners than there are",
                               element.GetLineNum());
        if (wholeNumber(element, "count", 0).value_or(indices + 1) > indices)
            element.SetAttribute("count", static_cast<int64_t>(indices));
        return flaw.empty();
    });
    return flaw;
}

/// @return  What is wrong, or an empty string.
std::string mendGeometries(XMLElement& root) {
    std::string flaw;
    int index = 0;
    forEachElement(root, [&](XMLElement& element) {
        if (std::string_view("geometry") == element.Name())
            flaw = mendAccessors(element, fmt::format("g{}-", index++));
        return flaw.empty();
    });
    return flaw;
}

}  // namespace

Result<std::string> cleanCollada(const std::string& text, const std::string& what) {
    tinyxml2::XMLDocument document;
    if (document.Parse(text.data(), text.size()) != tinyxml2::XML_SUCCESS)
        return inputError("{}: not readable as XML ({}); export the mesh again.", what, document.ErrorStr());
    XMLElement* root = document.RootElement();
    if (root == nullptr || std::string_view(root->Name()) != "COLLADA")
        return inputError(
            "{}: not a Collada file (its root element is not <COLLADA>); export the mesh again.", what);
    if (ColladaNodeCounter(*root).count(*root) > maxNodes)
        return inputError(
            "{}: its scene unfolds to more than {} nodes or contains itself; export the mesh "
            "without nested instances.",
            what, maxNodes);
    removeUnused(*root);
    std::string flaw = checkNumbers(*root);
    if (flaw.empty()) flaw = mendPrimitives(*root);
    if (flaw.empty()) flaw = mendGeometries(*root);
    if (!flaw.empty()) return inputError("{}: damaged Collada ({}); export the mesh again.", what, flaw);
    tinyxml2::XMLPrinter printer(nullptr, true);
    document.Print(&printer);
    return std::string(printer.CStr(), static_cast<size_t>(printer.CStrSize() - 1));
}

}  // namespace camframe
