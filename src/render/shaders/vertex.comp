#version 450
// SPDX-License-Identifier: Apache-2.0
// Moves vertices into camera space and projects them (cpu twin: projectVertices).
#extension GL_GOOGLE_include_directive : require
#include "raster_rules.glsl"

layout(local_size_x = 64) in;
const uint kPerBatch = 512;

void main() {
    const uvec2 batch = batches[firstBatch + gl_WorkGroupID.x];
    const Draw d = draws[batch.x];
    const View v = views[d.view];
    const uint end = min(batch.y + kPerBatch, d.vertexCount);
    for (uint i = batch.y + gl_LocalInvocationID.x; i < end; i += gl_WorkGroupSize.x) {
        const uint at = 3 * (d.firstVertex + i);
        const float X = vertices[at], Y = vertices[at + 1], Z = vertices[at + 2];
        precise float x = d.m[0] * X + d.m[1] * Y + d.m[2] * Z + d.m[3];
        precise float y = d.m[4] * X + d.m[5] * Y + d.m[6] * Z + d.m[7];
        precise float z = d.m[8] * X + d.m[9] * Y + d.m[10] * Z + d.m[11];
        precise float iz = 1.0 / z;
        precise float u = v.fx * x * iz + v.cx;
        precise float w = v.fy * y * iz + v.cy;
        const bool ok = z >= kNear && u >= v.guardLeft && u <= v.guardRight &&
                        w >= v.guardTop && w <= v.guardBottom;
        projected[d.firstProjected + i] = vec4(u, w, ok ? iz : 0.0, 0.0);
    }
}
