// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/action_file_reader.h"

#include <algorithm>

#include "model/core/io/detail/hdf5_handle.h"

namespace camframe {

namespace {

constexpr uint64_t kMostNumbers = uint64_t{1} << 28;
constexpr uint64_t kMostTexts = uint64_t{1} << 24;
constexpr uint64_t kMostPixels = uint64_t{1} << 27;
constexpr uint64_t kMostInAttribute = 4096;
constexpr size_t kMostObjects = 1000000;

std::vector<uint64_t> shapeOf(hid_t space) {
    const int rank = H5Sget_simple_extent_ndims(space);
    if (rank < 0) throw Hdf5Failure{};
    std::vector<hsize_t> extents(static_cast<size_t>(rank));
    if (rank > 0 && H5Sget_simple_extent_dims(space, extents.data(), nullptr) < 0) throw Hdf5Failure{};
    return {extents.begin(), extents.end()};
}

/// Capped, so that no product of hostile extents overflows.
uint64_t countOf(const std::vector<uint64_t>& shape) {
    uint64_t count = 1;
    for (const uint64_t extent : shape) {
        if (extent != 0 && count > (uint64_t{1} << 40) / extent) return uint64_t{1} << 40;
        count *= extent;
    }
    return count;
}

bool isText(hid_t type) {
    return H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) > 0 &&
           H5Tget_cset(type) == H5T_CSET_UTF8;
}

std::string typeName(hid_t type) {
    if (isText(type)) return "text";
    const std::pair<hid_t, const char*> known[] = {{H5T_IEEE_F64LE, "f8"},
                                                   {H5T_IEEE_F32LE, "f4"},
                                                   {H5T_STD_I32LE, "i4"},
                                                   {H5T_STD_U16LE, "u2"},
                                                   {H5T_STD_U8LE, "u1"}};
    for (const auto& [id, name] : known)
        if (H5Tequal(type, id) > 0) return name;
    return "other";
}

/// External files and virtual datasets would make us read what lies elsewhere.
bool liesInThisFile(hid_t dataset) {
    const Hdf5Handle properties(H5Dget_create_plist(dataset), H5Pclose);
    return H5Pget_external_count(properties) == 0 && H5Pget_layout(properties) != H5D_VIRTUAL;
}

/// Takes texts that HDF5 has allocated.
std::vector<std::string> taken(std::vector<char*>& pointers, hid_t type, hid_t space) {
    std::vector<std::string> out;
    for (const char* pointer : pointers) out.emplace_back(pointer ? pointer : "");
    H5Dvlen_reclaim(type, space, H5P_DEFAULT, static_cast<void*>(pointers.data()));
    return out;
}

/// An attribute of an object with its type, extent and number of values.
struct OpenedAttribute {
    OpenedAttribute(hid_t file, const std::string& path, const std::string& name)
        : attribute(H5Aopen_by_name(file, path.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose),
          type(H5Aget_type(attribute), H5Tclose),
          space(H5Aget_space(attribute), H5Sclose),
          count(countOf(shapeOf(space))) {}

    Hdf5Handle attribute, type, space;
    uint64_t count;
};

struct VisitState {
    std::vector<std::string> names;
};

herr_t visit(hid_t, const char* name, const H5O_info_t* info, void* data) {
    auto& state = *static_cast<VisitState*>(data);
    if (info->type == H5O_TYPE_DATASET) state.names.emplace_back(name);
    return state.names.size() > kMostObjects ? -1 : 0;
}

herr_t listLink(hid_t, const char* name, const H5L_info_t*, void* data) {
    auto& names = *static_cast<std::vector<std::string>*>(data);
    names.emplace_back(name);
    return names.size() > kMostObjects ? -1 : 0;
}

std::string pathOf(const std::string& name) {
    return name.empty() ? "/" : name;
}

}  // namespace

struct ActionFileReader::Open {
    std::string path;
    Hdf5Handle file;

