// SPDX-License-Identifier: Apache-2.0
#include "app/commands/import_joints.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "model/core/io/npy_file.h"

namespace camframe {

namespace {

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

/// Lower case letters and digits only.
std::string plain(const std::string& name) {
    std::string out;
    for (const char c : lower(name))
        if (std::isalnum(static_cast<unsigned char>(c))) out += c;
    return out;
}

bool isOneOf(const std::string& name, std::initializer_list<const char*> names) {
    return std::ranges::find(names, plain(name)) != names.end();
}

bool isTimeName(const std::string& name) {
    return isOneOf(name, {"time", "times", "timestamp", "timestamps", "t", "stamp", "sec", "secs", "seconds",
                          "times0", "timesec", "timestampsec", "timestamps0"});
}

bool isCounterName(const std::string& name) {
    return isOneOf(
        name, {"frame", "frameindex", "frameid", "index", "step", "id", "episode", "episodeindex", "row"});
}

std::string quotedList(const std::vector<std::string>& names) {
    constexpr size_t kShown = 24;
    const std::vector<std::string> shown(
        names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kShown)));
    return fmt::format("'{}'{}", fmt::join(shown, "', '"), names.size() > kShown ? " ..." : "");
}

/// The robot's joints as a recording may give them: arms first, in order, then grippers.
struct RobotJoints {
    std::vector<std::string> arm;
    std::vector<std::string> gripper;
    std::map<std::string, std::string> byPlainName;  ///< Model's names and aliases, to the model's name.
};

RobotJoints jointsOf(const Robot& robot) {
    RobotJoints out;
    const auto& joints = robot.model.joints();
    for (const Arm& arm : robot.arms) {
        for (const int joint : arm.joints) out.arm.push_back(joints[static_cast<size_t>(joint)].name);
        if (arm.gripperJoint >= 0) out.gripper.push_back(joints[static_cast<size_t>(arm.gripperJoint)].name);
    }
    for (const Joint& joint : joints)
        if (joint.moves() && !joint.mimic) out.byPlainName[plain(joint.name)] = joint.name;
    for (const auto& [alias, name] : robot.jointAliases) out.byPlainName.try_emplace(plain(alias), name);
    return out;
}

class ColumnMapper {
public:
    ColumnMapper(const JointTable& joints, const Robot* robot)
        : m_file(joints.file.string()), m_table(joints.table), m_robot(robot) {
        if (robot) m_joints = jointsOf(*robot);
    }

    Result<ColumnMap> run(const ColumnRequest& request) {
        if (const auto found = findTime(request.timeColumn); !found) return tl::unexpected(found.error());
        const auto mapped = !request.map.empty()          ? byMap(request.map)
                            : !request.jointNames.empty() ? byNames(request.jointNames)
                            : m_robot                     ? byRobot()
                                                          : asTheyAre();
        if (!mapped) return tl::unexpected(mapped.error());
        return check();
    }

private:
    void add(size_t column, const std::string& joint) {
        m_out.columns.push_back(column);
        m_out.joints.push_back(joint);
    }

    /// By its name, or by its number from 1 where the table has no header.
    std::optional<size_t> columnNamed(const std::string& name) const {
        for (size_t c = 0; c < m_table.names.size(); ++c)
            if (m_table.names[c] == name) return c;
        for (size_t c = 0; c < m_table.names.size(); ++c)
            if (lower(m_table.names[c]) == lower(name)) return c;
        for (size_t c = 0; !m_table.hasHeader && c < m_table.names.size(); ++c)
            if (std::to_string(c + 1) == name) return c;
        return std::nullopt;
    }

    tl::unexpected<Error> noColumn(const char* option, const std::string& name) const {
        return makeError(ErrorKind::Usage, "{} '{}': {} has no such column; it has {}.", option, name, m_file,
                         quotedList(m_table.names));
    }

    Result<void> findTime(const std::string& name) {
        if (!name.empty()) {
            m_out.time = columnNamed(name);
            if (!m_out.time) return noColumn("--time-column", name);
            return {};
        }
        if (!m_table.hasHeader) return {};
        for (size_t c = 0; c < m_table.names.size() && !m_out.time; ++c)
            if (isTimeName(m_table.names[c]) && !m_table.firstText[c]) m_out.time = c;
        if (m_out.time)
            m_out.notes.push_back(
                fmt::format("column '{}' is taken for the times", m_table.names[*m_out.time]));
        return {};
    }

