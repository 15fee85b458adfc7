// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <span>

#include "model/core/io/detail/hdf5_handle.h"
#include "model/core/io/detail/hdf5_local.h"
#include "model/core/io/detail/hdf5_opened.h"
#include "model/core/io/detail/input_limits.h"

namespace camframe {

namespace {

constexpr uint64_t kMaxNumbers = uint64_t{1} << 25;
constexpr uint64_t kMaxRowBytes = uint64_t{512} << 20;
constexpr uint64_t kMaxChunkBytes = uint64_t{512} << 20;
constexpr uint64_t kUncachedChunkBytes = uint64_t{1} << 19;  ///< Half of HDF5's default cache per dataset.
constexpr size_t kMaxBlobBytes = size_t{256} << 20;

Hdf5Kind kindOf(hid_t type) {
    switch (H5Tget_class(type)) {
        case H5T_INTEGER:
        case H5T_FLOAT:
        case H5T_ENUM:
            return Hdf5Kind::Numbers;
        case H5T_OPAQUE:
        case H5T_STRING:
            return Hdf5Kind::Blobs;
        case H5T_VLEN: {
            const Hdf5Handle base(H5Tget_super(type), H5Tclose);
            return H5Tget_class(base) == H5T_INTEGER && H5Tget_size(base) == 1 ? Hdf5Kind::Blobs
                                                                               : Hdf5Kind::Other;
        }
        default:
            return Hdf5Kind::Other;
    }
}

const char* nameOf(hid_t type) {
    if (H5Tget_class(type) == H5T_STRING)
        return H5Tis_variable_str(type) > 0 && H5Tget_cset(type) == H5T_CSET_UTF8 ? "text" : "other";
    const std::pair<hid_t, const char*> known[] = {{H5T_IEEE_F64LE, "f8"},
                                                   {H5T_IEEE_F32LE, "f4"},
                                                   {H5T_STD_I32LE, "i4"},
                                                   {H5T_STD_U16LE, "u2"},
                                                   {H5T_STD_U8LE, "u1"}};
    for (const auto& [id, name] : known)
        if (H5Tequal(type, id) > 0) return name;
    return "other";
}

bool isUnsignedByte(hid_t type) {
    return H5Tget_class(type) == H5T_INTEGER && H5Tget_size(type) == 1 && H5Tget_sign(type) == H5T_SGN_NONE;
}

/// Extents of a dataset as its file states them.
struct Extents {
    std::vector<uint64_t> now, largest;
};

std::vector<uint64_t> chunkExtents(hid_t properties) {
    if (H5Pget_layout(properties) != H5D_CHUNKED) return {};
    hsize_t chunk[H5S_MAX_RANK] = {};
    const int rank = H5Pget_chunk(properties, H5S_MAX_RANK, chunk);
    if (rank < 0) throw Hdf5Failure{};
    return {chunk, chunk + rank};
}

/// What HDF5 itself does not check, and then reads memory that is not its own: extents that contradict each
/// other, or the bytes that were stored.
bool contradicts(hid_t dataset, hid_t properties, hid_t type, const Extents& extents) {
    const std::vector<uint64_t> chunk = chunkExtents(properties);
    for (size_t i = 0; i < extents.now.size(); ++i) {
        if (extents.largest[i] == H5S_UNLIMITED) continue;
        if (extents.now[i] > extents.largest[i]) return true;
        if (i < chunk.size() && chunk[i] > extents.largest[i]) return true;
    }
    const H5D_layout_t layout = H5Pget_layout(properties);
    if (layout == H5D_CHUNKED) return chunk.size() != extents.now.size();
    const uint64_t stored = H5Dget_storage_size(dataset);
    const uint64_t size = std::max<size_t>(H5Tget_size(type), 1);
    return stored > 0 && cappedProduct(extents.now) > stored / size;
}

/// Why a dataset's numbers are not read, or nothing.
std::optional<std::string> refusal(hid_t properties, hid_t type) {
    if (H5Pget_external_count(properties) != 0)
        return "keeps its numbers in other files, which are not opened; rewrite it into one file (h5repack)";
    if (H5Pget_layout(properties) == H5D_VIRTUAL)
        return "is a view of datasets in other files, which are not opened; rewrite it into one file "
               "(h5repack)";
    if (cappedProduct(chunkExtents(properties)) > kMaxChunkBytes / std::max<size_t>(H5Tget_size(type), 1))
        return fmt::format("has chunks of more than {} MiB; rewrite it with one frame per chunk (h5repack)",
                           kMaxChunkBytes >> 20);
    const int filters = H5Pget_nfilters(properties);
    for (int i = 0; i < filters; ++i) {
        char name[64] = {};
        unsigned flags = 0, config = 0;
        size_t values = 0;
        const H5Z_filter_t filter = H5Pget_filter2(properties, static_cast<unsigned>(i), &flags, &values,
                                                   nullptr, sizeof name - 1, name, &config);
        if (H5Zfilter_avail(filter) <= 0)
            return fmt::format(
                "is compressed with a filter ({} '{}') that is not built in; rewrite it with "
                "gzip (h5repack -f GZIP=4)",
                static_cast<int>(filter), name);
    }
    return {};
}

/// Memory for the one variable-length element that is being read. Its true size is known to nobody else: a
/// text's reader would have to trust a NUL.
struct BlobMemory {
    void* data = nullptr;
    size_t size = 0;

