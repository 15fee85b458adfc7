// SPDX-License-Identifier: Apache-2.0
#include "app/commands/pictures/overlay_painter.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

#include "model/core/io/input_files.h"
#include "render/overlay.h"

namespace camframe {

namespace {

constexpr int kSuper = 2;         ///< Robots are drawn at so many times the size.
constexpr double kFraction = 16;  ///< Of a pixel, in OpenCV's fixed-point coordinates.
constexpr int kFractionBits = 4;
constexpr double kAxisLength = 0.05;  ///< m
constexpr Rgb kDark{12, 14, 18}, kWhite{255, 255, 255};

cv::Mat matOf(ImageU8& image) {
    return {image.height, image.width, CV_8UC(image.channels), image.data.data()};
}

cv::Scalar scalar(const Rgb& colour) {
    return {static_cast<double>(colour[0]), static_cast<double>(colour[1]), static_cast<double>(colour[2])};
}

bool drawable(const Eigen::Vector2d& p) {
    return p.allFinite() && p.cwiseAbs().maxCoeff() < 1e5;
}

cv::Point fixedPoint(const Eigen::Vector2d& p) {
    return {cvRound(kFraction * p.x()), cvRound(kFraction * p.y())};
}

/// `colour` over the picture where `alpha` (0..255) says so, times `opacity`.
/// @param at  Where alpha's top-left pixel lies in the picture, which holds all of it.
void blend(ImageU8& rgb, const cv::Mat& alpha, const Rgb& colour, double opacity, cv::Point at = {0, 0}) {
    for (int y = 0; y < alpha.rows; ++y) {
        const uint8_t* a = alpha.ptr<uint8_t>(y);
        uint8_t* pixels = rgb.row(y + at.y) + 3 * static_cast<ptrdiff_t>(at.x);
        for (int x = 0; x < alpha.cols; ++x) {
            if (a[x] == 0) continue;
            const double share = opacity * a[x] / 255.0;
            for (size_t c = 0; c < 3; ++c) {
                uint8_t& value = pixels[3 * static_cast<size_t>(x) + c];
                value = static_cast<uint8_t>(std::lround(value + share * (colour[c] - value)));
            }
        }
    }
}

/// A piece of a line and how opaque it is.
struct Segment {
    Eigen::Vector2d from, to;
    double opacity = 1;
};

cv::Mat disc(int radius) {
    return cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * radius + 1, 2 * radius + 1});
}

/// Links that are painted in one colour.
struct Group {
    Rgb colour{};
    double opacity = 0;
    bool gripper = false, body = false;
    std::array<bool, 256> ids{};
};

class Painter : public OverlayPainter {
public:
    Painter(const OpenedResult& opened, const PaintParts& parts, int width, int height,
            std::shared_ptr<const RobotGeometry> geometry, std::unique_ptr<Renderer> renderer)
        : m_opened(opened),
          m_parts(parts),
          m_recorded(opened.calibration().camera),
          m_camera(m_recorded.resized(width, height)),
          m_super(m_recorded.resized(kSuper * width, kSuper * height)),
          m_geometry(std::move(geometry)),
          m_renderer(std::move(renderer)),
          m_unit(std::max(0.6, width / 640.0)) {
        makeGroups();
        if (opened.pose)
            for (const ArmState& arm : opened.arms)
                m_arms.push_back(computeArmActions(arm, m_camera, opened.pose));
        if (parts.aim)
            if (auto depth = NumberedPictures::openDepth(opened.loaded->episode, *opened.stream))
                m_depth.emplace(std::move(*depth));
    }

    Result<ImageU8> paint(const ImageU8& rgb, int frame) override {
        ImageU8 out = resized(rgb);
        if (!m_opened.pose || !m_opened.motion.valid(frame)) return out;
        if (m_parts.fill || m_parts.outline || m_parts.boxes)
            if (auto done = paintRobot(out, frame, *m_opened.pose, nullptr); !done)
                return tl::unexpected(done.error());
        if (m_parts.path)
            for (size_t a = 0; a < m_arms.size(); ++a) paintPath(out, a, frame);
        if (m_parts.aim)
            for (size_t a = 0; a < m_arms.size(); ++a)
                if (auto done = paintAim(out, a, frame); !done) return tl::unexpected(done.error());
        if (m_parts.points)
            for (size_t a = 0; a < m_arms.size(); ++a) paintTool(out, a, frame);
        return out;
    }

