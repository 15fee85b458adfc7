// SPDX-License-Identifier: Apache-2.0
#include "calib/camera_motion.h"

#include <algorithm>
#include <cmath>
#include <opencv2/calib3d.hpp>

#include "calib/detail/background_view.h"
#include "model/core/parallel.h"

namespace camframe {

namespace {

constexpr int kColumns = kBackgroundColumns, kRows = kBackgroundRows;
constexpr float kStillPx = 0.5F;  // tracks of unmoved corners scatter by 0.1 px
constexpr float kMovedPx = 0.8F;
constexpr std::ptrdiff_t kFewCells = 6;  // fewer say nothing

using View = BackgroundView;
using Cells = BackgroundCells;

struct Comparison : BackgroundShift {
    Cells textured{}, still{};
};

Comparison compare(const View& from, const View& to) {
    Comparison out;
    if (from.size != to.size || from.corners.size() < 12) return out;
    Cells &textured = out.textured, &still = out.still, moved{};
    for (const cv::Point2f& corner : from.corners) textured[from.cellOf(corner)] = 1;
    const std::vector<CornerTrack> tracks = followCorners(from, to);
    for (const CornerTrack& track : tracks)
        if (cv::norm(track.to - track.from) < kStillPx) still[from.cellOf(track.from)] = 1;
    const double cells = static_cast<double>(std::ranges::count(textured, 1));
    if (cells < 10) return out;
    out.stillShare = static_cast<double>(std::ranges::count(still, 1)) / cells;
    if (tracks.size() >= 12) {
        // What moved, as one: depth differences of a real room stay within a share of the shift.
        std::vector<cv::Point2f> a, b;
        std::vector<double> lengths;
        for (const CornerTrack& track : tracks) {
            const double length = cv::norm(track.to - track.from);
            if (length < kMovedPx) continue;
            a.push_back(track.from);
            b.push_back(track.to);
            lengths.push_back(length);
        }
        if (a.size() >= 12) {
            std::ranges::nth_element(lengths,
                                     lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2));
            const double tolerance = std::clamp(0.12 * lengths[lengths.size() / 2], 0.6, 6.0);
            std::vector<uint8_t> inliers;
            cv::findHomography(a, b, cv::RANSAC, tolerance, inliers, 500);
            double sum = 0, count = 0;
            for (size_t i = 0; i < inliers.size(); ++i) {
                if (!inliers[i]) continue;
                moved[from.cellOf(a[i])] = 1;
                const double length = cv::norm(b[i] - a[i]);
                sum += length * length;
                count += 1;
            }
            double alone = 0;
            for (size_t c = 0; c < moved.size(); ++c) alone += moved[c] && !still[c] ? 1 : 0;
            out.movedShare = alone / cells;
            if (count > 0) out.shiftPx = from.scale * std::sqrt(sum / count);
        }
    }
    if (out.movedShare > 0.3 && out.movedShare > 3 * out.stillShare)
        out.kind = BackgroundShift::Kind::Moved;
    else if (out.stillShare > 0.2 && out.stillShare > out.movedShare)
        out.kind = BackgroundShift::Kind::Still;
    return out;
}

/// Nothing of one picture is found in its place in the other.
bool gone(const BackgroundShift& shift) {
    return shift.kind != BackgroundShift::Kind::Still && shift.stillShare < 0.15;
}

/// The background follows something, although part of the picture (the gripper before a wrist camera) stays.
bool carried(const BackgroundShift& shift) {
    return shift.movedShare > 0.3 && shift.movedShare > 1.2 * shift.stillShare;
}

/// Looks at the sampled frames and, where they do not tell, at others.
class MotionFinder {
public:
    MotionFinder(std::span<const int> frames, std::span<const ImageU8* const> pictures,
                 std::span<const int> usable, const std::function<Result<ImageU8>(int)>& read,
                 const RunContext& context)
        : m_frames(frames), m_usable(usable), m_read(read), m_context(context) {
        m_views.resize(frames.size());
        parallelFor(static_cast<int>(frames.size()), context.threads, [&](int i) {
            if (!context.stopped())
                m_views[static_cast<size_t>(i)] = makeBackgroundView(*pictures[static_cast<size_t>(i)]);
        });
    }