    BlobMemory() = default;
    BlobMemory(const BlobMemory&) = delete;
    BlobMemory& operator=(const BlobMemory&) = delete;
    ~BlobMemory() { std::free(data); }  // NOLINT: HDF5 asks for malloc's kind of memory.

    static void* allocate(size_t size, void* self) {
        auto& memory = *static_cast<BlobMemory*>(self);
        if (memory.data || size > kMaxBlobBytes) return nullptr;
        memory.size = size;
        return memory.data = std::malloc(std::max<size_t>(size, 1));  // NOLINT
    }
    static void release(void*, void*) {}  // by the destructor
};

/// Bytes that a variable-length element of a contiguous dataset states. HDF5 would take memory for as many,
/// and fill it, before it looks whether they are there. 0 where elements do not lie one behind the other.
/// Source: HDF5 file format specification, version 3, III.E (four bytes of length, least significant first,
/// lead).
uint64_t statedLength(hid_t dataset, const std::string& path, uint64_t row, uint64_t rows) {
    const haddr_t start = H5Dget_offset(dataset);
    if (start == HADDR_UNDEF) return 0;
    std::ifstream file(path, std::ios::binary);
    file.seekg(static_cast<std::streamoff>(start + row * (H5Dget_storage_size(dataset) / rows)));
    std::array<char, 4> bytes{};
    uint64_t length = 0;
    if (file.read(bytes.data(), bytes.size()))
        for (size_t i = 0; i < bytes.size(); ++i)
            length |= uint64_t{static_cast<uint8_t>(bytes[i])} << (8 * i);
    return length;
}

std::string readVariable(hid_t dataset, hid_t type, hid_t memorySpace, hid_t fileSpace) {
    BlobMemory memory;
    const Hdf5Handle transfer(H5Pcreate(H5P_DATASET_XFER), H5Pclose);
    requireHdf5(
        H5Pset_vlen_mem_manager(transfer, BlobMemory::allocate, &memory, BlobMemory::release, &memory));
    if (H5Tget_class(type) == H5T_STRING) {
        const Hdf5Handle text(H5Tcopy(H5T_C_S1), H5Tclose);
        requireHdf5(H5Tset_size(text, H5T_VARIABLE));
        requireHdf5(H5Tset_cset(text, H5Tget_cset(type)));
        char* element = nullptr;
        requireHdf5(H5Dread(dataset, text, memorySpace, fileSpace, transfer, static_cast<void*>(&element)));
        // HDF5 adds a NUL to what is stored.
        return element ? std::string(element, std::max<size_t>(memory.size, 1) - 1) : std::string();
    }
    const Hdf5Handle base(H5Tget_super(type), H5Tclose);
    const Hdf5Handle bytes(
        H5Tvlen_create(H5Tget_sign(base) == H5T_SGN_NONE ? H5T_NATIVE_UCHAR : H5T_NATIVE_SCHAR), H5Tclose);
    hvl_t element{0, nullptr};
    requireHdf5(H5Dread(dataset, bytes, memorySpace, fileSpace, transfer, &element));
    return element.p ? std::string(static_cast<const char*>(element.p), std::min(element.len, memory.size))
                     : std::string();
}

}  // namespace

struct LocalHdf5Dataset::Open {
    std::shared_ptr<const LocalHdf5File::Open> file;
    std::string path;
    Hdf5Handle dataset;
    Hdf5Handle type;

