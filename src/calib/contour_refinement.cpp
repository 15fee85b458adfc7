// SPDX-License-Identifier: Apache-2.0
#include "calib/contour_refinement.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

#include "calib/contour_equations.h"
#include "calib/detail/anderson_mixing.h"
#include "model/core/parallel.h"

namespace camframe {

using namespace contour;

int contourGroup(int linkId, const Eigen::Vector2d& direction) {
    constexpr int kSectors = 8;
    const double turn = (std::atan2(direction.y(), direction.x()) / (2 * std::numbers::pi) + 1) * kSectors;
    return linkId % (kContourGroups / kSectors) * kSectors + static_cast<int>(turn) % kSectors;
}

Eigen::Vector2d subpixelShift(int index) {
    constexpr double kPlastic = 1.32471795724474602596;
    const double x = (index + 0.5) / kPlastic, y = (index + 0.5) / (kPlastic * kPlastic);
    return {x - std::floor(x) - 0.5, y - std::floor(y) - 0.5};
}

std::string ContourRefinementOptions::check() const {
    if (maxIterations < 1) return "maxIterations must be >= 1";
    if (!(lastScalePx > 0) || lastScalePx > firstScalePx) return "0 < lastScalePx <= firstScalePx must hold";
    if (!(shrink > 0) || shrink > 1) return "shrink must lie in (0, 1]";
    if (priors.robot() && (!robot || !motion)) return "unknowns that move the robot need robot and motion";
    return {};
}

Result<ContourRefinement> refineContour(Renderer& renderer, const CameraModel& camera,
                                        std::span<const ContourFrame> frames, const ContourObserver& observe,
                                        std::span<const ContourKeypoint> keypoints,
                                        const RigidTransform& initial,
                                        const ContourRefinementOptions& options, const RunContext& context) {
    assert(options.check().empty());
    ContourRefinement out;
    out.status = ContourRefinement::Status::IterationLimit;
    const int frameCount = static_cast<int>(frames.size());
    const std::vector<Unknown> table = unknownsOf(options.priors, options.correction);
    const auto unknowns = 6 + static_cast<Eigen::Index>(table.size());
    std::vector<RobotUnknown> robotUnknowns;
    Eigen::VectorXd prior = Eigen::VectorXd::Zero(unknowns), priorMeat = prior;
    for (size_t k = 0; k < table.size(); ++k) {
        const auto i = 6 + static_cast<Eigen::Index>(k);
        const double weight = table[k].kind == Unknown::Kind::DepthBias
                                  ? kContourRedundancy * std::pow(options.depthUnitPx, 2)
                                  : 1;
        prior[i] = weight * std::pow(table[k].sigma, -2);
        priorMeat[i] = weight * prior[i];  // its variance stays sigma's whatever the weight
        if (table[k].kind == Unknown::Kind::Robot) robotUnknowns.push_back(table[k].robot);
    }

    State state;
    state.camFromBase = initial;
    state.camera = camera;
    if (options.startCamera) {
        const CameraModel& start = *options.startCamera;
        const double x = std::log(start.fx / camera.fx), y = std::log(start.fy / camera.fy);
        state.intrinsics << 0.5 * (x + y), start.cx - camera.cx, start.cy - camera.cy,
            start.distortion[0] - camera.distortion[0], start.distortion[1] - camera.distortion[1], x - y;
        state = moved(state, camera, {}, Vector6d::Zero());
    }
    state.correction = options.correction;
    if (options.robot && state.correction.jointOffsets.size() == 0)
        state.correction.jointOffsets = options.robot->defaultJointValues() * 0;
    State best = state;
    double bestCost = std::numeric_limits<double>::infinity();
    std::vector<FrameSums> sums(frames.size() + 1), bestSums;  // the last one: keypoints
    std::vector<std::vector<ContourMeasurement>> measurements(frames.size());
    std::vector<double> bestResiduals;
    // Where unknowns move the robot, its poses and their derivatives of this iteration.
    std::vector<std::vector<RigidTransform>> poses(frames.size());
    std::vector<std::vector<LinkTwists>> twists(frames.size());
    double scale = options.firstScalePx, bestScale = scale, damping = 1e-4,
           previousCost = std::numeric_limits<double>::infinity();
    int withoutGain = 0;
    AndersonMixing mixing;
    // What is said about the solution, from measurements at it.
    const auto describe = [&](const FrameSums& all) {
        bestSums = sums;
        bestResiduals.clear();
        const double near =
            inlierDistance(options.inlierScalePx > 0 ? options.inlierScalePx : options.lastScalePx);
        double inliers = 0;
        for (const auto& frame : measurements)
            for (const ContourMeasurement& m : frame) {
                bestResiduals.push_back(std::abs(m.residual + m.offsetSign * state.offset));
                if (bestResiduals.back() <= near) inliers += m.weight;
            }
        out.rmsPx = std::sqrt(all.squares / all.weights);
        out.inlierShare = inliers / (all.total - all.depthCount);
        out.depthMeasurements = all.depthCount;
        out.depthInlierShare = all.depthCount > 0 ? all.depthInliers / all.depthCount : 0;
    };

    const auto moveRobot = [&] {
        if (robotUnknowns.empty()) return;
        parallelFor(frameCount, context.threads, [&](int f) {
            const auto i = static_cast<size_t>(f);
            poses[i] = correctedPoses(*options.robot, *options.motion, frames[i].frame, state.correction);
            twists[i] = correctedTwists(*options.robot, *options.motion, frames[i].frame, state.correction,
                                        robotUnknowns);
        });
    };
    // Draws the frames and asks `observe` about each.
    const auto sumMeasured = [&](double atScale) -> Result<void> {
        const auto shiftOf = [&](size_t i) -> Eigen::Vector2d {
            return options.shiftFrames ? subpixelShift(static_cast<int>(i)) : Eigen::Vector2d(0, 0);
        };
        std::vector<RenderView> views;
        std::vector<int> viewOfFrame(frames.size(), -1);
        for (size_t i = 0; i < frames.size(); ++i) {
            const std::span<const RigidTransform> pose =
                robotUnknowns.empty() ? frames[i].baseFromLink : std::span<const RigidTransform>(poses[i]);
            if (pose.empty()) continue;
            viewOfFrame[i] = static_cast<int>(views.size());
            views.push_back({state.camera, state.camFromBase, pose, frames[i].linkKnown});
            views.back().camera.cx += shiftOf(i).x();
            views.back().camera.cy += shiftOf(i).y();
        }
        auto rendered = renderer.render(views, {.lodTolerancePx = options.lodTolerancePx});
        if (!rendered) return tl::unexpected(rendered.error());
        parallelFor(frameCount, context.threads, [&](int f) {
            const auto i = static_cast<size_t>(f);
            measurements[i].clear();
            FrameSystem system(state, table, robotUnknowns.empty() ? nullptr : &twists[i]);
            sums[i] = {};
            if (viewOfFrame[i] >= 0) {
                const RenderedFrame& drawn = (*rendered)[static_cast<size_t>(viewOfFrame[i])];
                observe(f, drawn, measurements[i]);
                addContour(
                    system, state, measurements[i],
                    [&](const ContourMeasurement& m) {
                        const Eigen::Vector2d at = m.pixel + shiftOf(i);
                        return linkAt(drawn, renderer.geometry(), at.x(), at.y());
                    },
                    atScale, options.lastScalePx, sums[i]);
                if (options.observeDepth) {
                    std::vector<DepthMeasurement> depths;
                    options.observeDepth(f, drawn, views[static_cast<size_t>(viewOfFrame[i])].camera, depths);
                    addDepth(
                        system, state, depths,
                        [&](const Eigen::Vector2i& p) {
                            return linkAt(drawn, renderer.geometry(), p.x(), p.y());
                        },
                        options.depthUnitPx, atScale, options.lastScalePx, sums[i]);
                }
            }
            system.sumInto(sums[i]);
        });
        return {};
    };
    // The same by the renderer's own equations, which come back summed.
    std::unique_ptr<OutlineEquations> equations;
    if (!options.outlines.empty() && !options.shiftFrames && !options.observeDepth) {
        std::vector<OutlineFrame> outlines = options.outlines;
        for (size_t i = 0; i < frames.size(); ++i) {
            outlines[i].baseFromLink = frames[i].baseFromLink;
            outlines[i].linkKnown = frames[i].linkKnown;
        }
        auto made = renderer.outlineEquations(outlines, {options.lodTolerancePx, !robotUnknowns.empty()});
        if (!made) return tl::unexpected(made.error());
        equations = std::move(*made);
    }
    const auto sumOnRenderer = [&](double atScale) -> Result<void> {
        OutlineState at{state.camera, state.camFromBase, {}, state.offset, atScale, options.lastScalePx};
        if (!robotUnknowns.empty()) at.baseFromLink = poses;
        const auto outlines = equations->at(at);
        if (!outlines) return tl::unexpected(outlines.error());
        for (size_t i = 0; i < frames.size(); ++i)
            sums[i] = sumsFrom((*outlines)[i], renderer.geometry(), state, table,
                               robotUnknowns.empty() ? nullptr : &twists[i]);
        return {};
    };

    for (int iteration = 0; iteration < options.maxIterations; ++iteration) {
        if (context.stopped()) {
            out.status = ContourRefinement::Status::Stopped;
            break;
        }
        moveRobot();
        const double atScale = scale;
        if (auto ok = equations ? sumOnRenderer(atScale) : sumMeasured(atScale); !ok)
            return tl::unexpected(ok.error());
        sums.back() = sumKeypoints(state, table, keypoints, atScale, options.lastScalePx);
        const FrameSums all = total(sums, unknowns);
        if (all.count < 20 || !(all.weights > 0)) {
            out.status = ContourRefinement::Status::NoMeasurements;
            break;
        }
        const bool finalScale = scale <= options.lastScalePx * 1.0001;
        const Eigen::VectorXd off = deviation(state, options.expectedCorrection, table);
        const double cost = all.finalCost / all.total;
        if (cost < bestCost) {
            withoutGain = cost < bestCost * (1 - 1e-4) ? 0 : withoutGain + 1;
            bestCost = cost;
            best = state;
            bestScale = scale;
            if (!equations) describe(all);
        } else {
            ++withoutGain;
        }
        if (finalScale) {
            // A step that made things worse at the final scale: go back and trust the model less.
            if (cost > previousCost) {
                damping = std::min(damping * 10, 1e3);
                mixing.reset();
            } else {
                damping = std::max(damping * 0.3, 1e-9);
            }
            previousCost = cost;
            if (withoutGain >= 4) {
                out.status = ContourRefinement::Status::Converged;
                break;
            }
        }

        Eigen::MatrixXd a = all.hessian;
        a.diagonal() += prior;
        a.diagonal() *= 1 + damping;
        const Eigen::LDLT<Eigen::MatrixXd> solver(a);
        Eigen::VectorXd step = solver.solve(-(all.gradient + prior.cwiseProduct(off)));
        if (solver.info() != Eigen::Success || !solver.isPositive() || !step.allFinite()) {
            out.status = ContourRefinement::Status::Degenerate;
            break;
        }
        // A far start makes the first steps unreliable: bound them instead of searching along the line.
        const double rotation = step.head<3>().norm(), translation = step.segment<3>(3).norm();
        double longest = std::max({rotation / 0.35, translation / 0.35, 1.0});
        for (size_t k = 0; k < table.size(); ++k) {
            const double size = std::abs(step[6 + static_cast<Eigen::Index>(k)]);
            if (table[k].kind != Unknown::Kind::Robot) continue;
            longest = std::max(longest, size / (table[k].robot.kind == RobotUnknown::Kind::Lag ? 1.0 : 0.35));
        }
        step /= longest;
        const double rmsPx = std::sqrt(all.squares / all.weights);
        out.iterations.push_back({scale, rmsPx, all.count, rotation, translation});
        const double information = step.dot(all.hessian * step);
        const double movedPx = std::sqrt(information / all.weights);
        const double movedSigmas = std::sqrt(information / (kPixelsPerResidual * varianceOf(all)));
        if (finalScale && ((rotation < 2e-7 && translation < 2e-7) || movedPx < options.minStepPx ||
                           movedSigmas < options.minStepSigmas)) {
            out.status = ContourRefinement::Status::Converged;
            break;
        }
        // While the scale still shrinks, steps solve different problems.
        const bool mixes = finalScale && options.mixSteps;
        state = moved(state, camera, table, mixes ? mixing.mixed(step, a) : step);
        // No wider than what is there to be seen: three deviations keep all but outliers.
        scale =
            std::clamp(3 * rmsPx, options.lastScalePx, std::max(options.lastScalePx, scale * options.shrink));
    }

    if (equations && std::isfinite(bestCost)) {
        // Sums alone tell neither groups nor the median: measure once more where the best iterate was.
        state = best;
        moveRobot();
        if (auto ok = sumMeasured(bestScale); !ok) return tl::unexpected(ok.error());
        sums.back() = sumKeypoints(state, table, keypoints, bestScale, options.lastScalePx);
        describe(total(sums, unknowns));
    }
    if (!bestResiduals.empty()) {
        const auto middle = bestResiduals.begin() + static_cast<std::ptrdiff_t>(bestResiduals.size() / 2);
        std::nth_element(bestResiduals.begin(), middle, bestResiduals.end());
        out.medianPx = *middle;
    }
    out.camFromBase = best.camFromBase;
    out.camera = best.camera;
    out.offsetPx = best.offset;
    out.depthBias = best.depthBias;
    out.focalFactor = focalRatio(best.camera, camera);
    out.correction = best.correction;
    out.covariance = Matrix6d::Identity() * kUnknownVariance;
    out.armBaseCovariances.assign(best.correction.armBases.size(), Matrix6d::Zero());
    out.jointSigmas.assign(options.priors.joints.size(), 0.0);
    if (!bestSums.empty()) {
        Eigen::MatrixXd hessian = Eigen::MatrixXd::Zero(unknowns, unknowns), meat = hessian;
        double weights = 0, curvature = 0;
        int clusters = 0;
        Eigen::MatrixXd groups = Eigen::MatrixXd::Zero(unknowns, kGroups), groupRows = groups;
        for (const FrameSums& s : bestSums) {
            hessian += s.hessian;
            weights += s.weights;
            curvature += s.curvature;
            meat += s.gradient * s.gradient.transpose();
            clusters += s.count > 0 ? 1 : 0;
            if (s.groupGradient.size() == 0) continue;
            groups += s.groupGradient;
            groupRows += s.groupRows;
        }
        meat += groups * groups.transpose();
        // Reweighting takes steps by the weights; how far noise moves the solution is told by the cost's
        // second derivatives, in their mean (Huber, Robust Statistics, 1981, 7.6).
        constexpr double kLeastCurvature = 0.25;
        const double bend = weights > 0 ? std::clamp(curvature / weights, kLeastCurvature, 1.0) : 1.0;
        hessian *= bend;
        hessian.diagonal() += prior;
        groupRows *= bend;
        const Eigen::MatrixXd shared = std::pow(options.sharedErrorPx, 2) * groupRows * groupRows.transpose();
        const Eigen::LDLT<Eigen::MatrixXd> solver(hessian);
        if (solver.info() == Eigen::Success && solver.isPositive() && clusters > 1) {
            const Eigen::MatrixXd bread = solver.solve(Eigen::MatrixXd::Identity(unknowns, unknowns));
            // Few clusters underestimate: the usual correction F / (F - 1), and the model-based part with one
            // independent residual per 8 px of contour as a floor.
            const double correction = static_cast<double>(clusters) / (clusters - 1);
            const double variance = std::max(out.rmsPx * out.rmsPx, kLeastVariance);
            // What only the prior holds is known no better than the prior says.
            const Eigen::MatrixXd covariance =
                correction * bread * meat * bread + kPixelsPerResidual * variance * bread +
                bread * priorMeat.asDiagonal() * bread + bread * shared * bread;
            out.covariance = covariance.topLeftCorner<6, 6>();
            size_t joint = 0;
            for (size_t k = 0; k < table.size(); ++k) {
                const auto i = 6 + static_cast<Eigen::Index>(k);
                const double sigma = std::sqrt(covariance(i, i));
                const Unknown& unknown = table[k];
                if (unknown.kind == Unknown::Kind::Intrinsics) {
                    if (unknown.intrinsic == 0) out.focalSigma = sigma;
                    if (unknown.intrinsic == 1 || unknown.intrinsic == 2)
                        out.principalSigmaPx = std::max(out.principalSigmaPx, sigma);
                    if (unknown.intrinsic == 3) out.distortionSigma = sigma;
                }
                if (unknown.kind != Unknown::Kind::Robot) continue;
                if (unknown.robot.kind == RobotUnknown::Kind::Lag) out.lagSigma = sigma;
                if (unknown.robot.kind == RobotUnknown::Kind::JointOffset) out.jointSigmas[joint++] = sigma;
                if (unknown.robot.kind == RobotUnknown::Kind::ArmBase && unknown.robot.component == 0)
                    out.armBaseCovariances[static_cast<size_t>(unknown.robot.index)] =
                        covariance.block<6, 6>(i, i);
            }
        }
    }
    return out;
}

}  // namespace camframe
