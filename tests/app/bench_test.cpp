// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <numbers>
#include <sstream>

#include "app/commands/bench/baseline_comparison.h"
#include "app/commands/bench/bench_runner.h"
#include "app/commands/bench/bench_statistics.h"
#include "app/commands/bench/bench_table.h"
#include "app/commands/bench/depth_degradation.h"
#include "app/commands/bench/mask_degradation.h"
#include "model/core/evaluation.h"
#include "support/run_context.h"
#include "support/temp_dir.h"

namespace camframe::bench {
namespace {

using test::TempDir;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Row rowNamed(const std::string& name) {
    return chooseRows({name})->at(0);
}

TEST(BenchStatistics, ClopperPearsonAgreesWithClosedForms) {
    // All of n: the lower bound solves p^n = 0.025. None: the upper bound solves (1 - p)^n = 0.025.
    for (const int n : {1, 10, 600, 3000}) {
        const Interval all = clopperPearson(n, n), none = clopperPearson(0, n);
        EXPECT_NEAR(all.low, std::pow(0.025, 1.0 / n), 1e-9);
        EXPECT_EQ(all.high, 1);
        EXPECT_EQ(none.low, 0);
        EXPECT_NEAR(none.high, 1 - std::pow(0.025, 1.0 / n), 1e-9);
    }
    // One of two: P(X >= 1) = 1 - (1 - p)^2 and P(X <= 1) = 1 - p^2.
    EXPECT_NEAR(clopperPearson(1, 2).low, 1 - std::sqrt(0.975), 1e-9);
    EXPECT_NEAR(clopperPearson(1, 2).high, std::sqrt(0.975), 1e-9);
    // From tables of the binomial distribution: 8 of 10.
    EXPECT_NEAR(clopperPearson(8, 10).low, 0.4439, 1e-4);
    EXPECT_NEAR(clopperPearson(8, 10).high, 0.9748, 1e-4);
    EXPECT_EQ(clopperPearson(0, 0).low, 0);
    EXPECT_EQ(clopperPearson(0, 0).high, 1);
}

TEST(BenchStatistics, QuantilesAndMeans) {
    EXPECT_TRUE(std::isnan(quantile({}, 0.5)));
    EXPECT_EQ(quantile({3}, 0.95), 3);
    EXPECT_EQ(quantile({4, 1, 2, 3}, 0.5), 2.5);
    EXPECT_NEAR(quantile({10, 0}, 0.95), 9.5, 1e-12);
    const Mean mean = meanOf(std::vector<double>{1, 2, 3, 6});
    EXPECT_EQ(mean.value, 3);
    EXPECT_NEAR(mean.standardError, std::sqrt(14.0 / 3 / 4), 1e-12);
    EXPECT_TRUE(std::isnan(meanOf(std::vector<double>{5}).standardError));
}

TEST(BenchStatistics, NeesCountsInDeviations) {
    Vector6d d;
    d << 0.01, -0.02, 0.005, 0.1, 0.03, -0.2;
    RigidTransform estimate = displacedPose(RigidTransform::Identity(), 40, 1.3, {}, 5);
    Matrix6d covariance = Matrix6d::Zero();
    covariance.diagonal() = d.cwiseAbs2();  // every coordinate is off by one deviation
    EXPECT_NEAR(neesPerFreedom(estimate, expPose(d) * estimate, covariance).value(), 1, 1e-9);
    EXPECT_NEAR(neesPerFreedom(estimate, expPose(d) * estimate, 4 * covariance).value(), 0.25, 1e-9);
    covariance(0, 0) = std::numeric_limits<double>::infinity();
    EXPECT_FALSE(neesPerFreedom(estimate, estimate, covariance));
    EXPECT_FALSE(neesPerFreedom(estimate, estimate, Matrix6d::Zero()));
}

TEST(BenchStatistics, ReliabilityBinsHoldEquallyMany) {
    const std::vector<double> risk{0.9, 0.1, 0.2, 0.8, 0.7};
    const std::vector<bool> wrong{true, false, true, true, false};
    const auto bins = reliability(risk, wrong, 2);
    ASSERT_THAT(bins, SizeIs(2));
    EXPECT_EQ(bins[0].count, 2);  // 0.1, 0.2
    EXPECT_EQ(bins[0].wrong, 1);
    EXPECT_NEAR(bins[0].meanRisk, 0.15, 1e-12);
    EXPECT_EQ(bins[1].count, 3);
    EXPECT_EQ(bins[1].wrong, 2);
    EXPECT_NEAR(bins[1].meanRisk, 0.8, 1e-12);
    EXPECT_NEAR(bins[0].wrongShare.low, 1 - std::sqrt(0.975), 1e-9);
    EXPECT_THAT(reliability({}, {}, 10), IsEmpty());
}

TEST(BenchRows, AreChosenByNameAndUnknownNamesAreRefused) {
    EXPECT_THAT(*chooseRows({}), SizeIs(allRows().size()));
    const auto starts = chooseRows({"start*"});
    ASSERT_TRUE(starts);
    EXPECT_THAT(*starts, SizeIs(6));
    const auto unknown = chooseRows({"masks", "typo"});
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().kind, ErrorKind::Usage);
    EXPECT_THAT(unknown.error().message, HasSubstr("'typo'"));
}

TEST(BenchDraw, DependsOnRowSeedAndIndexOnly) {
    const Row clip = rowNamed("clip");
    const Draw a = drawRecording(clip, 1, 7), again = drawRecording(clip, 1, 7);
    EXPECT_EQ(a.seed, again.seed);
    EXPECT_EQ(a.noise, again.noise);
    EXPECT_EQ(a.focalWidths, again.focalWidths);
    EXPECT_NE(a.seed, drawRecording(clip, 1, 8).seed);
    EXPECT_NE(a.seed, drawRecording(clip, 2, 7).seed);
    EXPECT_NE(a.seed, drawRecording(rowNamed("stills"), 1, 7).seed);
    // Rows that differ only in what is given share their film.
    const Draw masks = drawRecording(rowNamed("masks"), 1, 7),
               wrongK = drawRecording(rowNamed("k-wrong"), 1, 7);
    EXPECT_EQ(a.seed, masks.seed);
    EXPECT_EQ(a.noise, wrongK.noise);
    EXPECT_EQ(a.focalFactor, 1);
    EXPECT_NE(wrongK.focalFactor, 1);
}

TEST(BenchDraw, KeepsWhatTheRowsPromise) {
    int tooLong = 0, fat = 0, late = 0;
    for (int i = 0; i < 200; ++i) {
        const Draw stills = drawRecording(rowNamed("stills"), 1, i);
        EXPECT_TRUE(stills.frames >= 5 && stills.frames <= 20) << stills.frames;
        const Draw lag = drawRecording(rowNamed("lag"), 1, i);
        EXPECT_TRUE(std::abs(lag.lagFrames) >= 1 && std::abs(lag.lagFrames) <= 5) << lag.lagFrames;
        late += lag.lagFrames > 0;
        const Draw k = drawRecording(rowNamed("k-wrong"), 1, i);
        EXPECT_NEAR(std::abs(k.focalFactor - 1), 0.1, 1e-12);
        tooLong += k.focalFactor > 1;
        const Draw degraded = drawRecording(rowNamed("degraded"), 1, i);
        EXPECT_EQ(std::abs(degraded.maskOffsetPx), 1);
        fat += degraded.maskOffsetPx > 0;
        const Draw bumped = drawRecording(rowNamed("bumped"), 1, i);
        EXPECT_TRUE(bumped.bumpFrame > 5 && bumped.bumpFrame < bumped.frames - 5) << bumped.bumpFrame;
    }
    EXPECT_TRUE(tooLong > 60 && tooLong < 140) << tooLong;
    EXPECT_TRUE(late > 60 && late < 140) << late;
    EXPECT_TRUE(fat > 60 && fat < 140) << fat;
}

TEST(BenchDraw, StartsAreOffByExactlyWhatTheySay) {
    const RigidTransform truth = displacedPose(RigidTransform::Identity(), 70, 1.1, {}, 9);
    const PoseError error = comparePoses(displacedPose(truth, 20, 0.2, {}, 3), truth);
    EXPECT_NEAR(error.rotationDeg, 20, 1e-9);
    EXPECT_NEAR(error.translationMm, 200, 1e-9);
    // Around a pivot: the pivot keeps its place in camera space but for the shift.
    const Eigen::Vector3d pivot(0.4, 0.1, 0.3);
    const RigidTransform orbit = displacedPose(truth, 60, 0.6, pivot, 3);
    EXPECT_NEAR(comparePoses(orbit, truth).rotationDeg, 60, 1e-9);
    EXPECT_NEAR((orbit * pivot - truth * pivot).norm(), 0.6, 1e-9);
}

TEST(MaskDegradation, MovesTheBoundaryByTheOffsetAndTheNoise) {
    ImageU8 mask(320, 240);
    for (int y = 40; y < 200; ++y)
        for (int x = 60; x < 260; ++x) mask.at(x, y) = 255;
    MaskDegradation how;
    how.holes = how.blobs = 0;
    for (const double offset : {-1.0, 1.0}) {
        how.offsetPx = offset;
        std::vector<double> left;
        for (uint64_t seed = 0; seed < 8; ++seed) {
            const ImageU8 out = degradeMask(mask, how, seed);
            EXPECT_TRUE(out == degradeMask(mask, how, seed));
            for (int y = 60; y < 180; ++y) {
                int x = 0;
                while (!out.at(x, y)) ++x;
                left.push_back(60 - x);  // the edge was before column 60
            }
        }
        double sum = 0, square = 0;
        for (const double v : left) sum += v;
        const double mean = sum / static_cast<double>(left.size());
        for (const double v : left) square += (v - mean) * (v - mean);
        EXPECT_NEAR(mean, offset, 0.45);
        EXPECT_NEAR(std::sqrt(square / static_cast<double>(left.size())), 1.5, 0.45);
    }
    how.boundarySigmaPx = 0;
    how.offsetPx = 0;
    EXPECT_TRUE(degradeMask(mask, how, 1) == mask);
}

TEST(DepthDegradation, HasTheNoiseOfItsDisparityAndFattensWhatIsInFront) {
    ImageU16 depth(240, 180, 1, uint16_t{2000});
    for (int y = 60; y < 120; ++y)
        for (int x = 80; x < 160; ++x) depth.at(x, y) = 800;
    const double focal = 600;
    const DepthDegradation how{.holeShare = 0, .scaleSigma = 0};
    double squares = 0, count = 0;
    for (int frame = 0; frame < 6; ++frame) {
        const ImageU16 out = degradeDepth(depth, focal, how, 5, frame);
        EXPECT_TRUE(out == degradeDepth(depth, focal, how, 5, frame));
        EXPECT_LT(out.at(78, 90), 1000);      // within the window of the box
        EXPECT_GT(out.at(76 - 2, 90), 1500);  // beyond it
        for (int y = 65; y < 115; ++y)
            for (int x = 85; x < 155; ++x) {
                squares += std::pow(out.at(x, y) - 800, 2);
                ++count;
            }
    }
    // dz = z^2 / (f B) dd
    const double expected = 0.8 * 0.8 / (focal * how.baselineMetres) * how.disparitySigmaPx * 1e3;
    EXPECT_NEAR(std::sqrt(squares / count), expected, 0.25 * expected);

    const ImageU16 holes = degradeDepth(depth, focal, {.holeShare = 0.2}, 5, 0);
    EXPECT_NEAR(
        static_cast<double>(std::ranges::count(holes.data, 0)) / static_cast<double>(holes.data.size()), 0.2,
        0.06);
}

/// A rectangle seen from straight ahead at 1 m; the outline's information can be written down.
BenchRecording rectangleRecording(int halfWidth, int halfHeight) {
    BenchRecording out;
    CameraModel& camera = out.film.camera;
    camera = {400, 300, 300, 300, 200, 150, {}};
    SyntheticFrame frame;
    frame.mask = ImageU8(400, 300);
    frame.depthMm = ImageU16(400, 300, 1, uint16_t{1000});
    for (int y = 150 - halfHeight; y <= 150 + halfHeight; ++y)
        for (int x = 200 - halfWidth; x <= 200 + halfWidth; ++x) frame.mask.at(x, y) = 255;
    frame.maskAmodal = frame.mask;
    out.film.frames.push_back(frame);
    return out;
}

TEST(Solvability, AgreesWithARectangleWrittenDownByHand) {
    const int a = 120, b = 70;
    const double f = 300, z = 1;
    const Row row = rowNamed("masks");
    const auto [sigma, correlation] = assumedQuality(row.given);
    Eigen::Matrix<double, 7, 7> information = Eigen::Matrix<double, 7, 7>::Zero();
    information(6, 6) = 0.25;
    const auto add = [&](double px, double py, double nx, double ny) {
        const double x = px / f, y = py / f;  // du = f (X / Z)', dv = f (Y / Z)', rotation first
        Eigen::Matrix<double, 7, 1> g;
        g << f * (-nx * x * y - ny * (1 + y * y)), f * (nx * (1 + x * x) + ny * x * y),
            f * (-nx * y + ny * x), nx * f / z, ny * f / z, -f * (nx * x + ny * y) / z, 1;
        information += g * g.transpose() / (sigma * sigma * correlation);
    };
    for (int y = -b; y <= b; ++y) {
        add(a, y, -1, 0);
        add(-a, y, 1, 0);
    }
    for (int x = 1 - a; x < a; ++x) {
        add(x, b, 0, -1);
        add(x, -b, 0, 1);
    }
    const Eigen::Matrix<double, 7, 7> covariance = information.inverse();
    const Solvability found = solvability(row, rectangleRecording(a, b));
    const double degrees = std::sqrt(covariance.topLeftCorner<3, 3>().trace()) * 180 / std::numbers::pi;
    const double millimetres = 1e3 * std::sqrt(covariance.block<3, 3>(3, 3).trace());
    // The corners' normals are oblique in the picture: some percent.
    EXPECT_NEAR(found.sigmaRotationDeg, degrees, 0.1 * degrees);
    EXPECT_NEAR(found.sigmaCentreMm, millimetres, 0.1 * millimetres);
    EXPECT_NEAR(found.robotShare, (2 * a + 1) * (2 * b + 1) / 120000.0, 1e-9);
    EXPECT_EQ(found.solvable, degrees < 0.5 && millimetres < 5);
}

TEST(Solvability, NeedsTheRobotInThePictureMotionAndATrueAnswer) {
    const BenchRecording large = rectangleRecording(120, 70);
    BenchRecording empty = large;
    empty.film.frames[0].mask = empty.film.frames[0].maskAmodal = ImageU8(400, 300);
    const Solvability nothing = solvability(rowNamed("masks"), empty);
    EXPECT_FALSE(nothing.solvable);
    EXPECT_GT(nothing.sigmaCentreMm, 1e3);
    // The picture's edge is not the robot's outline, and neither is the edge of what stands before it.
    BenchRecording hidden = large;
    hidden.film.frames[0].maskAmodal = ImageU8(400, 300, 1, uint8_t{255});
    EXPECT_GT(solvability(rowNamed("masks"), hidden).sigmaCentreMm, 1e3);

    BenchRecording many = large;
    many.film.frames.assign(400, large.film.frames[0]);
    for (SyntheticFrame& frame : many.film.frames) frame.depthMm = ImageU16(400, 300, 1, uint16_t{300});
    EXPECT_TRUE(solvability(rowNamed("masks"), many).solvable);
    EXPECT_FALSE(solvability(rowNamed("clip"), many).solvable);     // nothing moves
    EXPECT_FALSE(solvability(rowNamed("k-wrong"), many).solvable);  // no pose is right
}

Record exampleRecord() {
    Record r;
    r.row = "masks";
    r.robot = "demo";
    r.index = 3;
    r.seed = 1;
    r.draw = drawRecording(rowNamed("masks"), 1, 3);
    r.trueCamera = {640, 480, 600, 601, 320, 240, {}};
    r.truth = displacedPose(RigidTransform::Identity(), 30, 1, {}, 1);
    r.estimate = displacedPose(r.truth, 0.1, 0.002, {}, 2);
    r.status = CalibrationStatus::Ok;
    r.risk = 0.02;
    r.rotationDeg = 0.1;
    r.translationMm = 2;
    r.addMm = 1.5;
    r.covariance = Matrix6d::Identity();
    r.nees = 0.5;
    r.solvability = {0.01, 0.2, 0.1, 0.05, true};
    r.evidence.emplace();
    r.evidence->inlierShare = 0.75;
    r.evidence->fitIou = 0.9;
    r.evidence->fitFrames = 24;
    r.evidence->converged = true;
    r.evidence->sigmaRotation = std::numeric_limits<double>::infinity();
    r.times.refine = 2;
    r.calibrationCpuSeconds = 4;
    return r;
}

TEST(BenchRecord, IsReadBackAsWritten) {
    const Record r = exampleRecord();
    const std::string line = toJsonLine(r);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const auto back = fromJsonLine(line);
    ASSERT_TRUE(back);
    EXPECT_EQ(toJsonLine(*back), line);
    EXPECT_EQ(back->estimate->matrix(), r.estimate->matrix());
    EXPECT_EQ(back->evidence->fitIou, 0.9);
    EXPECT_FALSE(back->evidence->rivalScore);
    EXPECT_TRUE(std::isinf(back->evidence->sigmaRotation));
    EXPECT_TRUE(back->right());
    EXPECT_FALSE(fromJsonLine(line.substr(0, line.size() / 2)));
    EXPECT_FALSE(fromJsonLine("{}"));
}

TEST(BenchState, PassesOverABrokenLastLineAndGoesOnBelow) {
    const TempDir folder;
    const auto path = folder / "sub/state.jsonl";
    {
        const auto state = StateFile::open(path);
        ASSERT_TRUE(state) << state.error().message;
        EXPECT_THAT((*state)->found(), IsEmpty());
        ASSERT_TRUE((*state)->append(exampleRecord()));
    }
    std::ofstream(path, std::ios::app) << R"({"version":1,"row":"ma)";
    {
        const auto state = StateFile::open(path);
        ASSERT_TRUE(state);
        EXPECT_THAT((*state)->found(), SizeIs(1));
        ASSERT_TRUE((*state)->append(exampleRecord()));
    }
    const auto state = StateFile::open(path);
    ASSERT_TRUE(state);
    EXPECT_THAT((*state)->found(), SizeIs(2));
    EXPECT_FALSE(StateFile::open(folder.path()));
}

