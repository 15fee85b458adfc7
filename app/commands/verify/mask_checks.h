// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "app/commands/verify/comparison.h"
#include "app/commands/verify/ray_drawing.h"

namespace camframe::verify {

/// The masks that an export stores of one frame, decoded. What a format does not store is empty.
struct StoredMasks {
    /// [arm][all, arm, gripper]
    std::vector<std::array<std::optional<ImageU8>, 3>> modal, amodal;
    std::map<int, ImageU8> links, linksAmodal;  ///< By id.
    std::optional<ImageU16> depthMm;
    /// How much codes round a depth, besides whole millimetres: this share of depth + shift (mm).
    double depthRounding = 0, depthShift = 0;
    bool everyLink = false;  ///< A link that is drawn but not stored is a difference, even without pixels.
    bool hasLinks = false, hasAmodalLinks = false;
};

/// Checks of masks: among each other in every frame, against rays in some.
class MaskChecks {
public:
    /// @param redrawnFrames  Per camera, spread evenly over its drawn frames; negative: all.
    MaskChecks(const RayDrawer& drawer, Comparison& comparison, int redrawnFrames)
        : m_drawer(drawer), m_comparison(comparison), m_redrawn(redrawnFrames) {}

    const RayDrawer& drawer() const { return m_drawer; }
    /// The frames of a camera that are drawn again.
    std::set<int> framesToRedraw(const ExpectedCamera& camera) const;
    /// Arm and gripper share no pixel and make up the whole, so do the links; nothing is seen that is not
    /// there when it stands alone. With `redraw` all of them are also compared with rays.
    void check(const StoredMasks& masks, const ExpectedCamera& camera, int frame, bool redraw);
    /// x1, y1, x2, y2 of a mask, -1 where it is empty.
    static std::array<int, 4> boundsOf(const ImageU8& mask);

private:
    void compare(const std::string& field, const ImageU8& is, const ImageU8& expected,
                 const std::string& place);
    void checkAmongEachOther(const StoredMasks& masks, const std::string& place);
    void checkAgainstRays(const StoredMasks& masks, const ExpectedCamera& camera, int frame,
                          const std::string& place);
    void checkDepth(const StoredMasks& masks, const RayDrawing& rays, const std::string& place);

    const RayDrawer& m_drawer;
    Comparison& m_comparison;
    int m_redrawn;
};

}  // namespace camframe::verify
