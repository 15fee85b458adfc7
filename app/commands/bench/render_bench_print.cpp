// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "app/commands/bench/render_bench.h"
#include "app/commands/console.h"

namespace camframe::bench {

void printRenderBench(const RenderBenchResult& result, std::ostream& out) {
    out << fmt::format("{}: {} triangles\n\n", result.robot, result.triangles);
    // Ratios compare with the C++ back end's picture of the same task, and OpenGL's pictures.
    const auto find = [&](const RenderFigure& of, const std::string& backend, const std::string& what,
                          int frames) -> const RenderFigure* {
        for (const RenderFigure& f : result.figures)
            if (f.backend.starts_with(backend) && f.what == what && f.width == of.width && f.frames == frames)
                return &f;
        return nullptr;
    };
    // A device's own bound is measured on it; the processor's is the speed of memory.
    const auto boundOf = [&](const RenderFigure& of) {
        for (const RenderFigure& f : result.figures)
            if (f.what == kMeshesRead && f.backend == of.backend) return f.perSecond;
        return result.bound;
    };
    TextTable table({"what", "back end", "size", "frames", "per second", "", "Mtriangles/s", "ms a call",
                     "CPU ms a call", "to C++", "to OpenGL", "of bound"});
    for (const RenderFigure& f : result.figures) {
        const RenderFigure* cpu = find(f, "cpu", f.what, f.frames);
        const RenderFigure* gl = f.unit == "frames" ? find(f, "OpenGL", "pictures read back", 8) : nullptr;
        const bool full = f.trianglesPerSecond > 0;
        table.addRow({f.what, f.backend, fmt::format("{} x {}", f.width, f.height), std::to_string(f.frames),
                      fmt::format("{:.0f}", f.perSecond), f.unit,
                      full ? fmt::format("{:.1f}", f.trianglesPerSecond * 1e-6) : "",
                      fmt::format("{:.2f}", f.seconds * 1e3), fmt::format("{:.2f}", f.cpuSeconds * 1e3),
                      cpu ? fmt::format("{:.2f}", f.perSecond / cpu->perSecond) : "",
                      gl && full ? fmt::format("{:.2f}", f.perSecond / gl->perSecond) : "",
                      full ? fmt::format("{:.3f}", f.perSecond / boundOf(f)) : ""});
    }
    table.print(out);
    for (const std::string& profile : result.profiles) out << "\nstages, 8 frames of 640 x 480: " << profile;
    out << fmt::format(
        "\nbound in C++: meshes read from memory at {:.1f} GB/s, {:.0f} frames/s\npeak memory: {:.0f} MiB",
        result.readGigabytesPerSecond, result.bound, result.peakMemoryMiB);
    for (const auto& [name, mib] : result.peakDeviceMiB)
        if (mib > 0) out << fmt::format(", on {}: {:.0f} MiB", name, mib);
    out << "\n";
    for (const std::string& sentence : result.missing) out << "not measured: " << sentence << "\n";
}

void printRenderBenchJson(const RenderBenchResult& result, std::ostream& out) {
    nlohmann::json figures = nlohmann::json::array();
    for (const RenderFigure& f : result.figures)
        figures.push_back({{"what", f.what},
                           {"backend", f.backend},
                           {"width", f.width},
                           {"height", f.height},
                           {"frames", f.frames},
                           {"perSecond", f.perSecond},
                           {"unit", f.unit},
                           {"trianglesPerSecond", f.trianglesPerSecond},
                           {"seconds", f.seconds},
                           {"cpuSeconds", f.cpuSeconds}});
    const nlohmann::json document{{"robot", result.robot},
                                  {"triangles", result.triangles},
                                  {"figures", figures},
                                  {"readGigabytesPerSecond", result.readGigabytesPerSecond},
                                  {"boundFramesPerSecond", result.bound},
                                  {"peakMemoryMiB", result.peakMemoryMiB},
                                  {"missing", result.missing}};
    out << document.dump(2) << "\n";
}

}  // namespace camframe::bench