    Result<ImageU8> paintAs(const ImageU8& rgb, int frame, const RigidTransform& camFromBase,
                            Rgb tint) override {
        ImageU8 out = resized(rgb);
        if (m_opened.motion.valid(frame))
            if (auto done = paintRobot(out, frame, camFromBase, &tint); !done)
                return tl::unexpected(done.error());
        return out;
    }

private:
    ImageU8 resized(const ImageU8& rgb) const {
        if (rgb.width == m_camera.width && rgb.height == m_camera.height) return rgb;
        ImageU8 copy = rgb, out(m_camera.width, m_camera.height, 3);
        const bool smaller = m_camera.width < rgb.width;
        cv::Mat target = matOf(out);
        cv::resize(matOf(copy), target, target.size(), 0, 0, smaller ? cv::INTER_AREA : cv::INTER_CUBIC);
        return out;
    }

    void makeGroups() {
        Group body;
        body.colour = kBodyColour;
        body.opacity = 0.3;
        body.body = true;
        std::array<bool, 256> taken{};
        const auto groupOf = [&](const std::vector<int>& links, Rgb colour, double opacity, bool gripper) {
            Group group;
            group.colour = colour;
            group.opacity = opacity;
            group.gripper = gripper;
            for (size_t id = 1; id <= m_geometry->parts().size(); ++id)
                if (std::ranges::find(links, m_geometry->linkOfId(static_cast<int>(id))) != links.end())
                    group.ids[id] = taken[id] = true;
            m_groups.push_back(group);
        };
        for (size_t a = 0; a < m_opened.robot().arms.size(); ++a) {
            const Arm& arm = m_opened.robot().arms[a];
            const ArmColours colours = armColours(a);
            groupOf(arm.armLinks, colours.arm, 0.34, false);
            groupOf(arm.gripperLinks, colours.gripper, 0.42, true);
        }
        for (size_t id = 1; id <= m_geometry->parts().size(); ++id) body.ids[id] = !taken[id];
        m_groups.insert(m_groups.begin(), body);
    }

    Result<void> paintRobot(ImageU8& out, int frame, const RigidTransform& camFromBase, const Rgb* tint) {
        const RenderView view{m_super, camFromBase, m_opened.motion.baseFromLink[static_cast<size_t>(frame)],
                              &m_opened.motion.linkKnown};
        RenderOptions options;
        options.depth = false;
        options.contour = false;
        options.lodTolerancePx = 0.5;
        Result<std::vector<RenderedFrame>> drawn = m_renderer->render({&view, 1}, options);
        if (!drawn) return tl::unexpected(drawn.error());
        ImageU8& ids = drawn->front().linkId;
        std::vector<cv::Mat> masks;
        for (const Group& group : m_groups) {
            cv::Mat mask(ids.height, ids.width, CV_8UC1);
            for (int y = 0; y < ids.height; ++y) {
                uint8_t* row = mask.ptr<uint8_t>(y);
                for (int x = 0; x < ids.width; ++x) row[x] = group.ids[ids.at(x, y)] ? 255 : 0;
            }
            masks.push_back(std::move(mask));
        }
        if (tint != nullptr) {
            cv::Mat all = masks[0];
            for (const cv::Mat& mask : masks) all |= mask;
            paintMask(out, all, *tint, 0.34, true, true);
            return {};
        }
        for (size_t g = 0; g < masks.size(); ++g)
            paintMask(out, masks[g], m_groups[g].colour, m_groups[g].opacity, m_parts.fill, m_parts.outline);
        if (m_parts.boxes)
            for (size_t g = 0; g < masks.size(); ++g)
                if (!m_groups[g].body) paintBox(out, masks[g], m_groups[g].colour);
        return {};
    }

