// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/csv_table.h"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>

#include "model/core/io/bare_frames.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Csv : public ::testing::Test {
protected:
    Result<CsvTable> read(const std::string& text) {
        std::ofstream(dir / "x.csv", std::ios::binary) << text;
        return readCsv(dir / "x.csv");
    }
    test::TempDir dir;
};

TEST_F(Csv, ReadsSeparatorsQuotesAndDecimalCommas) {
    const auto expect = [&](const std::string& text) {
        const auto table = read(text);
        ASSERT_TRUE(table) << table.error().message;
        EXPECT_THAT(table->names, ElementsAre("t", "joint 1"));
        EXPECT_TRUE(table->hasHeader);
        ASSERT_EQ(table->values.rows(), 2);
        EXPECT_EQ(table->values(0, 0), 0.5);
        EXPECT_EQ(table->values(1, 0), -1e-3);
        EXPECT_EQ(table->values(1, 1), 12);
    };
    expect("t,joint 1\n0.5,1\n-1e-3,12\n");
    expect("\xef\xbb\xbft,joint 1\r\n0.5,1\r\n-1e-3,+12");
    expect("t;joint 1\n0,5;1\n-0,001;12\n");
    expect("t\tjoint 1\n0.5\t1\n-1e-3\t12\n");
    expect("# recorded by hand\n\nt,\"joint 1\"\n\"0.5\",1\n\n-1e-3,12\n\n");
    expect("t,joint 1,\n0.5,1,\n-1e-3,12,\n");
    expect("t ; joint 1 \n 0.5 ; 1 \n -1e-3 ; 12 \n");
    const auto quoted = read("\"a,\"\"b\"\"\nc\",d\n1,2\n");
    ASSERT_TRUE(quoted);
    EXPECT_THAT(quoted->names, ElementsAre("a,\"b\"\nc", "d"));
}

TEST_F(Csv, TablesWithoutHeaderAbsentValuesAndText) {
    const auto bare = read("1 ,2\n3,4\n").value();
    EXPECT_FALSE(bare.hasHeader);
    EXPECT_THAT(bare.names, ElementsAre("column 1", "column 2"));
    EXPECT_EQ(bare.values.rows(), 2);
    const auto table = read("a,b,c\n1,,x\nNaN,2,\nnull,true,y\n").value();
    EXPECT_TRUE(std::isnan(table.values(1, 0)));
    EXPECT_TRUE(std::isnan(table.values(2, 0)));
    EXPECT_TRUE(std::isnan(table.values(0, 1)));
    EXPECT_EQ(table.values(2, 1), 1);
    EXPECT_FALSE(table.firstText[1]);
    ASSERT_TRUE(table.firstText[2]);
    EXPECT_EQ(table.firstText[2]->line, 2u);
    EXPECT_EQ(table.firstText[2]->text, "x");
}

TEST_F(Csv, RefusesWithTheLine) {
    EXPECT_THAT(read("a,b\n1,2\n1,2,3\n").error().message,
                HasSubstr("line 3: has 3 cells where the first line has 2"));
    EXPECT_THAT(read("a,b\n1\n").error().message, HasSubstr("line 2: has 1 cells"));
    EXPECT_THAT(read("a,b\n\"1\n2\n,3\n").error().message, HasSubstr("line 2"));  // a quote that never ends
    EXPECT_THAT(read("").error().message, HasSubstr("no rows"));
    EXPECT_THAT(read("a,b\n").error().message, HasSubstr("no rows"));
    EXPECT_THAT(read(std::string("\xff\xfe"
                                 "a\0",
                                 4))
                    .error()
                    .message,
                HasSubstr("UTF-16"));
    EXPECT_THAT(read(std::string("a\0b", 3)).error().message, HasSubstr("not text"));
    EXPECT_THAT(read(std::string(5000, ',')).error().message, HasSubstr("columns"));
    EXPECT_TRUE(read("#\n#").error().message.size());
}

TEST(BareFrames, PicturesComeInTheOrderOfTheirNumbers) {
    const test::TempDir dir;
    for (const char* name : {"f10.png", "f9.png", "f009b.png", "f1.PNG", "g.jpeg", "notes.txt", "f010.png"})
        std::ofstream(dir / name) << "x";
    std::vector<std::string> names;
    for (const fs::path& path : picturesIn(dir.path())) names.push_back(path.filename().string());
    EXPECT_THAT(names, ElementsAre("f1.PNG", "f9.png", "f009b.png", "f010.png", "f10.png", "g.jpeg"));
}

TEST(BareFrames, LeadToTheImport) {
    const test::TempDir dir;
    fs::create_directories(dir / "frames");
    fs::create_directories(dir / "empty");
    std::ofstream(dir / "frames" / "1.png") << "x";
    std::ofstream(dir / "clip.MP4") << "x";
    EXPECT_THAT(bareFramesHint(dir / "frames"), HasSubstr("camframe import " + (dir / "frames").string()));
    EXPECT_THAT(bareFramesHint(dir / "clip.MP4"),
                HasSubstr("camframe import " + (dir / "clip.MP4").string()));
    EXPECT_THAT(bareFramesHint(dir.path()), HasSubstr("holds a video"));
    EXPECT_EQ(bareFramesHint(dir / "empty"), "");
    EXPECT_EQ(bareFramesHint(dir / "nothing"), "");
}

}  // namespace
}  // namespace camframe