TEST(BenchTable, CountsWhatItSays) {
    Record right = exampleRecord(), wrong = exampleRecord(), failed = exampleRecord(), unfilmed;
    wrong.index = 4;
    wrong.rotationDeg = 2;
    wrong.addMm = 50.5;
    wrong.risk = 0.4;
    failed.index = 5;
    failed.status = CalibrationStatus::Failed;
    failed.rotationDeg = failed.translationMm = 0.001;  // a failed run's guess is no answer
    unfilmed.row = "masks";
    unfilmed.error = "no viewpoint";
    const std::vector<Record> records{right, wrong, failed, unfilmed};
    const Summary s = summarize("masks", "exact masks", records);
    EXPECT_EQ(s.count, 3);
    EXPECT_EQ(s.unfilmed, 1);
    EXPECT_EQ(s.solvable, 3);
    EXPECT_EQ(s.right, 1);
    EXPECT_EQ(s.ok, 2);
    EXPECT_EQ(s.okRight, 1);
    EXPECT_EQ(s.failed, 1);
    EXPECT_NEAR(s.okPrecision.high, std::sqrt(0.975), 1e-9);
    EXPECT_NEAR(s.rotationDeg.median, 1.05, 1e-12);
    EXPECT_NEAR(s.aucPercent, 100 * ((1 - 0.015) + (1 - 0.505)) / 3, 1e-9);
    EXPECT_THAT(reliabilityOf(records), SizeIs(2));

    const std::vector<Row> rows{rowNamed("masks")};
    const auto wrongs = violations(rows, records);
    ASSERT_THAT(wrongs, SizeIs(4));
    EXPECT_THAT(wrongs[0], HasSubstr("masks 4 (demo) is ok and wrong: 2 deg, 2 mm"));
    EXPECT_THAT(violations(rows, std::vector{right}), IsEmpty());
    const auto summaries = summarize(rows, records);
    EXPECT_THAT(tablesMarkdown(summaries, reliabilityOf(records), "camframe bench", "plot.svg"),
                HasSubstr("| exact masks | 3 | 3 | 33.3 |"));
}

