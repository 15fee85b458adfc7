// SPDX-License-Identifier: Apache-2.0
#include "app/manual/command_help.h"

#include <CLI/CLI.hpp>
#include <sstream>

namespace camframe {

namespace {

std::vector<std::string> splitWords(const std::string& text) {
    std::vector<std::string> words;
    std::stringstream stream(text);
    for (std::string word; std::getline(stream, word, '|');) words.push_back(word);
    return words;
}

OptionHelp helpOf(const CLI::Option& option) {
    OptionHelp help;
    if (option.get_positional()) {
        help.names.push_back(option.get_name(true));
    } else {
        for (const std::string& name : option.get_snames()) help.names.push_back("-" + name);
        for (const std::string& name : option.get_lnames()) help.names.push_back("--" + name);
    }
    help.text = option.get_description();
    help.byDefault = option.get_default_str();
    help.required = option.get_required();
    if (option.get_type_size() != 0) help.value = option.get_type_name();
    if (const size_t range = help.value.find(':'); range != std::string::npos) help.value.resize(range);
    // "auto|vulkan|cpu", as addChoice() writes it; "NAME|FILE" names kinds of values.
    if (help.value.find('|') != std::string::npos && std::islower(static_cast<unsigned char>(help.value[0])))
        help.words = splitWords(help.value);
    return help;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

/// "-h, --help", "--robot <ROBOT>"
OptionHelp qtOption(std::string_view left, std::string_view text) {
    OptionHelp help;
    help.text = text;
    if (const size_t value = left.find(" <"); value != std::string_view::npos) {
        help.value = left.substr(value + 2, left.rfind('>') - value - 2);
        left = left.substr(0, value);
    }
    while (!left.empty()) {
        const size_t comma = std::min(left.find(','), left.size());
        help.names.emplace_back(trimmed(left.substr(0, comma)));
        left.remove_prefix(std::min(comma + 1, left.size()));
    }
    return help;
}

}  // namespace

CommandHelp helpOf(const CLI::App& app) {
    CommandHelp help;
    help.name = app.get_name();
    help.summary = app.get_description();
    for (const CLI::Option* option : app.get_options({}))
        if (!option->get_group().empty())
            (option->get_positional() ? help.arguments : help.options).push_back(helpOf(*option));
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
        help.commands.push_back(helpOf(*command));
    return help;
}

CommandHelp helpOfQtProgram(std::string_view name, std::string_view text) {
    CommandHelp help;
    help.name = name;
    std::vector<OptionHelp>* section = nullptr;
    std::stringstream stream{std::string(text)};
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with("Usage:") || line.empty()) continue;
        if (line.starts_with("Options:") || line.starts_with("Arguments:")) {
            section = line.starts_with("Options:") ? &help.options : &help.arguments;
        } else if (section == nullptr) {
            help.summary += (help.summary.empty() ? "" : " ") + line;
        } else if (line.starts_with("  ") && line[2] != ' ') {
            const size_t gap = line.find("  ", 2);
            section->push_back(qtOption(trimmed(std::string_view(line).substr(2, gap - 2)),
                                        gap == std::string::npos ? "" : trimmed(line.substr(gap))));
        } else if (!section->empty()) {
            std::string& last = section->back().text;
            last += (last.empty() ? "" : " ") + std::string(trimmed(line));
        }
    }
    return help;
}

}  // namespace camframe