    tl::unexpected<Error> damaged(const std::string& name) const {
        return inputError("{}: '{}' cannot be read; the file is damaged or no action file.", path, name);
    }
};

Result<ActionFileReader> ActionFileReader::open(const std::filesystem::path& path) {
    const QuietHdf5 quiet;
    H5PLset_loading_state(0);
    try {
        ActionFileReader reader;
        reader.m_open = std::make_shared<const Open>(
            Open{path.string(), {H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose}});
        VisitState state;
        requireHdf5(
            H5Ovisit2(reader.m_open->file, H5_INDEX_NAME, H5_ITER_INC, visit, &state, H5O_INFO_BASIC));
        for (const std::string& name : state.names) {
            const Hdf5Handle dataset(H5Dopen2(reader.m_open->file, name.c_str(), H5P_DEFAULT), H5Dclose);
            const Hdf5Handle type(H5Dget_type(dataset), H5Tclose), space(H5Dget_space(dataset), H5Sclose);
            reader.m_datasets.push_back(
                {name, liesInThisFile(dataset) ? typeName(type) : "other", shapeOf(space)});
        }
        std::ranges::sort(reader.m_datasets, {}, &Dataset::name);
        return reader;
    } catch (const Hdf5Failure&) {
        return inputError("{} is no readable HDF5 file; give an action file of 'camframe export'.",
                          path.string());
    }
}

const ActionFileReader::Dataset* ActionFileReader::find(const std::string& name) const {
    const auto found = std::ranges::lower_bound(m_datasets, name, {}, &Dataset::name);
    return found != m_datasets.end() && found->name == name ? &*found : nullptr;
}

std::vector<std::string> ActionFileReader::children(const std::string& group) const {
    const QuietHdf5 quiet;
    std::vector<std::string> names;
    try {
        const Hdf5Handle opened(H5Gopen2(m_open->file, pathOf(group).c_str(), H5P_DEFAULT), H5Gclose);
        requireHdf5(H5Literate(opened, H5_INDEX_NAME, H5_ITER_INC, nullptr, listLink, &names));
    } catch (const Hdf5Failure&) {
        return {};
    }
    return names;
}

Result<std::vector<double>> ActionFileReader::numbers(const std::string& name) const {
    const Dataset* about = find(name);
    if (!about || about->type == "text" || about->type == "other" || countOf(about->shape) > kMostNumbers)
        return m_open->damaged(name);
    const QuietHdf5 quiet;
    try {
        const Hdf5Handle dataset(H5Dopen2(m_open->file, name.c_str(), H5P_DEFAULT), H5Dclose);
        std::vector<double> out(countOf(about->shape));
        if (!out.empty())
            requireHdf5(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, out.data()));
        return out;
    } catch (const Hdf5Failure&) {
        return m_open->damaged(name);
    }
}

Result<std::vector<std::string>> ActionFileReader::texts(const std::string& name) const {
    const Dataset* about = find(name);
    if (!about || about->type != "text" || about->shape.size() != 1 || about->shape[0] > kMostTexts)
        return m_open->damaged(name);
    const QuietHdf5 quiet;
    try {
        const Hdf5Handle dataset(H5Dopen2(m_open->file, name.c_str(), H5P_DEFAULT), H5Dclose);
        const Hdf5Handle type(H5Dget_type(dataset), H5Tclose), space(H5Dget_space(dataset), H5Sclose);
        std::vector<char*> pointers(about->shape[0]);
        if (pointers.empty()) return std::vector<std::string>{};
        requireHdf5(
            H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, static_cast<void*>(pointers.data())));
        return taken(pointers, type, space);
    } catch (const Hdf5Failure&) {
        return m_open->damaged(name);
    }
}

Result<std::vector<uint16_t>> ActionFileReader::picture(const std::string& name, uint64_t row) const {
    const Dataset* about = find(name);
    if (!about || about->type != "u2" || about->shape.size() != 3 || row >= about->shape[0] ||
        countOf({about->shape[1], about->shape[2]}) > kMostPixels)
        return m_open->damaged(name);
    const QuietHdf5 quiet;
    try {
        const Hdf5Handle dataset(H5Dopen2(m_open->file, name.c_str(), H5P_DEFAULT), H5Dclose);
        const hsize_t start[3] = {row, 0, 0}, count[3] = {1, about->shape[1], about->shape[2]};
        const Hdf5Handle file(H5Dget_space(dataset), H5Sclose),
            memory(H5Screate_simple(3, count, nullptr), H5Sclose);
        requireHdf5(H5Sselect_hyperslab(file, H5S_SELECT_SET, start, nullptr, count, nullptr));
        std::vector<uint16_t> out(count[1] * count[2]);
        requireHdf5(H5Dread(dataset, H5T_NATIVE_UINT16, memory, file, H5P_DEFAULT, out.data()));
        return out;
    } catch (const Hdf5Failure&) {
        return m_open->damaged(name);
    }
}

std::optional<std::vector<std::string>> ActionFileReader::textList(const std::string& object,
                                                                   const std::string& attribute) const {
    const QuietHdf5 quiet;
    try {
        const OpenedAttribute opened(m_open->file, pathOf(object), attribute);
        if (!isText(opened.type) || opened.count > kMostInAttribute) return std::nullopt;
        std::vector<char*> pointers(opened.count);
        requireHdf5(H5Aread(opened.attribute, opened.type, static_cast<void*>(pointers.data())));
        return taken(pointers, opened.type, opened.space);
    } catch (const Hdf5Failure&) {
        return std::nullopt;
    }
}

std::optional<std::string> ActionFileReader::text(const std::string& object,
                                                  const std::string& attribute) const {
    const auto list = textList(object, attribute);
    if (!list || list->size() != 1) return std::nullopt;
    return list->front();
}

std::optional<std::vector<double>> ActionFileReader::numberList(const std::string& object,
                                                                const std::string& attribute) const {
    const QuietHdf5 quiet;
    try {
        const OpenedAttribute opened(m_open->file, pathOf(object), attribute);
        const H5T_class_t kind = H5Tget_class(opened.type);
        if ((kind != H5T_FLOAT && kind != H5T_INTEGER) || opened.count > kMostInAttribute)
            return std::nullopt;
        std::vector<double> out(opened.count);
        requireHdf5(H5Aread(opened.attribute, H5T_NATIVE_DOUBLE, out.data()));
        return out;
    } catch (const Hdf5Failure&) {
        return std::nullopt;
    }
}

}  // namespace camframe