TEST(BenchRun, ResumesWithTheSameRecordings) {
    const auto robots = loadBenchRobots({"demo"}, {}, {});
    ASSERT_TRUE(robots) << robots.error().message;
    BenchPlan plan;
    plan.rows = {rowNamed("masks")};
    plan.recordings = 1;
    plan.width = 200;
    plan.mostFrames = 6;
    const TempDir folder;
    {
        auto state = StateFile::open(folder / "state.jsonl");
        ASSERT_TRUE(state);
        const auto first = runBench(plan, *robots, state->get(), test::withThreads(1));
        ASSERT_TRUE(first) << first.error().message;
        ASSERT_THAT(*first, SizeIs(1));
        EXPECT_EQ(first->at(0).error, "");
        EXPECT_TRUE(first->at(0).evidence.has_value());
    }
    plan.recordings = 2;
    plan.jobs = 2;
    auto state = StateFile::open(folder / "state.jsonl");
    ASSERT_TRUE(state);
    ASSERT_THAT((*state)->found(), SizeIs(1));
    // Where a finished line says something else than the run would, it was not run again.
    const std::string before = toJsonLine((*state)->found()[0]);
    const auto both = runBench(plan, *robots, state->get(), test::withThreads(1));
    ASSERT_TRUE(both);
    ASSERT_THAT(*both, SizeIs(2));
    EXPECT_EQ(toJsonLine(both->at(0)), before);
    state = StateFile::open(folder / "state.jsonl");
    EXPECT_THAT((*state)->found(), SizeIs(2));
    // Without the state the second recording comes out the same.
    plan.first = 1;
    plan.recordings = 1;
    plan.jobs = 1;
    const auto again = runBench(plan, *robots, nullptr, test::withThreads(1));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->at(0).rotationDeg, both->at(1).rotationDeg);
    EXPECT_EQ(again->at(0).truth.matrix(), both->at(1).truth.matrix());
}