    /// @param mask  At kSuper times the picture's size.
    void paintMask(ImageU8& out, const cv::Mat& mask, const Rgb& colour, double opacity, bool fill,
                   bool outline) const {
        const cv::Rect box = cv::boundingRect(mask);
        if (box.empty()) return;
        const cv::Size size(out.width, out.height);
        cv::Mat alpha;
        if (fill) {
            cv::resize(mask, alpha, size, 0, 0, cv::INTER_AREA);
            blend(out, alpha, colour, opacity);
        }
        if (!outline) return;
        const int line = std::max(2, cvRound(1.5 * m_unit)), halo = line + std::max(1, cvRound(m_unit));
        const int inside = std::max(1, cvRound(m_unit));
        cv::Mat inner, outer, edge;
        cv::erode(mask, inner, disc(inside));
        cv::dilate(mask, outer, disc(line));
        cv::dilate(mask, edge, disc(halo));
        edge &= ~inner;
        outer &= ~inner;
        cv::resize(edge, alpha, size, 0, 0, cv::INTER_AREA);
        blend(out, alpha, kDark, 0.55);
        cv::resize(outer, alpha, size, 0, 0, cv::INTER_AREA);
        blend(out, alpha, colour, 1.0);
    }

    /// Lines with a dark edge. All segments are one shape: where they overlap, nothing adds up.
    void strokes(ImageU8& out, const std::vector<Segment>& segments, const Rgb& colour, double width) const {
        const double reach = m_unit * (width + 2) + 2;
        Eigen::AlignedBox2d bounds;
        for (const Segment& s : segments)
            if (drawable(s.from) && drawable(s.to)) bounds.extend(s.from).extend(s.to);
        if (bounds.isEmpty()) return;
        const cv::Rect box = cv::Rect(cv::Point(static_cast<int>(std::floor(bounds.min().x() - reach)),
                                                static_cast<int>(std::floor(bounds.min().y() - reach))),
                                      cv::Point(static_cast<int>(std::ceil(bounds.max().x() + reach)),
                                                static_cast<int>(std::ceil(bounds.max().y() + reach)))) &
                             cv::Rect(0, 0, out.width, out.height);
        if (box.empty()) return;
        const Eigen::Vector2d origin(box.x, box.y);
        cv::Mat alpha(box.height, box.width, CV_8UC1);
        const auto stroke = [&](double thickness) {
            alpha.setTo(0);
            for (const Segment& s : segments)
                if (drawable(s.from) && drawable(s.to))
                    cv::line(alpha, fixedPoint(s.from - origin), fixedPoint(s.to - origin),
                             cvRound(255 * s.opacity), std::max(1, cvRound(thickness)), cv::LINE_AA,
                             kFractionBits);
        };
        stroke(m_unit * (width + 2));
        blend(out, alpha, kDark, 0.5, box.tl());
        stroke(m_unit * width);
        blend(out, alpha, colour, 1, box.tl());
    }

    void dot(ImageU8& out, const Eigen::Vector2d& at, const Rgb& colour, double radius) const {
        if (!drawable(at)) return;
        cv::Mat picture = matOf(out);
        cv::circle(picture, fixedPoint(at), cvRound(kFraction * m_unit * (radius + 1.2)), scalar(kDark),
                   cv::FILLED, cv::LINE_AA, kFractionBits);
        cv::circle(picture, fixedPoint(at), cvRound(kFraction * m_unit * radius), scalar(colour), cv::FILLED,
                   cv::LINE_AA, kFractionBits);
    }

    /// @param mask  At kSuper times the picture's size.
    void paintBox(ImageU8& out, const cv::Mat& mask, const Rgb& colour) const {
        const cv::Rect box = cv::boundingRect(mask);
        if (box.empty()) return;
        const auto corner = [&](int x, int y) -> Eigen::Vector2d {
            return {centreFromCorner(static_cast<double>(x) / kSuper),
                    centreFromCorner(static_cast<double>(y) / kSuper)};
        };
        const Eigen::Vector2d a = corner(box.x, box.y), b = corner(box.x + box.width, box.y),
                              c = corner(box.x + box.width, box.y + box.height),
                              d = corner(box.x, box.y + box.height);
        strokes(out, {{a, b}, {b, c}, {c, d}, {d, a}}, colour, 1.5);
    }