    /// Reads rows first .. first+count as elements of `memoryType`.
    void read(std::span<const uint64_t> shape, uint64_t first, uint64_t count, hid_t memoryType,
              void* out) const {
        const Hdf5Handle fileSpace = select(shape, first, count);
        const hsize_t total = count * cappedProduct(shape.empty() ? shape : shape.subspan(1));
        const Hdf5Handle memorySpace(H5Screate_simple(1, &total, nullptr), H5Sclose);
        requireHdf5(H5Dread(dataset, memoryType, memorySpace, fileSpace, H5P_DEFAULT, out));
    }
    Hdf5Handle select(std::span<const uint64_t> shape, uint64_t first, uint64_t count) const {
        Hdf5Handle space(H5Dget_space(dataset), H5Sclose);
        if (shape.empty()) return space;
        std::vector<hsize_t> start(shape.size(), 0), counts(shape.begin(), shape.end());
        start[0] = first;
        counts[0] = count;
        requireHdf5(
            H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, counts.data(), nullptr));
        return space;
    }
};

Result<LocalHdf5Dataset> LocalHdf5File::dataset(const std::string& object) const {
    LocalHdf5Dataset out;
    const std::string name = object.starts_with('/') ? object : "/" + object;
    out.m_place = fmt::format("{}: dataset '{}'", m_path.string(), name);
    const QuietHdf5 quiet;
    LinkWatch watch;
    try {
        if (!hasDataset(object)) {
            const Hdf5Handle access = linkAccess(H5P_LINK_ACCESS, watch);
            const hid_t opened = H5Oopen(m_open->file, name.c_str(), access);
            if (opened >= 0) H5Oclose(opened);
            if (watch.leftFile)
                return inputError(
                    "{} lies in another file, which is not opened; copy it into this one "
                    "(h5repack --merge, or h5copy).",
                    out.m_place);
            return inputError("{} is {}.", out.m_place, opened >= 0 ? "a group, not a dataset" : "missing");
        }
        const Hdf5Handle access = linkAccess(H5P_DATASET_ACCESS, watch);
        Hdf5Handle dataset(H5Dopen2(m_open->file, name.c_str(), access), H5Dclose);
        Hdf5Handle type(H5Dget_type(dataset), H5Tclose);
        const Hdf5Handle space(H5Dget_space(dataset), H5Sclose);
        const Hdf5Handle properties(H5Dget_create_plist(dataset), H5Pclose);
        const int rank = H5Sget_simple_extent_ndims(space);
        if (rank < 0 || rank > kMaxDimensions || H5Sget_simple_extent_type(space) == H5S_NULL)
            return inputError("{} has {} dimensions; at most {} are read.", out.m_place, rank,
                              kMaxDimensions);
        hsize_t extents[kMaxDimensions] = {}, largest[kMaxDimensions] = {};
        requireHdf5(rank > 0 ? H5Sget_simple_extent_dims(space, extents, largest) : 0);
        out.m_shape.assign(extents, extents + rank);
        if (const auto why = refusal(properties, type)) return inputError("{} {}.", out.m_place, *why);
        if (contradicts(dataset, properties, type, {out.m_shape, {largest, largest + rank}}))
            return out.damaged();
        out.m_kind = kindOf(type);
        out.m_type = nameOf(type);
        out.m_uint8 = isUnsignedByte(type);
        const std::vector<uint64_t> perChunk = chunkExtents(properties);
        const uint64_t chunk = perChunk.empty() ? 0 : cappedProduct(perChunk) * H5Tget_size(type);
        if (chunk > kUncachedChunkBytes) {
            // Neighbouring frames of one chunk would else be unpacked anew with every frame.
            requireHdf5(H5Pset_chunk_cache(access, H5D_CHUNK_CACHE_NSLOTS_DEFAULT, chunk + chunk / 2, 1.0));
            dataset.close();
            Hdf5Handle cached(H5Dopen2(m_open->file, name.c_str(), access), H5Dclose);
            out.m_open = std::make_shared<const LocalHdf5Dataset::Open>(
                LocalHdf5Dataset::Open{m_open, m_path.string(), std::move(cached), std::move(type)});
        } else {
            out.m_open = std::make_shared<const LocalHdf5Dataset::Open>(
                LocalHdf5Dataset::Open{m_open, m_path.string(), std::move(dataset), std::move(type)});
        }
        return out;
    } catch (const Hdf5Failure&) {
        return out.damaged();
    }
}

