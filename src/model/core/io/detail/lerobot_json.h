// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "model/core/io/datasets/lerobot_statistics.h"

namespace camframe {

/// As in meta/episodes_stats.jsonl and meta/stats.json: pictures have the shape (3, 1, 1), count has (1).
inline nlohmann::ordered_json statisticJson(const LeRobotStatistic& statistic) {
    using Json = nlohmann::ordered_json;
    const auto list = [&](const std::vector<double>& values) {
        Json out = Json::array();
        for (const double value : values)
            out.push_back(statistic.picture ? Json::array({Json::array({value})}) : Json(value));
        return out;
    };
    return {{"min", list(statistic.min)},
            {"max", list(statistic.max)},
            {"mean", list(statistic.mean)},
            {"std", list(statistic.std)},
            {"count", Json::array({statistic.count})}};
}

/// Throws what the JSON library throws.
inline LeRobotStatistic statisticFromJson(const nlohmann::ordered_json& json, bool picture) {
    const auto list = [&](const char* key) {
        std::vector<double> out;
        for (const auto& value : json.at(key))
            out.push_back(picture ? value.at(0).at(0).get<double>() : value.get<double>());
        return out;
    };
    return {list("min"), list("max"), list("mean"), list("std"), json.at("count").at(0).get<int64_t>(),
            picture};
}

}  // namespace camframe
