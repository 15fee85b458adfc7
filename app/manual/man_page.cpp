// SPDX-License-Identifier: Apache-2.0
#include "app/manual/man_page.h"

#include <fmt/format.h>

#include <algorithm>

namespace camframe {

namespace {

/// Text as troff takes it: no escapes, no requests, dashes that can be copied.
std::string troff(const std::string& text) {
    std::string out;
    if (text.starts_with('.') || text.starts_with('\'')) out = "\\&";
    for (const char c : text) {
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else
            out += c;
    }
    return out;
}

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
}

std::string valueOf(const OptionHelp& option) {
    if (option.value.empty()) return {};
    const std::string value = troff(option.value);
    return option.words.empty() ? fmt::format(" \\fI{}\\fR", value) : fmt::format(" {}", value);
}

std::string options(const std::vector<OptionHelp>& list) {
    std::string out;
    for (const OptionHelp& option : list) {
        std::string names;
        for (const std::string& name : option.names)
            names += fmt::format("{}\\fB{}\\fR", names.empty() ? "" : ", ", troff(name));
        out += fmt::format(".TP\n{}{}\n{}{}{}\n", names, valueOf(option), troff(option.text),
                           option.required ? " (required)" : "",
                           option.byDefault.empty() ? "" : fmt::format(" [{}]", troff(option.byDefault)));
    }
    return out;
}

/// "camframe calibrate [OPTIONS] DATASET"
std::string synopsis(const std::string& path, const CommandHelp& command) {
    std::string out = fmt::format("\\fB{}\\fR", troff(path));
    for (const OptionHelp& option : command.options)
        if (option.required) out += fmt::format(" \\fB{}\\fR{}", troff(option.names.back()), valueOf(option));
    out += " [\\fIOPTIONS\\fR]";
    for (const OptionHelp& argument : command.arguments)
        out += fmt::format("{}\\fI{}\\fR{}", argument.required ? " " : " [", troff(argument.names.front()),
                           argument.required ? "" : "]");
    if (!command.commands.empty()) out += " \\fICOMMAND\\fR";
    return out + "\n";
}

std::string body(const CommandHelp& command, const char* heading) {
    std::string out;
    if (!command.arguments.empty())
        out += fmt::format("{} ARGUMENTS\n{}", heading, options(command.arguments));
    if (!command.options.empty()) out += fmt::format("{} OPTIONS\n{}", heading, options(command.options));
    return out;
}

std::string pageOf(const std::string& path, const CommandHelp& command, const std::string& version,
                   const std::vector<std::string>& seeAlso, bool commandsHavePages) {
    std::string page = path;
    std::ranges::replace(page, ' ', '-');
    std::string out =
        fmt::format(".TH \"{}\" \"1\" \"\" \"camframe {}\" \"User Commands\"\n", upper(page), version);
    out += ".ad l\n.nh\n";  // Long synopses cannot be stretched.
    out += fmt::format(".SH NAME\n{} \\- {}\n", troff(page), troff(command.summary));
    out += ".SH SYNOPSIS\n" + synopsis(path, command);
    if (!command.commands.empty()) {
        out += ".SH COMMANDS\n";
        for (const CommandHelp& one : command.commands) {
            out += fmt::format(".TP\n\\fB{}\\fR\n{}\n", troff(one.name), troff(one.summary));
            if (!commandsHavePages)
                out += fmt::format(".RS\n.PP\n{}{}.RE\n", synopsis(path + " " + one.name, one),
                                   options(one.arguments) + options(one.options));
        }
    }
    out += body(command, ".SH");
    out += ".SH EXIT STATUS\n0 on success, 1 on failure, 2 for a wrong command line.\n";
    std::string others;
    for (const std::string& name : seeAlso)
        if (name != page) others += fmt::format("{}\\fB{}\\fR(1)", others.empty() ? "" : ", ", troff(name));
    return out + (others.empty() ? "" : ".SH SEE ALSO\n" + others + "\n");
}

}  // namespace

std::vector<std::pair<std::string, std::string>> manPages(const CommandHelp& program,
                                                          const std::string& version,
                                                          const std::vector<std::string>& seeAlso) {
    std::vector<std::string> all = seeAlso;
    for (const CommandHelp& command : program.commands) all.push_back(program.name + "-" + command.name);
    std::vector<std::pair<std::string, std::string>> pages;
    pages.emplace_back(program.name + ".1", pageOf(program.name, program, version, all, true));
    all.insert(all.begin(), program.name);
    for (const CommandHelp& command : program.commands)
        pages.emplace_back(program.name + "-" + command.name + ".1",
                           pageOf(program.name + " " + command.name, command, version, all, false));
    return pages;
}

}  // namespace camframe
