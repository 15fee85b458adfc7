// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace camframe {

/// What is wrong with a PLY file that assimp would not survive, or an empty string. assimp searches endlessly
/// where the header is damaged, and reserves memory for as many elements and members of lists as are
/// promised, before it looks for them. Source of the format: G. Turk, "The PLY Polygon File Format", 1994.
std::string plyFlaw(std::string_view bytes);

}  // namespace camframe
