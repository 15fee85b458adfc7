// SPDX-License-Identifier: Apache-2.0
#include "app/manual/completions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>

namespace camframe {

namespace {

constexpr const char* heading = "# Written by camframe_manual from the program's own options.\n";

/// A name that every shell takes for a function's.
std::string identifier(std::string text) {
    for (char& c : text)
        if (c == ' ' || c == '-') c = '_';
    return text;
}

/// Calls `visit` for the program (path "") and every command below it ("profile new").
void forEach(const CommandHelp& command, const std::string& path,
             const std::function<void(const std::string& path, const CommandHelp&)>& visit) {
    visit(path, command);
    for (const CommandHelp& below : command.commands)
        forEach(below, path.empty() ? below.name : path + " " + below.name, visit);
}

std::vector<std::string> namesOf(const CommandHelp& command) {
    std::vector<std::string> names;
    for (const CommandHelp& below : command.commands) names.push_back(below.name);
    return names;
}

std::vector<std::string> optionNames(const CommandHelp& command) {
    std::vector<std::string> names;
    for (const OptionHelp& option : command.options)
        names.insert(names.end(), option.names.begin(), option.names.end());
    return names;
}

std::string replaced(const std::string& text, const std::string& characters, const std::string& by) {
    std::string out;
    for (const char c : text) {
        if (characters.find(c) != std::string::npos) out += by;
        out += c;
    }
    return out;
}

/// Inside of single quotes, for zsh and bash.
std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
    return out + "'";
}

std::string zshFunction(const std::string& name, const CommandHelp& command) {
    std::string out = name + "() {\n";
    std::vector<std::string> specs;
    for (const OptionHelp& option : command.options) {
        std::string value;
        if (!option.value.empty())
            value = option.words.empty() ? fmt::format(":{}:_files", replaced(option.value, ":\\", "\\"))
                                         : fmt::format(":word:({})", fmt::join(option.words, " "));
        for (const std::string& one : option.names)
            specs.push_back(
                quoted(fmt::format("*{}[{}]{}", one, replaced(option.text, "[]:\\", "\\"), value)));
    }
    if (command.commands.empty()) {
        specs.emplace_back("'*:file:_files'");
        return out + fmt::format("  _arguments {}\n}}\n", fmt::join(specs, " \\\n    "));
    }
    out += "  local curcontext=$curcontext state line\n  local -a commands\n";
    specs.emplace_back("'1: :->command'");
    specs.emplace_back("'*:: :->arguments'");
    out += fmt::format("  _arguments -C {}\n  case $state in\n    command)\n      commands=(\n",
                       fmt::join(specs, " \\\n    "));
    for (const CommandHelp& below : command.commands)
        out += fmt::format("        {}\n", quoted(below.name + ":" + replaced(below.summary, ":\\", "\\")));
    out += "      )\n      _describe command commands ;;\n    arguments)\n      case $line[1] in\n";
    for (const CommandHelp& below : command.commands)
        out += fmt::format("        {0}) {1}_{2} ;;\n", below.name, name, identifier(below.name));
    return out + "      esac ;;\n  esac\n}\n";
}

}  // namespace

std::string bashCompletion(const CommandHelp& program) {
    const std::string function = fmt::format("_{}", identifier(program.name));
    std::string paths, cases;
    forEach(program, "", [&](const std::string& path, const CommandHelp& command) {
        if (!path.empty()) {
            const size_t last = path.rfind(' ');
            const std::string before = last == std::string::npos ? "" : path.substr(0, last);
            paths += fmt::format("            \"{}:{}\") command=\"{}\" ;;\n", before,
                                 last == std::string::npos ? path : path.substr(last + 1), path);
        }
        cases += fmt::format("        \"{}\")\n", path);
        std::string words;
        for (const OptionHelp& option : command.options)
            if (!option.words.empty())
                words += fmt::format(
                    "                {}) COMPREPLY=($(compgen -W \"{}\" -- \"$current\")); return ;;\n",
                    fmt::join(option.names, "|"), fmt::join(option.words, " "));
        if (!words.empty())
            cases += fmt::format("            case $previous in\n{}            esac\n", words);
        std::vector<std::string> offers = optionNames(command);
        if (!command.commands.empty())
            cases += fmt::format(
                "            [[ $current == -* ]] || COMPREPLY=($(compgen -W \"{}\" -- \"$current\"))\n",
                fmt::join(namesOf(command), " "));
        cases += fmt::format(
            "            [[ $current != -* ]] || COMPREPLY=($(compgen -W \"{}\" -- \"$current\")) ;;\n",
            fmt::join(offers, " "));
    });
    return fmt::format(
        "{0}# shellcheck shell=bash disable=SC2207\n"
        "{1}() {{\n"
        "    local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} command= i\n"
        "    COMPREPLY=()\n"
        "    for ((i = 1; i < COMP_CWORD; ++i)); do\n"
        "        case \"$command:${{COMP_WORDS[i]}}\" in\n{2}"
        "        esac\n"
        "    done\n"
        "    case $command in\n{3}"
        "    esac\n"
        "}}\n"
        "complete -o default -F {1} {4}\n",
        heading, function, paths, cases, program.name);
}

std::string zshCompletion(const CommandHelp& program) {
    const std::string function = fmt::format("_{}", identifier(program.name));
    std::string out = fmt::format("#compdef {}\n{}", program.name, heading);
    forEach(program, "", [&](const std::string& path, const CommandHelp& command) {
        out += zshFunction(path.empty() ? function : function + "_" + identifier(path), command);
    });
    return out + function + " \"$@\"\n";
}

std::string fishCompletion(const CommandHelp& program) {
    const std::string at = fmt::format("__{}_at", identifier(program.name));
    std::vector<std::string> paths;
    std::string lines;
    forEach(program, "", [&](const std::string& path, const CommandHelp& command) {
        if (!path.empty()) paths.push_back(quoted(path));
        const std::string start = fmt::format("complete -c {} -n '{} \"{}\"'", program.name, at, path);
        const auto text = [](const std::string& words) {
            return fmt::format("'{}'", replaced(words, "'\\", "\\"));
        };
        for (const CommandHelp& below : command.commands)
            lines += fmt::format("{} -f -a {} -d {}\n", start, below.name, text(below.summary));
        for (const OptionHelp& option : command.options) {
            lines += start;
            for (const std::string& name : option.names)
                lines += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
            if (!option.value.empty()) lines += " -r";
            if (!option.words.empty()) lines += fmt::format(" -f -a '{}'", fmt::join(option.words, " "));
            lines += fmt::format(" -d {}\n", text(option.text));
        }
    });
    return fmt::format(
        "{0}function {1}\n"
        "    set -l path\n"
        "    for word in (commandline -opc)[2..-1]\n"
        "        set -l longer (string join -- ' ' $path $word)\n"
        "        contains -- $longer {2}; and set path $longer\n"
        "    end\n"
        "    test \"$path\" = \"$argv[1]\"\n"
        "end\n{3}",
        heading, at, paths.empty() ? "''" : fmt::format("{}", fmt::join(paths, " ")), lines);
}

}  // namespace camframe
