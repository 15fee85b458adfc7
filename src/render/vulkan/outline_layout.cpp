// SPDX-License-Identifier: Apache-2.0
#include "render/vulkan/outline_layout.h"

namespace camframe::vulkan {

void splitPose(const RigidTransform& pose, float* high, float* low) {
    for (int i = 0; i < 12; ++i) {
        const double value = pose.matrix()(i / 4, i % 4);
        high[i] = static_cast<float>(value);
        low[i] = static_cast<float>(value - high[i]);
    }
}

void addSums(const std::array<float, 4>* entries, OutlineSums::Block& block, OutlineSums& frame) {
    // A row of the system is the columns and the residual; entry after entry holds the products of its a-th
    // number with its vectors from the one of a on.
    constexpr int kColumns = outline_columns::kCount, kResidual = kColumns;
    size_t k = 0;
    for (int a = 0; a <= kResidual; ++a)
        for (int vector = a / 4; vector < 4; ++vector, ++k)
            for (int c = 0; c < 4; ++c) {
                const int b = 4 * vector + c;
                const double value = entries[k][static_cast<size_t>(c)];
                if (b < a || b > kResidual) continue;
                if (b < kColumns) {
                    block.hessian(a, b) += value;
                    if (a != b) block.hessian(b, a) += value;
                } else if (a < kColumns) {
                    block.gradient[a] += value;
                } else {
                    frame.squares += value;
                }
            }
    const std::array<float, 4>& rest = entries[kSumEntries - 1];
    frame.cost += rest[0];
    frame.finalCost += rest[1];
    frame.weights += rest[2];
    frame.count += static_cast<int>(rest[3]);
}

}  // namespace camframe::vulkan
