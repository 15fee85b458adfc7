// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/npy_file.h"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <limits>

#include "support/temp_dir.h"

namespace camframe {
namespace {

using ::testing::HasSubstr;

std::string npy(int version, const std::string& dictionary, const std::string& data) {
    std::string header = dictionary;
    while ((header.size() + 11) % 16 != 0) header += ' ';
    header += '\n';
    std::string out("\x93NUMPY", 6);
    out += static_cast<char>(version);
    out += '\0';
    for (int i = 0; i < (version == 1 ? 2 : 4); ++i) out += static_cast<char>(header.size() >> (8 * i));
    return out + header + data;
}

std::string dictionary(const std::string& type, const std::string& shape, bool fortran = false) {
    return "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") +
           ", 'shape': " + shape + ", }";
}

template <class T>
std::string raw(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

class Npy : public ::testing::Test {
protected:
    Result<Eigen::MatrixXd> read(const std::string& bytes) {
        std::ofstream(dir / "x.npy", std::ios::binary) << bytes;
        return readNpy(dir / "x.npy");
    }
    test::TempDir dir;
};

TEST_F(Npy, ReadsEveryVersionTypeAndOrder) {
    const Eigen::MatrixXd expected = (Eigen::MatrixXd(2, 3) << 1, 2, 3, 4, 5, 6).finished();
    for (const int version : {1, 2, 3}) {
        EXPECT_EQ(read(npy(version, dictionary("<f4", "(2, 3)"), raw<float>({1, 2, 3, 4, 5, 6}))).value(),
                  expected);
        EXPECT_EQ(
            read(npy(version, dictionary("<f8", "(2, 3)", true), raw<double>({1, 4, 2, 5, 3, 6}))).value(),
            expected);
    }
    EXPECT_EQ(read(npy(1, dictionary("<i8", "(2, 3)"), raw<int64_t>({1, 2, 3, 4, 5, 6}))).value(), expected);
    EXPECT_EQ(read(npy(1, dictionary("|u1", "(2, 3)"), raw<uint8_t>({1, 2, 3, 4, 5, 6}))).value(), expected);
    EXPECT_EQ(read(npy(1, dictionary(">i2", "(2, 3)"), std::string("\0\1\0\2\0\3\0\4\0\5\0\6", 12))).value(),
              expected);
    // 1, -2, 0.5 and a NaN as half precision.
    const auto half =
        read(npy(1, dictionary("<f2", "(4,)"), raw<uint16_t>({0x3c00, 0xc000, 0x3800, 0x7e00}))).value();
    ASSERT_EQ(half.rows(), 4);
    ASSERT_EQ(half.cols(), 1);
    EXPECT_EQ(half(1, 0), -2);
    EXPECT_EQ(half(2, 0), 0.5);
    EXPECT_TRUE(std::isnan(half(3, 0)));
    EXPECT_EQ(read(npy(1, dictionary("<i4", "(2,1)"), raw<int32_t>({-5, 7}))).value()(0, 0), -5);
}

TEST_F(Npy, RefusesWhatIsWrongBeforeTakingMemory) {
    const std::string data = raw<float>({1, 2, 3, 4, 5, 6});
    const auto complaint = [&](const std::string& bytes) {
        const auto result = read(bytes);
        return result ? "" : result.error().message;
    };
    EXPECT_THAT(complaint("a,b\n1,2\n"), HasSubstr("not a NumPy array"));
    EXPECT_THAT(complaint(""), HasSubstr("not a NumPy array"));
    EXPECT_THAT(complaint(npy(4, dictionary("<f4", "(2, 3)"), data)), HasSubstr("version 4"));
    EXPECT_THAT(complaint(npy(1, dictionary("|O", "(2, 3)"), data)), HasSubstr("elements of type '|O'"));
    EXPECT_THAT(complaint(npy(1, dictionary("<f4", "(2, 4)"), data)), HasSubstr("shape 2 x 4 needs"));
    EXPECT_THAT(complaint(npy(1, dictionary("<f4", "(2, 3)"), data.substr(1))),
                HasSubstr("shape 2 x 3 needs"));
    EXPECT_THAT(complaint(npy(1, dictionary("<f4", "(2, 3, 1)"), data)), HasSubstr("3 dimensions"));
    EXPECT_THAT(complaint(npy(1, dictionary("<f4", "()"), data)), HasSubstr("0 dimensions"));
    EXPECT_THAT(complaint(npy(1, dictionary("<f4", "(67108864, 67108864)"), data)), HasSubstr("at most"));
    EXPECT_THAT(complaint(npy(1, dictionary("<f4", "(99999999999999999999, 1)"), data)), HasSubstr("header"));
    EXPECT_THAT(complaint(npy(1, "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (6,), }", data)),
                HasSubstr("fields or objects"));
    EXPECT_THAT(complaint(npy(1, "__import__('os')", data)), HasSubstr("header"));
    EXPECT_THAT(complaint(npy(1, "{'shape': (6,), }", data)), HasSubstr("header"));
    EXPECT_THAT(complaint(std::string("\x93NUMPY\x02\x00\xff\xff\xff\xff", 12) + data),
                HasSubstr("states a header of"));
}

}  // namespace
}  // namespace camframe