    Result<void> byMap(const std::string& text) {
        for (size_t begin = 0; begin <= text.size();) {
            const size_t end = std::min(text.find(',', begin), text.size());
            const std::string entry = text.substr(begin, end - begin);
            const size_t equals = entry.rfind('=');
            if (equals == std::string::npos || equals == 0 || equals + 1 == entry.size())
                return makeError(ErrorKind::Usage, "--map '{}': '{}' is not COLUMN=JOINT.", text, entry);
            const std::string name = entry.substr(0, equals);
            const auto column = columnNamed(name);
            if (!column) return noColumn("--map", name);
            add(*column, entry.substr(equals + 1));
            begin = end + 1;
        }
        return {};
    }

    /// The columns that may be joints: not the time, no counters, no text.
    std::vector<size_t> candidates() const {
        std::vector<size_t> columns;
        for (size_t c = 0; c < m_table.names.size(); ++c)
            if (c != m_out.time && !isCounterName(m_table.names[c]) && !m_table.firstText[c])
                columns.push_back(c);
        return columns;
    }

    Result<void> byNames(const std::vector<std::string>& names) {
        const std::vector<size_t> columns = candidates();
        if (columns.size() != names.size())
            return makeError(
                ErrorKind::Usage,
                "--joint-names gives {} names, but {} has {} columns of numbers beside times and "
                "counters; name each, or choose columns with --map COLUMN=JOINT,...",
                names.size(), m_file, columns.size());
        for (size_t i = 0; i < names.size(); ++i) add(columns[i], names[i]);
        return {};
    }

    Result<void> asTheyAre() {
        if (!m_table.hasHeader)
            return makeError(ErrorKind::Usage,
                             "{} does not name its {} columns; give --joint-names a,b,... or --robot.",
                             m_file, m_table.names.size());
        for (const size_t c : candidates()) add(c, m_table.names[c]);
        m_out.notes.emplace_back(
            "the columns' names are taken for joint names; with --robot they are checked");
        return {};
    }

    Result<void> byRobot() {
        const std::vector<size_t> columns = candidates();
        std::map<std::string, size_t> found;
        if (m_table.hasHeader) found = columnsByName(columns);
        if (byRobotNames(found, columns)) return {};
        if (byOrder(columns)) return {};
        return makeError(
            ErrorKind::Usage,
            "{}: the columns {} cannot be told apart as the joints {} of {}; say which is which with "
            "--map \"{}\".",
            m_file, quotedList(m_table.names), quotedList(m_joints.arm), m_robot->name,
            exampleMap(found, columns));
    }

    /// What --map could say: the pairs that are known, and the first of those that are missing.
    std::string exampleMap(const std::map<std::string, size_t>& found,
                           const std::vector<size_t>& columns) const {
        std::vector<std::string> pairs;
        if (found.empty()) {
            for (size_t i = 0; i < std::min<size_t>(2, std::min(columns.size(), m_joints.arm.size())); ++i)
                pairs.push_back(m_table.names[columns[i]] + "=" + m_joints.arm[i]);
            return fmt::format("{},...", fmt::join(pairs, ","));
        }
        for (const auto& [joint, column] : found) pairs.push_back(m_table.names[column] + "=" + joint);
        for (const std::string& joint : m_joints.arm)
            if (!found.contains(joint)) pairs.push_back("COLUMN=" + joint);
        return fmt::format("{}", fmt::join(pairs, ","));
    }

    static bool speaksOfGripper(const std::string& column) {
        const std::string name = plain(column);
        return name.find("gripper") != std::string::npos || name.find("finger") != std::string::npos;
    }

    /// Each joint's column, by what its name ends with.
    std::map<std::string, size_t> columnsByName(const std::vector<size_t>& columns) const {
        std::map<std::string, size_t> found;
        for (const size_t c : columns) {
            const std::string name = plain(m_table.names[c]);
            for (const auto& [joint, modelName] : m_joints.byPlainName) {
                const bool exact = name == joint;
                // "position.joint1", "joint1_pos", "joint1 (rad)"
                const bool decorated = !exact && (name.ends_with(joint) || name == joint + "pos" ||
                                                  name == joint + "position" || name == joint + "rad");
                if (exact) found[modelName] = c;
                if (decorated) found.try_emplace(modelName, c);
            }
        }
        return found;
    }

