// SPDX-License-Identifier: Apache-2.0
/// What both back ends must do alike; shaders/raster_rules.glsl is the twin of this file.
///
/// Pixel (i, j) is robot where its sample point lies in the projection of a triangle. The sample point is the
/// integer (i, j) itself, or with lens distortion the point that the lens maps onto (i, j); so everything
/// below happens in the undistorted picture plane, where edges are straight and 1/z is linear.
///
///   vertex    p = m * v (row-wise, left to right);  iz = 1/z;  u = (fx x) iz + cx,  v = (fy y) iz + cy
///   edge      e(p) = dx (py - ay) - dy (px - ax), with its ends ordered by (x, then y) so that both
///             neighbours compute the same number and only read its sign differently; e = 0 counts as
///             positive, which is the top-left rule in disguise (an infinitesimal shift of the sample point)
///   inside    all three edges on the same side (either side: both faces are drawn)
///   depth     z = (w0 + w1 + w2) / (w0 iz0 + w1 iz1 + w2 iz2), a convex mean of the 1/z of the corners
///   order     smaller z wins, then the smaller link id
///
/// All in single precision without fused multiply-adds. Sources: Pineda, "A parallel algorithm for polygon
/// rasterization", 1988 (edge functions); Blinn, "Hyperbolic interpolation", 1992 (perspective).
#pragma once

namespace camframe::raster {

constexpr float kNear = 0.01F;  ///< Triangles are clipped at this depth (m).

/// Triangles that reach further outside the picture than this (px) are clipped, to keep single precision
/// sharp inside it.
constexpr float kGuard = 4096.0F;

/// Marks vertices behind the near plane or beyond the guard band, and samples that the lens cannot see.
constexpr float kFar = 1e30F;

}  // namespace camframe::raster
