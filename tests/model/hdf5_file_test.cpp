// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/detail/hdf5_file.h"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <numeric>

#include "support/h5_writer.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using test::H5Writer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Hdf5FileTest : public ::testing::Test {
protected:
    test::TempDir dir;
    fs::path file = dir / "a.h5";

    Hdf5File open() {
        auto opened = Hdf5File::open(file);
        EXPECT_TRUE(opened) << opened.error().message;
        return std::move(*opened);
    }
    std::string refusal(const std::string& object) {
        const auto dataset = open().dataset(object);
        if (!dataset) return dataset.error().message;
        const auto numbers = dataset->readNumbers();
        return numbers ? "(read)" : numbers.error().message;
    }
};

TEST_F(Hdf5FileTest, ReadsNumbersOfEveryTypeAsDouble) {
    {
        H5Writer out(file);
        const std::vector<double> values = {0, 1, 2, 3, 4, 5};
        out.numbers("a/f64", {3, 2}, values);
        out.numbers("a/f32", {3, 2}, values, H5T_IEEE_F32BE);
        out.numbers("a/i16", {3, 2}, values, H5T_STD_I16BE);
        out.chunks({1, 2}).numbers("a/chunked", {3, 2}, values);
        out.numbers("nan", {2}, {std::numeric_limits<double>::quiet_NaN(), 1});
    }
    const Hdf5File in = open();
    Eigen::MatrixXd expected(3, 2);
    expected << 0, 1, 2, 3, 4, 5;
    for (const char* name : {"a/f64", "/a/f32", "a/i16", "a/chunked"}) {
        const auto dataset = in.dataset(name);
        ASSERT_TRUE(dataset) << dataset.error().message;
        EXPECT_EQ(dataset->kind(), Hdf5Kind::Numbers);
        EXPECT_THAT(dataset->shape(), ElementsAre(3u, 2u));
        EXPECT_EQ(dataset->readNumbers().value(), expected) << name;
        EXPECT_THAT(dataset->readRow(1).value(), ElementsAre(2, 3)) << name;
        EXPECT_FALSE(dataset->readRow(3));
    }
    EXPECT_EQ(in.dataset("a/f64")->type(), "f8");
    EXPECT_EQ(in.dataset("a/f32")->type(), "other") << "most significant byte first";
    const Eigen::MatrixXd one = in.dataset("nan")->readNumbers().value();
    EXPECT_TRUE(std::isnan(one(0, 0)));
    EXPECT_EQ(one(1, 0), 1);
}

TEST_F(Hdf5FileTest, ReadsBytesHoweverTheyAreStored) {
    const std::vector<std::string> values = {std::string("a\0b", 3), "", "longer than the others"};
    {
        H5Writer out(file);
        out.blobs("lists", values);
        out.opaque("opaque", values, 30);
        out.texts("texts", {"abc", "", "x"});
        out.chunks({1, 4}).bytes("rows", {2, 4}, {1, 2, 3, 4, 5, 6, 7, 8});
    }
    const Hdf5File in = open();
    EXPECT_EQ(in.dataset("texts")->type(), "text");
    EXPECT_EQ(in.dataset("rows")->type(), "u1");
    EXPECT_EQ(in.dataset("lists")->type(), "other");
    for (size_t i = 0; i < values.size(); ++i) {
        EXPECT_EQ(in.dataset("lists")->readBytes(i).value(), values[i]);
        std::string padded = values[i];
        padded.resize(30, '\0');
        EXPECT_EQ(in.dataset("opaque")->readBytes(i).value(), padded);
    }
    EXPECT_EQ(in.dataset("texts")->readBytes(0).value(), "abc");
    EXPECT_EQ(in.dataset("texts")->readBytes(1).value(), "");
    EXPECT_EQ(in.dataset("rows")->readBytes(1).value(), "\5\6\7\10");
    EXPECT_FALSE(in.dataset("lists")->readBytes(3));
    EXPECT_THAT(refusal("lists"), HasSubstr("dataset '/lists' does not hold numbers"));
}