    void paintPath(ImageU8& out, size_t arm, int frame) const {
        const ArmActions& actions = m_arms[arm];
        const Rgb colour = armColours(arm).gripper;
        const int last = static_cast<int>(actions.valid.size()) - 1;
        const auto pixel = [&](int t) { return actions.uv[static_cast<size_t>(t)]; };
        // The future lies under the past: dashed, white.
        std::vector<Segment> future, past;
        double run = 0;
        for (int t = frame; t < std::min(last, frame + m_parts.trail); ++t) {
            const Eigen::Vector2d a = pixel(t), way = pixel(t + 1) - pixel(t);
            if (!drawable(a) || !drawable(pixel(t + 1))) continue;
            // In pieces: a tool may move farther than a dash from one frame to the next.
            const int pieces = std::clamp(static_cast<int>(way.norm() / (2 * m_unit)), 1, 400);
            for (int i = 0; i < pieces; ++i) {
                run += way.norm() / pieces;
                if (std::fmod(run, 12 * m_unit) < 7 * m_unit)
                    future.push_back({a + way * i / pieces, a + way * (i + 1) / pieces, 0.9});
            }
        }
        for (int t = std::max(0, frame - m_parts.trail); t < frame; ++t) {
            const double age = static_cast<double>(frame - t) / std::max(1, m_parts.trail);
            past.push_back({pixel(t), pixel(t + 1), 1 - 0.75 * age});
        }
        strokes(out, future, kWhite, 1.4);
        strokes(out, past, colour, 2.2);
        if (!m_parts.points && actions.valid[static_cast<size_t>(frame)]) dot(out, pixel(frame), colour, 3);
    }

    void paintTool(ImageU8& out, size_t arm, int frame) const {
        const ArmActions& actions = m_arms[arm];
        const auto t = static_cast<size_t>(frame);
        if (!actions.valid[t]) return;
        static constexpr std::array<Rgb, 3> kAxes{{{255, 64, 64}, {60, 220, 90}, {70, 130, 255}}};
        // The farthest axis first, so that nearer ones lie over it.
        std::array<Eigen::Index, 3> order{0, 1, 2};
        const RigidTransform& pose = actions.camFromTcp[t];
        std::ranges::sort(order, std::greater(), [&](Eigen::Index i) { return pose.linear()(2, i); });
        for (const Eigen::Index axis : order) {
            const auto end = m_camera.project(pose.translation() + kAxisLength * pose.linear().col(axis));
            if (end) strokes(out, {{actions.uv[t], *end}}, kAxes[static_cast<size_t>(axis)], 2.2);
        }
        dot(out, actions.uv[t], kWhite, 2.6);
    }

    Result<void> paintAim(ImageU8& out, size_t arm, int frame) {
        const auto t = static_cast<size_t>(frame);
        if (!m_arms[arm].valid[t]) return {};
        std::optional<ImageU16> depth;
        ImageF robotDepth;
        if (m_depth) {
            auto read = m_depth->depthMm(frame);
            if (!read) return tl::unexpected(read.error());
            depth = std::move(*read);
            const RenderView view{m_recorded, *m_opened.pose, m_opened.motion.baseFromLink[t],
                                  &m_opened.motion.linkKnown};
            Result<std::vector<RenderedFrame>> drawn = m_renderer->render({&view, 1}, {.contour = false});
            if (!drawn) return tl::unexpected(drawn.error());
            robotDepth = std::move(drawn->front().depth);
        }
        const AimLine aim = aimLine(m_arms[arm].camFromTcp[t], m_recorded, depth ? &*depth : nullptr,
                                    depth ? &robotDepth : nullptr, AimOptions{});
        if (aim.end == AimEnd::None) return {};
        const auto from = m_camera.project(aim.fromInCam), to = m_camera.project(aim.toInCam);
        if (!from || !to) return {};
        const Rgb colour = armColours(arm).gripper;
        strokes(out, {{*from, *to}}, colour, 2);
        // A reticle in the picture's plane; its ring is closed where a surface was met.
        const double r = 9 * m_unit;
        std::vector<Segment> reticle;
        for (const Eigen::Vector2d& way : {Eigen::Vector2d(1, 0), Eigen::Vector2d(0, 1)}) {
            reticle.push_back({*to - 1.6 * r * way, *to - 0.5 * r * way});
            reticle.push_back({*to + 0.5 * r * way, *to + 1.6 * r * way});
        }
        constexpr int kPieces = 48;
        const auto onRing = [&](int i) -> Eigen::Vector2d {
            const double angle = 2 * std::numbers::pi * i / kPieces;
            return *to + r * Eigen::Vector2d(std::cos(angle), std::sin(angle));
        };
        for (int i = 0; i < kPieces; ++i)
            if (aim.end == AimEnd::Surface || i % 4 < 2) reticle.push_back({onRing(i), onRing(i + 1)});
        strokes(out, reticle, colour, 1.6);
        return {};
    }

