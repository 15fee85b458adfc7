// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/detail/hdf5_local.h"

#include <algorithm>
#include <mutex>
#include <set>

#include "model/core/io/detail/hdf5_handle.h"
#include "model/core/io/detail/hdf5_opened.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxChildren = 1'000'000;
constexpr size_t kMaxObjects = 10'000;
constexpr int kMaxDepth = 16;
constexpr size_t kMaxTextBytes = size_t{16} << 20;
constexpr size_t kMaxInAttribute = 4096;

herr_t refuseExternalLink(const char*, const char*, const char*, const char*, unsigned*, hid_t, void* watch) {
    static_cast<LinkWatch*>(watch)->leftFile = true;
    return -1;
}

/// Filters are code from other files; only those built into the library are used.
void forbidPlugins() {
    static std::once_flag once;
    std::call_once(once, [] { H5PLset_loading_state(0); });
}

std::string absolutePath(const std::string& object) {
    return object.starts_with('/') ? object : "/" + object;
}

std::string placeOf(const fs::path& file, const char* what, const std::string& object) {
    return fmt::format("{}: {} '{}'", file.string(), what, absolutePath(object));
}

/// An attribute of an object with its type, extent and number of values.
struct OpenedAttribute {
    OpenedAttribute(hid_t object, const std::string& name)
        : attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose),
          type(H5Aget_type(attribute), H5Tclose),
          space(H5Aget_space(attribute), H5Sclose) {
        const hssize_t points = H5Sget_simple_extent_npoints(space);
        if (points < 0 || points > static_cast<hssize_t>(kMaxInAttribute)) throw Hdf5Failure{};
        count = static_cast<size_t>(points);
    }

    Hdf5Handle attribute, type, space;
    size_t count = 0;
};

std::vector<std::string> readTexts(const OpenedAttribute& opened) {
    if (H5Tget_class(opened.type) != H5T_STRING) throw Hdf5Failure{};
    std::vector<std::string> out;
    if (opened.count == 0) return out;
    size_t bytes = 0;
    if (H5Tis_variable_str(opened.type) > 0) {
        const Hdf5Handle memory(H5Tcopy(H5T_C_S1), H5Tclose);
        requireHdf5(H5Tset_size(memory, H5T_VARIABLE));
        requireHdf5(H5Tset_cset(memory, H5Tget_cset(opened.type)));
        std::vector<char*> texts(opened.count, nullptr);
        requireHdf5(H5Aread(opened.attribute, memory, static_cast<void*>(texts.data())));
        for (const char* text : texts) bytes += out.emplace_back(text ? text : "").size();
        H5Dvlen_reclaim(memory, opened.space, H5P_DEFAULT, static_cast<void*>(texts.data()));
        if (bytes > kMaxTextBytes) throw Hdf5Failure{};
        return out;
    }
    const size_t size = H5Tget_size(opened.type);
    if (size == 0 || size > kMaxTextBytes / opened.count) throw Hdf5Failure{};
    std::string all(size * opened.count, '\0');
    requireHdf5(H5Aread(opened.attribute, opened.type, all.data()));
    for (size_t i = 0; i < opened.count; ++i) {
        const std::string_view text = std::string_view(all).substr(i * size, size);
        out.emplace_back(text.substr(0, text.find('\0')));
    }
    return out;
}

struct Listing {
    std::vector<std::string> names;
    bool tooMany = false;
};

herr_t collectName(hid_t, const char* name, const H5L_info_t*, void* data) {
    auto& listing = *static_cast<Listing*>(data);
    listing.tooMany = listing.names.size() == kMaxChildren;
    if (listing.tooMany) return 1;
    listing.names.emplace_back(name);
    return 0;
}

}  // namespace

Hdf5Handle linkAccess(hid_t propertyClass, LinkWatch& watch) {
    Hdf5Handle properties(H5Pcreate(propertyClass), H5Pclose);
    requireHdf5(H5Pset_elink_cb(properties, refuseExternalLink, &watch));
    return properties;
}

std::optional<H5O_info_t> LocalHdf5File::Open::info(const std::string& object) const {
    const QuietHdf5 quiet;
    LinkWatch watch;
    const Hdf5Handle access = linkAccess(H5P_LINK_ACCESS, watch);
    H5O_info_t info;
    if (H5Oget_info_by_name2(file, absolutePath(object).c_str(), &info, H5O_INFO_BASIC, access) < 0)
        return {};
    return info;
}

