// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

namespace camframe::synthetic {

/// Random numbers by hashing: the value depends on seed, stream and position only, never on which thread asks
/// first. SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
class HashRandom {
public:
    explicit HashRandom(uint64_t seed, uint64_t stream = 0) : m_state(mix(seed) ^ mix(stream + kStep)) {}

    uint64_t next() { return mix(m_state += kStep); }
    /// In [0, 1).
    float uniform() { return static_cast<float>(next() >> 40) * 0x1p-24F; }
    double uniform(double low, double high) {
        return low + (high - low) * static_cast<double>(next() >> 11) * 0x1p-53;
    }
    int below(int count) { return static_cast<int>(next() % static_cast<uint64_t>(count)); }
    /// Standard normal (Box-Muller).
    float normal() {
        const float radius = std::sqrt(-2 * std::log(1 - uniform()));
        return radius * std::cos(2 * std::numbers::pi_v<float> * uniform());
    }

private:
    static constexpr uint64_t kStep = 0x9E3779B97F4A7C15ULL;
    static uint64_t mix(uint64_t x) {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
        return x ^ (x >> 31);
    }
    uint64_t m_state;
};

}  // namespace camframe::synthetic
