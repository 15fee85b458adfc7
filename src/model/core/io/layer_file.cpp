// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/layer_file.h"

#include <algorithm>
#include <cassert>
#include <numeric>

#include "model/core/io/atomic_file.h"
#include "model/core/io/detail/hdf5_handle.h"

namespace camframe {

namespace {

constexpr const char* kLayersFormat = "camframe-layers";
constexpr int32_t kLayersVersion = 1;
constexpr const char* kConventions =
    "Camera space: OpenCV axes (x right, y down, z forward), metres. Pixels: the centre of the top-left "
    "pixel is "
    "(0, 0); lens distortion is in them. Numbers that are not known are NaN, masks empty texts. Rows are the "
    "frames of the recording, see /frames.";
/// Larger chunks only cost memory where one row is wanted.
constexpr uint64_t kChunkBytes = 256 * 1024;

using Handle = Hdf5Handle;

Handle textType() {
    Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
    requireHdf5(H5Tset_size(type, H5T_VARIABLE));
    requireHdf5(H5Tset_cset(type, H5T_CSET_UTF8));
    return type;
}

/// Types in the file and in memory, and where the values lie.
struct Stored {
    Handle file, memory;
    std::vector<const char*> texts;  ///< Pointers to texts, which is how HDF5 wants them.
    const void* data = nullptr;
    uint64_t valueBytes = 0;
};

Handle copied(hid_t type) {
    return {H5Tcopy(type), H5Tclose};
}

Stored stored(const std::vector<float>& v) {
    return {copied(H5T_IEEE_F32LE), copied(H5T_NATIVE_FLOAT), {}, v.data(), sizeof(float)};
}
Stored stored(const std::vector<double>& v) {
    return {copied(H5T_IEEE_F64LE), copied(H5T_NATIVE_DOUBLE), {}, v.data(), sizeof(double)};
}
Stored stored(const std::vector<int32_t>& v) {
    return {copied(H5T_STD_I32LE), copied(H5T_NATIVE_INT32), {}, v.data(), sizeof(int32_t)};
}
Stored stored(const std::vector<uint8_t>& v) {
    return {copied(H5T_STD_U8LE), copied(H5T_NATIVE_UINT8), {}, v.data(), 1};
}
Stored stored(const std::vector<std::string>& v) {
    Stored out{textType(), textType(), {}, nullptr, sizeof(char*)};
    for (const std::string& text : v) out.texts.push_back(text.c_str());
    out.data = static_cast<const void*>(out.texts.data());
    return out;
}

Handle makeSpace(const std::vector<hsize_t>& shape) {
    return {shape.empty() ? H5Screate(H5S_SCALAR)
                          : H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr),
            H5Sclose};
}

/// One value, or several for the last kind of attribute.
template <class T>
void writeAttribute(hid_t object, const char* name, const std::vector<T>& values, bool scalar) {
    const Stored what = stored(values);
    std::vector<hsize_t> shape;
    if (!scalar) shape.push_back(values.size());
    const Handle space = makeSpace(shape);
    const Handle attribute(H5Acreate2(object, name, what.file, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    if (!values.empty()) requireHdf5(H5Awrite(attribute, what.memory, what.data));
}
void writeAttribute(hid_t object, const char* name, const std::string& value) {
    writeAttribute(object, name, std::vector<std::string>{value}, true);
}
void writeAttribute(hid_t object, const char* name, double value) {
    writeAttribute(object, name, std::vector<double>{value}, true);
}
void writeAttribute(hid_t object, const char* name, int32_t value) {
    writeAttribute(object, name, std::vector<int32_t>{value}, true);
}
void writeAttribute(hid_t object, const char* name, const std::vector<std::string>& values) {
    writeAttribute(object, name, values, false);
}

/// Makes the groups on the way to a dataset.
Handle linkCreation() {
    Handle properties(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
    requireHdf5(H5Pset_create_intermediate_group(properties, 1));
    return properties;
}

std::vector<hsize_t> chunkOf(const std::vector<uint64_t>& shape, uint64_t valueBytes) {
    std::vector<hsize_t> chunk(shape.begin(), shape.end());
    uint64_t row = valueBytes;
    for (size_t i = 1; i < shape.size(); ++i) row *= shape[i];
    chunk[0] = std::clamp<uint64_t>(kChunkBytes / std::max<uint64_t>(row, 1), 1, shape[0]);
    return chunk;
}

void writeArray(hid_t root, const LayerArray& array) {
    const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    requireHdf5(H5Pset_obj_track_times(properties, false));
    const uint64_t count =
        std::accumulate(array.shape.begin(), array.shape.end(), uint64_t{1}, std::multiplies<>());
    std::visit(
        [&](const auto& values) {
            assert(values.size() == count);
            const Stored what = stored(values);
            if (count > 0 && !array.shape.empty()) {
                const std::vector<hsize_t> chunk = chunkOf(array.shape, what.valueBytes);
                requireHdf5(H5Pset_chunk(properties, static_cast<int>(chunk.size()), chunk.data()));
                requireHdf5(H5Pset_shuffle(properties));
                requireHdf5(H5Pset_deflate(properties, 4));
            }
            const Handle space = makeSpace({array.shape.begin(), array.shape.end()});
            const Handle dataset(H5Dcreate2(root, array.path.c_str(), what.file, space, linkCreation(),
                                            properties, H5P_DEFAULT),
                                 H5Dclose);
            if (count > 0)
                requireHdf5(H5Dwrite(dataset, what.memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, what.data));
            writeAttribute(dataset, "unit", array.unit);
            writeAttribute(dataset, "space", array.space);
            writeAttribute(dataset, "convention", array.convention);
        },
        array.values);
}

/// Groups that notes are about exist before their datasets, so that both find them.
void writeNote(hid_t root, const LayerNote& note) {
    const Handle properties(H5Pcreate(H5P_GROUP_CREATE), H5Pclose);
    requireHdf5(H5Pset_obj_track_times(properties, false));
    const Handle group(H5Gcreate2(root, note.path.c_str(), linkCreation(), properties, H5P_DEFAULT),
                       H5Gclose);
    for (const auto& [name, value] : note.attributes)
        std::visit([&](const auto& v) { writeAttribute(group, name.c_str(), v); }, value);
}

}  // namespace

std::filesystem::path layerFilePath(const std::filesystem::path& out, int episode) {
    return out / fmt::format("layers_{:06d}.h5", episode);
}

Result<void> writeLayerFile(const LayerEpisode& episode, const std::filesystem::path& path) {
    return writeFileAtomically(path, [&](const std::filesystem::path& temporary) -> Result<void> {
        const QuietHdf5 quiet;
        try {
            const Handle properties(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
            requireHdf5(H5Pset_obj_track_times(properties, false));
            Handle file(H5Fcreate(temporary.c_str(), H5F_ACC_TRUNC, properties, H5P_DEFAULT), H5Fclose);
            writeAttribute(file, "format", std::string(kLayersFormat));
            writeAttribute(file, "version", kLayersVersion);
            writeAttribute(file, "dataset", episode.dataset);
            writeAttribute(file, "episode", static_cast<int32_t>(episode.episode));
            writeAttribute(file, "robot", episode.robot);
            writeAttribute(file, "conventions", std::string(kConventions));
            writeAttribute(file, "tool", std::string("camframe " CAMFRAME_VERSION));
            for (const LayerNote& note : episode.notes) writeNote(file, note);
            for (const LayerArray& array : episode.arrays) writeArray(file, array);
            file.close();
        } catch (const Hdf5Failure&) {
            return makeError(ErrorKind::Output,
                             "Cannot write {}; check the folder's permissions and free space.",
                             path.string());
        }
        return {};
    });
}

}  // namespace camframe