TEST(BenchRun, StopsWhenAsked) {
    const auto robots = loadBenchRobots({"demo"}, {}, {});
    ASSERT_TRUE(robots);
    BenchPlan plan;
    plan.rows = {rowNamed("masks")};
    std::stop_source stop;
    stop.request_stop();
    RunContext context;
    context.stop = stop.get_token();
    const auto run = runBench(plan, *robots, nullptr, context);
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().kind, ErrorKind::Stopped);
}

TEST(BenchBaselines, TakeTheLargestMaskOrEvenlySpreadFrames) {
    std::vector<ImageU8> masks(9, ImageU8(4, 4));
    masks[6].data.assign(16, 255);
    masks[2].data.assign(8, 255);
    masks[2].data.resize(16);
    EXPECT_THAT(baselineFrames(masks, 1), ::testing::ElementsAre(6));
    EXPECT_THAT(baselineFrames(masks, 5), ::testing::ElementsAre(0, 2, 4, 6, 8));
    EXPECT_THAT(baselineFrames(std::span(masks).first(2), 5), ::testing::ElementsAre(0, 1));
}

TEST(BenchBaselines, RunBesideOursAndResume) {
    const auto robots = loadBenchRobots({"demo"}, {}, {});
    ASSERT_TRUE(robots) << robots.error().message;
    BenchPlan plan;
    plan.rows = {rowNamed("start1")};
    plan.recordings = 1;
    plan.width = 200;
    plan.mostFrames = 8;
    auto methods = baselineMethods(true);
    ASSERT_THAT(methods, SizeIs(7));
    for (BaselineMethod& method : methods) method.adam.steps = 20;
    const TempDir folder;
    auto state = StateFile::open(folder / "state.jsonl");
    ASSERT_TRUE(state);
    const auto records = compareBaselines(plan, methods, *robots, state->get(), test::withThreads(1));
    ASSERT_TRUE(records) << records.error().message;
    ASSERT_THAT(*records, SizeIs(7));
    EXPECT_TRUE(records->at(0).right);
    EXPECT_TRUE(records->at(1).right);
    EXPECT_TRUE(records->at(2).right);
    EXPECT_GT(records->at(2).drawn.pixels, 0);
    EXPECT_LT(records->at(2).drawn.pixels, records->at(1).drawn.pixels) << "fewer frames";
    EXPECT_LT(records->at(1).drawn.pixels, records->at(0).drawn.pixels);
    EXPECT_EQ(records->at(3).drawn.frames, 20);
    EXPECT_EQ(records->at(4).drawn.frames, 100);
    EXPECT_EQ(records->at(4).drawn.pixels, 100 * 200 * 150);
    EXPECT_GT(records->at(0).drawn.frames, 0);
    EXPECT_NE(records->at(3).addMm, records->at(5).addMm);
    std::ostringstream text;
    printBaselines(plan.rows, methods, *records, true, text);
    EXPECT_THAT(text.str(), HasSubstr("| 1 deg, 1 cm | simple-easyhec | 1 |"));

    state = StateFile::open(folder / "state.jsonl");
    ASSERT_TRUE(state);
    ASSERT_THAT((*state)->otherLines(), SizeIs(7));
    methods[3].adam.steps = 1;  // a second run would end elsewhere
    const auto again = compareBaselines(plan, methods, *robots, state->get(), test::withThreads(1));
    ASSERT_TRUE(again);
    for (size_t i = 0; i < 7; ++i) EXPECT_EQ(toJsonLine(again->at(i)), toJsonLine(records->at(i)));
    plan.rows = {rowNamed("clip")};
    EXPECT_FALSE(compareBaselines(plan, methods, *robots, nullptr, {}));
}

}  // namespace
}  // namespace camframe::bench
