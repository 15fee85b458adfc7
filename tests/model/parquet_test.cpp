// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>

#include "model/core/io/atomic_file.h"
#include "model/core/io/detail/parquet_file.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using Kind = SqlColumnType::Kind;

class Parquet : public ::testing::Test {
protected:
    void SetUp() override {
        auto opened = SqlEngine::open({.folders = {dir.path()}});
        if (!opened) GTEST_SKIP() << opened.error().message;
        engine = std::move(*opened);
    }
    void run(const std::string& sql) const {
        const auto done = engine->run(sql);
        ASSERT_TRUE(done) << sql << ": " << done.error().message;
    }
    std::string refusal(const std::string& sql) const {
        const auto done = engine->run(sql);
        return done ? "accepted" : done.error().message;
    }
    /// A table of every kind of column with `count` rows, as a file.
    fs::path writeAllKinds(size_t count, const std::string& name = "all.parquet") const {
        std::vector<int64_t> whole;
        std::vector<float> vectors;
        std::vector<double> reals;
        std::vector<uint8_t> flags;
        std::vector<std::string> texts, blobs;
        for (size_t i = 0; i < count; ++i) {
            whole.push_back(static_cast<int64_t>(i) * 3 - 5);
            for (int j = 0; j < 3; ++j)
                vectors.push_back(static_cast<float>(i) + 0.25F * static_cast<float>(j));
            reals.push_back(std::sqrt(static_cast<double>(i)));
            flags.push_back(i % 3 == 0);
            texts.push_back(i % 2 ? "short"
                                  : "a text of more than twelve bytes, number " + std::to_string(i));
            blobs.push_back(std::string("\0\xff", 2) + std::string(i % 50, 'b'));
        }
        run("CREATE OR REPLACE TABLE t (whole BIGINT, fixed FLOAT[3], list FLOAT[], real DOUBLE, flag "
            "BOOLEAN, "
            "txt VARCHAR, blob BLOB)");
        const std::vector<SqlValues> columns{whole, vectors, vectors, reals, flags, texts, blobs};
        const auto added = engine->append("t", count, columns);
        EXPECT_TRUE(added) << added.error().message;
        run("COPY (SELECT *, struct_pack(bytes := blob, path := txt) AS picture FROM t) TO " +
            SqlEngine::quoted((dir / name).string()) +
            " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048)");
        return dir / name;
    }
    ParquetFile open(const fs::path& path) const {
        auto file = ParquetFile::open(*engine, path);
        EXPECT_TRUE(file) << file.error().message;
        return *file;
    }
    test::TempDir dir;
    std::unique_ptr<SqlEngine> engine;
};

TEST_F(Parquet, EveryKindOfColumnComesBack) {
    constexpr size_t kCount = 5000;
    const ParquetFile file = open(writeAllKinds(kCount));
    EXPECT_EQ(file.rowCount().value(), 5000);
    ASSERT_EQ(file.columns().size(), 8U);
    EXPECT_EQ(file.find("whole")->kind, Kind::Integer);
    EXPECT_EQ(file.find("fixed")->kind, Kind::List);
    EXPECT_EQ(file.find("fixed")->inside[0].kind, Kind::Real);
    EXPECT_EQ(file.find("flag")->kind, Kind::Boolean);
    EXPECT_EQ(file.find("txt")->kind, Kind::Text);
    EXPECT_EQ(file.find("blob")->kind, Kind::Blob);
    EXPECT_EQ(file.find("picture")->kind, Kind::Struct);
    EXPECT_NE(file.find("picture")->member("bytes"), nullptr);
    EXPECT_EQ(file.find("nothing"), nullptr);

    std::vector<std::string> names;
    for (const SqlColumnType& column : file.columns()) names.push_back(SqlEngine::identifier(column.name));
    auto rows = file.read(names);
    ASSERT_TRUE(rows) << rows.error().message;
    size_t i = 0;
    while (rows->next())
        for (size_t r = 0; r < rows->size(); ++r, ++i) {
            EXPECT_EQ(rows->column(0).integer(r), static_cast<int64_t>(i) * 3 - 5);
            for (const size_t list : {1U, 2U}) {
                const auto range = rows->column(list).range(r);
                ASSERT_EQ(range.count, 3U);
                EXPECT_EQ(rows->column(list).elements().number(range.first + 2),
                          static_cast<double>(i) + 0.5);
            }
            EXPECT_EQ(rows->column(3).number(r), std::sqrt(static_cast<double>(i)));
            EXPECT_EQ(rows->column(4).integer(r), i % 3 == 0);
            EXPECT_EQ(rows->column(5).text(r),
                      i % 2 ? "short" : "a text of more than twelve bytes, number " + std::to_string(i));
            EXPECT_EQ(rows->column(6).text(r), std::string("\0\xff", 2) + std::string(i % 50, 'b'));
            EXPECT_EQ(rows->column(7).member("bytes")->text(r), rows->column(6).text(r));
            EXPECT_EQ(rows->column(7).member("path")->text(r), rows->column(5).text(r));
        }
    EXPECT_EQ(i, kCount);
}