    Result<CameraMotion> find() {
        if (m_frames.size() < 2) return m_out;
        m_pairs = compareAll(1);
        if (m_context.stopped()) return stopped();
        for (const Comparison& pair : m_pairs) m_still += pair.kind == BackgroundShift::Kind::Still ? 1 : 0;
        findCuts();
        if (m_cuts.empty() && (2 * m_still > m_pairs.size() || backgroundStays(m_pairs))) {
            m_out.kind = CameraMotion::Kind::Still;
            m_out.firstFrame = m_frames.front();
            m_out.lastFrame = m_frames.back();
            // A slow drift hides between neighbours.
            const std::vector<Comparison> far = compareAll(std::max<size_t>(1, m_frames.size() / 2));
            noteShift(far);
            const auto moved = std::ranges::count(far, BackgroundShift::Kind::Moved, &Comparison::kind);
            if (moved >= 3 && 2 * moved > static_cast<std::ptrdiff_t>(far.size()))
                m_out.kind = CameraMotion::Kind::Moves;
            return m_out;
        }
        if (const auto [first, last] = longestPart();
            !m_cuts.empty() && last - first + 1 >= std::max<size_t>(4, 3 * m_frames.size() / 10) &&
            calm(first, last)) {
            if (auto done = locateBumps(first, last); !done) return tl::unexpected(done.error());
            return m_out;
        }
        if (auto done = judgeRestless(); !done) return tl::unexpected(done.error());
        return m_out;
    }

private:
    tl::unexpected<Error> stopped() const { return makeError(ErrorKind::Stopped, "Stopped."); }

    /// Frame i with frame i + step, for all i; with long steps some of them.
    std::vector<Comparison> compareAll(size_t step) const {
        const size_t count = m_frames.size() - std::min(m_frames.size(), step);
        const size_t stride = step == 1 ? 1 : count / 6 + 1;
        std::vector<Comparison> out((count + stride - 1) / stride);
        parallelFor(static_cast<int>(out.size()), m_context.threads, [&](int k) {
            const size_t i = static_cast<size_t>(k) * stride;
            if (!m_context.stopped()) out[static_cast<size_t>(k)] = compare(m_views[i], m_views[i + step]);
        });
        return out;
    }

    /// A cut lies between frames i and i + 1 when no background before it is found in place after it.
    ///
    /// Cells that are still both just before and just after are background that nothing covers: after a jump
    /// of the camera they, too, are out of place. Where there are none (the camera moves all the time) most
    /// of the picture must have moved as one.
    void findCuts() {
        for (size_t i = 0; i < m_pairs.size(); ++i) {
            if (m_pairs[i].kind == BackgroundShift::Kind::Still) continue;
            Cells background{};
            for (size_t c = 0; c < background.size(); ++c)
                background[c] = (i == 0 || m_pairs[i - 1].still[c]) &&
                                (i + 1 == m_pairs.size() || m_pairs[i + 1].still[c]);
            if (m_pairs.size() == 1) background.fill(0);
            const auto known = std::ranges::count(background, 1);
            int moved = 0, checked = 0;
            bool confirmed = true;
            const auto check = [&](const Comparison& across) {
                std::ptrdiff_t inPlace = 0;
                for (size_t c = 0; c < background.size(); ++c) inPlace += background[c] && across.still[c];
                confirmed = confirmed && (known >= kFewCells ? 5 * inPlace <= known : gone(across));
                moved += across.kind == BackgroundShift::Kind::Moved ? 1 : 0;
                ++checked;
            };
            check(m_pairs[i]);
            for (const auto& [before, after] : {std::pair<size_t, size_t>{1, 1}, {0, 2}, {2, 0}, {2, 2}})
                if (confirmed && i >= before && i + 1 + after < m_frames.size())
                    check(compare(m_views[i - before], m_views[i + 1 + after]));
            if (confirmed && (known >= kFewCells || 2 * moved > checked)) m_cuts.push_back(i);
        }
    }

