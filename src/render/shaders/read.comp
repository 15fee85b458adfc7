#version 450
// SPDX-License-Identifier: Apache-2.0
// Reads what raster.comp reads of a meshlet, in the same way, and does nothing with it: how fast this device
// could be at best. Groups in y are frames.
#extension GL_GOOGLE_include_directive : require
#include "raster_rules.glsl"

layout(constant_id = 3) const uint kSize = 64;  // As raster.comp
layout(local_size_x_id = 3) in;

shared uint corners[kMeshletVertices];

void main() {
    const uint self = gl_LocalInvocationID.x;
    const Meshlet mesh = meshlets[firstMeshlet + gl_WorkGroupID.x];
    for (uint i = self; i < mesh.vertexCount; i += kSize) {
        const vec3 p = vertices[mesh.firstVertex + i].xyz;
        corners[i] = floatBitsToUint(p.x + p.y + p.z);
    }
    barrier();
    uint sum = gl_WorkGroupID.y;
    for (uint i = self; i < mesh.triangleCount; i += kSize) {
        const uint t = triangles[mesh.firstTriangle + i];
        sum += corners[t & 1023u] ^ corners[t >> 10 & 1023u] ^ corners[t >> 20];
    }
    if (sum == 1) rows[0] = sum;  // hardly ever; but compilers cannot know
}