TEST_F(Parquet, RowsAreChosenByConditionAndPlace) {
    const ParquetFile file = open(writeAllKinds(5000));
    const std::array expressions{std::string("whole"), std::string("file_row_number")};
    const std::array<SqlValue, 2> range{int64_t{3001}, int64_t{3004}};
    auto rows = file.read(expressions, "file_row_number BETWEEN ? AND ?", range);
    ASSERT_TRUE(rows) << rows.error().message;
    ASSERT_TRUE(rows->next());
    ASSERT_EQ(rows->size(), 4U);
    EXPECT_EQ(rows->column(0).integer(0), 3001 * 3 - 5);
    EXPECT_EQ(rows->column(1).integer(3), 3004);
    EXPECT_FALSE(rows->next());
    auto limited = file.read(expressions, {}, {}, 2);
    ASSERT_TRUE(limited->next());
    EXPECT_EQ(limited->size(), 2U);
}

TEST_F(Parquet, NullsAreSeen) {
    run("COPY (SELECT * FROM (VALUES (1, [1.0, NULL], NULL), (NULL, NULL, 'x')) v(a, b, c)) TO " +
        SqlEngine::quoted((dir / "nulls.parquet").string()) + " (FORMAT parquet)");
    const ParquetFile file = open(dir / "nulls.parquet");
    const std::array expressions{std::string("a"), std::string("b::DOUBLE[]"), std::string("c")};
    auto rows = file.read(expressions);
    ASSERT_TRUE(rows && rows->next());
    EXPECT_EQ(rows->column(0).integer(0), 1);
    EXPECT_TRUE(rows->column(0).isNull(1));
    EXPECT_TRUE(std::isnan(rows->column(0).number(1)));
    EXPECT_EQ(rows->column(1).range(0).count, 2U);
    EXPECT_TRUE(std::isnan(rows->column(1).elements().number(rows->column(1).range(0).first + 1)));
    EXPECT_EQ(rows->column(1).range(1).count, 0U);
    EXPECT_EQ(rows->column(2).text(0), "");
    EXPECT_EQ(rows->column(2).text(1), "x");
}

TEST_F(Parquet, PathsAreNeverPatternsOrColumns) {
    const fs::path all = writeAllKinds(10);
    for (const char* name : {"a*b.parquet", "a?b.parquet", "a[1].parquet", "it's \"so\".parquet"}) {
        fs::copy_file(all, dir / name);
        EXPECT_EQ(open(dir / name).rowCount().value(), 10) << name;
    }
    fs::create_directory(dir / "key=value");
    fs::copy_file(all, dir / "key=value" / "x.parquet");
    EXPECT_EQ(open(dir / "key=value" / "x.parquet").find("key"), nullptr);
}

/// Nothing outside the folder can be reached, and no setting loosened.
TEST_F(Parquet, EngineIsConfined) {
    const test::TempDir outside;
    const fs::path all = writeAllKinds(10);
    fs::copy_file(all, outside / "x.parquet");
    const std::string other = SqlEngine::quoted((outside / "x.parquet").string());
    EXPECT_NE(refusal("SELECT * FROM read_parquet(" + other + ")"), "accepted");
    EXPECT_NE(refusal("SELECT * FROM read_text('/etc/passwd')"), "accepted");
    EXPECT_NE(refusal("SELECT * FROM read_parquet(" +
                      SqlEngine::quoted((dir / "..").string() + "/" + outside.path().filename().string() +
                                        "/x.parquet") +
                      ")"),
              "accepted");
    EXPECT_NE(refusal("COPY t TO " + SqlEngine::quoted((outside / "y.parquet").string())), "accepted");
    EXPECT_FALSE(fs::exists(outside / "y.parquet"));
    EXPECT_NE(refusal("ATTACH " + SqlEngine::quoted((outside / "y.db").string())), "accepted");
    EXPECT_NE(refusal("SELECT * FROM read_parquet('https://127.0.0.1:9/x.parquet')"), "accepted");
    EXPECT_NE(refusal("INSTALL httpfs"), "accepted");
    EXPECT_NE(refusal("LOAD httpfs"), "accepted");
    EXPECT_NE(refusal("SET enable_external_access = true"), "accepted");
    EXPECT_NE(refusal("SET allowed_directories = ['/']"), "accepted");
    EXPECT_NE(refusal("SET memory_limit = '100GB'"), "accepted");
    fs::create_symlink(outside / "x.parquet", dir / "link.parquet");
    EXPECT_FALSE(ParquetFile::open(*engine, dir / "link.parquet"));
    fs::create_directory_symlink(outside.path(), dir / "folder");
    const auto wider = SqlEngine::open({.folders = {dir.path(), dir / "folder"}}).value();
    EXPECT_TRUE(ParquetFile::open(*wider, dir / "link.parquet"));
    EXPECT_TRUE(ParquetFile::open(*wider, dir / "folder" / "x.parquet"));
}