TEST_F(Hdf5FileTest, ListsInNaturalOrderAndReadsAttributes) {
    {
        H5Writer out(file);
        for (const char* name : {"data/demo_10", "data/demo_2", "data/demo_1"}) out.group(name);
        out.numbers("data/demo_2/obs/x", {1}, {0});
        out.attribute("/data", "env_args", std::string("{}"));
        out.attribute("/data", "total", 7);
        out.flag("/", "sim", true);
    }
    const Hdf5File in = open();
    EXPECT_THAT(in.children("data").value(), ElementsAre("demo_1", "demo_2", "demo_10"));
    EXPECT_THAT(in.datasetsBelow("/").value(), ElementsAre("data/demo_2/obs/x"));
    EXPECT_THAT(in.datasetsBelow("data/demo_2").value(), ElementsAre("data/demo_2/obs/x"));
    EXPECT_EQ(in.textAttribute("data", "env_args"), "{}");
    EXPECT_EQ(in.numberAttribute("data", "total"), 7);
    EXPECT_EQ(in.numberAttribute("/", "sim"), 1);
    EXPECT_EQ(in.textAttribute("data", "total"), std::nullopt);
    EXPECT_EQ(in.textAttribute("data", "none"), std::nullopt);
    EXPECT_EQ(in.numberAttribute("nowhere", "none"), std::nullopt);
    EXPECT_EQ(in.textList("data", "env_args"), std::vector<std::string>{"{}"});
    EXPECT_EQ(in.numberList("data", "total"), std::vector<double>{7});
    EXPECT_EQ(in.textList("data", "total"), std::nullopt);
    EXPECT_EQ(in.numberList("data", "env_args"), std::nullopt);
    EXPECT_TRUE(in.hasGroup("data/demo_2"));
    EXPECT_FALSE(in.hasGroup("data/demo_2/obs/x"));
    EXPECT_TRUE(in.hasDataset("data/demo_2/obs/x"));
    EXPECT_THAT(refusal("data"), HasSubstr("is a group, not a dataset"));
    EXPECT_THAT(refusal("data/none"), HasSubstr("a.h5: dataset '/data/none' is missing"));
    EXPECT_THAT(in.children("none").error().message, HasSubstr("group '/none' is missing"));
}

TEST_F(Hdf5FileTest, CyclesEnd) {
    {
        H5Writer out(file);
        out.group("a/b");
        out.numbers("a/b/x", {1}, {5});
        out.hardLink("/a", "/a/b/up");
        out.softLink("/a/b/loop", "/a/b/loop");
        out.softLink("/nowhere", "/a/b/dangling");
    }
    const Hdf5File in = open();
    EXPECT_THAT(in.datasetsBelow("/").value(), ElementsAre("a/b/x"));
    EXPECT_FALSE(in.hasGroup("a/b/loop"));
    EXPECT_EQ(in.dataset("a/b/up/b/x")->readNumbers().value()(0, 0), 5);
    EXPECT_THAT(refusal("a/b/loop"), HasSubstr("missing"));
}

TEST_F(Hdf5FileTest, NothingOutsideTheFileIsOpened) {
    {
        H5Writer other(dir / "other.h5");
        other.numbers("x", {2}, {1, 2});
        std::ofstream(dir / "raw.bin") << std::string(16, 'x');
        H5Writer out(file);
        out.externalLink(dir / "other.h5", "/x", "link");
        out.softLink("/link", "soft");
        out.with([&](hid_t p) { H5Pset_external(p, (dir / "raw.bin").c_str(), 0, 16); })
            .extentOnly("raw", {2});
        const hsize_t two = 2;
        const hid_t space = H5Screate_simple(1, &two, nullptr);
        out.with([&](hid_t p) { H5Pset_virtual(p, space, (dir / "other.h5").c_str(), "/x", space); })
            .extentOnly("virtual", {2});
        H5Sclose(space);
    }
    EXPECT_THAT(refusal("link"), HasSubstr("lies in another file"));
    EXPECT_THAT(refusal("soft"), HasSubstr("lies in another file"));
    EXPECT_THAT(refusal("raw"), HasSubstr("keeps its numbers in other files"));
    EXPECT_THAT(refusal("virtual"), HasSubstr("is a view of datasets in other files"));
    EXPECT_THAT(open().datasetsBelow("/").value(), ElementsAre("raw", "virtual"));
}

TEST_F(Hdf5FileTest, WildExtentsAllocateNothing) {
    {
        H5Writer out(file);
        const hsize_t huge = hsize_t{1} << 40;
        out.chunks({1, 64}).extentOnly("numbers", {huge, huge});
        out.chunks({1, 1024}).extentOnly("rows", {4, huge}, H5T_STD_U8LE);
        out.chunks({hsize_t{1} << 20, 1024}).extentOnly("chunk", {hsize_t{1} << 20, 1024}, H5T_STD_U8LE);
    }
    EXPECT_THAT(refusal("numbers"), HasSubstr("more than a recording's signal can have"));
    EXPECT_THAT(open().dataset("rows")->readBytes(0).error().message, HasSubstr("rows of more than 512 MiB"));
    EXPECT_THAT(open().dataset("rows")->readRow(0).error().message,
                HasSubstr("more than a picture can have"));
    EXPECT_THAT(refusal("chunk"), HasSubstr("chunks of more than 512 MiB"));
}

