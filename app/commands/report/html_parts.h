// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/core/image.h"

namespace camframe {

/// Everything of a page up to the first thing in <main>; style and title inside, nothing to fetch.
std::string htmlHead(std::string_view title, std::string_view style);
inline constexpr const char* kHtmlEnd = "</main>\n</body>\n</html>\n";

/// A picture inside the page, as JPEG.
std::string pictureTag(const ImageU8& rgb, const std::string& description, int quality = 84);

/// A number with so many decimals; a dash where there is none.
std::string number(const std::optional<double>& value, int digits, const char* unit = "");

}  // namespace camframe
