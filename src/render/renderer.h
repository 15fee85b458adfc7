// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/core/camera_model.h"
#include "model/core/image.h"
#include "model/core/result.h"
#include "model/core/rigid_transform.h"
#include "render/hull_counter.h"
#include "render/outline_equations.h"
#include "render/robot_geometry.h"
#include "render/stage_times.h"

namespace camframe {

/// One picture to draw. The span must stay valid during the call.
struct RenderView {
    CameraModel camera;  ///< With distortion the picture is drawn as the lens sees it.
    RigidTransform camFromBase = RigidTransform::Identity();
    std::span<const RigidTransform> baseFromLink;  ///< One per link of the RobotModel.
    /// Per link: draw it? Empty: draw all. (Recordings without joints know only some links.)
    const std::vector<bool>* linkKnown = nullptr;
};

struct RenderOptions {
    /// Surface error allowed by choice of the level of detail, in pixels at the link's nearest depth.
    /// 0 draws the full meshes.
    double lodTolerancePx = 0;
    bool depth = true;    ///< Read the depth image back; when false, `depth` stays empty.
    bool contour = true;  ///< Extract contour points.
};

/// A pixel on the inner boundary of the robot's mask: robot, with a 4-neighbour in the picture that is not.
struct ContourPoint {
    uint16_t x = 0, y = 0;
    uint8_t id = 0;   ///< Link id at the pixel.
    float depth = 0;  ///< Z in camera space (m).
};

/// What one view shows, sampled at pixel centres (integers, see spaces.h).
struct RenderedFrame {
    ImageU8 linkId;                     ///< 0 = no robot, else the id of RobotGeometry.
    ImageF depth;                       ///< Z in camera space (m) of the nearest surface, 0 = none.
    std::vector<ContourPoint> contour;  ///< Row by row, left to right. Pixels at the picture's edge count
                                        ///< only if a neighbour inside the picture is not robot.
    ImageU8 mask() const;               ///< 255 where linkId is not 0.
};

/// What a renderer has drawn since it was made, for benchmarks.
struct DrawnCount {
    int64_t frames = 0;
    int64_t pixels = 0;  ///< Sum of the pictures' sizes.
};

/// Draws a robot into pictures. Deterministic: equal inputs give equal bits on the same back end.
///
/// Triangles nearer than 1 cm are clipped. Both faces of a triangle are drawn. Points outside the valid
/// radius of the lens are dropped. Not thread safe; one renderer per thread.
class Renderer {
public:
    virtual ~Renderer() = default;
    /// "cpu" or "vulkan:<device name>"; goes into calibration.json.
    virtual std::string name() const = 0;
    /// Draws all views; frames come back in the order of the views. Sizes may differ between views.
    virtual Result<std::vector<RenderedFrame>> render(std::span<const RenderView> views,
                                                      const RenderOptions& options) = 0;
    /// Equations for outlines in these frames, which must all have one size. The renderer must outlive them;
    /// calls of both may alternate.
    virtual Result<std::unique_ptr<OutlineEquations>> outlineEquations(std::span<const OutlineFrame> frames,
                                                                       const OutlineOptions& options) = 0;
    /// Counts for many candidates of a global search. The scene must outlive the counter, and so must the
    /// renderer.
    virtual Result<std::unique_ptr<HullCounter>> hullCounter(const HullScene& scene) = 0;
    /// Is hullCounter faster here than the processor counting pose by pose? Known by the kind of device: a
    /// GPU's thousands of lanes are, a software driver's eight are not.
    virtual bool countsHullsFast() const { return false; }
    /// Reads the full meshes that often where they lie on a device, and does nothing with them: what drawing
    /// them cannot be faster than, for benchmarks. False on the CPU, where that is the speed of memory.
    virtual Result<bool> readMeshes([[maybe_unused]] int times) { return false; }
    virtual const RobotGeometry& geometry() const = 0;
    /// Times by stage; empty unless RendererOptions::profile.
    virtual std::vector<StageTime> stageTimes() const = 0;
    /// Most memory taken on a device so far (bytes); 0 on the CPU.
    virtual uint64_t peakDeviceMemory() const { return 0; }
    const DrawnCount& drawn() const { return m_drawn; }

protected:
    void countDrawn(std::span<const RenderView> views) {
        for (const RenderView& view : views) countDrawn(1, int64_t{view.camera.width} * view.camera.height);
    }
    void countDrawn(int64_t frames, int64_t pixelsEach) {
        m_drawn.frames += frames;
        m_drawn.pixels += frames * pixelsEach;
    }

private:
    DrawnCount m_drawn;
};

enum class RenderBackend { Auto, Vulkan, Cpu };

struct RendererOptions {
    RenderBackend backend = RenderBackend::Auto;
    int device = -1;           ///< Vulkan device by index of listVulkanDevices(); -1: best score.
    int threads = 0;           ///< CPU back end; 0: one per core.
    bool validation = false;   ///< Turn on the validation layer; its messages are errors of render().
    bool gpuAssisted = false;  ///< ... and let it watch the accesses of shaders, which is slow.
    bool profile = false;      ///< Measure the stages, see Renderer::stageTimes.
    int gpuMemoryMiB = 0;      ///< Most device memory to use; 0: three quarters of the device's own.
    bool atomics64 = true;     ///< Use 64-bit atomics where a device has them; pictures are the same.
    std::filesystem::path cacheFolder = {};  ///< Of compiled shaders; empty: camframe/ in the user's cache.
};

/// Makes a renderer. Auto takes Vulkan only on a real GPU (a software driver is slower than our own C++) and
/// falls back to C++ with one line in the log: when no loader or device is there, when memory runs out, and
/// when the device is lost, also in the midst of work, which then goes on in C++. Vulkan asked for by name is
/// an error when it cannot be had or fails.
Result<std::unique_ptr<Renderer>> makeRenderer(std::shared_ptr<const RobotGeometry> geometry,
                                               const RendererOptions& options);

/// Contour of an id image by the definition of ContourPoint; the judge of the GPU's version.
std::vector<ContourPoint> extractContour(const ImageU8& linkId, const ImageF& depth);

struct VulkanDeviceInfo {
    int index = 0;
    std::string name;
    std::string kind;  ///< "discrete", "integrated", "virtual", "software", "other".
    int score = 0;
};
/// Empty when no loader or no device is found.
std::vector<VulkanDeviceInfo> listVulkanDevices();

}  // namespace camframe