    /// All joints of the arms must be there by name; grippers may be called otherwise ("gripper",
    /// "finger_1").
    bool byRobotNames(std::map<std::string, size_t> found, const std::vector<size_t>& columns) {
        for (const std::string& joint : m_joints.arm)
            if (!found.contains(joint)) return false;
        std::set<size_t> used;
        for (const auto& [joint, column] : found)
            if (!used.insert(column).second) return false;
        std::vector<std::string> grippers;
        for (const std::string& joint : m_joints.gripper)
            if (!found.contains(joint)) grippers.push_back(joint);
        std::vector<size_t> left;
        for (const size_t c : columns)
            if (!used.contains(c) && speaksOfGripper(m_table.names[c])) left.push_back(c);
        if (left.size() == grippers.size())
            for (size_t i = 0; i < left.size(); ++i) {
                found[grippers[i]] = left[i];
                m_out.notes.push_back(fmt::format("column '{}' is taken for the gripper's joint '{}'",
                                                  m_table.names[left[i]], grippers[i]));
            }
        for (const size_t c : columns)
            for (const auto& [joint, column] : found)
                if (column == c) add(c, joint);
        return true;
    }

    /// As many columns as joints: numbered ones of one stem, or all; what speaks of a gripper is the gripper.
    bool byOrder(const std::vector<size_t>& columns) {
        std::vector<size_t> arm, gripper;
        std::map<std::string, std::vector<size_t>> stems;
        for (const size_t c : columns) {
            const std::string name = plain(m_table.names[c]);
            if (m_table.hasHeader && speaksOfGripper(name)) {
                gripper.push_back(c);
                continue;
            }
            arm.push_back(c);
            const size_t digits = name.find_last_not_of("0123456789") + 1;
            if (digits < name.size()) stems[name.substr(0, digits)].push_back(c);
        }
        const size_t wanted = m_joints.arm.size();
        if (arm.size() != wanted) {
            std::vector<std::vector<size_t>> fitting;
            for (const auto& [stem, members] : stems)
                if (members.size() == wanted) fitting.push_back(members);
            if (fitting.size() == 1) {
                arm = fitting.front();
            } else if (!m_table.hasHeader && arm.size() == wanted + m_joints.gripper.size()) {
                gripper.assign(arm.begin() + static_cast<std::ptrdiff_t>(wanted), arm.end());
                arm.resize(wanted);
            } else {
                return false;
            }
        }
        for (size_t i = 0; i < wanted; ++i) add(arm[i], m_joints.arm[i]);
        if (gripper.size() == m_joints.gripper.size())
            for (size_t i = 0; i < gripper.size(); ++i) add(gripper[i], m_joints.gripper[i]);
        m_out.notes.emplace_back(
            "the columns are given to the robot's joints in their order: check the pairs");
        return wanted > 0;
    }

    Result<ColumnMap> check() {
        if (m_out.columns.empty())
            return inputError("{} has no column of joint values; it has {}.", m_file,
                              quotedList(m_table.names));
        std::set<std::string> joints;
        for (const std::string& joint : m_out.joints)
            if (!joints.insert(joint).second)
                return makeError(ErrorKind::Usage,
                                 "The joint '{}' gets two columns of {}; give it one with --map.", joint,
                                 m_file);
        std::vector<size_t> used = m_out.columns;
        if (m_out.time) used.push_back(*m_out.time);
        for (const size_t c : used)
            if (const auto& cell = m_table.firstText[c])
                return inputError(
                    "{}, line {}: '{}' in column '{}' is no number; mend it or leave the cell empty.", m_file,
                    cell->line, cell->text, m_table.names[c]);
        std::vector<std::string> left;
        for (size_t c = 0; c < m_table.names.size(); ++c)
            if (std::ranges::find(used, c) == used.end()) left.push_back(m_table.names[c]);
        if (!left.empty()) m_out.notes.push_back(fmt::format("left out: {}", quotedList(left)));
        if (m_robot)
            for (const std::string& joint : m_out.joints)
                if (!m_joints.byPlainName.contains(plain(joint)))
                    m_out.notes.push_back(fmt::format("{} has no joint '{}'", m_robot->name, joint));
        return std::move(m_out);
    }

    std::string m_file;
    const CsvTable& m_table;
    const Robot* m_robot;
    RobotJoints m_joints;
    ColumnMap m_out;
};

}  // namespace

Result<JointTable> readJointTable(const std::filesystem::path& file) {
    if (lower(file.extension().string()) != ".npy") {
        auto table = readCsv(file);
        if (!table) return tl::unexpected(table.error());
        return JointTable{file, std::move(*table)};
    }
    auto values = readNpy(file);
    if (!values) return tl::unexpected(values.error());
    JointTable joints{file, {}};
    for (Eigen::Index c = 0; c < values->cols(); ++c)
        joints.table.names.push_back(fmt::format("column {}", c + 1));
    joints.table.firstText.resize(joints.table.names.size());
    joints.table.values = std::move(*values);
    return joints;
}

Result<ColumnMap> mapColumns(const JointTable& joints, const ColumnRequest& request, const Robot* robot) {
    return ColumnMapper(joints, robot).run(request);
}

}  // namespace camframe
