// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/zarr_store.h"

#include <zip.h>

#include <algorithm>
#include <mutex>
#include <string_view>

#include "model/core/io/atomic_file.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kArrayFile = ".zarray";
constexpr size_t kMaxArrays = 10'000;

/// One component of a key: not empty, no way up, no separator.
bool isPlainName(std::string_view name) {
    return !name.empty() && name != "." && name != ".." &&
           name.find_first_of(std::string_view("/\\\0", 3)) == std::string_view::npos;
}

bool isPlainKey(std::string_view key) {
    for (;;) {
        const size_t end = key.find('/');
        if (!isPlainName(key.substr(0, end))) return false;
        if (end == std::string_view::npos) return true;
        key.remove_prefix(end + 1);
    }
}

class FolderStore : public ZarrStore {
public:
    explicit FolderStore(fs::path folder) : m_folder(std::move(folder)) {}

    Result<std::optional<std::string>> get(const std::string& key, size_t limit) override {
        std::error_code error;
        if (!isPlainKey(key) || !fs::exists(m_folder / key, error)) return std::nullopt;
        auto bytes = readFile(m_folder / key, limit);
        if (!bytes) return tl::unexpected(bytes.error());
        return std::move(*bytes);
    }

    Result<std::vector<std::string>> arraysIn(const std::string& group) override {
        std::vector<std::string> names;
        std::error_code error;
        for (fs::directory_iterator it(m_folder / group, error), end; !error && it != end;
             it.increment(error)) {
            if (!fs::is_regular_file(it->path() / kArrayFile, error)) continue;
            if (names.size() == kMaxArrays) break;
            names.push_back(it->path().filename().string());
        }
        std::ranges::sort(names);
        return names;
    }

    std::string path() const override { return m_folder.string(); }

private:
    fs::path m_folder;
};

class ZipStore : public ZarrStore {
public:
    static Result<std::shared_ptr<ZarrStore>> open(const fs::path& file) {
        int code = 0;
        zip_t* archive = zip_open(file.c_str(), ZIP_RDONLY, &code);
        if (!archive) {
            zip_error_t error;
            zip_error_init_with_code(&error, code);
            const std::string reason = zip_error_strerror(&error);
            zip_error_fini(&error);
            return inputError("{} cannot be read as a zip file ({}); copy or download it again.",
                              file.string(), reason);
        }
        return std::shared_ptr<ZarrStore>(new ZipStore(file, archive));
    }
    ~ZipStore() override { zip_discard(m_archive); }

    Result<std::optional<std::string>> get(const std::string& key, size_t limit) override {
        const std::scoped_lock lock(m_mutex);
        const zip_int64_t index = zip_name_locate(m_archive, key.c_str(), ZIP_FL_ENC_RAW);
        if (index < 0) return std::nullopt;
        zip_stat_t stat;
        zip_stat_init(&stat);
        constexpr zip_uint64_t kNeeded = ZIP_STAT_SIZE | ZIP_STAT_ENCRYPTION_METHOD;
        if (zip_stat_index(m_archive, static_cast<zip_uint64_t>(index), 0, &stat) != 0 ||
            (stat.valid & kNeeded) != kNeeded)
            return damaged(key);
        if (stat.encryption_method != ZIP_EM_NONE)
            return inputError("{}: '{}' is encrypted; write the file without a password.", path(), key);
        if (stat.size > limit)
            return inputError("{}: '{}' has {} bytes, more than the {} that it can have; check the file.",
                              path(), key, stat.size, limit);
        zip_file_t* entry = zip_fopen_index(m_archive, static_cast<zip_uint64_t>(index), 0);
        if (!entry) return damaged(key);
        // One byte more than stated: reading to the end also checks the checksum.
        std::string bytes(static_cast<size_t>(stat.size) + 1, '\0');
        size_t size = 0;
        zip_int64_t count = 0;
        while (size < bytes.size() &&
               (count = zip_fread(entry, bytes.data() + size, bytes.size() - size)) > 0)
            size += static_cast<size_t>(count);
        const bool good = zip_fclose(entry) == 0 && count == 0 && size == stat.size;
        if (!good) return damaged(key);
        bytes.resize(size);
        return bytes;
    }

    Result<std::vector<std::string>> arraysIn(const std::string& group) override {
        const std::scoped_lock lock(m_mutex);
        std::vector<std::string> names;
        const zip_int64_t count = zip_get_num_entries(m_archive, 0);
        for (zip_int64_t i = 0; i < count && names.size() < kMaxArrays; ++i) {
            const char* text = zip_get_name(m_archive, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
            std::string_view name = text ? text : "";
            if (!name.starts_with(group + "/") || !name.ends_with(kArrayFile)) continue;
            name.remove_prefix(group.size() + 1);
            name.remove_suffix(kArrayFile.size());
            if (!name.ends_with('/')) continue;
            name.remove_suffix(1);
            if (isPlainName(name)) names.emplace_back(name);
        }
        std::ranges::sort(names);
        const auto repeated = std::ranges::unique(names);
        names.erase(repeated.begin(), repeated.end());
        return names;
    }

    std::string path() const override { return m_file.string(); }

private:
    ZipStore(fs::path file, zip_t* archive) : m_file(std::move(file)), m_archive(archive) {}
    tl::unexpected<Error> damaged(const std::string& key) const {
        return inputError("{}: '{}' is damaged and cannot be unpacked; copy or download the file again.",
                          path(), key);
    }

    std::mutex m_mutex;
    fs::path m_file;
    zip_t* m_archive;
};

}  // namespace

Result<std::shared_ptr<ZarrStore>> openZarrStore(const fs::path& path) {
    std::error_code error;
    if (fs::is_directory(path, error)) return std::make_shared<FolderStore>(path);
    if (!fs::is_regular_file(path, error))
        return inputError("{} is neither a folder nor a file; check the path.", path.string());
    return ZipStore::open(path);
}

}  // namespace camframe
