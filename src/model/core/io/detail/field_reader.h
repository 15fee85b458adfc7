// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Geometry>
#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/core/io/detail/json_input.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// Reads members of a profile and keeps the first error, so that each member stays one line.
class FieldReader {
public:
    template <class T>
    T take(Result<T> result) {
        if (result) return std::move(*result);
        fail(result.error());
        return T{};
    }
    void fail(const Error& error) {
        if (!m_error) m_error = error;
    }
    /// As JsonField::error().
    void fail(const JsonField& field, std::string_view expected) { fail(field.error(expected).value()); }
    const std::optional<Error>& error() const { return m_error; }

    std::string text(const JsonField& field, bool required = true, std::string_view expected = "a name") {
        if (!required && field.absent()) return {};
        return take(field.string(expected));
    }
    std::vector<std::string> names(const JsonField& field, bool required = true,
                                   std::string_view expected = "a list of names") {
        if (!required && field.absent()) return {};
        std::vector<std::string> list = take(field.uniqueStrings(expected));
        if (required && list.empty()) fail(field, "at least one name");
        return list;
    }
    double number(const JsonField& field) { return take(field.number("a finite number (rad or m)")); }

    /// Misspelt members would otherwise be ignored in silence.
    void onlyMembers(const JsonField& field, std::initializer_list<std::string_view> known) {
        if (field.value() == nullptr || !field.value()->is_object()) return fail(field, "an object");
        for (const auto& [key, value] : field.value()->items())
            if (std::ranges::find(known, key) == known.end()) {
                std::string list;
                for (const std::string_view name : known)
                    list += (list.empty() ? "" : ", ") + std::string(name);
                fail(field[key], "only members that the format knows (" + list + ")");
            }
    }

    Eigen::Vector3d vector(const JsonField& field) {
        Eigen::Vector3d out = Eigen::Vector3d::Zero();
        if (field.absent()) return out;
        if (take(field.arraySize("three numbers")) != 3) fail(field, "three numbers");
        for (size_t i = 0; i < 3; ++i)
            out[static_cast<Eigen::Index>(i)] = take(field[i].number("a finite number"));
        return out;
    }

    /// "xyz" (m) and "rpy" (rad, static x-y-z as in URDF); both may be absent.
    RigidTransform pose(const JsonField& field) {
        RigidTransform out = RigidTransform::Identity();
        const Eigen::Vector3d rpy = vector(field["rpy"]);
        out.linear() = (Eigen::AngleAxisd(rpy.z(), Eigen::Vector3d::UnitZ()) *
                        Eigen::AngleAxisd(rpy.y(), Eigen::Vector3d::UnitY()) *
                        Eigen::AngleAxisd(rpy.x(), Eigen::Vector3d::UnitX()))
                           .toRotationMatrix();
        out.translation() = vector(field["xyz"]);
        return out;
    }

private:
    std::optional<Error> m_error;
};

}  // namespace camframe