tl::unexpected<Error> LocalHdf5Dataset::damaged() const {
    return inputError("{} cannot be read: the file is truncated or damaged; copy it again.", m_place);
}

Result<void> LocalHdf5Dataset::checkRow(uint64_t row) const {
    if (row >= rows())
        return makeError(ErrorKind::Usage, "{} has no row {}: it has {}.", m_place, row, rows());
    return {};
}

Result<Eigen::MatrixXd> LocalHdf5Dataset::readNumbers() const {
    if (m_kind != Hdf5Kind::Numbers)
        return inputError("{} does not hold numbers; rewrite it as floating point numbers.", m_place);
    if (cappedProduct(m_shape) > kMaxNumbers)
        return inputError("{} has {} rows of {} numbers, more than a recording's signal can have ({}).",
                          m_place, rows(), valuesPerRow(), kMaxNumbers);
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> values(
        static_cast<Eigen::Index>(rows()), static_cast<Eigen::Index>(valuesPerRow()));
    if (values.size() == 0) return Eigen::MatrixXd(values);
    const QuietHdf5 quiet;
    try {
        m_open->read(m_shape, 0, rows(), H5T_NATIVE_DOUBLE, values.data());
    } catch (const Hdf5Failure&) {
        return damaged();
    }
    return Eigen::MatrixXd(values);
}

Result<std::vector<double>> LocalHdf5Dataset::readRow(uint64_t row) const {
    if (m_kind != Hdf5Kind::Numbers) return inputError("{} does not hold numbers.", m_place);
    if (const auto checked = checkRow(row); !checked) return tl::unexpected(checked.error());
    if (valuesPerRow() > kMaxRowBytes / sizeof(double))
        return inputError("{} has rows of {} numbers, more than a picture can have.", m_place,
                          valuesPerRow());
    std::vector<double> values(valuesPerRow());
    const QuietHdf5 quiet;
    try {
        if (!values.empty()) m_open->read(m_shape, row, 1, H5T_NATIVE_DOUBLE, values.data());
    } catch (const Hdf5Failure&) {
        return damaged();
    }
    return values;
}

Result<std::string> LocalHdf5Dataset::readBytes(uint64_t row) const {
    if (const auto checked = checkRow(row); !checked) return tl::unexpected(checked.error());
    if (m_kind != Hdf5Kind::Blobs && !m_uint8)
        return inputError("{} holds neither bytes nor encoded pictures; rewrite it as uint8.", m_place);
    const bool blob = m_kind == Hdf5Kind::Blobs;
    if (blob && valuesPerRow() != 1)
        return inputError("{} has {} elements per row; one per frame is expected.", m_place, valuesPerRow());
    const QuietHdf5 quiet;
    try {
        const hid_t type = m_open->type;
        if (blob && (H5Tget_class(type) == H5T_VLEN || H5Tis_variable_str(type) > 0)) {
            if (const uint64_t length = statedLength(m_open->dataset, m_open->path, row, rows());
                length > kMaxBlobBytes)
                return inputError("{} states {} bytes for element {}; at most {} MiB are read.", m_place,
                                  length, row, kMaxBlobBytes >> 20);
            const Hdf5Handle fileSpace = m_open->select(m_shape, row, 1);
            const hsize_t one = 1;
            const Hdf5Handle memorySpace(H5Screate_simple(1, &one, nullptr), H5Sclose);
            return readVariable(m_open->dataset, type, memorySpace, fileSpace);
        }
        const uint64_t perElement = H5Tget_size(type);
        if (perElement == 0 || valuesPerRow() > kMaxRowBytes / perElement)
            return inputError("{} has rows of more than {} MiB.", m_place, kMaxRowBytes >> 20);
        std::string bytes(valuesPerRow() * perElement, '\0');
        if (!bytes.empty()) m_open->read(m_shape, row, 1, type, bytes.data());
        return bytes;
    } catch (const Hdf5Failure&) {
        return damaged();
    }
}

}  // namespace camframe