Hdf5Handle LocalHdf5File::Open::object(const std::string& object) const {
    LinkWatch watch;
    const Hdf5Handle access = linkAccess(H5P_LINK_ACCESS, watch);
    return {H5Oopen(file, absolutePath(object).c_str(), access), H5Oclose};
}

Result<LocalHdf5File> LocalHdf5File::open(const fs::path& path) {
    if (std::error_code error; !fs::is_regular_file(path, error))
        return inputError("HDF5 file {} does not exist; check the path.", path.string());
    const QuietHdf5 quiet;
    forbidPlugins();
    try {
        const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
        requireHdf5(H5Pset_fclose_degree(access, H5F_CLOSE_WEAK));
        // We only read, and locks fail on many clusters' file systems.
        requireHdf5(H5Pset_file_locking(access, false, true));
        LocalHdf5File file(path);
        file.m_open = std::make_shared<const Open>(
            Open{Hdf5Handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access), H5Fclose)});
        return file;
    } catch (const Hdf5Failure&) {
        return inputError(
            "{} cannot be opened as an HDF5 file: it is truncated, damaged or of another kind; copy it "
            "again.",
            path.string());
    }
}

bool LocalHdf5File::hasGroup(const std::string& object) const {
    const auto info = m_open->info(object);
    return info && info->type == H5O_TYPE_GROUP;
}

bool LocalHdf5File::hasDataset(const std::string& object) const {
    const auto info = m_open->info(object);
    return info && info->type == H5O_TYPE_DATASET;
}

Result<std::vector<std::string>> LocalHdf5File::children(const std::string& group) const {
    if (!hasGroup(group)) return inputError("{} is missing.", placeOf(m_path, "group", group));
    const QuietHdf5 quiet;
    Listing listing;
    try {
        const Hdf5Handle handle = m_open->object(group);
        requireHdf5(H5Literate(handle, H5_INDEX_NAME, H5_ITER_INC, nullptr, collectName, &listing));
    } catch (const Hdf5Failure&) {
        return inputError("{} cannot be listed: the file is damaged; copy it again.",
                          placeOf(m_path, "group", group));
    }
    if (listing.tooMany)
        return inputError("{} has more than {} members; split it.", placeOf(m_path, "group", group),
                          kMaxChildren);
    std::ranges::sort(listing.names, naturalLess);
    return std::move(listing.names);
}

Result<std::vector<std::string>> LocalHdf5File::datasetsBelow(const std::string& group) const {
    std::vector<std::string> found;
    std::set<haddr_t> seen;
    const auto visit = [&](auto& self, const std::string& at, int depth) -> Result<void> {
        const auto names = children(at);
        if (!names) return tl::unexpected(names.error());
        for (const std::string& name : *names) {
            const std::string path = at.empty() ? name : at + "/" + name;
            const auto info = m_open->info(path);
            if (!info || !seen.insert(info->addr).second) continue;
            if (seen.size() > kMaxObjects)
                return inputError("{} holds more than {} objects; split the file.",
                                  placeOf(m_path, "group", group), kMaxObjects);
            if (info->type == H5O_TYPE_DATASET) found.push_back(path);
            if (info->type == H5O_TYPE_GROUP && depth < kMaxDepth)
                if (auto below = self(self, path, depth + 1); !below) return below;
        }
        return {};
    };
    const std::string start = group == "/" ? "" : group;
    if (const auto info = m_open->info(group)) seen.insert(info->addr);
    if (const auto visited = visit(visit, start, 0); !visited) return tl::unexpected(visited.error());
    return found;
}

std::optional<std::vector<std::string>> LocalHdf5File::textList(const std::string& object,
                                                                const std::string& name) const {
    const QuietHdf5 quiet;
    try {
        return readTexts(OpenedAttribute(m_open->object(object), name));
    } catch (const Hdf5Failure&) {
    }
    return {};
}

std::optional<std::vector<double>> LocalHdf5File::numberList(const std::string& object,
                                                             const std::string& name) const {
    const QuietHdf5 quiet;
    try {
        const OpenedAttribute opened(m_open->object(object), name);
        std::vector<double> values(opened.count);
        if (!values.empty()) requireHdf5(H5Aread(opened.attribute, H5T_NATIVE_DOUBLE, values.data()));
        return values;
    } catch (const Hdf5Failure&) {
    }
    return {};
}

}  // namespace camframe
