// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace camframe::test {

/// One thing that a program asked of the disk, as fault_shim.cpp wrote it down.
struct DiskStep {
    char what = 0;  ///< c made, t emptied, l length, w written, s synchronised, r renamed, u removed
    std::string path, other;
    uint64_t number = 0;  ///< w: offset, l: length
    std::string data;
};

inline std::vector<DiskStep> readDiskLog(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    std::vector<DiskStep> steps;
    size_t at = 0;
    const auto number = [&] {
        uint64_t value = 0;
        std::memcpy(&value, bytes.data() + at, sizeof value);
        at += sizeof value;
        return value;
    };
    const auto text = [&] {
        const uint64_t size = number();
        at += size;
        return bytes.substr(at - size, size);
    };
    while (at < bytes.size()) {
        DiskStep step;
        step.what = bytes[at++];
        step.path = text();
        step.other = text();
        step.number = number();
        step.data = text();
        steps.push_back(std::move(step));
    }
    return steps;
}

/// A disk that loses its power. Names are on it as soon as they are given; what a file holds only once it was
/// synchronised: the worst that a journalling file system does.
class FailingDisk {
public:
    void apply(const DiskStep& step) {
        std::string& now = m_now[step.path];
        switch (step.what) {
            case 't':
                now.clear();
                m_safe[step.path].clear();
                break;
            case 'l':
                now.resize(step.number);
                break;
            case 'w':
                if (now.size() < step.number + step.data.size()) now.resize(step.number + step.data.size());
                now.replace(step.number, step.data.size(), step.data);
                break;
            case 's':
                m_safe[step.path] = now;
                break;
            case 'r':
                m_now[step.other] = now;
                m_safe[step.other] = m_safe[step.path];
                m_now.erase(step.path);
                m_safe.erase(step.path);
                break;
            case 'u':
                m_now.erase(step.path);
                m_safe.erase(step.path);
                break;
            default:
                m_safe[step.path];
        }
    }
    /// What is found after a power cut now. Files that the program did not touch are not here.
    const std::map<std::string, std::string>& afterPowerCut() const { return m_safe; }
    const std::map<std::string, std::string>& asWritten() const { return m_now; }

private:
    std::map<std::string, std::string> m_now, m_safe;
};

}  // namespace camframe::test
