// SPDX-License-Identifier: Apache-2.0
#include "calib/groups/find_groups.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <list>
#include <map>
#include <numbers>
#include <tuple>

#include "model/core/rigid_transform.h"

namespace camframe {

namespace {

/// Prepared backgrounds; those used last are kept.
class Views {
public:
    explicit Views(const std::function<Result<ImageU8>(size_t)>& background) : m_background(background) {}

    Result<PlacementView> of(size_t record) {
        const auto found = std::ranges::find(m_kept, record, &Kept::first);
        if (found != m_kept.end()) {
            m_kept.splice(m_kept.begin(), m_kept, found);
            return m_kept.front().second;
        }
        const auto picture = m_background(record);
        if (!picture) return tl::unexpected(picture.error());
        m_kept.emplace_front(record, PlacementView(*picture));
        if (m_kept.size() > kMost) m_kept.pop_back();
        return m_kept.front().second;
    }

private:
    using Kept = std::pair<size_t, PlacementView>;
    static constexpr size_t kMost = 24;  // some 3 MB each
    const std::function<Result<ImageU8>(size_t)>& m_background;
    std::list<Kept> m_kept;  ///< Used last first.
};

/// Groups of one camera with one size of pictures.
class CameraGroups {
public:
    CameraGroups(std::span<const PlacementRecord> records, Views& views, std::vector<PlacementGroup>& groups)
        : m_records(records), m_views(views), m_groups(groups) {}

    Result<void> take(size_t index) {
        const PlacementRecord& record = m_records[index];
        auto view = m_views.of(index);
        if (!view) return tl::unexpected(view.error());
        std::optional<std::pair<size_t, PlacementShift>> from;  // the likest of those that it moved against
        for (const size_t group : candidates(record)) {
            const PlacementRecord& leader = m_records[m_groups[group].members.front()];
            auto leading = m_views.of(m_groups[group].members.front());
            if (!leading) return tl::unexpected(leading.error());
            const PlacementShift shift = comparePlacements(*leading, *view);
            if (shift.kind != PlacementShift::Kind::Aligned) continue;
            const double distance = leader.camFromBase ? viewingDistance(leader) : viewingDistance(record);
            if (backgroundMoved(shift, record.focal(), distance)) {
                if (!from || shift.agreement > from->second.agreement) from = {group, shift};
                continue;
            }
            if (contradict(leader, record)) continue;
            m_groups[group].members.push_back(index);
            m_groups[group].shifts.push_back(shift);
            m_last = group;
            return {};
        }
        PlacementGroup group;
        group.members = {index};
        group.shifts.emplace_back();
        group.shifts.back().kind = PlacementShift::Kind::Aligned;
        group.shifts.back().agreement = 1;
        if (from) {
            group.bumpedFrom = from->first;
            group.bump = from->second;
        }
        m_last = m_groups.size();
        m_own.push_back(m_groups.size());
        m_signatures.push_back(record.signature);
        m_groups.push_back(std::move(group));
        return {};
    }

private:
    static bool contradict(const PlacementRecord& a, const PlacementRecord& b) {
        if (!a.camFromBase || !b.camFromBase || !a.covariance || !b.covariance) return false;
        const PoseDifference d = poseDifference(*a.camFromBase, *a.covariance, *b.camFromBase, *b.covariance);
        // Backgrounds see little motions better than robots do: only a large one can be the robot's.
        constexpr double kLarge = 5;
        return d.significant() &&
               (d.degrees > kLarge * kBumpDegrees || d.millimetres > kLarge * kBumpMillimetres);
    }

    std::vector<size_t> candidates(const PlacementRecord& record) const {
        constexpr size_t kMost = 8;
        constexpr float kAlike = 0.35F;
        std::vector<size_t> out;
        if (m_own.empty()) return out;
        std::vector<float> alike(m_own.size());
        std::vector<size_t> order;
        for (size_t i = 0; i < m_own.size(); ++i) {
            alike[i] = m_signatures[i].dot(record.signature);
            if (alike[i] > kAlike) order.push_back(i);
        }
        const auto likest = [&](size_t x, size_t y) {
            return alike[x] != alike[y] ? alike[x] > alike[y] : x < y;
        };
        const size_t taken = std::min(kMost, order.size());
        std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(taken), order.end(),
                          likest);
        order.resize(taken);
        for (const size_t i : order) out.push_back(m_own[i]);
        if (std::ranges::find(out, m_last) == out.end()) out.push_back(m_last);
        return out;
    }

