// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace camframe {

/// One option or argument as its help describes it.
struct OptionHelp {
    std::vector<std::string> names;  ///< "-h", "--help"; of an argument its one name, without dashes.
    std::string value;               ///< "FILE"; empty: a flag.
    std::string text;
    std::string byDefault;
    bool required = false;
    std::vector<std::string> words;  ///< What the value can be, where only a few words are known.
};

/// A program or one of its commands, as its help describes it.
struct CommandHelp {
    std::string name;  ///< Of the command alone: "calibrate".
    std::string summary;
    std::vector<OptionHelp> arguments;
    std::vector<OptionHelp> options;
    std::vector<CommandHelp> commands;
};

/// The tree of commands that the program itself parses with.
CommandHelp helpOf(const CLI::App& app);

/// A program of Qt's, from what its --help prints (QCommandLineParser::helpText()).
/// @return  Without options where the text is none of Qt's.
CommandHelp helpOfQtProgram(std::string_view name, std::string_view text);

}  // namespace camframe
