// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "model/core/image.h"
#include "model/core/progress.h"
#include "model/core/result.h"

namespace camframe {

/// Where the background of one picture lies in another.
struct BackgroundShift {
    enum class Kind {
        Unknown,  ///< Too little texture, too far away, or no motion that most of the picture shares.
        Still,    ///< A good part of the picture stayed exactly where it was.
        Moved,    ///< Most of the picture moved as one, and hardly anything stayed.
    };
    Kind kind = Kind::Unknown;
    double shiftPx = 0;     ///< Root mean square over what moved as one (px of the given pictures).
    double stillShare = 0;  ///< Of the picture's textured cells.
    double movedShare = 0;
};

/// Compares two pictures of one camera, whatever the robot, lights and single objects do in them.
///
/// Corners (Shi & Tomasi, CVPR 1994) are followed from one picture to the other (pyramidal Lucas-Kanade,
/// Bouguet 2001, forwards and backwards, on pictures whose local brightness and contrast are evened out).
/// What counts is the area that corners stand for: the picture is cut into cells, and each is still, or moves
/// with the plane-to-plane mapping that most corners share (RANSAC), or neither.
BackgroundShift compareBackgrounds(const ImageU8& from, const ImageU8& to);

/// Does the camera stand still while it films?
struct CameraMotion {
    enum class Kind {
        Unknown,  ///< The background says nothing (no texture, one frame).
        Still,
        Bumped,  ///< Still, but for a few jumps in between.
        Moves,   ///< On a wrist, on a vehicle, in a hand.
    };
    struct Bump {
        int frame = 0;       ///< First frame in which the camera stands still again.
        double shiftPx = 0;  ///< Of the background (px of the recorded picture).
    };
    Kind kind = Kind::Unknown;
    std::vector<Bump> bumps;             ///< Ascending.
    int firstFrame = 0, lastFrame = -1;  ///< Bumped: the longest part without a jump, both ends included.
    double shiftPx = 0;                  ///< Moves: typical shift between neighbouring frames.
};

/// Looks for jumps and steady motion of the background in frames of a recording.
///
/// @param frames    Indices of frames to look at, ascending, some tens of them.
/// @param pictures  Their pictures (RGB).
/// @param usable    All frames that may be read besides, ascending; jumps are located among them, and where
///                  the frames of `frames` are too far apart, neighbours are compared.
/// @param read      Picture of a frame.
/// Errors: those of `read`, and Stopped.
Result<CameraMotion> findCameraMotion(std::span<const int> frames, std::span<const ImageU8* const> pictures,
                                      std::span<const int> usable,
                                      const std::function<Result<ImageU8>(int frame)>& read,
                                      const RunContext& context);

}  // namespace camframe