    std::span<const PlacementRecord> m_records;
    Views& m_views;
    std::vector<PlacementGroup>& m_groups;
    std::vector<size_t> m_own;                     ///< Groups of this camera.
    size_t m_last = 0;                             ///< Where the last record went.
    std::vector<PlacementSignature> m_signatures;  ///< Of their leaders.
};

/// The best known pose of a group: that of the member with the smallest deviation.
const PlacementRecord* posed(const PlacementGroup& group, std::span<const PlacementRecord> records) {
    const PlacementRecord* best = nullptr;
    for (const size_t member : group.members) {
        const PlacementRecord& record = records[member];
        if (!record.camFromBase || !record.covariance) continue;
        if (!best || record.covariance->trace() < best->covariance->trace()) best = &record;
    }
    return best;
}

/// Joins groups whose backgrounds cannot tell (lit anew, refurnished) but whose poses agree: six numbers do
/// not agree to a millimetre by chance.
void joinByPose(std::span<const PlacementRecord> records, std::vector<PlacementGroup>& groups) {
    struct Place {
        const PlacementRecord* record;
        size_t group;
    };
    // Poses in cells of 1 cm; agreeing ones lie in neighbouring cells.
    constexpr double kCell = 0.01;
    std::map<std::array<int64_t, 3>, std::vector<Place>> cells;
    std::vector<bool> gone(groups.size(), false);
    for (size_t g = 0; g < groups.size(); ++g) {
        const PlacementRecord* record = posed(groups[g], records);
        if (!record) continue;
        const Eigen::Vector3d centre = cameraCentre(*record->camFromBase);
        std::array<int64_t, 3> cell{};
        for (size_t c = 0; c < 3; ++c)
            cell[c] = static_cast<int64_t>(std::floor(centre[static_cast<Eigen::Index>(c)] / kCell));
        const Place* same = nullptr;
        for (int64_t n = 0; n < 27 && !same; ++n) {
            const auto found =
                cells.find({cell[0] + n % 3 - 1, cell[1] + n / 3 % 3 - 1, cell[2] + n / 9 - 1});
            if (found == cells.end()) continue;
            for (const Place& place : found->second) {
                const PlacementRecord& other = *place.record;
                if (other.camera != record->camera || other.width != record->width ||
                    other.height != record->height || groups[g].bumpedFrom == place.group)
                    continue;
                const PoseDifference d = poseDifference(*other.camFromBase, *other.covariance,
                                                        *record->camFromBase, *record->covariance);
                if (!d.beyondBump() && !d.significant()) {
                    same = &place;
                    break;
                }
            }
        }
        if (!same) {
            cells[cell].push_back({record, g});
            continue;
        }
        PlacementGroup& into = groups[same->group];
        into.members.insert(into.members.end(), groups[g].members.begin(), groups[g].members.end());
        into.shifts.resize(into.members.size());  // against another leader: unknown
        gone[g] = true;
        for (PlacementGroup& other : groups)
            if (other.bumpedFrom == g) other.bumpedFrom = same->group;
    }
    std::vector<size_t> place(groups.size());
    std::vector<PlacementGroup> kept;
    for (size_t g = 0; g < groups.size(); ++g) {
        place[g] = kept.size();
        if (!gone[g]) kept.push_back(std::move(groups[g]));
    }
    for (PlacementGroup& group : kept) {
        if (group.bumpedFrom) group.bumpedFrom = place[*group.bumpedFrom];
        std::map<size_t, PlacementShift> sorted;
        for (size_t i = 0; i < group.members.size(); ++i) sorted[group.members[i]] = group.shifts[i];
        group.members.clear();
        group.shifts.clear();
        for (const auto& [member, shift] : sorted) {
            group.members.push_back(member);
            group.shifts.push_back(shift);
        }
    }
    groups = std::move(kept);
}

}  // namespace

double viewingDistance(const PlacementRecord& record) {
    constexpr double kUsual = 1.5;
    return record.camFromBase ? record.camFromBase->translation().norm() : kUsual;
}

bool PoseDifference::beyondBump() const {
    return degrees > kBumpDegrees || millimetres > kBumpMillimetres;
}

bool PoseDifference::significant() const {
    constexpr double kChance = 27.86, kUnderstated = 1.5;  // chi-squared, 6 degrees of freedom, 1e-4
    return chiSquared > kChance * kUnderstated * kUnderstated;
}

PoseDifference poseDifference(const RigidTransform& pose, const Matrix6d& covariance,
                              const RigidTransform& other, const Matrix6d& otherCovariance) {
    PoseDifference out;
    out.degrees = rotationAngleBetween(pose, other) * 180 / std::numbers::pi;
    out.millimetres = 1e3 * (cameraCentre(pose) - cameraCentre(other)).norm();
    const Vector6d delta = logPose(other * pose.inverse());
    // Of the least that anybody can know: a hundredth of a degree and a tenth of a millimetre.
    Matrix6d sum = covariance + otherCovariance;
    sum.diagonal().head<3>().array() += 3e-8;
    sum.diagonal().tail<3>().array() += 1e-8;
    out.chiSquared = delta.dot(sum.ldlt().solve(delta));
    return out;
}

Result<std::vector<PlacementGroup>> findGroups(std::span<const PlacementRecord> records,
                                               const std::function<Result<ImageU8>(size_t)>& background,
                                               const RunContext& context) {
    Views views(background);
    std::vector<PlacementGroup> groups;
    std::map<std::tuple<std::string, int, int>, CameraGroups> cameras;
    for (size_t i = 0; i < records.size(); ++i) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        context.report(static_cast<double>(i) / static_cast<double>(records.size()), "comparing places");
        const PlacementRecord& record = records[i];
        auto& camera =
            cameras.try_emplace({record.camera, record.width, record.height}, records, views, groups)
                .first->second;
        if (auto taken = camera.take(i); !taken) return tl::unexpected(taken.error());
    }
    joinByPose(records, groups);
    return groups;
}

}  // namespace camframe
