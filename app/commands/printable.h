// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <streambuf>
#include <string>
#include <string_view>

namespace camframe {

/// The text with control characters written out (\x1b): names from a dataset must not be able to move the
/// cursor, clear the screen or retitle the terminal. Line feeds and tabs stay; so does all other UTF-8.
std::string printable(std::string_view text);

/// Passes text on to another buffer, made printable. Line feeds and tabs stay.
class PrintableBuffer : public std::streambuf {
public:
    /// @param target  Must outlive this.
    explicit PrintableBuffer(std::streambuf& target) : m_target(target) {}

protected:
    int_type overflow(int_type character) override;
    std::streamsize xsputn(const char* text, std::streamsize count) override;
    int sync() override { return m_target.pubsync(); }

private:
    std::streambuf& m_target;
};

}  // namespace camframe