TEST_F(Parquet, WrongValuesAreRefusedByAppend) {
    run("CREATE TABLE two (a BIGINT, b FLOAT[2])");
    const std::vector<int64_t> whole{1, 2};
    const std::vector<float> fits{1, 2, 3, 4}, odd{1, 2, 3}, three{1, 2, 3, 4, 5, 6};
    const auto refused = [&](const std::vector<SqlValues>& columns) {
        return !engine->append("two", 2, columns);
    };
    EXPECT_FALSE(refused({whole, fits}));
    EXPECT_TRUE(refused({whole}));
    EXPECT_TRUE(refused({whole, odd}));
    EXPECT_TRUE(refused({whole, three}));
    EXPECT_TRUE(refused({fits, fits}));
    EXPECT_TRUE(refused({whole, whole}));
    EXPECT_FALSE(engine->append("none", 2, std::vector<SqlValues>{whole}));
}

TEST_F(Parquet, DamagedFilesAreRefusedByName) {
    const std::string bytes = readFile(writeAllKinds(3000), 10'000'000).value();
    const fs::path path = dir / "damaged.parquet";
    const auto refusalOf = [&](const std::string& content) {
        std::ofstream(path, std::ios::binary) << content;
        const auto file = ParquetFile::open(*engine, path);
        if (file) return std::string("accepted");
        EXPECT_THAT(file.error().message, HasSubstr(path.string()));
        return file.error().message;
    };
    EXPECT_THAT(refusalOf(""), HasSubstr("empty"));
    EXPECT_THAT(refusalOf("this is some text, not Parquet"), HasSubstr("not a Parquet file"));
    EXPECT_THAT(refusalOf(bytes.substr(0, bytes.size() / 2)), HasSubstr("truncated"));
    EXPECT_THAT(refusalOf("PAR1PAR1"), HasSubstr("cannot be read"));
    fs::remove(path);
    EXPECT_THAT(ParquetFile::open(*engine, path).error().message, HasSubstr("does not exist"));
}

/// Random damage gives an error or values, never a crash or memory without bound.
TEST_F(Parquet, DamagedDataNeverCrashes) {
    const std::string bytes = readFile(writeAllKinds(3000), 10'000'000).value();
    std::mt19937 random(5);
    int errors = 0;
    for (int round = 0; round < 200; ++round) {
        std::string damaged = bytes;
        const size_t from = round % 2 ? damaged.size() - std::min<size_t>(damaged.size(), 3000) : 0;
        for (int i = 0; i < 4; ++i)
            damaged[from + random() % (damaged.size() - from)] = static_cast<char>(random());
        const fs::path path = dir / ("damaged" + std::to_string(round) + ".parquet");
        std::ofstream(path, std::ios::binary) << damaged;
        const auto file = ParquetFile::open(*engine, path);
        if (!file) {
            ++errors;
            continue;
        }
        std::vector<std::string> names;
        for (const SqlColumnType& column : file->columns())
            names.push_back(SqlEngine::identifier(column.name));
        auto rows = file->read(names);
        if (!rows) {
            EXPECT_THAT(rows.error().message, HasSubstr(path.string()));
            ++errors;
        }
        while (rows && rows->next()) EXPECT_LE(rows->size(), 3000U);
        fs::remove(path);
    }
    EXPECT_GT(errors, 50);
}

TEST(DuckDbLibrary, MissingLibraryIsSaidInOneSentence) {
    // In a program of its own: the library is opened once per program.
    const std::string program = fs::read_symlink("/proc/self/exe").string();
    const test::TempDir dir;
    const std::string command = "CAMFRAME_DUCKDB=" + dir.path().string() + "/none.so '" + program +
                                "' --gtest_filter=Parquet.NullsAreSeen > " + (dir / "out").string() + " 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0);
    const std::string said = readFile(dir / "out", 1'000'000).value();
    EXPECT_THAT(said, HasSubstr("Parquet cannot be read: DuckDB's library was not found"));
    EXPECT_THAT(said, HasSubstr("none.so"));
    EXPECT_THAT(said, HasSubstr("SKIPPED"));
}

}  // namespace
}  // namespace camframe
