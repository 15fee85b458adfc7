// SPDX-License-Identifier: Apache-2.0
/// Writes manual pages and shell completions from the options that the programs parse with:
///     camframe_manual OUT [camframe-studio's --help as a text file]
#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "app/commands/shell.h"
#include "app/manual/completions.h"
#include "app/manual/man_page.h"
#ifdef CAMFRAME_REVIEW_LISTS
#include "app/review/review_command_line.h"
#endif

using namespace camframe;

namespace {

void write(const std::filesystem::path& file, const std::string& text) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream out(file, std::ios::binary);
    out << text;
    if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

void writeAll(const CommandHelp& program, const std::vector<std::string>& others,
              const std::filesystem::path& folder) {
    for (const auto& [name, text] : manPages(program, CAMFRAME_VERSION, others))
        write(folder / "man" / name, text);
    write(folder / "bash" / program.name, bashCompletion(program));
    write(folder / "zsh" / ("_" + program.name), zshCompletion(program));
    write(folder / "fish" / (program.name + ".fish"), fishCompletion(program));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2 || argc > 3) {
        std::cerr << "usage: camframe_manual OUT [STUDIO_HELP.txt]\n";
        return 2;
    }
    try {
        std::ostringstream nowhere;
        Shell shell{nowhere, nowhere};
#ifdef CAMFRAME_REVIEW_LISTS
        shell.lists = reviewLists();
#endif
        CLI::App app;
        addCommands(app, shell);
        const bool withStudio = argc == 3;
        writeAll(helpOf(app),
                 withStudio ? std::vector<std::string>{"camframe-studio"} : std::vector<std::string>{},
                 argv[1]);
        if (withStudio) {
            std::ifstream file(argv[2]);
            std::stringstream text;
            text << file.rdbuf();
            const CommandHelp studio = helpOfQtProgram("camframe-studio", text.str());
            if (studio.options.size() < 5)
                throw std::runtime_error(std::string(argv[2]) + " is no help text of Qt's");
            writeAll(studio, {"camframe"}, argv[1]);
        }
    } catch (const std::exception& error) {
        std::cerr << "camframe_manual: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
