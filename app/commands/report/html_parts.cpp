// SPDX-License-Identifier: Apache-2.0
#include "app/commands/report/html_parts.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>

#include "app/commands/report/svg_plot.h"
#include "model/core/io/image_io.h"

namespace camframe {

namespace {

std::string base64(std::string_view bytes) {
    static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (size_t i = 0; i < bytes.size(); i += 3) {
        uint32_t block = 0;
        for (size_t k = 0; k < 3; ++k)
            block = block << 8 | (i + k < bytes.size() ? static_cast<uint8_t>(bytes[i + k]) : 0U);
        for (size_t k = 0; k < 4; ++k)
            out += i + k <= bytes.size() ? kAlphabet[block >> (18 - 6 * k) & 63U] : '=';
    }
    return out;
}

}  // namespace

std::string htmlHead(std::string_view title, std::string_view style) {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"generator\" content=\"camframe {}\">\n<title>{}</title>\n<style>{}</style>\n</head>\n"
        "<body>\n<main>\n",
        CAMFRAME_VERSION, escapeHtml(title), style);
}

std::string pictureTag(const ImageU8& rgb, const std::string& description, int quality) {
    return fmt::format("<img alt=\"{}\" width=\"{}\" height=\"{}\" src=\"data:image/jpeg;base64,{}\">",
                       escapeHtml(description), rgb.width, rgb.height, base64(encodeJpeg(rgb, quality)));
}

std::string number(const std::optional<double>& value, int digits, const char* unit) {
    if (!value || !std::isfinite(*value)) return "&ndash;";
    return fmt::format("{:.{}f}{}", *value, digits, unit);
}

}  // namespace camframe
