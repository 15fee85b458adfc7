// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/detail/hdf5_process.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "model/core/io/detail/hdf5_file.h"
#include "model/core/io/detail/hdf5_service.h"
#include "support/h5_writer.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using test::H5Writer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// The process that reads for this one; -1 where there is none.
pid_t helper() {
    for (const auto& entry : fs::directory_iterator("/proc")) {
        std::ifstream status(entry.path() / "stat");
        std::string number, name, state;
        pid_t parent = 0;
        if (status >> number >> name >> state >> parent && parent == ::getpid() &&
            name == "(camframe-hdf5)" && state != "Z")
            return std::stoi(number);
    }
    return -1;
}

class Hdf5ProcessTest : public ::testing::Test {
protected:
    void SetUp() override {
        H5Writer out(file);
        out.numbers("a/x", {2, 2}, {1, 2, 3, 4});
        out.blobs("pictures", {"one", "two"});
    }
    test::TempDir dir;
    fs::path file = dir / "a.h5";
};

TEST_F(Hdf5ProcessTest, FilesAreReadInAProcessOfTheirOwn) {
    const auto opened = Hdf5File::open(file);
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_GT(helper(), 0) << "camframe-hdf5 should lie beside this program";
    EXPECT_THAT(opened->dataset("a/x")->readRow(1).value(), ElementsAre(3, 4));
}

TEST_F(Hdf5ProcessTest, ALostProcessIsReplacedAndWhatWasOpenGoesOn) {
    const auto opened = Hdf5File::open(file);
    ASSERT_TRUE(opened);
    const auto numbers = opened->dataset("a/x"), pictures = opened->dataset("pictures");
    ASSERT_TRUE(numbers && pictures);
    const pid_t first = helper();
    ASSERT_GT(first, 0);
    ASSERT_EQ(::kill(first, SIGKILL), 0);
    EXPECT_THAT(numbers->readRow(0).value(), ElementsAre(1, 2));
    EXPECT_NE(helper(), first);
    EXPECT_EQ(pictures->readBytes(1).value(), "two");
    EXPECT_TRUE(opened->hasGroup("a"));
}

TEST_F(Hdf5ProcessTest, ManyThreadsMayAsk) {
    const auto opened = Hdf5File::open(file);
    ASSERT_TRUE(opened);
    std::atomic<int> right{0};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                const auto dataset = opened->dataset("pictures");
                for (int i = 0; i < 50; ++i)
                    right += dataset && dataset->readBytes(static_cast<uint64_t>(i % 2)).value_or("") ==
                                            (i % 2 == 0 ? "one" : "two");
            });
    }
    EXPECT_EQ(right, 200);
}

/// A file that the program replaces is the new one when it is opened anew.
TEST_F(Hdf5ProcessTest, AFileThatWasReplacedIsReadAnew) {
    const auto before = Hdf5File::open(file);
    const auto old = before->dataset("a/x");
    fs::remove(file);
    {
        H5Writer out(file);
        out.numbers("a/x", {1, 2}, {7, 8});
    }
    EXPECT_THAT(old->readRow(1).value(), ElementsAre(3, 4)) << "what is open stays what it was";
    EXPECT_THAT(Hdf5File::open(file)->dataset("a/x")->readRow(0).value(), ElementsAre(7, 8));
}

// What the two ends say to each other. A hostile file may have taken over the other one.

TEST(Hdf5Messages, RequestsComeBack) {
    const Hdf5Request sent{Hdf5Request::What::ReadBytes, 7,         "/a b.h5", 9, "x/y",
                           std::string("n\0m", 3),       1ULL << 40};
    const auto got = decodeHdf5Request(encodeHdf5Request(sent));
    ASSERT_TRUE(got);
    EXPECT_EQ(encodeHdf5Request(*got), encodeHdf5Request(sent));
    const std::string bytes = encodeHdf5Request(sent);
    for (size_t length = 0; length < bytes.size(); ++length)
        EXPECT_FALSE(decodeHdf5Request(std::string_view(bytes).substr(0, length))) << length;
    std::string other = bytes;
    other[0] = 99;
    EXPECT_FALSE(decodeHdf5Request(other));
}

TEST(Hdf5Messages, LengthsAreNotBelieved) {
    MessageWriter out;
    out.value(~uint64_t{0}).value(uint64_t{3});
    const std::string bytes = out.take();
    EXPECT_FALSE(MessageReader(bytes).text());
    EXPECT_FALSE(MessageReader(bytes).array<double>());
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    const uint64_t announced = ~uint64_t{0};
    ASSERT_EQ(::send(ends[0], &announced, sizeof announced, 0), ssize_t{sizeof announced});
    std::string received;
    EXPECT_FALSE(receiveHdf5Message(ends[1], received, 1));
    const uint64_t large = uint64_t{1} << 30;
    ASSERT_EQ(::send(ends[0], &large, sizeof large, 0), ssize_t{sizeof large});
    ::close(ends[0]);
    EXPECT_FALSE(receiveHdf5Message(ends[1], received, 1)) << "it ended before";
    EXPECT_LT(received.capacity(), size_t{64} << 20) << "memory follows what came";
    ::close(ends[1]);
}

TEST(Hdf5Messages, ASilentEndIsGivenUp) {
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    std::string received;
    EXPECT_FALSE(receiveHdf5Message(ends[1], received, 1));
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST(Hdf5ServiceTest, NonsenseIsAnswered) {
    Hdf5Service service;
    EXPECT_EQ(service.answer(std::string_view("\xff", 1)).front(), '\0');
    EXPECT_EQ(service.answer("").front(), '\0');
    EXPECT_EQ(
        service.answer(encodeHdf5Request({Hdf5Request::What::ReadRow, 1, "/none.h5", 2, "x", "", 0})).front(),
        '\0');
}

}  // namespace
}  // namespace camframe
