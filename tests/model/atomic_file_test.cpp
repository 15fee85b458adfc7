// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/atomic_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "support/temp_dir.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;

std::string contents(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

size_t entryCount(const fs::path& folder) {
    return static_cast<size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(AtomicFile, WritesReplacesAndMakesFolders) {
    const test::TempDir dir;
    const fs::path path = dir / "a/b/file.bin";
    const std::string first("one\0two", 7);
    ASSERT_TRUE(writeFileAtomically(path, first));
    EXPECT_EQ(contents(path), first);
    ASSERT_TRUE(writeFileAtomically(path, "x"));
    EXPECT_EQ(contents(path), "x");
    EXPECT_EQ(entryCount(path.parent_path()), 1u);
}

/// Whoever may write into the output folder must not lead us to another file.
TEST(AtomicFile, ALinkAtTheTargetIsReplacedNotFollowed) {
    const test::TempDir dir;
    std::ofstream(dir / "precious") << "mine";
    fs::create_symlink(dir / "precious", dir / "result.json");
    ASSERT_TRUE(writeFileAtomically(dir / "result.json", "new"));
    EXPECT_EQ(contents(dir / "precious"), "mine");
    EXPECT_FALSE(fs::is_symlink(dir / "result.json"));
    EXPECT_EQ(contents(dir / "result.json"), "new");
}

TEST(AtomicFile, FailedWriterLeavesTheOldFileAndNothingElse) {
    const test::TempDir dir;
    const fs::path path = dir / "result.h5";
    ASSERT_TRUE(writeFileAtomically(path, "old"));
    const auto result = writeFileAtomically(path, [&](const fs::path& temporary) -> Result<void> {
        EXPECT_EQ(temporary.parent_path(), dir.path());
        EXPECT_EQ(temporary.extension(), ".h5");
        std::ofstream(temporary) << "half";
        return makeError(ErrorKind::Output, "disk is full");
    });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message, "disk is full");
    EXPECT_EQ(contents(path), "old");
    EXPECT_EQ(entryCount(dir.path()), 1u);
}

TEST(AtomicFile, ExceptionInWriterLeavesNothing) {
    const test::TempDir dir;
    EXPECT_THROW((void)writeFileAtomically(dir / "x", [](const fs::path&) -> Result<void> { throw 1; }), int);
    EXPECT_EQ(entryCount(dir.path()), 0u);
}

TEST(AtomicFile, UnwritableTargetsAreOutputErrorsThatNameThePath) {
    const test::TempDir dir;
    std::ofstream(dir / "file") << "x";
    fs::create_directory(dir / "folder");
    for (const fs::path& path :
         {dir / "file/below.json", dir / "folder", fs::path("/proc/camframe/out.json")}) {
        const auto result = writeFileAtomically(path, "data");
        ASSERT_FALSE(result) << path;
        EXPECT_EQ(result.error().kind, ErrorKind::Output);
        EXPECT_NE(result.error().message.find(path.parent_path().string()), std::string::npos)
            << result.error().message;
    }
    EXPECT_EQ(entryCount(dir.path()), 2u);
    EXPECT_EQ(entryCount(dir / "folder"), 0u);
}

TEST(AtomicFile, WhatAKilledProcessLeftIsRemovedAndNothingElse) {
    const test::TempDir dir;
    // What a writer that never returns leaves.
    const pid_t child = ::fork();
    if (child == 0) {
        (void)writeFileAtomically(dir / "deep" / "poses.v1.json",
                                  [](const fs::path&) -> Result<void> { ::_exit(0); });
        ::_exit(1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_EQ(status, 0);
    ASSERT_EQ(entryCount(dir / "deep"), 1U);
    for (const char* name : {".hidden", ".a.0123abcd-x.json", "b.0123abcd-1.json", "poses.v1.json"})
        ASSERT_TRUE(writeFileAtomically(dir / "deep" / name, "theirs"));
    removeUnfinished(dir.path());
    EXPECT_EQ(entryCount(dir / "deep"), 4U);
    for (const char* name : {".hidden", ".a.0123abcd-x.json", "b.0123abcd-1.json", "poses.v1.json"})
        EXPECT_TRUE(fs::exists(dir / "deep" / name)) << name;
    removeUnfinished(dir / "nowhere");
}

TEST(AtomicFile, WholeFoldersAreMadeDurableAndLinksLeftAlone) {
    const test::TempDir dir;
    ASSERT_TRUE(writeFileAtomically(dir / "a/b/c.bin", "x"));
    fs::create_symlink("/nowhere/else", dir / "a/dangling");
    ASSERT_EQ(::mkfifo((dir / "a/pipe").c_str(), 0600), 0);
    EXPECT_TRUE(makeDurable(dir / "a"));
    EXPECT_TRUE(makeDurable(dir / "a/b/c.bin"));
}

TEST(AtomicFile, ReadFileReturnsAllBytes) {
    const test::TempDir dir;
    std::ofstream(dir / "x", std::ios::binary) << std::string("a\0b", 3);
    EXPECT_EQ(readFile(dir / "x", 3).value(), std::string("a\0b", 3));
    std::ofstream(dir / "empty");
    EXPECT_EQ(readFile(dir / "empty", 3).value(), "");
}

TEST(AtomicFile, ReadFileRefusesWhatIsNotASmallRegularFile) {
    const test::TempDir dir;
    std::ofstream(dir / "large") << "1234";
    ASSERT_EQ(::mkfifo((dir / "pipe").c_str(), 0600), 0);
    for (const fs::path& path : {dir / "large", dir / "pipe", dir / "missing", dir.path()}) {
        const auto result = readFile(path, 3);
        ASSERT_FALSE(result) << path;
        EXPECT_EQ(result.error().kind, ErrorKind::Input);
        EXPECT_NE(result.error().message.find(path.string()), std::string::npos) << result.error().message;
    }
}

}  // namespace
}  // namespace camframe
