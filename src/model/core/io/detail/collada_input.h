// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/core/result.h"

namespace camframe {

/// A Collada document made safe for assimp's importer, which is neither lenient nor careful.
///
/// Removes what we do not use and exporters get wrong: images that do not exist, materials that bind texture
/// coordinates which the geometry lacks. Refuses what would exhaust or crash the importer: node instances
/// that unfold without end, accessors that reach beyond their arrays.
/// @param what  Named in errors, e.g. the file's path.
Result<std::string> cleanCollada(const std::string& text, const std::string& what);

}  // namespace camframe