    const OpenedResult& m_opened;
    PaintParts m_parts;
    CameraModel m_recorded, m_camera, m_super;
    std::shared_ptr<const RobotGeometry> m_geometry;
    std::unique_ptr<Renderer> m_renderer;
    double m_unit;  ///< Lines of width 1 in a picture 640 px wide.
    std::vector<Group> m_groups;
    std::vector<ArmActions> m_arms;  ///< In pixels of m_camera.
    std::optional<NumberedPictures> m_depth;
};

std::string ascii(const std::string& text) {
    std::string out;
    for (const char c : text)
        if (c >= 32 && c < 127)
            out += c;
        else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U)
            out += '?';
    return out;
}

}  // namespace

ArmColours armColours(size_t arm) {
    static constexpr std::array<ArmColours, 2> kTwo{
        {{{56, 150, 255}, {255, 194, 10}}, {{232, 96, 214}, {64, 224, 164}}}};
    if (arm < kTwo.size()) return kTwo[arm];
    return {linkColour(2 * static_cast<int>(arm) + 1), linkColour(2 * static_cast<int>(arm) + 2)};
}

Result<std::unique_ptr<OverlayPainter>> OverlayPainter::make(const OpenedResult& opened,
                                                             const PaintParts& parts, int width, int height,
                                                             const RendererOptions& rendererOptions) {
    const Result<std::shared_ptr<const RobotGeometry>> geometry = opened.session->geometry(*opened.loaded);
    if (!geometry) return tl::unexpected(geometry.error());
    Result<std::unique_ptr<Renderer>> renderer = makeRenderer(*geometry, rendererOptions);
    if (!renderer) return tl::unexpected(renderer.error());
    return std::make_unique<Painter>(opened, parts, width, height, *geometry, std::move(*renderer));
}

void paintCaption(ImageU8& rgb, int x, int y, const std::string& text, double scale, bool ground) {
    const std::string plain = ascii(text);
    int baseline = 0;
    const cv::Size size = cv::getTextSize(plain, cv::FONT_HERSHEY_SIMPLEX, scale, 1, &baseline);
    cv::Mat picture = matOf(rgb);
    const int pad = std::max(3, cvRound(10 * scale));
    const cv::Rect box =
        cv::Rect(x - pad, y - size.height - pad, size.width + 2 * pad, size.height + 2 * pad) &
        cv::Rect(0, 0, rgb.width, rgb.height);
    if (ground && !box.empty()) {
        cv::Mat part = picture(box);
        part.convertTo(part, -1, 0.38, 5);
    }
    // At four times the size and reduced: the strokes of the built-in letters are one pixel wide otherwise.
    cv::Mat large = cv::Mat::zeros(4 * (size.height + 2 * pad), 4 * (size.width + 2 * pad), CV_8UC1), alpha;
    cv::putText(large, plain, {4 * pad, 4 * (size.height + pad)}, cv::FONT_HERSHEY_SIMPLEX, 4 * scale, 255,
                std::max(4, cvRound(7 * scale)), cv::LINE_AA);
    cv::Mat whole = cv::Mat::zeros(rgb.height, rgb.width, CV_8UC1);
    cv::resize(large, alpha, {}, 0.25, 0.25, cv::INTER_AREA);
    const cv::Rect place = cv::Rect(x - pad, y - size.height - pad, alpha.cols, alpha.rows);
    const cv::Rect inside = place & cv::Rect(0, 0, rgb.width, rgb.height);
    if (inside.empty()) return;
    alpha(inside - place.tl()).copyTo(whole(inside));
    blend(rgb, whole, kWhite, 1);
}

}  // namespace camframe
