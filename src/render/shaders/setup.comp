#version 450
// SPDX-License-Identifier: Apache-2.0
// Poses of the links in camera space, culling and level of detail: turns templates into draws and lists their
// batches for the indirect dispatches (cpu twin: prepareView). One workgroup per template.
#extension GL_GOOGLE_include_directive : require
#define CAMFRAME_DRAWS_ACCESS
#include "raster_rules.glsl"
#include "outline_rules.glsl"

layout(local_size_x = 64) in;
const uint kPerBatch = 512;

shared float pose[12];
shared uint firstVertexBatch, firstTriangleBatch;

// Sums of products in twice single precision: Dekker, "A floating-point technique for extending the available
// precision", 1971. `precise` keeps compilers from simplifying the errors away.
void addProduct(inout float sum, inout float rest, float aHigh, float aLow, float bHigh, float bLow) {
    precise float ca = 4097.0 * aHigh, cb = 4097.0 * bHigh;
    precise float a1 = ca - (ca - aHigh), b1 = cb - (cb - bHigh);
    precise float a2 = aHigh - a1, b2 = bHigh - b1;
    precise float product = aHigh * bHigh;
    precise float error = ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2;
    precise float total = sum + product;
    precise float part = total - sum;
    precise float lost = (sum - (total - part)) + (product - part);
    precise float small = rest + (lost + error + (aHigh * bLow + aLow * bHigh));
    sum = total;
    rest = small;
}

float camFromLink(Template t, uint row, uint column) {
    float sum = 0, rest = 0;
    for (uint k = 0; k < 3; ++k)
        addProduct(sum, rest, cameraHigh[4 * row + k], cameraLow[4 * row + k], t.poseHigh[4 * k + column],
                   t.poseLow[4 * k + column]);
    if (column == 3) addProduct(sum, rest, cameraHigh[4 * row + 3], cameraLow[4 * row + 3], 1.0, 0.0);
    precise float total = sum + rest;
    return total;
}

// Does the sphere reach into the picture? A hair's breadth is allowed for the rounding of the test itself.
bool inSight(vec3 centre, float radius) {
    const float reach = radius * 1.00001 + 1e-5 * abs(centre.z) + 1e-6;
    if (centre.z + reach < kNear) return false;
    const vec4 offset = vec4(centre.x - slopes[0] * centre.z, centre.y - slopes[1] * centre.z,
                             slopes[2] * centre.z - centre.x, slopes[3] * centre.z - centre.y);
    for (uint i = 0; i < 4; ++i)
        if (offset[i] / sqrt(1 + slopes[i] * slopes[i]) < -reach) return false;
    return true;
}

void main() {
    const uint index = gl_WorkGroupID.x, self = gl_LocalInvocationID.x;
    const Template t = templates[index];
    if (self < 12) pose[self] = camFromLink(t, self / 4, self % 4);
    barrier();
    const vec3 centre =
        vec3(pose[0] * t.x + pose[1] * t.y + pose[2] * t.z + pose[3],
             pose[4] * t.x + pose[5] * t.y + pose[6] * t.z + pose[7],
             pose[8] * t.x + pose[9] * t.y + pose[10] * t.z + pose[11]);
    // The same in all invocations, so nobody waits at the barrier below in vain.
    if (t.id == 0 || !inSight(centre, t.radius)) return;
    uint chosen = t.firstLod;
    const float nearest = centre.z - t.radius;
    if (tolerancePerMetre > 0 && nearest > 0)
        for (uint i = 0; i < t.lodCount; ++i)
            if (lods[t.firstLod + i].error <= tolerancePerMetre * nearest) chosen = t.firstLod + i;
    const Lod lod = lods[chosen];
    const uint vertexBatches = (lod.vertexCount + kPerBatch - 1) / kPerBatch;
    const uint triangleBatches = (lod.triangleCount + kPerBatch - 1) / kPerBatch;
    if (self == 0) {
        draws[index].view = t.view;
        draws[index].id = t.id;
        draws[index].firstVertex = lod.firstVertex;
        draws[index].vertexCount = lod.vertexCount;
        draws[index].firstTriangle = lod.firstTriangle;
        draws[index].triangleCount = lod.triangleCount;
        draws[index].firstProjected = t.firstProjected;
        for (uint i = 0; i < 12; ++i) draws[index].m[i] = pose[i];
        // The order of batches changes from run to run, the picture does not: see raster_pixel.glsl.
        firstVertexBatch = atomicAdd(vertexGroups, vertexBatches);
        firstTriangleBatch = firstBatch + atomicAdd(triangleGroups, triangleBatches);
    }
    barrier();
    for (uint i = self; i < vertexBatches; i += gl_WorkGroupSize.x)
        batches[firstVertexBatch + i] = uvec2(index, i * kPerBatch);
    for (uint i = self; i < triangleBatches; i += gl_WorkGroupSize.x)
        batches[firstTriangleBatch + i] = uvec2(index, i * kPerBatch);
}
