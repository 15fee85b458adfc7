// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <string>

namespace camframe::fuzz {

/// Damages inputs as files are damaged, and as someone would who means harm: flipped bits, lost and repeated
/// pieces, numbers at the ends of their ranges, pieces of other inputs. The same seed gives the same inputs
/// with any compiler.
class Mutator {
public:
    explicit Mutator(uint64_t seed) : m_random(seed) {}
    /// One to six changes of one of the seeds, of which there is at least one; at most 1 MiB.
    std::string mutant(std::span<const std::string> seeds);

private:
    size_t below(size_t bound) { return bound == 0 ? 0 : static_cast<size_t>(m_random() % bound); }
    void change(std::string& bytes, std::span<const std::string> seeds);
    void changeNumber(std::string& bytes);
    void changeText(std::string& bytes);

    std::mt19937_64 m_random;
};

}  // namespace camframe::fuzz
