// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace camframe::soak {

/// One look at a process under strain.
struct SoakSample {
    double seconds = 0;  ///< Of strain, over all sittings.
    int64_t actions = 0;
    double memoryMiB = 0;  ///< Resident.
    int files = 0;         ///< Open descriptors.
    int threads = 0;
    double heapMiB = 0;  ///< What the program holds of it from malloc(); the rest is code, drivers, and free.
};

/// Reads what /proc says of this process.
SoakSample lookAtThisProcess();

/// The file that a soak appends to: one line per sample, so that it goes on where it was broken off. Memory
/// of different sittings is not comparable from the first minute on, hence their number beside it.
class SoakLog {
public:
    /// Makes the file, or continues it.
    explicit SoakLog(std::filesystem::path file);
    double seconds() const { return m_samples.empty() ? 0 : m_samples.back().seconds; }
    int64_t actions() const { return m_samples.empty() ? 0 : m_samples.back().actions; }
    int sitting() const { return m_sitting; }
    const std::vector<SoakSample>& samples() const { return m_samples; }
    void add(const SoakSample& sample);

private:
    void write(const SoakSample& sample, int sitting);

    std::filesystem::path m_file;
    std::vector<SoakSample> m_samples;
    std::vector<int> m_sittings;  ///< One per sample.
    int m_sitting = 1;
};

/// A straight line through samples.
struct Trend {
    double perHour = 0;          ///< Slope.
    double low = 0, high = 0;    ///< 95 % confidence interval of the slope.
    double first = 0, last = 0;  ///< The line's values at both ends.
};

/// Least squares through the means of `blocks` equal spans of time, since neighbouring samples tell each
/// other's noise again; the interval by Student's t. The first fifth is left out: caches fill. Nothing with
/// fewer than four blocks that hold samples.
std::optional<Trend> trendOf(const std::vector<SoakSample>& samples, double SoakSample::*value,
                             int blocks = 24);

/// The samples' memory over time with its trend, as a picture.
void writePlot(const std::filesystem::path& svg, const std::vector<SoakSample>& samples);

}  // namespace camframe::soak