    /// Positions in m_frames of the longest stretch without a cut.
    std::pair<size_t, size_t> longestPart() const {
        std::pair<size_t, size_t> best{0, 0};
        size_t first = 0;
        const auto consider = [&](size_t last) {
            // Measured in frames of the recording: the sample is not even in time.
            const int length = m_frames[last] - m_frames[first];
            if (length > m_frames[best.second] - m_frames[best.first]) best = {first, last};
            first = last + 1;
        };
        for (const size_t cut : m_cuts) consider(cut);
        consider(m_frames.size() - 1);
        return best;
    }

    /// The last usable frame from `known` towards `other` (indices into m_usable) that shows the same
    /// background as `view`, which is frame `known`'s.
    Result<size_t> reach(const View& view, size_t known, size_t other) const {
        size_t same = known, different = other;
        while (std::max(same, different) - std::min(same, different) > 1) {
            if (m_context.stopped()) return stopped();
            const size_t middle = (same + different) / 2;
            const auto picture = m_read(m_usable[middle]);
            if (!picture) return tl::unexpected(picture.error());
            const bool still =
                compare(view, makeBackgroundView(*picture)).kind == BackgroundShift::Kind::Still;
            (still ? same : different) = middle;
        }
        return same;
    }

    Result<void> locateBumps(size_t first, size_t last) {
        m_out.kind = CameraMotion::Kind::Bumped;
        m_out.firstFrame = m_usable.front();
        m_out.lastFrame = m_usable.back();
        const auto place = [&](size_t sample) {
            return static_cast<size_t>(std::ranges::lower_bound(m_usable, m_frames[sample]) -
                                       m_usable.begin());
        };
        for (const size_t cut : m_cuts) {
            const size_t from = place(cut), to = place(cut + 1);
            const auto before = reach(m_views[cut], from, to), after = reach(m_views[cut + 1], to, from);
            if (!before || !after) return tl::unexpected(before ? after.error() : before.error());
            m_out.bumps.push_back({m_usable[*after], m_pairs[cut].shiftPx});
            if (cut == last) m_out.lastFrame = m_usable[*before];
            if (cut + 1 == first) m_out.firstFrame = m_usable[*after];
        }
        return {};
    }

    void noteShift(std::span<const Comparison> pairs) {
        std::vector<double> shifts;
        for (const Comparison& pair : pairs)
            if (pair.kind == BackgroundShift::Kind::Moved || carried(pair)) shifts.push_back(pair.shiftPx);
        if (shifts.empty()) return;
        const auto middle = shifts.begin() + static_cast<std::ptrdiff_t>(shifts.size() / 2);
        std::ranges::nth_element(shifts, middle);
        m_out.shiftPx = *middle;
    }

    /// Is there a background that stays all over the picture, behind whatever moves in front of it? (Cells
    /// that are still in half of the pairs. What rides with a camera, a gripper, shows on one side only.)
    static bool backgroundStays(std::span<const Comparison> pairs) {
        std::vector<int> columns, rows;
        for (int row = 0; row < kRows; ++row)
            for (int column = 0; column < kColumns; ++column) {
                const auto c = static_cast<size_t>(row * kColumns + column);
                size_t seen = 0, stays = 0;
                for (const Comparison& pair : pairs) {
                    seen += pair.textured[c];
                    stays += pair.still[c];
                }
                if (4 * seen < pairs.size() || 2 * stays < seen) continue;
                columns.push_back(column);
                rows.push_back(row);
            }
        if (static_cast<std::ptrdiff_t>(rows.size()) < kFewCells) return false;
        std::ranges::sort(columns);
        std::ranges::sort(rows);
        const auto extent = [](const std::vector<int>& sorted) {
            const size_t tail = sorted.size() / 10;
            return sorted[sorted.size() - 1 - tail] - sorted[tail] + 1;
        };
        return 2 * extent(columns) >= kColumns && 2 * extent(rows) >= kRows;
    }

