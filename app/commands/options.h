// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

#include "app/commands/shell.h"

namespace camframe {

/// For options that name a file or folder: an empty text would quietly mean the present folder.
inline const CLI::Validator notEmpty{[](std::string& text) {
                                         return text.empty() ? std::string("names nothing: give a path")
                                                             : std::string();
                                     },
                                     ""};

/// --quiet, --json, --robot-path, --package: on every command.
void addCommonOptions(CLI::App& command, Shell& shell);

/// --device, --gpu-memory, --threads: where and with how much the renderer works.
void addDeviceOptions(CLI::App& command, RendererOptions& renderer);

/// An option whose value is one of a few words.
template <class T>
CLI::Option* addChoice(CLI::App& command, const std::string& name, T& value,
                       const std::vector<std::pair<std::string, T>>& choices,
                       const std::string& description) {
    const auto choose = [&value, name, choices](const std::string& text) {
        std::string words;
        for (const auto& [word, meaning] : choices) {
            if (word == text) {
                value = meaning;
                return;
            }
            words += (words.empty() ? "" : ", ") + word;
        }
        throw CLI::ValidationError(name, "'" + text + "' is not one of " + words);
    };
    std::string words;
    for (const auto& [word, meaning] : choices) words += (words.empty() ? "" : "|") + word;
    return command.add_option_function<std::string>(name, choose, description)->type_name(words);
}

}  // namespace camframe