TEST_F(Hdf5FileTest, FiltersThatAreNotBuiltInAreNamed) {
    {
        H5Writer out(file);
        out.chunks({4})
            .with([](hid_t p) { H5Pset_filter(p, 32015, H5Z_FLAG_OPTIONAL, 0, nullptr); })
            .extentOnly("zstd", {4});
    }
    EXPECT_THAT(refusal("zstd"), HasSubstr("filter (32015"));
}

TEST_F(Hdf5FileTest, DamagedFilesAreOneSentence) {
    {
        H5Writer out(file);
        std::vector<double> values(4096);
        std::iota(values.begin(), values.end(), 0.0);
        out.chunks({512}).with([](hid_t p) { H5Pset_fletcher32(p); }).numbers("x", {4096}, values);
    }
    EXPECT_TRUE(Hdf5File::hasSignature(file));
    const auto size = fs::file_size(file);
    fs::copy_file(file, dir / "short.h5");
    fs::resize_file(dir / "short.h5", size / 2);
    EXPECT_THAT(Hdf5File::open(dir / "short.h5").error().message,
                HasSubstr("short.h5 cannot be opened as an HDF5 file: it is truncated"));
    std::ofstream(dir / "text.h5") << "not HDF5";
    EXPECT_FALSE(Hdf5File::hasSignature(dir / "text.h5"));
    EXPECT_FALSE(Hdf5File::hasSignature(dir.path()));
    EXPECT_FALSE(Hdf5File::open(dir / "text.h5"));
    EXPECT_THAT(Hdf5File::open(dir / "none.h5").error().message, HasSubstr("does not exist"));
    {
        std::fstream damage(file, std::ios::in | std::ios::out | std::ios::binary);
        damage.seekp(static_cast<std::streamoff>(size) - 8000);
        damage << std::string(64, '\x55');
    }
    EXPECT_THAT(refusal("x"), HasSubstr("cannot be read: the file is truncated or damaged"));
}

/// In such files HDF5 1.10 can read beyond its own memory, or fill gigabytes.
TEST_F(Hdf5FileTest, ExtentsThatContradictTheFileAreRefused) {
    uint64_t elements = 0;
    {
        H5Writer out(file);
        out.numbers("plain", {777}, std::vector<double>(777));
        out.chunks({55}).bytes("chunked", {555}, std::vector<uint8_t>(555));
        out.blobs("lists", {"abc", "defg"});
        const hid_t lists = H5Dopen2(out.id(), "lists", H5P_DEFAULT);
        elements = H5Dget_offset(lists);
        H5Dclose(lists);
    }
    const auto littleEndian = [](uint64_t value, size_t size) {
        std::string bytes;
        for (size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(value >> (8 * i)));
        return bytes;
    };
    std::ifstream in(file, std::ios::binary);
    const std::string whole((std::istreambuf_iterator<char>(in)), {});
    const auto change = [&](size_t at, const std::string& bytes) {
        std::string changed = whole;
        changed.replace(at, bytes.size(), bytes);
        fs::remove(file);
        std::ofstream(file, std::ios::binary) << changed;
    };
    EXPECT_EQ(refusal("plain"), "(read)");
    const size_t rows = whole.find(littleEndian(777, 8) + littleEndian(777, 8));
    ASSERT_NE(rows, std::string::npos);
    change(rows, littleEndian(99'999, 8));
    EXPECT_THAT(refusal("plain"), HasSubstr("is truncated or damaged")) << "more than may ever be";
    change(rows, littleEndian(99'999, 8) + littleEndian(99'999, 8));
    EXPECT_THAT(refusal("plain"), HasSubstr("is truncated or damaged")) << "more than is stored";
    const size_t chunk = whole.find(littleEndian(55, 4) + littleEndian(1, 4));
    ASSERT_NE(chunk, std::string::npos);
    change(chunk, littleEndian(60'000, 4));
    EXPECT_THAT(refusal("chunked"), HasSubstr("is truncated or damaged"));
    change(elements + 16, littleEndian(0xf0000000, 4));
    EXPECT_EQ(open().dataset("lists")->readBytes(0).value(), "abc");
    EXPECT_THAT(open().dataset("lists")->readBytes(1).error().message, HasSubstr("states 4026531840 bytes"));
}

TEST(NaturalOrder, CountsDigits) {
    EXPECT_TRUE(naturalLess("demo_2", "demo_10"));
    EXPECT_FALSE(naturalLess("demo_10", "demo_2"));
    EXPECT_TRUE(naturalLess("a", "a1"));
    EXPECT_TRUE(naturalLess("a2b1", "a2b3"));
    EXPECT_TRUE(naturalLess("a07", "a7"));
    EXPECT_FALSE(naturalLess("a7", "a07"));
    EXPECT_TRUE(naturalLess("99999999999999999999", "100000000000000000000"));
    EXPECT_FALSE(naturalLess("x", "x"));
}

}  // namespace
}  // namespace camframe
