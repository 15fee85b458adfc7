#version 450
// SPDX-License-Identifier: Apache-2.0
// Poses of the links in camera space, culling and level of detail: turns templates into draws and lists their
// meshlets for the indirect dispatch (cpu twin: prepareView). One workgroup per template.
#extension GL_GOOGLE_include_directive : require
#define CAMFRAME_DRAWS_ACCESS
#include "raster_rules.glsl"
#include "outline_rules.glsl"

layout(local_size_x = 64) in;

shared float pose[12];
shared uint ownBatch;

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

// The pixels between two slopes, seen from the axis: all of them when the lens bends the picture.
uvec2 between(float low, float high, float focal, float centre, uint size, bool lens) {
    if (lens) return uvec2(size);
    const float first = clamp(floor(focal * low + centre) - 1, 0.0, float(size));
    const float end = clamp(ceil(focal * high + centre) + 2, 0.0, float(size));
    return uvec2(size - uint(first), uint(end));
}

// Where the sphere may be seen: within the box around it, whose corners are its extremes.
void extendBounds(uint view, vec3 centre, float radius) {
    const View v = views[view];
    const float reach = radius * 1.00001 + 1e-5 * abs(centre.z) + 1e-6, near = centre.z - reach;
    const vec2 low = centre.xy - reach, high = centre.xy + reach;
    const bool all = v.firstSample != kNone || near < kNear;
    const vec2 inverse = 1 / vec2(max(near, kNear), centre.z + reach);
    const uvec2 x = between(min(low.x * inverse.x, low.x * inverse.y), max(high.x * inverse.x, high.x * inverse.y),
                            v.fx, v.cx, v.width, all);
    const uvec2 y = between(min(low.y * inverse.x, low.y * inverse.y), max(high.y * inverse.x, high.y * inverse.y),
                            v.fy, v.cy, v.height, all);
    if (x.x + x.y <= v.width || y.x + y.y <= v.height) return;  // beside the picture
    atomicMax(bounds[view].x, x.x);
    atomicMax(bounds[view].y, y.x);
    atomicMax(bounds[view].z, x.y);
    atomicMax(bounds[view].w, y.y);
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
    if (self == 0) {
        extendBounds(t.view, centre, t.radius);
        draws[index].view = t.view;
        draws[index].id = t.id;
        for (uint i = 0; i < 12; ++i) draws[index].m[i] = pose[i];
        // The order of batches changes from run to run, the picture does not: see raster_pixel.glsl.
        ownBatch = atomicAdd(batchCount, lod.meshletCount);
    }
    barrier();
    for (uint i = self; i < lod.meshletCount; i += gl_WorkGroupSize.x)
        batches[ownBatch + i] = uvec2(index, lod.firstMeshlet + i);
}