    /// Many pairs have no common background: is the camera carried around?
    Result<void> judgeRestless() {
        std::vector<Comparison> pairs = m_pairs;
        const auto moving = [&] {
            return std::ranges::count_if(pairs, [](const Comparison& p) {
                return p.kind == BackgroundShift::Kind::Moved || carried(p);
            });
        };
        const auto restless =
            std::ranges::count_if(m_pairs, [](const Comparison& p) { return gone(p) || carried(p); });
        if (2 * restless < static_cast<std::ptrdiff_t>(m_pairs.size())) return {};
        if (moving() < 3) {
            // The sampled frames are too far apart to be recognised: compare neighbours.
            constexpr size_t kPlaces = 10;
            for (size_t k = 0; k < kPlaces && moving() < 4; ++k) {
                const size_t at = k * (m_usable.size() - 1) / kPlaces;
                const auto start = m_read(m_usable[at]);
                if (!start) return tl::unexpected(start.error());
                const View view = makeBackgroundView(*start);
                for (const size_t gap : {1U, 3U, 9U}) {
                    if (m_context.stopped()) return stopped();
                    if (at + gap >= m_usable.size()) break;
                    const auto next = m_read(m_usable[at + gap]);
                    if (!next) return tl::unexpected(next.error());
                    Comparison pair = compare(view, makeBackgroundView(*next));
                    const bool still = pair.kind == BackgroundShift::Kind::Still;
                    pairs.push_back(pair);
                    if (!still) break;
                }
            }
        }
        noteShift(pairs);
        // Turning fast, it leaves nothing to recognise: then nothing of a well textured picture stays at all.
        const auto lost = std::ranges::count_if(pairs, [](const Comparison& p) {
            return gone(p) && std::ranges::count(p.textured, 1) >= 4 * kFewCells;
        });
        const bool allLost = pairs.size() >= 5 && 10 * lost >= 7 * static_cast<std::ptrdiff_t>(pairs.size());
        if (moving() >= 2 || (allLost && !backgroundStays(pairs))) m_out.kind = CameraMotion::Kind::Moves;
        return {};
    }

    /// Does the camera stand still at least half of the time between two samples?
    bool calm(size_t first, size_t last) const {
        const std::span<const Comparison> part(m_pairs.data() + first, last - first);
        return backgroundStays(part) ||
               2 * std::ranges::count(part, BackgroundShift::Kind::Still, &Comparison::kind) >=
                   static_cast<std::ptrdiff_t>(part.size());
    }

    std::span<const int> m_frames, m_usable;
    const std::function<Result<ImageU8>(int)>& m_read;
    const RunContext& m_context;
    std::vector<View> m_views;
    std::vector<Comparison> m_pairs;  ///< Frame i with frame i + 1.
    std::vector<size_t> m_cuts;       ///< After these frames.
    size_t m_still = 0;
    CameraMotion m_out;
};

}  // namespace

BackgroundShift compareBackgrounds(const ImageU8& from, const ImageU8& to) {
    return static_cast<const BackgroundShift&>(compare(makeBackgroundView(from), makeBackgroundView(to)));
}

Result<CameraMotion> findCameraMotion(std::span<const int> frames, std::span<const ImageU8* const> pictures,
                                      std::span<const int> usable,
                                      const std::function<Result<ImageU8>(int frame)>& read,
                                      const RunContext& context) {
    return MotionFinder(frames, pictures, usable, read, context).find();
}

}  // namespace camframe
